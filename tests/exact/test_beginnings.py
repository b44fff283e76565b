"""What happens at the very start comes in its order: leaks, parts of items, then completions."""

from __future__ import annotations

from techtree.impact.exact_worlds import exact_worlds
from techtree.impact.settings import Settings
from tests.exact.memoryless_trees import read

TREE = """
techtree: 1
outcomes: {aligned: 1, misaligned: 0}
leak: 0
nodes:
  idea: {field: safety, private: true, work: rate(1), unlocked: [ada]}
  end: {field: arms, work: rate(1), ending: aligned}
actors:
  ada: {effort: {safety: 1}}
  bob: {effort: {arms: 1}}
items:
  build: {unlocks: [end]}
"""


def test_what_leaks_at_once_is_known_before_an_ending_is_unlocked() -> None:
    tree = read(TREE)
    worlds = exact_worlds(tree, tree.items["build"], Settings(), (0, 1), None)
    pairs = dict(zip(worlds.compiled.nodes, worlds.chain.known[1].tolist(), strict=True))
    assert worlds.compiled.actors == ("ada", "bob")
    assert pairs == {"idea": [True, True], "end": [False, True]}
