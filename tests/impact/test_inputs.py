"""The range over inputs against a shift whose distribution is known."""

from __future__ import annotations

import numpy as np
import pytest

from techtree.impact.inputs import Crossed, ranges, without_noise


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
