"""Instances small enough to see the answer, found by all sets and by search alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from techtree.portfolio.choosing.choice import Choice
from techtree.portfolio.choosing.choose import Effort, Method, choose
from techtree.portfolio.choosing.constraints import Constraints
from techtree.portfolio.choosing.criteria import Criterion
from tests.portfolio.choosing_instances import Value, oracle

pytestmark = pytest.mark.parametrize("method", ["exhaustive", "greedy"])


def chosen(
    method: Method, costs: list[float], budget: float | None, value: Value, **rules: Any
) -> Choice:
    constraints = Constraints(np.array(costs), budget, **rules)
    return choose(constraints, oracle(value), Criterion.value(), effort=Effort(method))


def test_two_items_that_unlock_the_same_node_are_worth_the_better_one(method: Method) -> None:
    worth = [3.0, 4.0, 1.0]

    def value(one: frozenset[int]) -> float:
        return max((worth[item] for item in one & {0, 1}), default=0.0) + (2 in one) * worth[2]

    found = chosen(method, [1, 1, 1], 2, value)
    assert (found.items, found.value, found.cost) == ((1, 2), 5.0, 2.0)
    assert (found.bound, found.gap) == (5.0, 0.0)


def test_worthless_alone_and_good_together(method: Method) -> None:
    def value(one: frozenset[int]) -> float:
        return 10.0 * ({0, 1} <= one) + 2.0 * (2 in one) + 2.0 * (3 in one)

    found = chosen(method, [2, 2, 2, 2], 4, value)
    assert (found.items, found.value) == ((0, 1), 10.0)
    assert found.gap == pytest.approx(0.0, abs=1e-6)


def test_good_alone_and_harmful_beside_another(method: Method) -> None:
    def value(one: frozenset[int]) -> float:
        return 5.0 * (0 in one) + 4.0 * (1 in one) - 6.0 * ({0, 1} <= one) + 1.0 * (2 in one)

    found = chosen(method, [1, 1, 1], None, value)
    assert (found.items, found.value) == ((0, 2), 6.0)


def test_at_most_one_of_a_group(method: Method) -> None:
    worth = [5.0, 4.0, 3.0, 2.0]
    found = chosen(
        method, [1] * 4, 2, lambda one: sum(worth[i] for i in one), groups=(frozenset([0, 1, 2]),)
    )
    assert (found.items, found.value, found.bound) == ((0, 3), 7.0, pytest.approx(7.0))


def test_what_is_required_comes_along_and_is_paid_for(method: Method) -> None:
    # 0 needs 1, and 1 needs 2: all three bring 9 for 6; 3 and 4 bring 8 for 6
    worth = [9.0, 0.0, 0.0, 4.0, 4.0]
    requires = {0: frozenset([1]), 1: frozenset([2])}
    found = chosen(
        method, [2, 2, 2, 3, 3], 6, lambda one: sum(worth[i] for i in one), requires=requires
    )
    assert (found.items, found.value) == ((0, 1, 2), 9.0)
    less = chosen(
        method, [2, 2, 2, 3, 2], 5.9, lambda one: sum(worth[i] for i in one), requires=requires
    )
    assert (less.items, less.value) == ((3, 4), 8.0)


def test_excluded_pairs(method: Method) -> None:
    worth = [5.0, 4.0, 3.0]
    found = chosen(
        method,
        [1] * 3,
        2,
        lambda one: sum(worth[i] for i in one),
        excludes=frozenset([(0, 1), (2, 0)]),
    )
    assert (found.items, found.value) == ((1, 2), 7.0)


def test_a_budget_met_up_to_rounding(method: Method) -> None:
    assert 0.1 + 0.2 > 0.3
    found = chosen(method, [0.1, 0.2, 0.3], 0.3, lambda one: [0, 1, 1, 3, 1.5][sum_of(one)])
    assert found.items == (0, 1)
    # a thousandth of a millionth too dear
    over = chosen(method, [0.1, 0.2 + 1e-9, 0.3], 0.3, lambda one: [0, 1, 1, 3, 1.5][sum_of(one)])
    assert over.items == (2,)


def sum_of(one: frozenset[int]) -> int:
    """Tell {0, 1} (3) from {2} (4)."""
    return sum((1, 2, 4)[item] for item in one) if 2 not in one else 4


def test_items_without_cost_are_taken_if_they_help(method: Method) -> None:
    worth = [1.0, -1.0, 0.0, 2.0]
    found = chosen(method, [0, 0, 0, 1], 0, lambda one: sum(worth[i] for i in one))
    assert (found.items, found.value, found.cost) == ((0,), 1.0, 0.0)


def test_where_all_harm_nothing_is_chosen_but_what_must_be(method: Method) -> None:
    def value(one: frozenset[int]) -> float:
        return -1.0 * len(one)

    assert chosen(method, [1, 1, 1], 3, value).items == ()
    found = chosen(method, [1, 1, 1], 3, value, must=frozenset([1]))
    assert (found.items, found.value, found.gap) == ((1,), -1.0, 0.0)


def test_must_and_never(method: Method) -> None:
    worth = [5.0, 1.0, 4.0, 3.0]
    found = chosen(
        method,
        [1] * 4,
        2,
        lambda one: sum(worth[i] for i in one),
        must=frozenset([1]),
        never=frozenset([0]),
    )
    assert (found.items, found.value) == ((1, 2), 5.0)


def test_of_equal_sets_the_cheapest_then_the_smallest_then_the_first(method: Method) -> None:
    def value(one: frozenset[int]) -> float:
        return float(bool(one & {1, 2, 3}) or {0, 4} <= one)

    assert chosen(method, [1, 3, 3, 3, 1], 4, value).items == (0, 4)
    assert chosen(method, [1, 2, 2, 3, 1], 4, value).items == (1,)
    assert chosen(method, [0, 2, 2, 3, 2], 4, value).items == (1,)
    assert chosen(method, [9, 3, 3, 3, 9], 4, value).items == (1,)


def test_the_worst_stance_and_the_largest_regret(method: Method) -> None:
    # under two stances:      0        1        2
    worth = np.array([[6.0, 0.0], [0.0, 4.0], [2.5, 2.0]])
    constraints = Constraints(np.ones(3), 1.0)

    def values(sets: Any) -> np.ndarray:
        return np.array([worth[sorted(one)].sum(axis=0) for one in sets])

    def by(criterion: Criterion) -> Choice:
        return choose(constraints, values, criterion, effort=Effort(method))

    worst = by(Criterion.worst(2))
    assert (worst.items, worst.value, worst.values) == ((2,), 2.0, (2.5, 2.0))
    # regrets against 6 and 4: item 0 (0, 4), item 1 (6, 0), item 2 (3.5, 2)
    regret = by(Criterion.regret(2))
    assert (regret.items, regret.value) == ((2,), -3.5)
    assert [best.items for best in regret.best_by_stance] == [(0,), (1,)]
    assert [best.value for best in regret.best_by_stance] == [6.0, 4.0]
    mixed = by(Criterion.mix([3, 1]))
    assert (mixed.items, mixed.value) == ((0,), 4.5)
    assert by(Criterion.value(2, stance=1)).items == (1,)
    for found in (worst, regret, mixed):
        assert found.bound is not None and found.bound >= found.value
