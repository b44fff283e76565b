"""An item is that of each stance, however it is handed over."""

from __future__ import annotations

from dataclasses import replace

import pytest

import techtree
from techtree.files import parse_tree
from techtree.impact.settings import Settings
from techtree.model.numbers import Fixed

TREE = b"""\
techtree: 1
start: 2026
outcomes: {aligned: 1, misaligned: 0}
nodes:
  end: {work: WORK, ending: {aligned: 0.5, misaligned: 0.5}}
items:
  help: {effects: [{odds: end, of: aligned, by: 3}]}
stances:
  doubtful: {set: {items.help.effects.0.by: 1.5}}
"""


@pytest.mark.parametrize("work", [b"exponential(5)", b"2 to 8"], ids=["exact", "simulation"])
def test_item_as_such(work: bytes) -> None:
    """Odds 1 become 3 as written, 3/4; and 1.5 under the stance, 3/5."""
    tree = parse_tree(TREE.replace(b"WORK", work), "tree.yaml").tree
    assert tree is not None
    item = tree.items["help"]
    settings = Settings(samples=100, stances=("all",))
    for handed in ("help", item):
        found = techtree.score(tree, handed, settings)
        assert found.view.outcomes["aligned"].shift == pytest.approx(0.25)
        assert found.stances["doubtful"].outcomes["aligned"].shift == pytest.approx(0.1)
    seen = techtree.outcomes(tree, settings, item)
    assert seen.stances["doubtful"].outcomes["aligned"].mean == pytest.approx(0.6)
    other = replace(item, effects=(replace(item.effects[0], by=Fixed(9.0)),))
    found = techtree.score(tree, other, settings)  # not the tree's: the same in all stances
    assert found.view.outcomes["aligned"].shift == pytest.approx(0.4)
    assert found.stances["doubtful"].outcomes["aligned"].shift == pytest.approx(0.4)
