"""Competing risks: which exponential comes first, and when."""

from __future__ import annotations

from math import exp, log

import pytest

from .checks import (
    MILLION,
    Law,
    agrees,
    certain,
    coin,
    ending_shifts,
    law,
    quantile,
    shifts,
)
from .conftest import Ask
from .shapes import OPENING, SHAPES

shapes = pytest.mark.parametrize("opening", SHAPES.values(), ids=SHAPES)

RIVALS = """
nodes:
  good: {field: safety, work: rate(2), ending: {aligned: 1}}
  bad: {field: capability, work: rate(3), ending: {misaligned: 1}}
"""


@shapes
def test_competing_exponentials(show: Ask, opening: str) -> None:
    # P(good first) = r1 / (r1 + r2) = 2/5, and the first of the two has rate 5.
    answer = show(opening + RIVALS, samples=MILLION)
    agrees(answer, "aligned", coin(2 / 5))
    agrees(answer, "misaligned", coin(3 / 5))
    agrees(answer, "undecided", certain(0))
    for name, level in (("p5", 0.05), ("median", 0.5), ("p95", 0.95)):
        # t = -ln(1 - q) / 5; the density there is 5 (1 - q)
        exact = -log(1 - level) / 5
        quantile(answer["ending_time"][name], exact, level, MILLION, 5 * (1 - level))


def test_three_rivals(show: Ask) -> None:
    # Rates 1, 2, 3: 1/6, 1/3, 1/2.
    answer = show(
        """
techtree: 1
title: Three rivals
start: 2026-01
horizon: none
outcomes: {aligned: {value: 1}, misaligned: {value: 0}, paused: {value: 0.4}}
nodes:
  good: {work: rate(1), ending: {aligned: 1}}
  bad: {work: rate(2), ending: {misaligned: 1}}
  truce: {work: rate(3), ending: {paused: 1}}
"""
    )
    agrees(answer, "aligned", coin(1 / 6))
    agrees(answer, "misaligned", coin(1 / 3))
    agrees(answer, "paused", coin(1 / 2))


ACCELERATED = """
nodes:
  helper: {field: safety, work: rate(1), effects: [{speed: good, by: 3}]}
  good: {field: safety, work: rate(1), ending: {aligned: 1}}
  bad: {field: capability, work: rate(1), ending: {misaligned: 1}}
items:
  publish: {unlocks: [helper]}
  prevent: {blocks: [helper]}
"""
# Three rates of 1: the first event is good, bad or the helper, each 1/3. After the helper good
# has rate 3 and wins with 3/4: 1/3 + 1/3 * 3/4 = 7/12. Unlocked at once 3/4, blocked 1/2. On the
# same draws an earlier helper only makes good earlier, so the shifts are coins of one sign.


@shapes
@pytest.mark.parametrize("item", ["publish", "helper"])
def test_accelerating_node_unlocked(score: Ask, opening: str, item: str) -> None:
    answer = score(opening + ACCELERATED, item, samples=MILLION)
    shifts(answer, "aligned", 7 / 12, coin(3 / 4 - 7 / 12))
    shifts(answer, "misaligned", 5 / 12, law((-1, 3 / 4 - 7 / 12)))
    shifts(answer, "undecided", 0, certain(0))


@shapes
def test_accelerating_node_blocked(score: Ask, opening: str) -> None:
    answer = score(opening + ACCELERATED, "prevent", samples=MILLION)
    shifts(answer, "aligned", 7 / 12, law((-1, 7 / 12 - 1 / 2)))


LABS = """
actors:
  lab_a: {effort: {capability: 1}}
  lab_b: {effort: {capability: 2}}
"""


def test_raced_ending_goes_to_the_faster_lab(show: Ask) -> None:
    # One difficulty W of rate 1, the same for both: built at min(W/1, W/2) = W/2, rate 2.
    # Against a rival of rate 1: 2/3. (Independent or added efforts would give rate 3: 3/4.)
    answer = show(
        OPENING
        + LABS
        + """
nodes:
  good: {field: capability, work: rate(1), ending: {aligned: 1}}
  bad: {work: rate(1), ending: {misaligned: 1}}
"""
    )
    agrees(answer, "aligned", coin(2 / 3))


def test_public_efforts_add_up(show: Ask) -> None:
    # A public node gets 1 + 2 = 3 a year: 3/(3 + 1) = 3/4.
    answer = show(
        OPENING
        + LABS
        + """
nodes:
  advance: {field: capability, work: rate(1)}
  good: {requires: advance, ending: {aligned: 1}}
  bad: {work: rate(1), ending: {misaligned: 1}}
"""
    )
    agrees(answer, "aligned", coin(3 / 4))


def test_horizon_leaves_the_race_undecided(score: Ask, show: Ask) -> None:
    # Rate 1/10 for 10 years: undecided e^-1, worth 1/2. Twice as fast: e^-2.
    tree = """
techtree: 1
title: A race that may not end in time
start: 2026-01
horizon: 10 years
outcomes: {aligned: {value: 1}, undecided: {value: 0.5}}
nodes:
  end: {work: rate(0.1), ending: {aligned: 1}}
items:
  hurry: {effects: [{speed: end, by: 2}]}
"""
    shown = show(tree)
    agrees(shown, "undecided", coin(exp(-1)))
    # Undecided runs count as later than any time: 5% and 50% have ended by -10 ln(1 - q), and
    # 95% never do.
    times, samples = shown["ending_time"], shown["samples"]
    quantile(times["p5"], -10 * log(0.95), 0.05, samples, 0.1 * 0.95)
    quantile(times["median"], 10 * log(2), 0.5, samples, 0.1 * 0.5)
    assert times["p95"] is None
    answer = score(tree, "hurry")
    gain = exp(-1) - exp(-2)
    shifts(answer, "undecided", exp(-1), law((-1, gain)))
    shifts(answer, "aligned", 1 - exp(-1), coin(gain))
    # Over runs that end both ways the time T <= 10 halves: the shift is -T/2, where T is an
    # exponential of mean 10 cut at 10. With e = e^-1: E[T] = 10 (1 - 2e)/(1 - e) and
    # E[T^2] = 100 (2 - 5e)/(1 - e).
    e = exp(-1)
    mean, square = 10 * (1 - 2 * e) / (1 - e), 100 * (2 - 5 * e) / (1 - e)
    spread = (square - mean**2) ** 0.5
    ending_shifts(answer, Law(-mean / 2, spread / 2), decided=1 - e)


def test_race_in_which_nothing_more_can_happen(show: Ask) -> None:
    # Only a fact of chance 3/10 opens the one ending: undecided 7/10, without any horizon.
    answer = show(
        OPENING
        + """
nodes:
  possible: {chance: 0.3}
  good: {requires: possible, work: rate(1), ending: {aligned: 1}}
"""
    )
    agrees(answer, "aligned", coin(3 / 10))
    agrees(answer, "undecided", coin(7 / 10))
