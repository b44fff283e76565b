"""Nodes that an item brings come when it acts, not before."""

from __future__ import annotations

import math

import pytest

import techtree
from tests.exact.memoryless_trees import read

# good becomes 0.8 of 1 for 0.5 once `own` is known, which the ending is for four years away from
TREE = """
techtree: 1
outcomes: {{good: 1, bad: 0}}
actors: {{{actors}}}
nodes:
  first: {{work: 1}}
  end: {{work: {end}, ending: {{good: 0.5, bad: 0.5}}}}
items:
  it: {{{item}}}
"""
ACTORS = {"in one pass": "one: {effort: 1}", "event by event": "one: {effort: 1}, two: {effort: 1}"}
EFFECT = "effects: [{odds: end, of: good, by: 4}]"


def gain(actors: str, item: str, end: str = "4") -> float:
    """Return by how much an item moves the share of good."""
    tree = read(TREE.format(actors=ACTORS[actors], item=item, end=end))
    settings = techtree.Settings(samples=8000, engine="simulation")
    return techtree.score(tree, "it", settings).view.outcomes["good"].shift


@pytest.mark.parametrize("actors", ACTORS)
@pytest.mark.parametrize(
    ("item", "shift"),
    [
        (f"at: 3, nodes: {{own: {{{EFFECT}}}}}", 0.3),
        (f"at: 4.5, nodes: {{own: {{{EFFECT}}}}}", 0.0),
        (f"at: 3, nodes: {{own: {{work: 0.5, {EFFECT}}}}}", 0.3),
        (f"at: 3, nodes: {{own: {{work: 1.5, {EFFECT}}}}}", 0.0),  # known at 4.5
        (f"at: 0.5, nodes: {{own: {{work: 2.5, requires: first, {EFFECT}}}}}", 0.3),
        (f"at: 2, nodes: {{own: {{work: 2.5, requires: first, {EFFECT}}}}}", 0.0),
        (f"at: 4.5, nodes: {{own: {{unlocked: 0, {EFFECT}}}}}", 0.0),
        (f"at: 3, nodes: {{own: {{unlocked: -1, {EFFECT}}}}}", 0.3),
        (f"at: 4.5, unlocks: {{own: {{at: 1}}}}, nodes: {{own: {{work: 9, {EFFECT}}}}}", 0.0),
        (f"at: 1, blocks: own, nodes: {{own: {{{EFFECT}}}}}", 0.0),
    ],
)
def test_they_come_with_it(actors: str, item: str, shift: float) -> None:
    assert gain(actors, item) == pytest.approx(shift, abs=1e-9)


def test_they_change_nothing_in_worlds_that_ended_before() -> None:
    """Of an ending after four years on average, e^(-3.5 / 4) of the worlds last 3.5 years."""
    found = gain("in one pass", f"at: 3.5, nodes: {{own: {{{EFFECT}}}}}", "exponential(4)")
    assert found == pytest.approx(0.3 * math.exp(-3.5 / 4), abs=0.003)  # ten standard errors
