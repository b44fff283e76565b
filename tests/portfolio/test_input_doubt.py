"""The doubt in the inputs of an item in a portfolio is that of its score."""

from __future__ import annotations

import pytest

import techtree
from techtree.files.parsing import parse_tree
from techtree.impact.score import score
from techtree.impact.settings import MIX, Settings
from techtree.model.tree import Item, Tree, Unlock
from trees import path

from .test_against_score import asked

FIXED = b"""\
techtree: 1
start: 2026
outcomes: {aligned: 1, misaligned: 0}
nodes:
  help: {work: "uniform(1, 9)", effects: [{odds: end, of: aligned, by: 3}]}
  end: {work: "uniform(2, 8)", ending: {aligned: 0.5, misaligned: 0.5}}
items:
  sure: {unlocks: [help]}
  doubtful: {effects: [{odds: end, of: aligned, by: 0.5 to 3}]}
"""


def with_nodes(tree: Tree) -> list[Item]:
    some = [name for name, node in tree.nodes.items() if not node.ending]
    return [*tree.items.values(), *(Item(name, unlocks=(Unlock(name),)) for name in some[:4])]


@pytest.mark.parametrize(
    ("name", "stances"),
    [("doubt", ()), ("alignment_research", ()), ("steiner_toy", (MIX,)), ("stances", (MIX,))],
)
def test_it_is_that_of_the_score(name: str, stances: tuple[str, ...]) -> None:
    tree = techtree.load(path(name))
    settings = Settings(
        samples=300, seed=2, stances=stances, inputs=32, engine="simulation", even=False
    )
    items = with_nodes(tree)
    found = asked(tree, items, settings).items
    assert len(found) == len(items)
    for item in found:
        view = score(tree, item.id, settings).view
        for outcome, figure in {**item.outcomes, "value": item.value}.items():
            wanted = view.value if outcome == "value" else view.outcomes[outcome]
            if wanted.inputs_noise is None and not stances:
                assert figure.inputs90 is None
                continue
            assert figure.inputs90 == pytest.approx(wanted.inputs90, abs=1e-12)
            assert figure.sign_positive == pytest.approx(wanted.sign_positive, abs=1e-12)
            assert (figure.inputs_noise is None) == (wanted.inputs_noise is None)


def test_stances_that_disagree_without_error() -> None:
    """What the mix of exact answers is in doubt about is what its stances disagree about."""
    tree = techtree.load(path("stances"))
    settings = Settings(stances=(MIX,))
    for item in asked(tree, list(tree.items.values()), settings).items:
        wanted = score(tree, item.id, settings).view.value
        assert item.samples == 0 and wanted.inputs90[0] < wanted.inputs90[1]
        assert item.value.inputs90 == pytest.approx(wanted.inputs90, abs=1e-12)


def test_an_item_without_ranges_has_none_whatever_stands_beside_it() -> None:
    tree = parse_tree(FIXED, "tree.yaml").tree
    assert tree is not None
    settings = Settings(samples=300, inputs=32)
    both = {item.id: item for item in asked(tree, list(tree.items.values()), settings).items}
    alone = asked(tree, [tree.items["sure"]], settings).items[0]
    assert both["sure"].value == alone.value
    assert alone.value.inputs90 is None and alone.value.sign_positive is None
    low, high = both["doubtful"].value.inputs90
    assert low < 0.0 < high


def test_many_items_are_not_asked() -> None:
    tree = techtree.load(path("doubt"))
    items = [Item(f"i{n}", unlocks=(Unlock("adoption"),)) for n in range(501)]
    found = asked(tree, items, Settings(samples=20, inputs=4)).items
    assert all(item.value.inputs90 is None for item in found)
