"""Research items: chance, time, own nodes, another landscape, endings opened and closed."""

from __future__ import annotations

from math import exp

import pytest

from .checks import (
    Law,
    agrees,
    certain,
    coin,
    ending_shifts,
    law,
    node_shifts,
    shifts,
    value_shifts,
)
from .conftest import Ask
from .shapes import ONE_ACTOR, OPENING, SHAPES

shapes = pytest.mark.parametrize("opening", SHAPES.values(), ids=SHAPES)

RIVALS = """
nodes:
  good: {field: safety, work: rate(1), ending: {aligned: 1}}
  bad: {field: capability, work: rate(1), ending: {misaligned: 1}}
"""

# From 1/2, with rates of 1 and 1.
ITEMS = {
    "now": ("{effects: [{speed: good, by: 3}]}", 1 / 4),
    "with a chance": ("{chance: 0.4, effects: [{speed: good, by: 3}]}", 1 / 10),
    # one chance for all parts: 2/5 of 9/10 - 1/2
    "one chance for two parts": (
        "{chance: 0.4, effects: [{speed: good, by: 3}, {speed: {field: safety}, by: 3}]}",
        0.16,
    ),
    "an effect's own chance": ("{effects: [{speed: good, by: 3, chance: 0.4}]}", 1 / 10),
    # e^-2 of the races are still open after a year
    "later": ("{at: 1 year, effects: [{speed: good, by: 3}]}", exp(-2) / 4),
    "at a date": ("{at: 2026-07, effects: [{speed: good, by: 3}]}", exp(-1) / 4),
    "at its own time": ("{at: 5, effects: [{speed: good, by: 3, at: 6 months}]}", exp(-1) / 4),
    # 3 to 1 for half a year: (3/4)(1 - e^-2) + e^-2/2
    "for a time": (
        "{effects: [{speed: good, by: 3, for: 6 months}]}",
        (1 - exp(-2)) / 4,
    ),
    # a node of its own, of rate 1: 7/12
    "its own node": (
        "{nodes: {extra: {work: rate(1), effects: [{speed: good, by: 3}]}}}",
        1 / 12,
    ),
    "its own node, unlocked by it": (
        "{nodes: {extra: {work: 5, effects: [{speed: good, by: 3}]}}, unlocks: [extra]}",
        1 / 4,
    ),
    "unlocking an ending": ("{unlocks: [good]}", 1 / 2),
    "unlocking an ending later": ("{unlocks: {good: {at: 1 year}}}", exp(-2) / 2),
    "blocking an ending": ("{blocks: [bad]}", 1 / 2),
}


@shapes
@pytest.mark.parametrize(("item", "shift"), ITEMS.values(), ids=ITEMS)
def test_items(score: Ask, opening: str, item: str, shift: float) -> None:
    # Every item makes good come earlier or bad later, never the reverse: a coin.
    answer = score(f"{opening}{RIVALS}items:\n  thing: {item}\n", "thing")
    shifts(answer, "aligned", 1 / 2, coin(shift))
    shifts(answer, "misaligned", 1 / 2, law((-1, shift)))
    value_shifts(answer, 1 / 2, coin(shift))


@shapes
def test_own_nodes_are_absent_without_the_item(show: Ask, opening: str) -> None:
    item = "{nodes: {extra: {unlocked: true, effects: [{speed: good, by: 3}]}}}"
    answer = show(f"{opening}{RIVALS}items:\n  thing: {item}\n")
    agrees(answer, "aligned", coin(1 / 2))
    assert "extra" not in answer["nodes"]


LANDSCAPE = """
nodes:
  helper: {field: safety, work: rate(1), effects: [{speed: good, by: 3}]}
  good: {field: safety, work: rate(1), ending: {aligned: 1}}
  bad: {field: capability, work: rate(1), ending: {misaligned: 1}}
items:
  boost: {effects: [{speed: good, by: 2}]}
"""


@shapes
def test_another_landscape(score: Ask, show: Ask, opening: str) -> None:
    # Given the helper good has rate 3 (3/4), and 6 with the item (6/7); the helper itself then
    # changes nothing.
    agrees(show(opening + LANDSCAPE, "--given", "helper"), "aligned", coin(3 / 4))
    answer = score(opening + LANDSCAPE, "boost", "--given", "helper")
    shifts(answer, "aligned", 3 / 4, coin(6 / 7 - 3 / 4))
    shifts(score(opening + LANDSCAPE, "helper", "--given", "helper"), "aligned", 3 / 4, certain(0))
    # Not given: 7/12, and with the item 2/4 + 1/4 * 6/7 = 5/7.
    shifts(score(opening + LANDSCAPE, "boost"), "aligned", 7 / 12, coin(5 / 7 - 7 / 12))


def test_endings_opened_and_closed(score: Ask) -> None:
    # Nobody works on magic, so `haven` is out of reach until the spell is known; without the key
    # there is no `good`.
    tree = """
techtree: 1
title: Doors
start: 2026-01
horizon: none
outcomes: {aligned: {value: 1}, misaligned: {value: 0}, undecided: {value: 0}}
actors: {lab: {effort: {science: 1}}}
nodes:
  spell: {field: magic, work: 1}
  key: {field: science, work: rate(1)}
  haven: {requires: spell, work: rate(1), ending: {aligned: 1}}
  good: {requires: key, ending: {aligned: 1}}
  bad: {work: rate(1), ending: {misaligned: 1}}
items:
  cast: {unlocks: [spell]}
  lose: {blocks: [key]}
  nothing: {effects: [{speed: key, by: 2}]}
"""
    opened = score(tree, "cast")
    assert opened["endings"] == {"opened": ["haven"], "closed": []}
    # haven or key, each of rate 1, before bad: 2/3
    shifts(opened, "aligned", 1 / 2, coin(2 / 3 - 1 / 2))
    closed = score(tree, "lose")
    assert closed["endings"] == {"opened": [], "closed": ["good"]}
    shifts(closed, "aligned", 1 / 2, law((-1, 1 / 2)))
    assert score(tree, "nothing")["endings"] == {"opened": [], "closed": []}


def test_times_of_nodes(score: Ask) -> None:
    # The speed of a halves: its time (mean 1, spread 1) doubles, b follows a, and c does not move.
    answer = score(
        ONE_ACTOR
        + """
nodes:
  a: {work: rate(1)}
  b: {requires: a, work: rate(1)}
  c: {work: rate(1)}
  end: {work: 1000, ending: {aligned: 1}}
items:
  slow: {effects: [{speed: a, by: 0.5}]}
  delay: {effects: [{speed: a, by: 0, for: 3 years}]}
""",
        "slow",
    )
    node_shifts(answer, "a", Law(1.0, 1.0))
    node_shifts(answer, "b", Law(1.0, 1.0))
    still = [row["mean_shift"] for row in answer["nodes"] if row["id"] in ("c", "end")]
    assert still == pytest.approx([0] * len(still), abs=1e-9)
    ending_shifts(answer, certain(0))


def test_times_of_a_private_node_by_actor(score: Ask) -> None:
    # lab_a has it in year 2 and lab_b by the leak in year 5; at twice the speed in 1 and 4, and
    # published in year 2 (lab_b three years earlier).
    tree = (
        OPENING
        + """
actors:
  lab_a: {effort: {secret: 1}}
  lab_b: {effort: {product: 1}}
nodes:
  secret: {field: secret, private: true, work: 2, leak: 3 years}
  end: {work: 1000, ending: {aligned: 1}}
items:
  hurry: {effects: [{speed: {actor: lab_a, field: secret}, by: 2}]}
  publish: {effects: [{leak: secret, by: 0}]}
"""
    )
    hurried = score(tree, "hurry")
    node_shifts(hurried, "secret", certain(-1), actor="lab_a")
    node_shifts(hurried, "secret", certain(-1), actor="lab_b")
    node_shifts(score(tree, "publish"), "secret", certain(-3), actor="lab_b")


def test_block_beats_unlock(score: Ask) -> None:
    # Good needs the key, known from the start: 1/2. Blocked, it is as if it were not known.
    tree = (
        OPENING
        + """
nodes:
  key: {unlocked: true}
  good: {requires: key, work: rate(1), ending: {aligned: 1}}
  bad: {work: rate(1), ending: {misaligned: 1}}
items:
  forget: {blocks: [key]}
  both: {blocks: [key], unlocks: [key]}
"""
    )
    shifts(score(tree, "forget"), "aligned", 1 / 2, law((-1, 1 / 2)))
    shifts(score(tree, "both"), "aligned", 1 / 2, law((-1, 1 / 2)))
