"""What holds for any instance of choosing, by all sets and by search."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from techtree.portfolio.choosing.choose import Effort, choose
from techtree.portfolio.choosing.constraints import Constraints
from techtree.portfolio.choosing.contradictions import why_not
from techtree.portfolio.choosing.criteria import Criterion
from tests.portfolio.choosing_instances import (
    Table,
    mask,
    permitted,
    random_constraints,
    subsets,
)

COUNT = 10
some = settings(max_examples=15, deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
efforts = st.sampled_from([Effort("exhaustive"), Effort("greedy", allowance=150)])


def instance(seed: int, stances: int = 1) -> tuple[Constraints, Table]:
    random = np.random.default_rng(seed)
    constraints = random_constraints(random, COUNT)
    while why_not(constraints, constraints.must) is not None:
        constraints = random_constraints(random, COUNT)
    return constraints, Table(random.normal(0, 1, (2**COUNT, stances)))


@some
@given(seeds, efforts, st.sampled_from(["worst", "regret", "mix", "value"]))
def test_what_is_chosen_is_permitted_and_worth_what_is_said(
    seed: int, effort: Effort, kind: str
) -> None:
    constraints, table = instance(seed, 2)
    criterion = {
        "worst": Criterion.worst(2),
        "regret": Criterion.regret(2),
        "mix": Criterion.mix([1, 3]),
        "value": Criterion.value(2, 1),
    }[kind]
    found = choose(constraints, table, criterion, effort=effort)
    assert permitted(constraints, frozenset(found.items), constraints.budget)
    values = table.values[mask(frozenset(found.items))]
    assert found.values == tuple(values.tolist())
    best = np.array([one.value for one in found.best_by_stance])
    expected = {
        "worst": values.min(),
        "regret": -(best - values).max(),
        "mix": values @ [0.25, 0.75],
        "value": values[1],
    }[kind]
    assert abs(found.value - expected) < 1e-12
    for one, stance in zip(found.best_by_stance, range(2), strict=True):
        assert permitted(constraints, frozenset(one.items), constraints.budget)
        assert table.values[mask(frozenset(one.items)), stance] == one.value >= values[stance]
    assert found.bound is None or found.gap == found.bound - found.value >= 0
    assert len(set(table.asked)) == len(table.asked) == found.sets


@some
@given(seeds, efforts, st.booleans())
def test_more_budget_is_never_worth_less(seed: int, effort: Effort, given_budgets: bool) -> None:
    constraints, table = instance(seed)
    budgets = [0.0, 9.0, 3.0, 1.0, 3.0] if given_budgets else None
    found = choose(
        constraints, table, Criterion.value(), effort=effort, frontier=True, budgets=budgets
    )
    assert found.frontier or given_budgets
    for before, after in zip(found.frontier, found.frontier[1:], strict=False):
        assert before.budget < after.budget and before.value <= after.value
    for point in found.frontier:
        assert permitted(constraints, frozenset(point.items), round(point.budget, 9))
        assert table.values[mask(frozenset(point.items)), 0] == point.value
    if not given_budgets:
        last = found.frontier[-1]
        assert (last.items, last.value) == (found.items, found.value)


@some
@given(seeds, st.permutations(range(COUNT)))
def test_other_numbers_for_the_items_do_not_change_the_value(seed: int, order: list[int]) -> None:
    constraints, table = instance(seed)

    def moved(items: frozenset[int]) -> frozenset[int]:
        return frozenset(order[item] for item in items)

    values = np.empty_like(table.values)
    costs = np.empty(COUNT)
    costs[order] = constraints.costs
    for one in subsets(COUNT):
        values[mask(moved(one))] = table.values[mask(one)]
    other = Constraints(
        costs,
        constraints.budget,
        moved(constraints.must),
        moved(constraints.never),
        {order[item]: moved(needed) for item, needed in constraints.requires.items()},
        frozenset((order[one], order[two]) for one, two in constraints.excludes),
        tuple(moved(group) for group in constraints.groups),
    )
    first = choose(constraints, table, Criterion.value())
    second = choose(other, Table(values), Criterion.value())
    assert (first.value, moved(frozenset(first.items))) == (
        second.value,
        frozenset(second.items),
    )


@some
@given(seeds, efforts)
def test_the_same_question_has_the_same_answer(seed: int, effort: Effort) -> None:
    constraints, table = instance(seed, 2)
    first, second = (
        choose(constraints, table, Criterion.regret(2), effort=effort, frontier=True)
        for _ in range(2)
    )
    assert first == second
