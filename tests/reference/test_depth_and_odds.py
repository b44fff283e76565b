"""Effects on how well things go: depth of the work, odds of a chance, odds of an outcome."""

from __future__ import annotations

from math import exp

import pytest

from .checks import (
    MILLION,
    agrees,
    certain,
    coin,
    ending_shifts,
    law,
    quantile,
    shifts,
    value_shifts,
)
from .conftest import Ask
from .shapes import OPENING, SHAPES

shapes = pytest.mark.parametrize("opening", SHAPES.values(), ids=SHAPES)

EVALUATION = """
nodes:
  evaluation: {field: safety, work: 2, effects: [{odds: end, of: aligned, by: 4}]}
  end: {field: capability, requires: evaluation, ending: {aligned: 0.5, misaligned: 0.5}}
items:
  cut: {effects: [{depth: evaluation, by: 0.5}]}
  care: {effects: [{depth: evaluation, by: 1.5}]}
  cut_late: {at: 1 year, effects: [{depth: evaluation, by: 0.5}]}
  cut_twice: {effects: [{depth: evaluation, by: 0.5}, {depth: {field: safety}, by: 0.5}]}
"""
# Even odds times 4: 4/5. Depth d turns the 4 into 4^d and two years into 2d.


@shapes
@pytest.mark.parametrize(
    ("item", "aligned", "years"),
    [
        ("cut", 2 / 3, 1),  # odds 4^(1/2) = 2, half of the time
        ("care", 8 / 9, 3),  # odds 4^(3/2) = 8
        ("cut_late", 4 / 5, 2),  # depth is fixed when the work starts
        ("cut_twice", 2**0.5 / (1 + 2**0.5), 0.5),  # odds 4^(1/4)
    ],
)
def test_depth_of_an_evaluation(
    score: Ask, opening: str, item: str, aligned: float, years: float
) -> None:
    answer = score(opening + EVALUATION, item, samples=MILLION)
    shifts(answer, "aligned", 4 / 5, certain(aligned - 4 / 5))
    value_shifts(answer, 4 / 5, certain(aligned - 4 / 5))
    ending_shifts(answer, certain(years - 2))
    quantile(answer["ending_time"]["with"]["median"], years, 0.5, MILLION)


@shapes
def test_depth_in_a_race(score: Ask, opening: str) -> None:
    # Rates 1 and 1: the evaluation is first with 1/2, then 4/5. Cut it has rate 2: 2/3, then 2/3.
    # On the same draws: 1/2 lose 4/5 - 2/3, and 1/6 (first only when cut) gain 2/3.
    answer = score(
        opening
        + """
nodes:
  evaluation: {field: safety, work: rate(1), effects: [{odds: end, of: aligned, by: 4}]}
  end: {field: safety, requires: evaluation, ending: {aligned: 0.5, misaligned: 0.5}}
  rival: {field: capability, work: rate(1), ending: {misaligned: 1}}
items:
  cut: {effects: [{depth: evaluation, by: 0.5}]}
""",
        "cut",
        samples=MILLION,
    )
    shifts(answer, "aligned", 2 / 5, law((2 / 3 - 4 / 5, 1 / 2), (2 / 3, 1 / 6)))


@shapes
def test_depth_reaches_every_factor_of_the_node(show: Ask, opening: str) -> None:
    # Depth 1/2 halves the two years and turns 9 and 16 into 3 and 4: the deep node slows the
    # rival's 5 years after year 1 to speed 1/4, so that end (year 1 + 12) comes first, with odds 3.
    answer = show(
        opening
        + """
nodes:
  hurry: {unlocked: true, effects: [{depth: deep, by: 0.5}]}
  deep:
    field: safety
    work: 2
    effects: [{odds: end, of: aligned, by: 9}, {speed: rival, by: 0.0625}]
  end: {field: safety, requires: deep, work: 12, ending: {aligned: 0.5, misaligned: 0.5}}
  rival: {field: capability, work: 5, ending: {misaligned: 1}}
"""
    )
    agrees(answer, "aligned", certain(3 / 4))
    quantile(answer["ending_time"]["median"], 13, 0.5, answer["samples"])


def test_odds_of_three_outcomes_are_normalised(show: Ask) -> None:
    # Weights 2, 3, 5 become 2 * 4, 3 * 2, 5: in nineteenths 8, 6, 5.
    answer = show(
        """
techtree: 1
title: Three outcomes of one ending
start: 2026-01
horizon: none
outcomes: {aligned: {value: 1}, misaligned: {value: 0}, paused: {value: 0.5}}
nodes:
  oversight: {unlocked: true, effects: [{odds: end, of: aligned, by: 4}]}
  haste: {unlocked: true, effects: [{odds: end, of: misaligned, by: 2}]}
  end: {work: 1, ending: {aligned: 0.2, misaligned: 0.3, paused: 0.5}}
"""
    )
    agrees(answer, "aligned", certain(8 / 19))
    agrees(answer, "misaligned", certain(6 / 19))
    agrees(answer, "paused", certain(5 / 19))


@shapes
def test_averaged_outcomes(show: Ask, opening: str) -> None:
    # The distribution at the ending is averaged, not sampled: with a safety node of rate 1 before
    # an ending of rate 1 (1/2) the odds are 3, else 1. Mean 5/8, spread 1/8.
    answer = show(
        opening
        + """
nodes:
  oversight: {field: safety, work: rate(1), effects: [{odds: end, of: aligned, by: 3}]}
  end: {field: capability, work: rate(1), ending: {aligned: 0.5, misaligned: 0.5}}
"""
    )
    agrees(answer, "aligned", law((3 / 4, 1 / 2), (1 / 2, 1 / 2)))


@shapes
@pytest.mark.parametrize(
    ("helper", "exact"),
    [
        ("{unlocked: true,", 3 / 4),  # even odds times 3
        ("{work: 1,", 3 / 4),  # known before the node completes
        ("{work: 2,", 3 / 4),  # known at the very moment counts
        ("{work: 3,", 1 / 2),  # too late
        # before it with 1 - e^-2: 1/2 + 1/4 of that
        ("{work: rate(1),", 1 / 2 + (1 - exp(-2)) / 4),
    ],
)
def test_odds_of_a_chance(show: Ask, opening: str, helper: str, exact: float) -> None:
    answer = show(
        opening
        + f"""
nodes:
  helper: {helper} effects: [{{odds: project, by: 3}}]}}
  project: {{field: safety, work: 2, chance: 0.5}}
  good: {{field: safety, requires: project, ending: {{aligned: 1}}}}
  bad: {{field: capability, work: 10, ending: {{misaligned: 1}}}}
"""
    )
    agrees(answer, "aligned", coin(exact))


def test_odds_of_an_ending_are_its_builders(show: Ask) -> None:
    # Both labs build the same ending, lab_b (effort 2) in half the time, in year 1. Only lab_a
    # knows the safety result: even odds for lab_b. With effort 4 lab_a is first: odds 4.
    for effort, exact in ((1, 1 / 2), (4, 4 / 5)):
        answer = show(
            OPENING
            + f"""
actors:
  lab_a: {{effort: {{capability: {effort}}}}}
  lab_b: {{effort: {{capability: 2}}}}
nodes:
  result:
    field: safety
    private: true
    unlocked: [lab_a]
    effects: [{{odds: end, of: aligned, by: 4}}]
  end: {{field: capability, work: 2, ending: {{aligned: 0.5, misaligned: 0.5}}}}
"""
        )
        agrees(answer, "aligned", certain(exact))
