"""Random instances against every subset, tried by separate code."""

from __future__ import annotations

import numpy as np
import pytest

from techtree.errors import UsageError
from techtree.portfolio.choosing.choose import Effort, choose
from techtree.portfolio.choosing.criteria import Criterion
from tests.portfolio.choosing_instances import (
    Table,
    best_of_all,
    mask,
    permitted,
    random_constraints,
    subsets,
)

COUNT = 10


@pytest.mark.parametrize("seed", range(4))
def test_all_sets_give_the_optimum_of_brute_force(seed: int) -> None:
    """60 instances each: whole values, so that ties are many and sums are without rounding."""
    random = np.random.default_rng(seed)
    met = 0
    for _ in range(60):
        constraints = random_constraints(random, COUNT)
        table = Table(random.integers(-9, 10, (2**COUNT, 1)).astype(float))
        table.values[0] = 0.0

        def score(one: frozenset[int], table: Table = table) -> float:
            return float(table.values[mask(one), 0])

        expected = best_of_all(constraints, score, constraints.budget)
        if expected is None:
            with pytest.raises(UsageError, match="no set of items can be chosen"):
                choose(constraints, table, Criterion.value())
            continue
        met += 1
        found = choose(constraints, table, Criterion.value())
        assert (found.items, found.value) == expected
        assert (found.method, found.gap) == ("exhaustive", 0.0)
        count = sum(permitted(constraints, one, constraints.budget) for one in subsets(COUNT))
        extra = not permitted(constraints, frozenset(), constraints.budget)
        assert found.sets == len(table.asked) == len(set(table.asked)) == count + extra
    assert met >= 50


def test_worst_and_regret_give_the_optimum_of_brute_force() -> None:
    random = np.random.default_rng(5)
    for number in range(20):
        constraints = random_constraints(random, COUNT)
        table = Table(random.integers(-9, 10, (2**COUNT, 3)).astype(float))
        kept = [one for one in subsets(COUNT) if permitted(constraints, one, constraints.budget)]
        if not kept:
            continue
        best = table.values[[mask(one) for one in kept]].max(axis=0)
        regret = number % 2 == 1
        taken = best if regret else np.zeros(3)

        def score(one: frozenset[int], table: Table = table, taken: np.ndarray = taken) -> float:
            return float((table.values[mask(one)] - taken).min())

        criterion = Criterion.regret(3) if regret else Criterion.worst(3)
        found = choose(constraints, table, criterion)
        assert (found.items, found.value) == best_of_all(constraints, score, constraints.budget)
        assert [one.value for one in found.best_by_stance] == best.tolist()


def test_the_frontier_of_all_sets_is_that_of_brute_force() -> None:
    random = np.random.default_rng(6)
    for _ in range(15):
        constraints = random_constraints(random, COUNT)
        table = Table(random.integers(0, 1000, (2**COUNT, 1)).astype(float))

        def score(one: frozenset[int], table: Table = table) -> float:
            return float(table.values[mask(one), 0])

        if best_of_all(constraints, score, constraints.budget) is None:
            continue
        found = choose(constraints, table, Criterion.value(), frontier=True)
        for point in found.frontier:
            expected = best_of_all(constraints, score, round(point.budget, 6))
            assert (point.items, point.value) == expected
        # the last point is the choice, and no set off the frontier beats it
        assert (found.frontier[-1].items, found.frontier[-1].value) == (found.items, found.value)
        for one in subsets(COUNT):
            if permitted(constraints, one, constraints.budget):
                cost = constraints.cost(one) + 1e-9
                within = [point.value for point in found.frontier if point.budget <= cost]
                assert max(within) >= score(one)


def draw_values(random: np.random.Generator, kind: str) -> np.ndarray:
    """Return values of all sets of ten items that overlap, that help and spoil, or both."""
    values = np.zeros((2**COUNT, 1))
    topics = [frozenset(random.choice(20, 4, replace=False).tolist()) for _ in range(COUNT)]
    weights = random.random(20)
    alone = random.normal(0.0 if kind != "overlap" else 0.5, 0.5, COUNT)
    pairs = np.triu(random.normal(0, 1, (COUNT, COUNT)) * (random.random((COUNT, COUNT)) < 0.3), 1)
    for one in subsets(COUNT):
        members = sorted(one)
        total = 0.0
        if kind != "pairs" and members:
            covered = frozenset[int]().union(*(topics[item] for item in members))
            total += weights[sorted(covered)].sum()
        if kind != "overlap":
            total += alone[members].sum() + pairs[np.ix_(members, members)].sum()
        values[mask(one), 0] = total
    return values


@pytest.mark.parametrize(
    ("kind", "on_average", "at_least", "optimal"),
    [("overlap", 0.99, 0.9, 0.85), ("pairs", 0.98, 0.6, 0.85), ("both", 0.99, 0.9, 0.85)],
)
def test_search_comes_close_to_the_optimum(
    kind: str, on_average: float, at_least: float, optimal: float
) -> None:
    """With 300 evaluations of the 1,024: the share of the optimum, and how often it is met."""
    random = np.random.default_rng(7)
    shares = []
    for _ in range(18):
        constraints = random_constraints(random, COUNT)
        values = draw_values(random, kind)

        def score(one: frozenset[int], values: np.ndarray = values) -> float:
            return float(values[mask(one), 0])

        best = best_of_all(constraints, score, constraints.budget)
        if best is None:
            continue
        effort = Effort("greedy", allowance=300)
        found = choose(constraints, Table(values), Criterion.value(), effort=effort)
        assert permitted(constraints, frozenset(found.items), constraints.budget)
        assert found.sets <= 300 + COUNT + 2
        assert found.value <= best[1] + 1e-12
        assert found.bound is None or found.bound >= found.value
        shares.append(found.value / best[1] if best[1] > 0 else float(found.value == best[1]))
    assert len(shares) >= 15
    assert np.mean(shares) >= on_average
    assert min(shares) >= at_least
    assert np.mean(np.array(shares) > 1 - 1e-9) >= optimal
