"""Components whose failures hang together: shared loads and common shocks."""

from __future__ import annotations

from math import exp

import pytest

from .exact_answers import ENDLESS, gives, mean_time, race

FREUND = """
  a: {work: rate(1), effects: [{speed: b, by: 2}]}
  b: {work: rate(2), effects: [{speed: a, by: 3}]}
  down: {requires: [a, b], ending: {misaligned: 1}}
"""


def test_freunds_bivariate_exponential() -> None:
    """Rates 1 and 2, which become 3 and 4 once the other has failed.

    A phase of rate 3, then with 1/3 (a failed first) one of rate 4, else one of rate 3. Both have
    not failed at t with 1/3 (4 e^-3t - 3 e^-4t) + 2/3 e^-3t (1 + 3t); the mean is
    1/3 + 1/3 * 1/4 + 2/3 * 1/3. Freund, A bivariate extension of the exponential (1961).
    """
    for t in (0.3, 1, 3):
        b_last = 4 * exp(-3 * t) - 3 * exp(-4 * t)
        a_last = exp(-3 * t) * (1 + 3 * t)
        gives(race(FREUND, str(t)), undecided=b_last / 3 + 2 * a_last / 3)
    assert mean_time(race(FREUND), "down") == pytest.approx(23 / 36, abs=ENDLESS)


BUNDLE = """
  f1: {field: load, work: rate(1), effects: [{speed: {field: load}, by: 1.5}]}
  f2: {field: load, work: rate(1), effects: [{speed: {field: load}, by: 1.5}]}
  f3: {field: load, work: rate(1), effects: [{speed: {field: load}, by: 1.5}]}
  f4: {field: load, work: rate(1), effects: [{speed: {field: load}, by: 1.5}]}
  torn: {requires: [f1, f2, f3, f4], ending: {misaligned: 1}}
  eased: {work: rate(1), ending: {aligned: 1}}
"""


def test_bundle_of_fibres() -> None:
    """Each broken fibre makes the others break half as fast again: rates 4, 9/2, 9/2, 27/8.

    Against a relief of rate 1 each is won with r / (r + 1); the means add up. After Coleman,
    Statistics and time dependence of mechanical breakdown in fibers (1958).
    """
    torn = 4 / 5 * (9 / 11) ** 2 * (27 / 35)
    gives(race(BUNDLE), misaligned=torn, aligned=1 - torn)
    alone = race(BUNDLE.replace("eased: {work: rate(1)", "eased: {requires: torn"))
    mean = 1 / 4 + 2 * 2 / 9 + 8 / 27
    assert mean_time(alone, "torn") == pytest.approx(mean, abs=ENDLESS)


SHOCKS = """
  shock_a: {work: rate(1)}
  shock_b: {work: rate(2)}
  shock_both: {work: rate(1)}
  a: {requires: {any: [shock_a, shock_both]}}
  b: {requires: {any: [shock_b, shock_both]}}
  down: {requires: [a, b], ending: {misaligned: 1}}
"""


def test_marshall_olkin_shocks() -> None:
    """Shocks to a at 1, to b at 2, to both at 1: lives of rates 2 and 3, their minimum of rate 4.

    One of them is alive at t with e^-2t + e^-3t - e^-4t; mean 1/2 + 1/3 - 1/4. Marshall and
    Olkin, A multivariate exponential distribution (1967).
    """
    for t in (0.2, 1, 3):
        gives(race(SHOCKS, str(t)), undecided=exp(-2 * t) + exp(-3 * t) - exp(-4 * t))
    assert mean_time(race(SHOCKS), "down") == pytest.approx(7 / 12, abs=ENDLESS)


def test_they_fail_at_the_same_instant() -> None:
    """Both fail at once if the common shock comes first, 1/4, or each order of the single ones.

    `before` counts equal times, so that either order holds at once: a no later than b is a shock
    to a or to both before one to b, (1 + 1) / 4; b no later than a is (2 + 1) / 4; both is 1/4.
    """
    nodes = SHOCKS.rsplit("  down", 1)[0] + "  down: {requires: %s, ending: {misaligned: 1}}\n"
    nodes += "  other: {requires: [a, b, %s], ending: {aligned: 1}}\n"
    for gate, rest, exact in (
        ("{before: [a, b]}", "{not_before: [a, b]}", 1 / 2),
        ("{before: [b, a]}", "{not_before: [b, a]}", 3 / 4),
        (
            "{all: [{before: [a, b]}, {before: [b, a]}]}",
            "{any: [{not_before: [a, b]}, {not_before: [b, a]}]}",
            1 / 4,
        ),
    ):
        gives(race(nodes % (gate, rest)), misaligned=exact, aligned=1 - exact)
