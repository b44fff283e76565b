"""Which sets fit, how many there are, and what is said where none does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from techtree.errors import UsageError
from techtree.portfolio.choosing.choose import Effort, choose
from techtree.portfolio.choosing.constraints import Constraints
from techtree.portfolio.choosing.contradictions import out_of_reach
from techtree.portfolio.choosing.criteria import Criterion
from techtree.portfolio.choosing.enumeration import all_sets, feasible_sets
from tests.portfolio.choosing_instances import (
    oracle,
    permitted,
    price,
    random_constraints,
    subsets,
)

NAMES = ("audit", "board", "code", "data")


def four(costs: tuple[float, ...] = (1, 2, 3, 4), budget: float | None = 5, **rules: Any) -> Any:
    return Constraints(np.array(costs, dtype=float), budget, names=NAMES, **rules)


def message(constraints: Constraints, effort: Effort | None = None) -> str:
    with pytest.raises(UsageError) as caught:
        choose(constraints, oracle(lambda one: 0.0), Criterion.value(), effort=effort)
    return str(caught.value)


@pytest.mark.parametrize(
    ("constraints", "expected"),
    [
        (
            four(must=frozenset([2, 3])),
            "no set of items can be chosen: 'code', 'data' must be chosen and cost 7 together, "
            "over the budget of 5",
        ),
        (
            four(budget=2.5, must=frozenset([2])),
            "no set of items can be chosen: 'code' must be chosen and costs 3, over the budget of "
            "2.5",
        ),
        (
            four(must=frozenset([0]), requires={0: frozenset([1]), 1: frozenset([2])}),
            "no set of items can be chosen: 'audit', 'board', 'code' are needed together and cost "
            "6 together, over the budget of 5",
        ),
        (
            four(must=frozenset([0]), requires={0: frozenset([1])}, never=frozenset([1])),
            "no set of items can be chosen: 'board', which 'audit' requires, must never be chosen",
        ),
        (
            four(must=frozenset([0]), never=frozenset([0])),
            "no set of items can be chosen: 'audit' must be chosen and must never be chosen",
        ),
        (
            four(must=frozenset([0, 1]), excludes=frozenset([(1, 0)])),
            "no set of items can be chosen: 'audit', which must be chosen, and 'board', which must "
            "be chosen, exclude each other",
        ),
        (
            four(
                must=frozenset([0]),
                requires={0: frozenset([1, 2])},
                groups=(frozenset([1, 2]),),
                budget=None,
            ),
            "no set of items can be chosen: 'board', which 'audit' requires, and 'code', which "
            "'audit' requires, are of one group, of which at most one is chosen",
        ),
        (four(costs=(1, -2, 3, 4)), "'board' costs -2.0; a cost is a number from 0 up"),
        (four(costs=(1, 2, float("nan"), 4)), "'code' costs nan; a cost is a number from 0 up"),
        (four(budget=-1.0), "a budget of -1.0; a budget is a number from 0 up"),
        (four(budget=float("nan")), "a budget of nan; a budget is a number from 0 up"),
        (four(groups=(frozenset([7]),)), "no item has the number 7; there are 4"),
    ],
)
def test_what_cannot_be_met_is_explained(constraints: Constraints, expected: str) -> None:
    assert message(constraints) == expected


def test_too_many_sets_for_all_of_them() -> None:
    assert message(four(budget=None), Effort("exhaustive", limit=15)).startswith(
        "more than 15 sets fit the budget and the rules"
    )
    assert all_sets(four(budget=None), 15) is None
    assert len(all_sets(four(budget=None), 16) or []) == 16


def test_items_in_no_set_are_named_with_the_reason() -> None:
    constraints = four(
        must=frozenset([1]), excludes=frozenset([(0, 1)]), never=frozenset([2]), budget=5
    )
    assert out_of_reach(constraints) == {
        0: "'audit', and 'board', which must be chosen, exclude each other",
        3: "'board', 'data' are needed together and cost 6 together, over the budget of 5",
    }


def test_every_set_is_enumerated_once() -> None:
    random = np.random.default_rng(3)
    for _ in range(40):
        constraints = random_constraints(random, 8 + 2)
        expected = {one for one in subsets(10) if permitted(constraints, one, constraints.budget)}
        if not expected:
            continue
        found = list(feasible_sets(constraints))
        assert len(found) == len(set(found)) and set(found) == expected
        assert all(constraints.feasible(one) for one in found)
        for one in subsets(10)[::7]:
            assert constraints.feasible(one) == (one in expected)
            assert constraints.cost(one) == pytest.approx(float(price(constraints, one)))


def test_counting_stops_at_the_limit() -> None:
    """Of 2^60 sets none is enumerated beyond the limit, and 50,000 items are soon too many."""
    assert all_sets(Constraints(np.ones(60), 30.0), 1_000) is None
    assert all_sets(Constraints(np.ones(50_000), 30.0), 40_000) is None
    singles = all_sets(Constraints(np.ones(3_000), 1.0), 40_000)
    assert singles is not None and len(singles) == 3_001
