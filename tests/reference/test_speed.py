"""Effects on speed: pauses, delays, selectors, staff; and effort that moves."""

from __future__ import annotations

from math import exp, sqrt

import pytest

from .checks import EXACT, OWN_SIGMAS, SIGMAS, Law, agrees, coin, ending_shifts, law, shifts
from .conftest import Ask
from .shapes import OPENING, SHAPES

shapes = pytest.mark.parametrize("opening", SHAPES.values(), ids=SHAPES)

# `good` has rate 1 and must beat a deadline: P = 1 - e^-(speed integrated until the deadline).
# The policy is known after a year.
INTEGRATED = {
    "pause not over": ("{speed: good, by: 0, for: 2 years}", 3, 1),
    "pause over": ("{speed: good, by: 0, for: 2 years}", 4, 2),
    "stop": ("{speed: good, by: 0}", 4, 1),
    "slowed for a time": ("{speed: good, by: 0.5, for: 2 years}", 4, 3),
    "hurried later": ("{speed: good, by: 3, after: 1 year}", 3, 2 + 3),
    "hurried later for a time": (
        "{speed: good, by: 3, after: 1 year, for: 6 months}",
        4,
        2 + 1.5 + 1.5,
    ),
    "two factors": ("{speed: good, by: 2}, {speed: good, by: 1.5, for: 1 year}", 2.5, 1 + 3 + 1),
    "pause of a hurried work": (
        "{speed: good, by: 4}, {speed: good, by: 0, for: 1 year}",
        3,
        1 + 0 + 4,
    ),
    "by field": ("{speed: {field: safety}, by: 2}", 2, 1 + 2),
    "another field": ("{speed: {field: capability}, by: 2}", 2, 2),
    "field in months": ("{speed: {field: safety}, by: 2, for: 6 months}", 2, 1 + 1 + 0.5),
}


@shapes
@pytest.mark.parametrize(("effects", "deadline", "work"), INTEGRATED.values(), ids=INTEGRATED)
def test_speed_integrated_until_a_deadline(
    show: Ask, opening: str, effects: str, deadline: float, work: float
) -> None:
    # The deadline is calendar time, in no field, so that no effect reaches it.
    answer = show(
        opening
        + f"""
nodes:
  policy: {{work: 1, effects: [{effects}]}}
  good: {{field: safety, work: rate(1), ending: {{aligned: 1}}}}
  bad: {{work: {deadline}, ending: {{misaligned: 1}}}}
"""
    )
    agrees(answer, "aligned", coin(1 - exp(-work)))


# Rates of 1 against a rival of rate 1 that nothing reaches.
AGAINST_A_RIVAL = {
    # good must be the first of good, policy and rival
    "stopped for good": ("policy: {work: rate(1), effects: [{speed: good, by: 0}]}", 1 / 3),
    # a pause of exponential length must end before the rival: 1/2, then 1/2
    "pause of uncertain length": (
        "policy: {unlocked: true, effects: [{speed: good, by: 0, for: exponential(1)}]}",
        1 / 4,
    ),
    # rate 1 against 1 until the delay is over (rate 1): 1/3 + 1/3 * 3/4
    "delay of uncertain length": (
        "policy: {unlocked: true, effects: [{speed: good, by: 3, after: exponential(1)}]}",
        7 / 12,
    ),
    # it acts with chance 4/10: 4/10 * 3/4 + 6/10 * 1/2
    "effect with a chance": (
        "policy: {unlocked: true, effects: [{speed: good, by: 3, chance: 0.4}]}",
        3 / 5,
    ),
    # a policy that works out with chance 1/2: half of 7/12 and half of 1/2
    "source with a chance": (
        "policy: {work: rate(1), chance: 0.5, effects: [{speed: good, by: 3}]}",
        (7 / 12 + 1 / 2) / 2,
    ),
}


@shapes
@pytest.mark.parametrize(("policy", "exact"), AGAINST_A_RIVAL.values(), ids=AGAINST_A_RIVAL)
def test_speed_against_a_rival(show: Ask, opening: str, policy: str, exact: float) -> None:
    answer = show(
        opening
        + f"""
nodes:
  {policy}
  good: {{field: safety, work: rate(1), ending: {{aligned: 1}}}}
  bad: {{field: capability, work: rate(1), ending: {{misaligned: 1}}}}
"""
    )
    agrees(answer, "aligned", coin(exact))


def test_selectors_reach_one_actor_or_one_field_of_it(show: Ask) -> None:
    # good (lab_a) is hurried by 2 through the actor, and by 3 through actor and field: 6;
    # bad (lab_b) by 2 through node and actor: 6/(6 + 2).
    answer = show(
        OPENING
        + """
actors:
  lab_a: {effort: {safety: 1}}
  lab_b: {effort: {capability: 1}}
nodes:
  policy:
    unlocked: true
    effects:
      - {speed: {actor: lab_a}, by: 2}
      - {speed: {actor: lab_a, field: safety}, by: 3}
      - {speed: {actor: lab_a, field: capability}, by: 100}
      - {speed: {node: bad, actor: lab_b}, by: 2}
      - {speed: {node: bad, actor: lab_a}, by: 100}
  good: {field: safety, work: rate(1), ending: {aligned: 1}}
  bad: {field: capability, work: rate(1), ending: {misaligned: 1}}
"""
    )
    agrees(answer, "aligned", coin(6 / 8))


@pytest.mark.parametrize(
    ("returns", "factor"), [("", 4.0), ("returns: 0.5", 2.0), ("returns: 0.25", sqrt(2))]
)
@shapes
def test_staff(score: Ask, opening: str, returns: str, factor: float) -> None:
    # 15 people join 5: the speed is multiplied by 4^returns.
    answer = score(
        opening
        + returns
        + """
nodes:
  good: {field: safety, staff: 5, work: rate(1), ending: {aligned: 1}}
  bad: {field: capability, work: rate(1), ending: {misaligned: 1}}
items:
  grant: {effects: [{staff: good, add: 15}]}
""",
        "grant",
    )
    shifts(answer, "aligned", 1 / 2, coin(factor / (factor + 1) - 1 / 2))


# Efforts after the moves; three endings of rate 1 at speed 1.
MOVES = {
    "half, a third of it arrives": (
        "{move: {actor: lab, from: safety, to: capability}, by: 0.5, efficiency: 0.3}",
        (0.5, 1.15, 1.0),
    ),
    "two out of one field": (
        "{move: {actor: lab, from: safety, to: capability}, by: 0.3}, "
        "{move: {actor: lab, from: safety, to: product}, by: 0.4, efficiency: 0.5}",
        (0.3, 1.3, 1.2),
    ),
    # the second takes half of the effort there at first, not of what has just arrived
    "a chain on base effort": (
        "{move: {actor: lab, from: safety, to: capability}, by: 0.5}, "
        "{move: {actor: lab, from: capability, to: product}, by: 0.5}",
        (0.5, 1.0, 1.5),
    ),
    "all of it": ("{move: {actor: lab, from: safety, to: capability}, by: 1}", (0.0, 2.0, 1.0)),
}


@pytest.mark.parametrize(("moves", "efforts"), MOVES.values(), ids=MOVES)
def test_moves(score: Ask, moves: str, efforts: tuple[float, float, float]) -> None:
    answer = score(
        f"""
techtree: 1
title: Effort that changes its field
start: 2026-01
horizon: none
outcomes: {{aligned: {{value: 1}}, misaligned: {{value: 0}}, paused: {{value: 0.5}}}}
actors: {{lab: {{effort: {{default: 1}}}}}}
nodes:
  good: {{field: safety, work: rate(1), ending: {{aligned: 1}}}}
  bad: {{field: capability, work: rate(1), ending: {{misaligned: 1}}}}
  truce: {{field: product, work: rate(1), ending: {{paused: 1}}}}
items:
  reorganise: {{effects: [{moves}]}}
""",
        "reorganise",
    )
    for outcome, effort in zip(("aligned", "misaligned", "paused"), efforts, strict=True):
        figure, exact = answer["outcomes"][outcome], effort / sum(efforts)
        # The paired spread of a shift is at most 1.
        n = answer["samples"]
        shift, high = exact - 1 / 3, sqrt(1 / n)
        assert figure["se"] <= high
        allowed = min(OWN_SIGMAS * figure["se"], SIGMAS * high) + EXACT
        assert figure["shift"] == pytest.approx(shift, abs=allowed)
        assert figure["baseline"] == pytest.approx(1 / 3, abs=6 * sqrt(2 / 9 / n))


def test_move_from_a_given_time(score: Ask) -> None:
    # From year 1 on all of lab_b's product effort (1) goes to capability (1): 1 against 2.
    # P(aligned) = (1 - e^-2)/2 + e^-2/3; without it 1/2.
    answer = score(
        OPENING
        + """
actors:
  lab_a: {effort: {safety: 1}}
  lab_b: {effort: {capability: 1, product: 1}}
nodes:
  good: {field: safety, work: rate(1), ending: {aligned: 1}}
  bad: {field: capability, work: rate(1), ending: {misaligned: 1}}
items:
  divert:
    at: 1 year
    effects: [{move: {actor: lab_b, from: product, to: capability}, by: 1}]
""",
        "divert",
    )
    shifts(answer, "aligned", 1 / 2, law((-1, exp(-2) / 6)))


@shapes
def test_pause_delays_the_ending_by_its_length(score: Ask, opening: str) -> None:
    # Whatever the work, two years at speed 0 from the start put the ending off by two years;
    # twice the speed takes half of an exponential of mean 1 off (spread 1/2).
    tree = (
        opening
        + """
nodes:
  end: {field: capability, work: rate(1), ending: {aligned: 1}}
items:
  moratorium: {effects: [{speed: {field: capability}, by: 0, for: 2 years}]}
  hurry: {effects: [{speed: {field: capability}, by: 2}]}
"""
    )
    ending_shifts(score(tree, "moratorium"), law((2, 1)))
    ending_shifts(score(tree, "hurry"), Law(-0.5, 0.5))
