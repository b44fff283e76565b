"""A race of all sets against each of them tried on all worlds, by separate code.

A set that is worth at least as much as its rival drops out with a probability of at most 1e-3 in a
whole race; the seeds of the races here are fixed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from techtree.portfolio.choosing.choice import Choice
from techtree.portfolio.choosing.choose import Effort, choose
from techtree.portfolio.choosing.constraints import Constraints
from techtree.portfolio.choosing.criteria import Criterion
from techtree.portfolio.choosing.families import family_of
from techtree.portfolio.choosing.race import DOUBT, Judge, race
from tests.portfolio.arenas import TableArena
from tests.portfolio.choosing_instances import (
    best_of_all,
    mask,
    permitted,
    random_constraints,
    subsets,
)

COUNT = 10
WORLDS = 1000
RACE = Effort(limit=8, pilot=80)
Score = Callable[[frozenset[int]], float]


def drawn(random: np.random.Generator, stances: int = 1) -> np.ndarray:
    """Return values (K, 2^n, N) in [0, 1] that hang on items, pairs of them and the world.

    What is common to a world is large beside what sets change, and a tenth of the worlds decide.
    """
    found = np.empty((stances, 2**COUNT, WORLDS))
    for table in found:
        alone = random.normal(0.0, 0.03, COUNT)
        pairs = np.triu(random.normal(0, 0.02, (COUNT, COUNT)), 1)
        inside = np.array([[one >> bit & 1 for bit in range(COUNT)] for one in range(2**COUNT)])
        mean = inside @ alone + np.einsum("si,ij,sj->s", inside, pairs, inside)
        level = random.uniform(0.3, 0.7, WORLDS)
        deciding = (random.random(WORLDS) < 0.1) / 0.1
        table[:] = np.clip(level + mean[:, None] * deciding, 0.0, 1.0)
    return found


def raced(constraints: Constraints, arena: TableArena, criterion: Criterion) -> Choice:
    found = choose(constraints, arena.worth, criterion, effort=RACE, arena=arena)
    assert found.compared is not None and found.gap == 0.0
    assert (found.method == "race") == (found.compared.dropped > 0) == (found.compared.doubt > 0)
    return found


def assert_best(found: Choice, constraints: Constraints, score: Score) -> None:
    expected = best_of_all(constraints, score, constraints.budget)
    assert expected is not None
    assert found.items == expected[0]
    assert found.value == pytest.approx(expected[1], abs=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_the_optimum_of_brute_force(seed: int) -> None:
    """By value, in 12 instances each, with rules of every kind."""
    random = np.random.default_rng(seed)
    met = 0
    for _ in range(12):
        constraints = random_constraints(random, COUNT)
        fit = [one for one in subsets(COUNT) if permitted(constraints, one, constraints.budget)]
        if not fit:
            continue
        table = drawn(random)
        means = table[0].mean(axis=1)
        arena = TableArena(table)
        found = raced(constraints, arena, Criterion.value())
        assert_best(found, constraints, lambda one, means=means: float(means[mask(one)]))  # type: ignore[misc]
        assert found.sets == len(fit)
        if found.method == "race":
            met += 1
            assert arena.done[-1] == (len(fit), len(fit))
            assert arena.runs < len(fit) * WORLDS
    assert met >= 6


@pytest.mark.parametrize("kind", ["mix", "worst", "regret"])
def test_by_several_stances(kind: str) -> None:
    """Each instance's best set, and the best under each stance alone."""
    random = np.random.default_rng(7)
    weights = np.array([0.5, 0.3, 0.2])
    methods = []
    for _ in range(6):
        constraints = Constraints(random.integers(1, 9, COUNT) / 10, 2.5)
        means = (table := drawn(random, 3)).mean(axis=2).T
        kept = [one for one in subsets(COUNT) if permitted(constraints, one, 2.5)]
        best = means[[mask(one) for one in kept]].max(axis=0)

        def score(one: frozenset[int], means: np.ndarray = means, best: np.ndarray = best) -> float:
            values = means[mask(one)]
            if kind == "mix":
                return float(values @ weights)
            return float((values - (best if kind == "regret" else 0.0)).min())

        criterion = {
            "mix": Criterion.mix(weights.tolist()),
            "worst": Criterion.worst(3),
            "regret": Criterion.regret(3),
        }[kind]
        found = raced(constraints, TableArena(table), criterion)
        assert_best(found, constraints, score)
        values = [one.value for one in found.best_by_stance]
        assert values == pytest.approx(best.tolist(), abs=1e-12)
        methods.append(found.method)
    assert methods.count("race") >= 4


def test_the_frontier() -> None:
    """At each cost the best set that this cost buys."""
    random = np.random.default_rng(8)
    for _ in range(4):
        constraints = Constraints(random.integers(1, 9, COUNT) / 10, 3.0)
        table = drawn(random)
        means = table[0].mean(axis=1)

        def score(one: frozenset[int], means: np.ndarray = means) -> float:
            return float(means[mask(one)])

        arena = TableArena(table)
        found = choose(
            constraints, arena.worth, Criterion.value(), effort=RACE, arena=arena, frontier=True
        )
        assert found.method == "race"
        for point in found.frontier:
            expected = best_of_all(constraints, score, round(point.budget, 6))
            assert expected is not None and point.items == expected[0]
        for one in subsets(COUNT):
            if permitted(constraints, one, 3.0):
                cost = constraints.cost(one) + 1e-9
                within = [point.value for point in found.frontier if point.budget <= cost]
                assert max(within) >= score(one) - 1e-12


def test_near_ties_are_told_apart() -> None:
    """Sets that lead by 1e-9 in the mean, by one world that comes last, or tie with the best.

    What is as good as the best in all worlds but one cannot drop out before that one.
    """
    random = np.random.default_rng(9)
    table = drawn(random)
    means = table[0].mean(axis=1)
    top = int(means.argmax())
    ahead, later, tied = (one for one in (5, 300, 777) if one != top)
    table[0, ahead] = table[0, top] + 1e-9
    table[0, later] = table[0, top]
    table[0, later, -1] += 1e-5
    table[0, tied] = table[0, top]
    free = Constraints(np.ones(COUNT), None)
    found = raced(free, TableArena(table), Criterion.value())
    assert mask(frozenset(found.items)) == later  # 1e-5 / 1000 = 1e-8 above the top
    assert found.method == "race"


def test_equal_sets_that_cost_less_are_preferred() -> None:
    """Two items change nothing: without them a set costs less, whether that is known or seen."""
    random = np.random.default_rng(10)
    table = drawn(random)
    every = np.arange(2**COUNT)
    table = table[:, every & ~0b11]
    free = Constraints(np.ones(COUNT), None)
    seen = raced(free, TableArena(table), Criterion.value())
    known = raced(free, TableArena(table, telling=2**COUNT - 4), Criterion.value())
    assert seen.items == known.items and not {0, 1} & set(seen.items)
    assert seen.compared is not None and known.compared is not None
    assert (seen.compared.alike, known.compared.alike) == (0, 3 * 2**COUNT // 4)
    assert seen.sets == known.sets == 2**COUNT


def test_values_that_have_no_bounds_are_not_raced() -> None:
    arena = TableArena(drawn(np.random.default_rng(11)))
    arena.span = None
    constraints = Constraints(np.ones(COUNT), None)
    effort = Effort(limit=2**COUNT, pilot=80)
    found = choose(constraints, arena.worth, Criterion.value(), effort=effort, arena=arena)
    assert found.method == "exhaustive"
    few = Effort(limit=2**COUNT - 1, pilot=80, allowance=200)
    found = choose(constraints, arena.worth, Criterion.value(), effort=few, arena=arena)
    assert found.method == "greedy"


def test_a_race_that_does_not_settle_what_sets_are_worth(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left is evaluated elsewhere, unless it is too much; then a search goes on."""
    random = np.random.default_rng(13)
    table = drawn(random)
    means = table[0].mean(axis=1)
    truth = means + 1e-6 * random.random(len(means))
    arena = TableArena(table)
    arena.settles = False
    free = Constraints(np.ones(COUNT), None)

    def worth(sets: Sequence[frozenset[int]]) -> np.ndarray:
        return truth[[mask(one) for one in sets]]

    found = choose(free, worth, Criterion.value(), effort=RACE, arena=arena)
    assert found.method == "race" and found.value == truth.max()
    assert found.compared is not None and 0 < found.compared.dropped < 2**COUNT
    monkeypatch.setattr("techtree.portfolio.choosing.racing.MOST_LEFT", 1)
    found = choose(free, worth, Criterion.value(), effort=RACE, arena=arena)
    assert (found.method, found.compared) == ("greedy", None)


def test_what_is_no_worse_drops_out_as_seldom_as_is_said() -> None:
    """1,500 races of a set with the same mean as its rival, the worlds in a random order.

    The stated rate is made 5% for this; a rate above it by 5 standard errors, which has a
    probability of less than 1e-6 if 5% is right, fails. Planted at a mean below, it does drop out.
    """
    random = np.random.default_rng(12)
    worlds, races, rate = 200, 1500, 0.05
    tests = round(DOUBT / rate, 9)  # 0.02: 1e-3 of it is 5%
    out = {}
    for lead in (0.0, -0.05):
        values = np.zeros((1, 2, worlds))
        values[0, 1] = np.r_[np.full(20, 0.9), np.full(180, -0.1)] + lead
        dropped = 0
        constraints = Constraints(np.ones(1), None)
        family = family_of(constraints, 2, (0,))
        assert family is not None
        for _ in range(races):
            arena = TableArena(values[:, :, random.permutation(worlds)])
            arena.span = 1.0
            judge = Judge(Criterion.value(), np.zeros(1, dtype=np.uint64), np.zeros(2, np.int64))
            ranking = race(arena, family, [judge], tests)
            dropped += 1 not in ranking.places
        out[lead] = dropped / races
    assert out[0.0] <= rate + 5 * np.sqrt(rate * (1 - rate) / races)
    assert out[-0.05] > 0.5
