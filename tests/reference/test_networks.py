"""Networks: activities that wait for one another, and systems of parts that may fail."""

from __future__ import annotations

from fractions import Fraction as F
from math import comb, exp, log

import pytest

from .exact_answers import ENDLESS, MEDIAN, gives, mean_time, race, shown

CROSSING = """
  a: {work: rate(1)}
  c: {requires: a, work: rate(2)}
  b: {work: rate(1)}
  long_way: {requires: {before: [b, c]}, ending: {aligned: 1}}
  short_way: {requires: {before: [c, b]}, ending: {misaligned: 1}}
"""


def test_critical_path_of_two() -> None:
    """Two paths, a then c at rates 1 and 2, and b at rate 1: which is the longer?

    b outlasts both with 1/2 * 2/3, and then lasts 1 more: the mean of the longer is
    1 + 1/2 + 1/3. Malcolm et al., Application of a technique for research and development program
    evaluation (1959), is where the criticality of paths comes from.
    """
    gives(race(CROSSING), aligned=F(2, 3), misaligned=F(1, 3))
    assert mean_time(race(CROSSING), "long_way") == pytest.approx(11 / 6, abs=ENDLESS)


PERT_BRIDGE = """
  a: {work: rate(1)}
  b: {work: rate(1)}
  c: {requires: a, work: rate(1)}
  d: {requires: a, work: rate(1)}
  e: {requires: [b, c], work: rate(1)}
  done: {requires: [d, e], ending: {aligned: 1}}
"""


def test_project_network_with_a_bridge() -> None:
    """Five activities of rate 1, of which c crosses over; Kulkarni and Adlakha (1986).

    What is left, by what is under way: {e} 1, {d, e} 3/2, {c, d} 1/2 + (3/2 + 2)/2 = 9/4 and {b, d}
    the same, {b, c} 3/2 + 1, {b, c, d} 1/3 (1 + 9/4 + 9/4 + 5/2) = 8/3, {a} 1 + 9/4, and {a, b}
    1/2 + (8/3 + 13/4) / 2.
    """
    exact = F(1, 2) + (F(8, 3) + F(13, 4)) / 2
    assert exact == F(83, 24)
    assert mean_time(race(PERT_BRIDGE), "done") == pytest.approx(float(exact), abs=ENDLESS)


BRIDGE_CUTS = "{any: [{all: [a, b]}, {all: [d, e]}, {all: [a, c, e]}, {all: [b, c, d]}]}"
BRIDGE_PARTS = "abcde"


def bridge(part: str) -> str:
    """Return a bridge of five parts that fail as `part` says, and its failure."""
    lines = [f"  {name}: {{{part}}}\n" for name in BRIDGE_PARTS]
    return "".join(lines) + f"  down: {{requires: {BRIDGE_CUTS}, ending: {{misaligned: 1}}}}\n"


def test_bridge_of_parts_that_work_or_not() -> None:
    """Barlow and Proschan, Statistical Theory of Reliability (1975), chapter 2.

    With parts that work with p the bridge does with 2p^2 + 2p^3 - 5p^4 + 2p^5; here p = 7/10.
    """
    p = F(7, 10)
    up = 2 * p**2 + 2 * p**3 - 5 * p**4 + 2 * p**5
    nodes = bridge("chance: 0.3") + "  calm: {work: rate(1), ending: {aligned: 1}}\n"
    gives(race(nodes), misaligned=1 - up, aligned=up)


def test_bridge_of_parts_that_wear_out() -> None:
    """The same polynomial in p = e^-t; integrated, the mean life is 2/2 + 2/3 - 5/4 + 2/5."""
    nodes = bridge("work: rate(1)")
    for t in (0.3, 1, 4):
        up = 2 * exp(-2 * t) + 2 * exp(-3 * t) - 5 * exp(-4 * t) + 2 * exp(-5 * t)
        gives(race(nodes, str(t)), undecided=up)
    assert mean_time(race(nodes), "down") == pytest.approx(49 / 60, abs=ENDLESS)


def test_three_of_five_parts() -> None:
    """Down at the third failure of five at rate 1: binomial by t, mean 1/5 + 1/4 + 1/3.

    By symmetry the median is where half of the parts have failed, ln 2. Barlow and Proschan (1975).
    """
    nodes = "".join(f"  {name}: {{work: rate(1)}}\n" for name in "abcde")
    nodes += "  down: {requires: {at_least: 3, of: [a, b, c, d, e]}, ending: {misaligned: 1}}\n"
    for t in (0.2, 0.9, 3):
        p = 1 - exp(-t)
        down = sum(comb(5, k) * p**k * (1 - p) ** (5 - k) for k in (3, 4, 5))
        gives(race(nodes, str(t)), misaligned=down)
    assert mean_time(race(nodes), "down") == pytest.approx(47 / 60, abs=ENDLESS)
    assert shown(race(nodes))["ending_time"]["median"] == pytest.approx(log(2), rel=MEDIAN)
