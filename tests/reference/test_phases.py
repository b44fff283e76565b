"""Times made of exponential phases, one after another or side by side."""

from __future__ import annotations

from fractions import Fraction as F
from math import exp, factorial, log

import pytest

from .exact_answers import ENDLESS, MEDIAN, gives, mean_time, race, shown

RIVAL = "  bad: {work: rate(1), ending: {misaligned: 1}}\n"


def chain(*rates: float) -> str:
    """Return phases one after another, the last of which ends the race well."""
    lines = []
    for i, rate in enumerate(rates):
        last = "ending: {aligned: 1}" if i == len(rates) - 1 else ""
        gate = f"requires: p{i - 1}, " if i else ""
        lines.append(f"  p{i}: {{{gate}work: rate({rate}), {last}}}\n")
    return "".join(lines)


@pytest.mark.parametrize("horizon", [0.25, 3, 8])
def test_erlang_by_a_horizon(horizon: float) -> None:
    """Erlang (1909): four phases of rate 2 are not over while a Poisson count is below 4.

    Its mean is twice the horizon; see Cox, Renewal Theory (1962), section 1.4.
    """
    mean = 2 * horizon
    open_ = exp(-mean) * sum(mean**k / factorial(k) for k in range(4))
    gives(race(chain(2, 2, 2, 2), str(horizon)), undecided=open_, aligned=1 - open_)


def test_erlang_against_a_clock() -> None:
    """Laplace transform of the Erlang distribution: each phase must beat the clock, 2 to 1."""
    gives(race(chain(2, 2, 2, 2) + RIVAL), aligned=F(2, 3) ** 4)
    assert mean_time(race(chain(2, 2, 2, 2)), "p3") == pytest.approx(2, abs=ENDLESS)


@pytest.mark.parametrize("horizon", [0.1, 1, 5])
def test_hypoexponential_by_a_horizon(horizon: float) -> None:
    """Sum of exponentials of rates 1, 2, 4; Ross, Introduction to Probability Models, 5.2.4.

    Still open: sum of C_i exp(-r_i t), C_i = product over j of r_j / (r_j - r_i), so 2 * 4/3,
    -1 * 2 and -1/3 * -1.
    """
    t = horizon
    open_ = F(8, 3) * exp(-t) - 2 * exp(-2 * t) + F(1, 3) * exp(-4 * t)
    gives(race(chain(1, 2, 4), str(horizon)), undecided=open_, aligned=1 - open_)


def test_hypoexponential_without_a_horizon() -> None:
    """Means add up, 1 + 1/2 + 1/4, and a clock of rate 1 is beaten by 1/2 * 2/3 * 4/5."""
    assert mean_time(race(chain(1, 2, 4)), "p2") == pytest.approx(7 / 4, abs=ENDLESS)
    gives(race(chain(1, 2, 4) + RIVAL), aligned=F(4, 15))


HYPEREXPONENTIAL = """
  go_on: {work: rate(1), effects: [{speed: end, by: 0.5}]}
  end: {work: rate(2), ending: {aligned: 1}}
"""


def test_hyperexponential_as_two_phases() -> None:
    """Cox (1955): an even mix of rates 1 and 3 is a phase of rate 3 and a slower one after it.

    It is left at rate 2 for good and at rate 1 for a phase of rate 1: still open at t is
    e^-3t + integral of e^-3s e^-(t-s) ds = (e^-t + e^-3t) / 2, of mean (1 + 1/3) / 2.
    """
    for t in (0.2, 1, 4):
        gives(race(HYPEREXPONENTIAL, str(t)), undecided=(exp(-t) + exp(-3 * t)) / 2)
    assert mean_time(race(HYPEREXPONENTIAL), "end") == pytest.approx(2 / 3, abs=ENDLESS)


YULE = """
  n2: {field: growth, work: rate(1), effects: [{speed: {field: growth}, by: 2}]}
  n3: {field: growth, requires: n2, work: rate(1), effects: [{speed: {field: growth}, by: 1.5}]}
  n4: {field: growth, requires: n3, work: rate(1),
    effects: [{speed: {field: growth}, by: 1.3333333333333333}]}
  n5: {field: growth, requires: n4, work: rate(1), ending: {misaligned: 1}}
"""


def test_yule_process() -> None:
    """Yule (1925): k individuals grow at rate k, and their number at t is geometric.

    There are five by t with probability (1 - e^-t)^4, which is 1/2 at -ln(1 - 2^(-1/4)); on
    average 1 + 1/2 + 1/3 + 1/4 goes by. Feller, volume 1, XVII.3.
    """
    for t in (0.5, 2):
        gives(race(YULE, str(t)), misaligned=(1 - exp(-t)) ** 4)
    assert mean_time(race(YULE), "n5") == pytest.approx(25 / 12, abs=ENDLESS)
    median = shown(race(YULE))["ending_time"]["median"]
    assert median == pytest.approx(-log(1 - 2**-0.25), rel=MEDIAN)


def coupons(*rates: float) -> str:
    """Return coupons that come at these rates, and an end when all have come."""
    lines = [f"  c{i}: {{work: rate({rate})}}\n" for i, rate in enumerate(rates)]
    names = ", ".join(f"c{i}" for i in range(len(rates)))
    return "".join(lines) + f"  album: {{requires: [{names}], ending: {{aligned: 1}}}}\n"


def test_coupon_collector() -> None:
    """Seven equally likely coupons that come at rate 7 in all: 1 + 1/2 + ... + 1/7.

    At unequal rates 1, 2, 3 inclusion and exclusion over what has not come: sum of 1/r less that
    of 1/(r + s) and so on. Holst, On birthday, collectors', occupancy and other classical urn
    problems (1986).
    """
    equal = sum(F(1, k) for k in range(1, 8))
    assert mean_time(race(coupons(*[1] * 7)), "album") == pytest.approx(float(equal), abs=ENDLESS)
    unequal = F(1) + F(1, 2) + F(1, 3) - F(1, 3) - F(1, 4) - F(1, 5) + F(1, 6)
    found = mean_time(race(coupons(1, 2, 3)), "album")
    assert found == pytest.approx(float(unequal), abs=ENDLESS)
    t = 1.5
    full = (1 - exp(-t)) * (1 - exp(-2 * t)) * (1 - exp(-3 * t))
    gives(race(coupons(1, 2, 3), str(t)), aligned=full)
