"""Shapley shares against their definition, and interactions of pairs by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest

from techtree.portfolio.choosing.shapley import (
    interaction_weights,
    interactions,
    marginal_weights,
    shapley,
    shapley_weights,
)
from tests.portfolio.choosing_instances import Table, mask, oracle


def test_the_glove_game() -> None:
    """One left glove (item 2), two right ones (5 and 9), a pair is worth 1: 2/3, 1/6, 1/6."""
    shares, errors = shapley([9, 2, 5], oracle(lambda one: float(2 in one and bool(one & {5, 9}))))
    assert shares[:, 0] == pytest.approx([2 / 3, 1 / 6, 1 / 6], abs=1e-15)
    assert not errors.any()


def test_all_orders_give_the_same_shares() -> None:
    random = np.random.default_rng(0)
    table = Table(random.integers(-9, 10, (2**5, 2)).astype(float))
    expected = [[Fraction(0)] * 2 for _ in range(5)]
    for order in permutations(range(5)):
        before = frozenset[int]()
        for item in order:
            step = table.values[mask(before | {item})] - table.values[mask(before)]
            for stance in range(2):
                expected[item][stance] += Fraction(int(step[stance]), 120)
            before |= {item}
    shares, _ = shapley(range(5), table)
    assert shares == pytest.approx(np.array(expected, dtype=float), abs=1e-12)


@pytest.mark.parametrize("count", [0, 1, 2, 10, 11, 25])
def test_shares_add_up_to_the_value_of_the_set(count: int) -> None:
    random = np.random.default_rng(count)
    weights = random.normal(0, 1, (count, count))

    def value(one: frozenset[int]) -> float:
        members = sorted(one)
        return float(np.tanh(weights[np.ix_(members, members)].sum())) + 3.0

    shares, errors = shapley(range(count), oracle(value), allowance=200)
    assert shares.shape == errors.shape == (count, 1)
    assert shares.sum() == pytest.approx(value(frozenset(range(count))) - 3.0, abs=1e-12)
    assert bool(errors.any()) == (count > 10)


def test_drawn_orders_are_unbiased_and_their_errors_are_true() -> None:
    """Against closed form: max of weights 1..12, where share i is a sum of w differences over n.

    Over 200 seeds the mean of each share is within five standard errors of the truth, and the
    mean square of the stated errors is the variance, within 20%.
    """
    count = 12
    truth = np.cumsum([1 / (count - item) for item in range(count)])
    worth = oracle(lambda one: float(max(one, default=-1) + 1))
    found = [shapley(range(count), worth, allowance=220, seed=seed) for seed in range(200)]
    shares = np.array([one[0][:, 0] for one in found])
    stated = np.array([one[1][:, 0] for one in found])
    spread = shares.std(axis=0, ddof=1)
    assert np.all(np.abs(shares.mean(axis=0) - truth) < 5 * spread / np.sqrt(200) + 1e-12)
    assert np.sum(stated**2) / 200 == pytest.approx(np.sum(spread**2), rel=0.2)


def test_an_order_and_its_reverse_are_exact_where_only_pairs_interact() -> None:
    random = np.random.default_rng(3)
    alone, pairs = random.normal(0, 1, 12), np.triu(random.normal(0, 1, (12, 12)), 1)

    def value(one: frozenset[int]) -> float:
        members = sorted(one)
        return float(alone[members].sum() + pairs[np.ix_(members, members)].sum())

    shares, errors = shapley(range(12), oracle(value), allowance=44)
    truth = alone + (pairs.sum(axis=0) + pairs.sum(axis=1)) / 2
    assert shares[:, 0] == pytest.approx(truth) and errors == pytest.approx(0.0, abs=1e-12)


def test_shares_are_linear_so_that_they_can_be_taken_block_by_block() -> None:
    random = np.random.default_rng(1)
    for count in (4, 12):
        weights = shapley_weights(range(count), allowance=100)
        blocks = random.normal(0, 1, (len(weights.sets), 7))
        shares = weights.shares(blocks)
        assert shares.shape == (count, 7)
        assert shares == pytest.approx(weights.matrix @ blocks)
        assert shares.mean(axis=1) == pytest.approx(weights.shares(blocks.mean(axis=1)))
        empty = weights.sets.index(frozenset())
        whole = weights.sets.index(frozenset(range(count)))
        assert shares.sum(axis=0) == pytest.approx(blocks[whole] - blocks[empty])


def test_the_same_seed_draws_the_same_orders() -> None:
    one, other, third = (shapley_weights(range(15), 100, seed) for seed in (4, 4, 5))
    assert one.sets == other.sets and np.array_equal(one.matrix, other.matrix)
    assert one.sets != third.sets


def test_interactions_of_pairs() -> None:
    def value(one: frozenset[int]) -> float:
        return max([0.0] + [{1: 3.0, 4: 2.0}.get(item, 0.0) for item in one]) + 5.0 * (
            {4, 6} <= one
        )

    found = interactions([6, 1, 4], oracle(value))
    assert {pair: float(more[0]) for pair, more in found.items()} == {
        (1, 4): -2.0,
        (1, 6): 0.0,
        (4, 6): 5.0,
    }
    pairs, weights = interaction_weights([1, 4, 6])
    assert pairs == ((1, 4), (1, 6), (4, 6)) and weights.matrix.shape == (3, 7)


def test_what_a_set_loses_without_a_member() -> None:
    weights = marginal_weights([3, 1])
    values = np.array([float(len(one) ** 2 + (3 in one)) for one in weights.sets])
    # {1, 3} is worth 5, {3} is worth 2, {1} is worth 1
    assert weights.shares(values).tolist() == [3.0, 4.0]
