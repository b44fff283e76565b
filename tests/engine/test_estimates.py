"""Means, intervals and quantiles against what they should be."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from numba import njit

from techtree.engine.estimates import (
    Moments,
    empty_histogram,
    ends_of_parts,
    missed,
    quantile,
    skewness,
    wilson,
)
from techtree.engine.tallies import add_time, time_bin


def test_moments_of_chunks_are_those_of_the_whole() -> None:
    x = np.random.default_rng(1).normal(1e6, 1.0, (3, 1000))
    moments = Moments(3)
    for lo in range(0, 1000, 137):
        moments.add(x[:, lo : lo + 137])
    assert moments.mean == pytest.approx(x.mean(axis=1), rel=1e-14)
    assert moments.variance == pytest.approx(x.var(axis=1, ddof=1), rel=1e-9)


def test_skewness_of_chunks_is_that_of_the_whole() -> None:
    x = np.random.default_rng(1).exponential(1.0, (3, 1000)) - 5.0
    moments = Moments(3)
    for lo in range(0, 1000, 137):
        moments.add(x[:, lo : lo + 137])
    left = x - x.mean(axis=1, keepdims=True)
    want = (left**3).mean(axis=1) / (left**2).mean(axis=1) ** 1.5 / 1000**0.5
    assert skewness(moments.squares, moments.cubes) == pytest.approx(want, rel=1e-9)


def test_wilson_by_hand() -> None:
    # 1 of 10: centre (0.1 + z2/20) / (1 + z2/10), z2 = 3.8415; half-width from the formula
    low, high = wilson(0.1, 0.09, 10)
    assert (low, high) == (pytest.approx(0.01787, abs=1e-4), pytest.approx(0.40415, abs=1e-4))


def test_wilson_covers_rare_outcomes() -> None:
    """At p = 1e-4 and n = 1e4 a Wald interval covers 63%; this must cover at least 90%."""
    rng = np.random.default_rng(3)
    hits = 0
    for k in rng.binomial(10_000, 1e-4, 2000):
        p = k / 10_000
        low, high = wilson(p, p * (1 - p), 10_000)
        hits += low <= 1e-4 <= high
    assert hits > 1800  # a share of .917 would have to fall by 2.7 standard errors to .90


def moments(*values: float) -> Moments:
    found = Moments(1)
    found.add(np.array([values]))
    return found


def test_nothing_seen_is_not_nothing_there() -> None:
    """Of 1,000 that do not differ, 3 in 1,000 may (the rule of three), each at a bound."""
    assert missed(0.0, 1000, 0, (-1.0, 1.0)) == (-0.003, 0.003)
    assert moments(*[0.0] * 1000).interval(0, (-1.0, 1.0)) == (-0.003, 0.003)
    assert moments(*[-1.0] * 1000).interval(0, (-1.0, 1.0)) == pytest.approx((-1.0, -0.994))


def test_a_constant_probability_is_no_certainty() -> None:
    """0.25 in each of 300 trajectories: 1 in 100 may be at 0, or at 1."""
    assert moments(*[0.25] * 300).probability(0) == pytest.approx((0.2475, 0.2575))


def test_few_that_differ_add_to_what_is_missed() -> None:
    """One in 1,000 differs, be it the first: 3 in 1,000 more, beside the leaning interval.

    The skewness of the mean is q (q - p) / (p q)^1.5 / sqrt(1000), with p = 0.001 and q = 0.999,
    and 1.95996 becomes 1.95996 -+ that times (1 + 2 * 1.95996^2) / 6.
    """
    towards = 0.001 * 0.999 * 0.998 / (0.001 * 0.999) ** 1.5 / 1000**0.5 * 8.682918 / 6.0
    for values in ([1.0] + [0.0] * 999, [0.0] * 999 + [1.0]):
        se = np.std(values, ddof=1) / np.sqrt(1000)
        low, high = moments(*values).interval(0, (-1.0, 1.0))
        assert high == pytest.approx(0.001 + (1.95996 + towards) * se + 0.003 * 0.999, rel=1e-5)
        assert low == pytest.approx(0.001 - (1.95996 - towards) * se - 0.003 * 1.001, rel=1e-5)


@pytest.mark.parametrize("even", [False, True])
def test_intervals_of_skewed_means_miss_as_often_on_either_side(even: bool) -> None:
    """3% of 1,280 trajectories are worth 0 to 1: the truth is above 5% of the normal intervals.

    Of 4,000 intervals each side is to miss 2.5% but for 1%, four standard errors.
    """
    rng = np.random.default_rng(8)
    found = []
    for _ in range(40):
        replicates = Moments(100, even=even)
        for _ in range(4):
            acts, worth = rng.random((100, 320)) < 0.03, rng.random((100, 320))
            replicates.add(np.where(acts, worth, 0.0))
        found += [replicates.interval(row, (0.0, 1.0)) for row in range(100)]
    ends = np.array(found)
    assert (ends[:, 0] > 0.015).mean() == pytest.approx(0.025, abs=0.01)
    assert (ends[:, 1] < 0.015).mean() == pytest.approx(0.025, abs=0.01)


def test_both_tails_long_lengthen_an_interval_and_one_does_not() -> None:
    """Of 100 parts 4 are at 1 and 4 at -1: the fourth moment is 8 / 8^2 - 3 / 100 above the normal.

    Of 10 at 9 and 90 at -1 it is 10 * (9^4 + 9) / 900^2 - 0.03 above, less than the square of the
    skewness, 10 * (9^3 - 9) / 900^1.5.
    """
    both = np.array([1.0, -1.0] * 4 + [0.0] * 92)
    below, above = ends_of_parts(both, 2.0)
    assert below == above == pytest.approx(2.0 * (1.0 + 0.095 * 9.0 / 6.0))
    one = np.array([9.0] * 10 + [-1.0] * 90)
    skew = 7200.0 / 27000.0
    assert ends_of_parts(one, 2.0) == pytest.approx((2.0 - 1.5 * skew, 2.0 + 1.5 * skew))


def test_many_that_differ_leave_the_normal_interval() -> None:
    values = [1.0, 0.0] * 50
    half = 1.95996 * np.std(values, ddof=1) / 10.0
    assert moments(*values).interval(0, (-9.0, 9.0)) == pytest.approx((0.5 - half, 0.5 + half))


def test_no_interval_leaves_its_bounds() -> None:
    values = [1.0] * 12 + [0.9] * 12
    assert moments(*values).interval(0, (0.0, 1.0))[1] <= 1.0
    assert moments(*[1.0, -1.0] * 2).interval(0, (-1.0, 1.0)) == (-1.0, 1.0)


def test_a_rare_fact_is_covered() -> None:
    """A constant that hides one trajectory in 1,000: 1,000 draws see it in 63% of the runs."""
    rng = np.random.default_rng(5)
    hits = 0
    for seen in rng.binomial(1000, 1e-3, 1000):
        values = np.full(1000, 0.7)
        values[:seen] = 0.0
        low, high = moments(*values).probability(0)
        hits += low <= 0.7 * 0.999 <= high
    assert hits > 950  # all but certain: the interval has 3 of 1,000 more to give away


def histogram_of(times: Iterable[float]) -> np.ndarray:
    return filled(empty_histogram(), np.array(list(times)))


@njit
def filled(histogram: np.ndarray, times: np.ndarray) -> np.ndarray:
    for t in times:
        add_time(t, histogram)
    return histogram


@pytest.mark.parametrize(("per_doubling", "rel"), [(2048, 1e-5), (128, 3e-5), (16, 2e-3)])
@pytest.mark.parametrize("p", [0.05, 0.5, 0.95])
def test_quantiles_of_a_histogram(p: float, per_doubling: int, rel: float) -> None:
    times = -7.0 * np.log1p(-(np.arange(1_000_000) + 0.5) / 1_000_000)
    got = quantile(filled(empty_histogram(per_doubling), times), 1_000_000, p)
    assert got == pytest.approx(-7.0 * np.log1p(-p), rel=rel)


def test_a_quantile_in_the_lowest_bin_is_no_negative_time() -> None:
    times = [0.0] * 60 + [2.0**-21] * 40
    assert quantile(histogram_of(times), 100, 0.01) == 0.0


def test_quantiles_of_fixed_times_are_exact() -> None:
    assert quantile(histogram_of([1.3] * 40 + [4.0] * 60), 100, 0.5) == 4.0
    times = [1.3] * 1_000_000  # whose squares' sums have rounding errors
    assert quantile(histogram_of(times), len(times), 0.3) == pytest.approx(1.3, rel=1e-10)


def test_a_quantile_among_the_undecided_is_none() -> None:
    assert quantile(histogram_of([3.0] * 60), 100, 0.5) == 3.0
    assert quantile(histogram_of([3.0] * 60), 100, 0.61) is None


def test_bins_grow_with_time() -> None:
    times = [0.0, 2.0**-21, 1e-5, 0.1, 0.1001, 1.0, 3.0, 1e4, 1e9]
    bins = [time_bin.py_func(t, 5120) for t in times]
    assert bins == sorted(bins)
    assert bins[0] == 0 and bins[-1] == 5119
