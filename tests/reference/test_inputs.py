"""The range of a score over uncertain inputs, where its distribution is known.

`inputs90` holds the 5th and 95th percentile of the shift over outer draws of the inputs, whose
number is not part of an answer. Its ends are checked in terms of probability, for at least OUTER
draws: the distribution function at an end found from K draws has standard error
sqrt(0.05 * 0.95 / K) about 0.05 or 0.95.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log, sqrt

import numpy as np
import pytest
from scipy import optimize, stats
from scipy.special import expit, logit

from .checks import MILLION, SIGMAS, coin, shifts
from .conftest import Ask
from .shapes import OPENING

OUTER = 200
Z90 = float(stats.norm.ppf(0.95))


def _in_place(
    ends: list[float], below: Callable[[float], float], sign: float, positive: float
) -> None:
    """Check the ends of a range and the share above 0 against a distribution function."""
    low, high = ends
    slack = SIGMAS * sqrt(0.05 * 0.95 / OUTER)
    assert 1e-4 < below(low) < 0.05 + slack
    assert 0.95 - slack < below(high) < 1 - 1e-4
    assert sign == pytest.approx(
        positive, rel=0, abs=SIGMAS * sqrt(positive * (1 - positive) / OUTER) + 1e-9
    )


def _odds_below(log_middle: float, sigma: float) -> Callable[[float], float]:
    """Return P(f/(1 + f) - 1/2 <= x) for a lognormal factor f on even odds."""

    def below(x: float) -> float:
        return float(stats.norm.cdf((logit(x + 1 / 2) - log_middle) / sigma))

    return below


# One factor, 0.5 to 4: the ends are those of f/(1 + f) - 1/2 = -1/6 and 3/10, and the shift is
# positive if f > 1. Two factors, 0.5 to 2 and 1 to 4: the logarithm of the product is normal with
# mean ln 2 and 5% at ln 2 - sqrt(2) ln 2, so the ends are at factors 2^(1 -+ sqrt(2)).
ONE = (log(2) / 2, log(8) / (2 * Z90))
TWO = (log(2), sqrt(2) * log(2) / Z90)
ENDING = """
nodes:
  end: {work: rate(1), ending: {aligned: 0.5, misaligned: 0.5}}
"""
RACE = """
nodes:
  good: {work: rate(1), ending: {aligned: 1}}
  bad: {work: rate(1), ending: {misaligned: 1}}
"""
FACTORS = {
    "one factor on odds": (ENDING, "{odds: end, of: aligned, by: 0.5 to 4}", ONE),
    "two factors on odds": (
        ENDING,
        "{odds: end, of: aligned, by: 0.5 to 2}, {odds: end, of: aligned, by: 1 to 4}",
        TWO,
    ),
    # the same figures out of a race, with sampling noise in every draw of the inputs
    "one factor on speed": (RACE, "{speed: good, by: 0.5 to 4}", ONE),
    "two factors on speed": (RACE, "{speed: good, by: 0.5 to 2}, {speed: good, by: 1 to 4}", TWO),
}


@pytest.mark.parametrize(("nodes", "effects", "normal"), FACTORS.values(), ids=FACTORS)
def test_range_over_uncertain_factors(
    score: Ask, nodes: str, effects: str, normal: tuple[float, float]
) -> None:
    tree = f"{OPENING}{nodes}items: {{push: {{effects: [{effects}]}}}}\n"
    answer = score(tree, "push", samples=MILLION)
    below = _odds_below(*normal)
    middle, sigma = normal
    positive = float(stats.norm.cdf(middle / sigma))
    aligned = answer["outcomes"]["aligned"]
    _in_place(aligned["inputs90"], below, aligned["sign_positive"], positive)
    value = answer["value"]
    _in_place(value["inputs90"], below, value["sign_positive"], positive)
    other = answer["outcomes"]["misaligned"]
    _in_place(other["inputs90"], lambda x: 1 - below(-x), other["sign_positive"], 1 - positive)


def test_ends_of_the_known_ranges() -> None:
    assert _odds_below(*ONE)(-1 / 6) == pytest.approx(0.05)
    assert _odds_below(*ONE)(3 / 10) == pytest.approx(0.95)
    for sign, level in ((-1, 0.05), (1, 0.95)):
        factor = 2 ** (1 + sign * sqrt(2))
        assert _odds_below(*TWO)(factor / (1 + factor) - 1 / 2) == pytest.approx(level)


def test_range_over_an_uncertain_share(score: Ask) -> None:
    # Odds of a share p, 20% to 60%, are tripled: the shift 3p/(1 + 2p) - p is never negative,
    # greatest at p = (sqrt(3) - 1)/2, and falls on both sides of it.
    middle, half = (logit(0.2) + logit(0.6)) / 2, (logit(0.6) - logit(0.2)) / 2
    share = stats.norm(middle, half / Z90)
    top = (sqrt(3) - 1) / 2

    def shift(p: float) -> float:
        return 3 * p / (1 + 2 * p) - p

    def below(x: float) -> float:
        if not 0 < x < shift(top):
            return float(x > 0)
        left = optimize.brentq(lambda p: shift(p) - x, 0, top)
        right = optimize.brentq(lambda p: shift(p) - x, top, 1)
        return float(share.cdf(logit(left)) + share.sf(logit(right)))

    answer = score(
        OPENING
        + """
nodes:
  end: {work: 1, ending: {aligned: 20% to 60%, misaligned: rest}}
items:
  oversight: {effects: [{odds: end, of: aligned, by: 3}]}
""",
        "oversight",
    )
    figure = answer["outcomes"]["aligned"]
    low, high = figure["inputs90"]
    slack = SIGMAS * sqrt(0.05 * 0.95 / OUTER)
    assert 1e-4 < below(low) < 0.05 + slack
    # the density has a peak at the top, where an end may lie a hair past the greatest shift
    assert 0.95 - slack < below(high)
    assert high <= shift(top) * 1.001
    assert figure["sign_positive"] == 1
    assert answer["outcomes"]["misaligned"]["sign_positive"] == 0


def test_no_range_without_uncertain_inputs(score: Ask) -> None:
    # Works are doubts of the race, not of the inputs: with the sampling variance taken off, the
    # range shrinks to the shift, 1/4 (to two points), if one is given at all.
    answer = score(OPENING + RACE + "items: {push: {effects: [{speed: good, by: 3}]}}\n", "push")
    shifts(answer, "aligned", 1 / 2, coin(1 / 4))
    ends = answer["outcomes"]["aligned"]["inputs90"]
    assert ends is None or ends == pytest.approx([1 / 4, 1 / 4], abs=0.02)
    assert answer["outcomes"]["aligned"]["sign_positive"] in (1, None)


REPLICATES = 300


@pytest.mark.slow
@pytest.mark.parametrize(
    ("case", "slack"),
    [
        # No noise within a draw of the inputs: a hundredth for quantiles of few outer draws.
        ("one factor on odds", 0.01),
        ("two factors on odds", 0.01),
        # With noise: its variance is taken off, but what it does to the shape is not.
        ("one factor on speed", 0.03),
        ("two factors on speed", 0.03),
    ],
)
def test_ranges_over_many_seeds(score: Ask, case: str, slack: float) -> None:
    """Ask for the same score under 300 seeds.

    The true shift, E[f/(1 + f)] - 1/2, lies within a right sampling95 in 95% of them: a number
    outside the central 1 - 1e-6 of its binomial fails. On average the ends of inputs90, the
    probability they hold between them (9/10) and sign_positive are right, to six standard errors
    and the slack.
    """
    nodes, effects, (middle, sigma) = FACTORS[case]
    tree = f"{OPENING}{nodes}items: {{push: {{effects: [{effects}]}}}}\n"
    points, weights = np.polynomial.hermite_e.hermegauss(101)
    truth = float(weights @ expit(middle + sigma * points) / weights.sum()) - 1 / 2
    below = _odds_below(middle, sigma)
    covered = 0
    found = np.empty((REPLICATES, 4))
    for replicate in range(REPLICATES):
        figure = score(tree, "push", samples=20_000, seed=replicate + 1)["outcomes"]["aligned"]
        low, high = figure["sampling95"]
        covered += low <= truth <= high
        low, high = figure["inputs90"]
        found[replicate] = (low, high, below(high) - below(low), figure["sign_positive"])
    least, most = stats.binom.ppf([5e-7, 1 - 5e-7], REPLICATES, 0.95)
    assert least <= covered <= most
    ends = expit(middle + sigma * Z90 * np.array([-1, 1])) - 1 / 2
    exact = np.array([*ends, 0.9, stats.norm.cdf(middle / sigma)])
    errors = found.std(axis=0, ddof=1) / sqrt(REPLICATES)
    np.testing.assert_array_less(np.abs(found.mean(axis=0) - exact), SIGMAS * errors + slack)


@pytest.mark.slow
def test_sampling_intervals_cover_over_many_seeds(score: Ask, show: Ask) -> None:
    # 7/12, and 3/4 once the helper is known: each within its 95% interval, as above.
    tree = (
        OPENING
        + """
nodes:
  helper: {work: rate(1), effects: [{speed: good, by: 3}]}
  good: {work: rate(1), ending: {aligned: 1}}
  bad: {work: rate(1), ending: {misaligned: 1}}
"""
    )
    covered = np.zeros(2, dtype=int)
    for seed in range(1, REPLICATES + 1):
        shown = show(tree, samples=2_000, seed=seed)["outcomes"]["aligned"]["sampling95"]
        scored = score(tree, "helper", samples=2_000, seed=seed)["outcomes"]["aligned"]
        for k, (ends, truth) in enumerate(((shown, 7 / 12), (scored["sampling95"], 1 / 6))):
            covered[k] += ends[0] <= truth <= ends[1]
    least, most = stats.binom.ppf([5e-7, 1 - 5e-7], REPLICATES, 0.95)
    assert np.all((least <= covered) & (covered <= most))
