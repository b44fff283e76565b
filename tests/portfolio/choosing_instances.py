"""Instances of choosing for tests: oracles made of plain functions, and all subsets by brute force.

Nothing of `techtree` is used to say what may be chosen or which set is best.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import chain, combinations

import numpy as np

from techtree.portfolio.choosing.constraints import Constraints
from techtree.portfolio.choosing.evaluations import Worth

Value = Callable[[frozenset[int]], float]


def oracle(value: Value) -> Worth:
    """Return a function of many sets from one of a single set."""

    def worth(sets: Sequence[frozenset[int]]) -> np.ndarray:
        assert 0 < len(sets) <= 64
        return np.array([value(chosen) for chosen in sets], dtype=np.float64)

    return worth


class Table:
    """A value (2^n, K) of every set, at the number whose bits are its items; counts questions."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values
        self.asked: list[frozenset[int]] = []

    def __call__(self, sets: Sequence[frozenset[int]]) -> np.ndarray:
        assert 0 < len(sets) <= 64
        self.asked += sets
        return self.values[[mask(chosen) for chosen in sets]]


def mask(chosen: frozenset[int]) -> int:
    return sum(1 << item for item in chosen)


def subsets(count: int) -> list[frozenset[int]]:
    sizes = (combinations(range(count), size) for size in range(count + 1))
    return [frozenset(chosen) for chosen in chain.from_iterable(sizes)]


def permitted(constraints: Constraints, chosen: frozenset[int], budget: float | None) -> bool:
    """Return whether the rules permit a set, costs being whole or decimal as they are written."""
    if not all(item in chosen for item in constraints.must):
        return False
    if any(item in chosen for item in constraints.never):
        return False
    for item, needed in constraints.requires.items():
        if item in chosen and not all(other in chosen for other in needed):
            return False
    if any(one in chosen and other in chosen for one, other in constraints.excludes):
        return False
    if any(sum(item in chosen for item in group) > 1 for group in constraints.groups):
        return False
    return budget is None or price(constraints, chosen) <= Fraction(str(budget))


def price(constraints: Constraints, chosen: frozenset[int]) -> Fraction:
    return sum((Fraction(str(constraints.costs[item])) for item in chosen), Fraction(0))


def best_of_all(
    constraints: Constraints, score: Value, budget: float | None
) -> tuple[tuple[int, ...], float] | None:
    """Return the best of all subsets: by score, then cost, then size, then items in order."""
    ranked = [
        (-score(chosen), price(constraints, chosen), len(chosen), tuple(sorted(chosen)))
        for chosen in subsets(len(constraints.costs))
        if permitted(constraints, chosen, budget)
    ]
    if not ranked:
        return None
    least = min(ranked)
    return least[3], -least[0]


def random_constraints(random: np.random.Generator, count: int) -> Constraints:
    """Draw costs in tenths, some of them 0, a budget, and one or two rules of each kind."""
    costs = random.integers(0, 30, count) / 10
    budget = None if random.random() < 0.1 else float(random.integers(10, 80) / 10)
    pick = random.permutation(count).tolist()
    rules = random.random(6) < 0.4
    requires = {pick[0]: frozenset(pick[1:3]), pick[1]: frozenset([pick[3]])} if rules[0] else {}
    if rules[1]:  # two that need each other
        requires |= {pick[4]: frozenset([pick[5]]), pick[5]: frozenset([pick[4]])}
    return Constraints(
        costs,
        budget,
        must=frozenset([pick[6]]) if rules[2] else frozenset(),
        never=frozenset([pick[7]]) if rules[3] else frozenset(),
        requires=requires,
        excludes=frozenset([(pick[8], pick[2]), (pick[3], pick[9])]) if rules[4] else frozenset(),
        groups=(frozenset(pick[1:4:2]) | {pick[9]}, frozenset(pick[5:8])) if rules[5] else (),
    )
