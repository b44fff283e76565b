"""What is won by betting that a set is worth less than its rival (see `choosing.wagers`)."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest

from techtree.portfolio.choosing.wagers import SHARES, wager, winnings


def owned(differences: np.ndarray, top: float, shares: np.ndarray, cut: int | None = None):  # type: ignore[no-untyped-def]
    """Return what is owned after all of (S, i) differences of N worlds, for each share."""
    sets, count = differences.shape
    sums, wealth = np.zeros(sets), np.zeros((sets, len(shares)))
    worlds = float(count if cut is None else cut)
    rival, reference = np.zeros(sets, dtype=np.int64), np.zeros((1, count))
    wager(differences, reference, rival, 0, worlds, top, shares, sums, wealth)
    assert sums == pytest.approx(differences.sum(axis=1))
    return np.exp(wealth)


def test_two_worlds_of_four_by_hand() -> None:
    """All is staked; the most is 1.

    The first world loses 1/2: by 1 - (-1/2 - 0) / (1 - 0) there are 3/2. What is left must then
    have a mean of at least 1/2 / 3 = 1/6; the second loses 1/4: 1 - (-1/4 - 1/6) / (1 - 1/6) = 3/2.
    """
    found = owned(np.array([[-0.5, -0.25]]), 1.0, np.array([1.0]), cut=4)
    assert found[0, 0] == pytest.approx(float(Fraction(3, 2) * Fraction(3, 2)))


def test_half_is_staked_by_hand() -> None:
    """1 + 1/2 * 1/2 = 5/4, then 1 + 1/2 * 1/2 = 5/4 again."""
    found = owned(np.array([[-0.5, -0.25]]), 1.0, np.array([0.5]), cut=4)
    assert found[0, 0] == pytest.approx(float(Fraction(25, 16)))


def test_what_cannot_be_made_up_for_is_won_for_sure() -> None:
    """After -1 in two of three worlds, one of at most 1 leaves a sum below 0."""
    found = owned(np.array([[-1.0, -1.0, 0.5], [-1.0, 0.5, 0.5]]), 1.0, SHARES)
    assert np.isinf(found[0]).all() and np.isfinite(found[1]).all()


@pytest.mark.parametrize(
    "worlds",
    [
        [1.0, -0.5, -0.5, 0.0, 0.25, -0.25],
        [0.3, 0.3, 0.3, 0.3, -0.6, -0.6],
        [1.0, 1.0, -0.4, -0.4, -0.6, -0.6],
        [0.1, 0.0, 0.0, 0.0, 0.0, -0.1],
    ],
)
def test_it_is_a_fair_game_where_the_set_is_no_worse(worlds: list[float]) -> None:
    """Over all 720 orders of six worlds with the sum 0 or more, nobody owns more than 1 on average.

    That is so after each number of worlds, and exactly 1 where the sum is 0 and nothing is certain.
    """
    every = np.array(list(permutations(worlds)))
    for seen in range(1, 6):
        found = owned(np.ascontiguousarray(every[:, :seen]), 1.0, SHARES, cut=6)
        means = found.mean(axis=0)
        assert (means <= 1.0 + 1e-9).all()
        if abs(sum(worlds)) < 1e-12:
            assert means == pytest.approx(1.0)


def test_parts_of_the_worlds_add_up() -> None:
    """The same is owned whether worlds come at once or in parts."""
    random = np.random.default_rng(0)
    values = random.uniform(-1, 1, (7, 200))
    reference = random.uniform(-1, 0.9, (2, 200))
    rival = random.integers(0, 2, 7)
    at_once, in_parts = np.zeros((7, 4)), np.zeros((7, 4))
    sums, others = np.zeros(7), np.zeros(7)
    wager(values, reference, rival, 0, 500.0, 2.0, SHARES, sums, at_once)
    for lo, hi in ((0, 48), (48, 49), (49, 200)):
        part = np.ascontiguousarray(values[:, lo:hi])
        against = np.ascontiguousarray(reference[:, lo:hi])
        wager(part, against, rival, lo, 500.0, 2.0, SHARES, others, in_parts)
    assert in_parts == pytest.approx(at_once, rel=1e-9)
    assert others == pytest.approx(sums)
    assert winnings(at_once) == pytest.approx(np.log(np.exp(at_once).mean(axis=1)))
