"""The range over inputs against a shift whose distribution is known."""

from __future__ import annotations

import numpy as np
import pytest

from techtree.impact.inputs import Crossed, error_near_zero, ranges, without_noise


def test_noise_is_taken_off() -> None:
    """True shifts N(1, 0.5), seen with noise of variance 1: the spread must come back to 0.5.

    With K = 4000 draws the variance is known to 2.2%, its share of 0.25 in 1.25 to 11%.
    """
    rng = np.random.default_rng(6)
    true = rng.normal(1.0, 0.5, (4000, 1))
    seen = true + rng.normal(0.0, 1.0, true.shape)
    run = Crossed(seen, np.array([1.0]), np.array([0.0]))
    restored = without_noise(run, np.array([1.0]))
    assert restored.std() == pytest.approx(0.5, rel=0.3)
    low, high = ranges([(restored, 1.0)])[0].low, ranges([(restored, 1.0)])[0].high
    assert low == pytest.approx(1.0 - 1.645 * 0.5, abs=0.25)
    assert high == pytest.approx(1.0 + 1.645 * 0.5, abs=0.25)


def test_without_real_spread_the_range_is_a_point() -> None:
    seen = np.random.default_rng(7).normal(0.0, 1.0, (500, 1))
    run = Crossed(seen, np.array([10.0]), np.array([1.0]))
    assert without_noise(run, np.array([0.3])) == pytest.approx(0.3)


def test_without_race_noise_the_draws_stay_where_they_are() -> None:
    seen = np.random.default_rng(8).normal(0.0, 1.0, (500, 1))
    run = Crossed(seen, np.array([0.0]), np.array([0.0]))
    assert np.allclose(without_noise(run, np.array([0.3])), seen)


def test_stances_are_pooled_by_weight() -> None:
    minus, plus = np.full((100, 1), -1.0), np.full((50, 1), 1.0)
    found = ranges([(minus, 0.25), (plus, 0.75)])[0]
    assert found.sign_positive == pytest.approx(0.75)
    assert (found.low, found.high) == (-1.0, 1.0)


def crossed(errors: np.ndarray) -> Crossed:
    """Return what is seen of shifts from -1 to 1 with errors (K, 16) of so many groups of races."""
    true = np.linspace(-1.0, 1.0, len(errors))
    groups = (true[:, None] + errors)[:, :, None]
    means = groups.mean(axis=1)
    off = errors - errors.mean(axis=0) - errors.mean(axis=1, keepdims=True) + errors.mean()
    noise = np.array([(off**2).sum() / off.size / 15])
    return Crossed(means, noise, np.array([0.0]), groups)


def test_errors_that_like_draws_share_are_seen() -> None:
    """Groups err by N(0, 1), one way below 0.3 and the other way above: their mean by a quarter.

    With 16 groups the standard deviation is known to 18%; its noise is taken off the spread.
    """
    rng = np.random.default_rng(9)
    sides = np.where(np.linspace(-1.0, 1.0, 256) < 0.3, 1.0, -1.0)
    run = crossed(sides[:, None] * rng.normal(0.0, 1.0, 16))
    found = error_near_zero(run, np.linspace(-1.0, 1.0, 256)[:, None])
    kept = (run.means.var(ddof=1) - run.noise[0]) / run.means.var(ddof=1)
    # the groups' own means over all draws, 0.3 of their error, are taken off it
    assert found[0] == pytest.approx(0.7 * 0.25 * kept**0.5, rel=0.6)


def test_errors_of_draws_by_themselves_are_not_shared() -> None:
    """A quarter of 256 draws err by N(0, 1/16) each, their mean by 0.03: that is taken off."""
    run = crossed(np.random.default_rng(10).normal(0.0, 1.0, (256, 16)))
    assert error_near_zero(run, np.linspace(-1.0, 1.0, 256)[:, None])[0] < 0.015
