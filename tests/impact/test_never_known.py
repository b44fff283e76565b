"""What never comes to be known is not counted as known, where the race goes on for ever too."""

from __future__ import annotations

import pytest

import techtree
from tests.exact.memoryless_trees import read

TREE = """
techtree: 1
outcomes: {aligned: 1, misaligned: 0, undecided: 0.5}
nodes:
  idea: {work: 2, chance: 0.5}
  end: {work: 5, requires: idea, ending: aligned}
  lost: {work: 1, chance: 0}
items:
  tell: {unlocks: {lost: {at: 3, channel: told}}}
"""


def test_a_race_without_an_end_and_without_a_horizon() -> None:
    tree = read(TREE)
    settings = techtree.Settings(samples=4000, engine="simulation")
    nodes = techtree.outcomes(tree, settings).picture.nodes
    assert nodes["lost"].known == 0.0
    # a false alarm once in a million: five standard errors of a half
    assert nodes["idea"].known == pytest.approx(0.5, abs=5 * (0.25 / 4000) ** 0.5)
    told = techtree.outcomes(tree, settings, tree.items["tell"]).picture.nodes
    assert told["lost"].known == 1.0
