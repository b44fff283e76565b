"""Poisson probabilities against sums of fifty digits, from next to nothing to thousands."""

from __future__ import annotations

import decimal

import numpy as np
import pytest

from techtree.exact import poisson

MEANS = [0.0, 1e-12, 0.3, 1.0, 7.7, 100.0, 1e4]


def decimal_weights(mean: float, count: int) -> np.ndarray:
    """Return the probabilities of 0 to count - 2 events, and of count - 1 or more."""
    with decimal.localcontext(prec=50, Emin=-999_999):
        weight = (-decimal.Decimal(mean)).exp()
        found, left = [], decimal.Decimal(1)
        for k in range(1, count):
            found.append(float(weight))
            left -= weight
            weight *= decimal.Decimal(mean) / k
        return np.array([*found, float(left)])


@pytest.mark.parametrize("mean", MEANS)
def test_weights_add_up_and_leave_out_almost_nothing(mean: float) -> None:
    found = poisson.weights(mean)
    expected = decimal_weights(mean, len(found) + 1)
    assert found.sum() == pytest.approx(1.0, abs=1e-14)
    assert found == pytest.approx(expected[:-1], rel=1e-11, abs=1e-18)
    assert expected[-1] < 2 * poisson.TRUNCATION


@pytest.mark.parametrize("mean", MEANS)
@pytest.mark.parametrize("count", [1, 2, 40, 10_100])
def test_capped_weights_and_tails(mean: float, count: int) -> None:
    expected = decimal_weights(mean, count)
    assert poisson.capped(mean, count) == pytest.approx(expected, rel=1e-11, abs=1e-15)
    tails = np.cumsum(expected[::-1])[::-1][1:]
    assert poisson.tails(mean, count - 1) == pytest.approx(tails, rel=1e-11, abs=1e-15)
