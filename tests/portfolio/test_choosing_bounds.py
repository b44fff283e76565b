"""Upper bounds: above the optimum where what they rest on holds, withdrawn where it does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from techtree.portfolio.choosing.additive import Additive, fit
from techtree.portfolio.choosing.bounds import ENABLING, bounds_of
from techtree.portfolio.choosing.choose import Effort, choose
from techtree.portfolio.choosing.constraints import Constraints
from techtree.portfolio.choosing.contexts import contexts
from techtree.portfolio.choosing.criteria import Criterion
from techtree.portfolio.choosing.evaluations import Evaluations
from techtree.portfolio.choosing.programme import most
from tests.portfolio.choosing_instances import (
    Table,
    best_of_all,
    mask,
    oracle,
    permitted,
    random_constraints,
    subsets,
)

SEARCH = Effort("greedy", allowance=300)


def test_by_hand() -> None:
    """Two of three items at 1 each: 3 + 2 by themselves, 3 + 1 as the second two overlap."""

    def value(one: frozenset[int]) -> float:
        return 3.0 * (0 in one) + 2.0 * bool(one & {1, 2})

    found = choose(Constraints(np.ones(3), 2.0), oracle(value), Criterion.value(), effort=SEARCH)
    assert (found.items, found.value, found.bound, found.gap) == ((0, 1), 5.0, 5.0, 0.0)
    # three of them: the sum of single values is 7, and what is left to add to the chosen is 0
    found = choose(Constraints(np.ones(3), 3.0), oracle(value), Criterion.value(), effort=SEARCH)
    by_kind = {bound.kind: bound.value for bound in found.bounds}
    assert by_kind == {"additive": pytest.approx(7.0), "greedy": pytest.approx(5.0)}
    assert found.bound == pytest.approx(5.0) and found.items == (0, 1)


def test_items_that_enable_each_other_three_at_a_time_leave_no_bound() -> None:
    requires = {0: frozenset([1, 2]), 1: frozenset([0]), 2: frozenset([0])}
    constraints = Constraints(np.ones(4), 3.0, requires=requires)

    def value(one: frozenset[int]) -> float:
        return 9.0 * ({0, 1, 2} <= one) + 1.0 * (3 in one)

    found = choose(constraints, oracle(value), Criterion.value(), effort=Effort("greedy", 0, 12))
    assert (found.items, found.value) == ((0, 1, 2), 9.0)
    assert (found.bound, found.gap, found.bound_method) == (None, None, ENABLING)
    capped = choose(
        constraints, oracle(value), Criterion.value(), effort=Effort("greedy", 0, 12), ceiling=[20]
    )
    assert (capped.bound, capped.gap) == (20.0, 11.0)
    assert capped.bound_method == "no set is worth more than the best outcome"


def test_the_bound_of_overlapping_items_is_never_below_the_optimum() -> None:
    random = np.random.default_rng(11)
    kinds = set()
    for _ in range(25):
        constraints = random_constraints(random, 10)
        topics = [frozenset(random.choice(12, 4, replace=False).tolist()) for _ in range(10)]
        weights = random.random(12)

        def value(
            one: frozenset[int],
            topics: list[frozenset[int]] = topics,
            weights: np.ndarray = weights,
        ) -> float:
            covered = frozenset[int]().union(*(topics[item] for item in one))
            return float(weights[sorted(covered)].sum())

        best = best_of_all(constraints, value, constraints.budget)
        if best is None:
            continue
        found = choose(constraints, oracle(value), Criterion.value(), effort=SEARCH)
        assert found.bound is not None and found.bound >= best[1] - 1e-6
        for bound in found.bounds:
            assert bound.value is not None and bound.value >= best[1] - 1e-6
        kinds |= {bound.kind for bound in found.bounds}
    assert kinds == {"additive", "greedy"}


def test_the_model_is_exact_for_pairs_and_above_every_set_seen() -> None:
    random = np.random.default_rng(12)
    alone = random.normal(0, 1, 6)
    pairs = np.abs(np.triu(random.normal(0, 1, (6, 6)), 1))

    def value(one: frozenset[int]) -> float:
        members = sorted(one)
        return float(alone[members].sum() + pairs[np.ix_(members, members)].sum())

    evaluations = Evaluations(oracle(value))
    evaluations.values(subsets(6))
    constraints = Constraints(np.ones(6), 3.0)
    model = fit(constraints, contexts(evaluations, 6), Criterion.value())
    assert model.items[:, 0] == pytest.approx(alone)
    assert {pair: more[0] for pair, more in model.pairs.items()} == pytest.approx(
        {(i, j): pairs[i, j] for i in range(6) for j in range(i + 1, 6)}
    )
    best = max(value(one) for one in subsets(6) if len(one) <= 3)
    assert most(constraints, model, list(range(6))).bound == pytest.approx(best, rel=1e-4)


def test_what_was_seen_in_larger_sets_raises_what_an_item_adds() -> None:
    """A triple is worth 6 and nothing less is worth anything: its last step added 6."""
    evaluations = Evaluations(oracle(lambda one: 6.0 * ({0, 1, 2} <= one)))
    evaluations.values([frozenset(one) for one in ([], [0], [1], [2], [3], [0, 1], [0, 1, 2])])
    constraints = Constraints(np.ones(4), 3.0)
    model = fit(constraints, contexts(evaluations, 4), Criterion.value())
    assert model.items[:, 0].tolist() == [0.0, 0.0, 6.0, 0.0] and not model.pairs
    evaluations.values([frozenset([1, 2])])
    model = fit(constraints, contexts(evaluations, 4), Criterion.value())
    assert model.items[:, 0].tolist() == [6.0, 0.0, 6.0, 0.0]


def test_the_greedy_bound_holds_for_any_set_and_goes_where_a_set_contradicts_it() -> None:
    def overlapping(one: frozenset[int]) -> float:
        return 3.0 * bool(one & {0, 1}) + 2.0 * (2 in one)

    constraints = Constraints(np.ones(3), 2.0)
    evaluations = Evaluations(oracle(overlapping))
    evaluations.values(subsets(3))
    poor = bounds_of(constraints, evaluations, Criterion.value(), frozenset([0, 1]), None)
    assert {bound.kind: bound.value for bound in poor}["greedy"] == pytest.approx(5.0)
    for kind, spoilt in {"enable": {1, 2}, "spoil": {0, 2}}.items():
        sign = 1.0 if kind == "enable" else -9.0

        def value(
            one: frozenset[int], both: frozenset[int] = frozenset(spoilt), sign: float = sign
        ) -> float:
            return overlapping(one) + sign * (both <= one)

        evaluations = Evaluations(oracle(value))
        evaluations.values(subsets(3))
        found = bounds_of(constraints, evaluations, Criterion.value(), frozenset([0]), None)
        assert [bound.kind for bound in found] == ["additive"]


def test_each_rule_lowers_the_programme() -> None:
    model = Additive(np.zeros(1), np.array([[5.0], [4.0], [3.0]]), {})
    free = Constraints(np.ones(3), None)
    everything = [0, 1, 2]
    assert most(free, model, everything).bound == pytest.approx(12)
    for rules, bound in [
        ({"excludes": frozenset([(0, 1)])}, 8),
        ({"groups": (frozenset([0, 1, 2]),)}, 5),
        ({"budget": 2.0}, 9),
    ]:
        assert most(replace(free, **rules), model, everything).bound == pytest.approx(bound)


def test_the_programme_is_that_of_brute_force() -> None:
    """Of additive models under all rules and several stances, all sets against HiGHS."""
    random = np.random.default_rng(13)
    for number in range(25):
        constraints = random_constraints(random, 10)
        sums = 1 + number % 3
        items = random.normal(0.3, 1, (10, sums))
        pairs = {(0, 1): random.random(sums), (2, 7): random.random(sums)}
        start = random.normal(0, 1, sums)
        model = Additive(start, items, pairs)
        root = constraints.root

        def score(
            one: frozenset[int],
            model: Additive = model,
            root: frozenset[int] = root,
        ) -> float:
            total = model.start + model.items[sorted(one - root)].sum(axis=0)
            helped = [more for pair, more in model.pairs.items() if set(pair) <= one - root]
            return float((total + sum(helped, start=np.zeros_like(total))).min())

        best = best_of_all(constraints, score, constraints.budget)
        if best is None:
            continue
        possible = [
            item
            for item in range(10)
            if item not in root
            and any(
                permitted(constraints, one, constraints.budget)
                for one in subsets(10)
                if item in one
            )
        ]
        found = most(constraints, model, possible)
        assert found.bound >= best[1] - 1e-6
        assert found.bound == pytest.approx(best[1], abs=2e-4 * (1 + abs(best[1])))


def test_beyond_a_thousand_items_the_relaxation_is_that_of_filling_by_ratio() -> None:
    random = np.random.default_rng(14)
    costs, items = random.uniform(1, 2, 3_000), random.uniform(0, 1, 3_000)
    model = Additive(np.zeros(1), items[:, None], {})
    found = most(Constraints(costs, 10.0), model, list(range(3_000)))
    left, total = 10.0, 0.0
    for item in np.argsort(-items / costs).tolist():
        part = min(1.0, left / costs[item])
        total, left = total + part * items[item], left - part * costs[item]
    assert found.programme == "linear programme"
    assert found.bound == pytest.approx(total, rel=1e-7)


def test_a_ceiling_that_is_reached_ends_the_search_of_all_sets() -> None:
    random = np.random.default_rng(15)
    values = random.integers(0, 5, (2**10, 1)).astype(float)
    values[mask(frozenset([3, 4]))] = 5.0
    constraints = Constraints(np.ones(10), None)
    table = Table(values)
    found = choose(constraints, table, Criterion.value(), ceiling=[5.0])
    assert (found.items, found.bound, found.gap) == ((3, 4), 5.0, 0.0)
    assert found.sets == len(table.asked) == 64
    assert found.bound_method == "a set is worth as much as any can be"
