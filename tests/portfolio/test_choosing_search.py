"""Search among many items, where the answer is known by construction."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from techtree.portfolio.choosing.best import Eligible
from techtree.portfolio.choosing.choose import Effort, choose, frontier
from techtree.portfolio.choosing.constraints import Constraints
from techtree.portfolio.choosing.criteria import Criterion
from techtree.portfolio.choosing.evaluations import Evaluations
from techtree.portfolio.choosing.exchanges import exchange
from techtree.portfolio.choosing.moves import Move
from techtree.portfolio.choosing.scoring import Scoring
from tests.portfolio.choosing_instances import oracle

COUNT = 300
ENABLING = [(11, 207), (54, 100), (155, 298)]


def value(one: frozenset[int]) -> float:
    """Give 1 to 2 for items under 20, less for each more; 30 for a pair that enables each other.

    By itself each item of such a pair does harm, and so do all others.
    """
    useful = sorted((2 - item / 20 for item in one if item < 20 and item != 11), reverse=True)
    total = sum(worth * 0.9**place for place, worth in enumerate(useful))
    for pair in ENABLING:
        inside = len(one & set(pair))
        total += (0.0, -0.5, 30.0)[inside]
    return total - 0.1 * sum(item >= 20 for item in one)


def related(one: int, other: int) -> bool:
    """Relate each item to those with the same number in the thirteens, and the enabling pairs."""
    return one % 13 == other % 13 or (min(one, other), max(one, other)) in ENABLING


def test_a_hint_finds_items_that_are_worthless_alone() -> None:
    constraints = Constraints(np.ones(COUNT), 10.0)
    found = choose(constraints, oracle(value), Criterion.value(), effort=Effort(), related=related)
    assert found.method == "greedy"
    assert found.items == (0, 1, 2, 3, 11, 54, 100, 155, 207, 298)
    assert found.value == pytest.approx(90 - 0.1 * 5 + 2 + 1.95 * 0.9 + 1.9 * 0.81 + 1.85 * 0.729)
    assert found.bound is not None and found.gap is not None and found.gap < 1.5


@pytest.mark.parametrize(
    ("start", "best", "costs", "budget"),
    [
        ([], [0], [1.0], 1.0),
        ([0, 1], [0], [1.0, 1.0], 2.0),
        ([0], [1], [1.0, 1.0], 1.0),
        ([0, 1], [2], [1.0, 1.0, 2.0], 2.0),
        ([0], [1, 2], [2.0, 1.0, 1.0], 2.0),
    ],
)
def test_each_kind_of_exchange(
    start: list[int], best: list[int], costs: list[float], budget: float
) -> None:
    """One set is worth 2, the start 1, and all others nothing, so that one step must find it."""
    constraints = Constraints(np.array(costs), budget)
    evaluations = Evaluations(
        oracle(lambda one: 2.0 * (one == frozenset(best)) + 1.0 * (one == frozenset(start)))
    )
    eligible = Eligible(constraints, evaluations)
    scoring = Scoring(constraints, evaluations, eligible, Criterion.value(), 100)
    moves = [Move(frozenset([item]), cost, 0.0, True) for item, cost in enumerate(costs)]
    found = exchange(scoring, moves, frozenset(start))
    assert (found.chosen, found.score) == (frozenset(best), 2.0)
    assert found.settled and found.every


def test_no_more_is_asked_than_is_allowed_and_progress_says_how_much() -> None:
    constraints = Constraints(np.ones(COUNT), 10.0)
    singles = np.array([value(frozenset([item])) for item in range(COUNT)])
    asked: list[frozenset[int]] = []
    steps: list[tuple[int, int]] = []

    def worth(sets: Sequence[frozenset[int]]) -> np.ndarray:
        asked.extend(sets)
        return np.array([value(one) for one in sets])

    found = choose(
        constraints,
        worth,
        Criterion.value(),
        effort=Effort(allowance=200),
        singles=singles,
        related=related,
        progress=lambda done, total: steps.append((done, total)),
    )
    assert len(asked) == len(set(asked)) == found.sets <= 201
    assert not any(len(one) == 1 for one in asked)
    assert [done for done, _ in steps] == sorted({done for done, _ in steps})
    assert steps[-1][0] == found.sets and all(total >= done for done, total in steps)
    assert found.value >= sum((2 - item / 20) * 0.9**item for item in range(10))


def test_a_set_of_many_items_is_reached_with_few_questions() -> None:
    """Of 1,200 items 300 fit; with 300 questions several are taken at once."""
    random = np.random.default_rng(2)
    worth = random.uniform(0.5, 1.5, 1_200)
    constraints = Constraints(np.ones(1_200), 300.0)
    found = choose(
        constraints,
        oracle(lambda one: float(worth[sorted(one)].sum())),
        Criterion.value(),
        effort=Effort(allowance=300),
        singles=worth,
    )
    best = np.sort(worth)[-300:].sum()
    assert found.value == pytest.approx(best)
    assert found.bound == pytest.approx(best) and found.gap == pytest.approx(0.0, abs=1e-3)


def test_the_frontier_of_a_search_has_a_dozen_budgets() -> None:
    points = frontier(
        Constraints(np.ones(COUNT), 24.0),
        oracle(value),
        Criterion.value(),
        effort=Effort(allowance=600),
        related=related,
    )
    assert [point.budget for point in points] == [2.0 * step for step in range(13)]
    assert [point.value for point in points] == sorted(point.value for point in points)
    assert points[0].items == () and points[0].value == 0.0
    assert all(point.cost <= point.budget for point in points)
