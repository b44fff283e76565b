"""Which sets may be chosen: a budget, and what items demand of each other.

Items are numbers from 0; a set is a frozenset of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import overload

import numpy as np

CLOSE = 1e-12  # sums of costs that differ by less than this share of them are equal


@dataclass(frozen=True, eq=False)
class Constraints:
    """Costs (n,), a budget or None, and rules.

    An item needs all that ``requires`` gives for it; of a pair in ``excludes``, and of a set in
    ``groups``, at most one is chosen; ``must`` is always chosen and ``never`` never. ``names``
    are for messages. Costs that meet a budget up to rounding fit it: 0.1 + 0.2 fits 0.3.
    """

    costs: np.ndarray
    budget: float | None = None
    must: frozenset[int] = frozenset()
    never: frozenset[int] = frozenset()
    requires: Mapping[int, frozenset[int]] = field(default_factory=dict)
    excludes: frozenset[tuple[int, int]] = frozenset()
    groups: tuple[frozenset[int], ...] = ()
    names: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """Return the number of items."""
        return len(self.costs)

    def name(self, item: int) -> str:
        """Return an item's name in quotes."""
        return f"'{self.names[item]}'" if self.names else f"item {item}"

    def cost(self, chosen: Iterable[int]) -> float:
        """Return what a set costs, rounded once however its items are ordered."""
        return math.fsum(self._costs[item] for item in chosen)

    def affordable(self, cost: float) -> bool:
        """Return whether a cost is within the budget, up to rounding."""
        return self.budget is None or within(cost, self.budget)

    def feasible(self, chosen: frozenset[int]) -> bool:
        """Return whether a set may be chosen."""
        return self.allowed(chosen) and self.affordable(self.cost(chosen))

    def allowed(self, chosen: frozenset[int]) -> bool:
        """Return whether a set keeps all rules but the budget."""
        if not self.must <= chosen or self.never & chosen:
            return False
        used: set[int] = set()
        for item in chosen:
            if item in self.requires and not self.requires[item] <= chosen:
                return False
            if item in self.conflicts and self.conflicts[item] & chosen:
                return False
            for group in self.groups_of.get(item, ()):
                if group in used:
                    return False
                used.add(group)
        return True

    def closure(self, items: Iterable[int]) -> frozenset[int]:
        """Return items with all that they require, directly or not."""
        found = set(items)
        if not self.requires:
            return frozenset(found)
        waiting = list(found)
        while waiting:
            new = self.requires.get(waiting.pop(), frozenset()) - found
            found |= new
            waiting.extend(new)
        return frozenset(found)

    def dependents(self, item: int, chosen: frozenset[int]) -> frozenset[int]:
        """Return an item with all of a set that requires it, directly or not."""
        found = {item}
        waiting = [item]
        while waiting:
            new = (self.required_by.get(waiting.pop(), frozenset()) & chosen) - found
            found |= new
            waiting.extend(new)
        return frozenset(found)

    def rivals(self, items: Iterable[int], chosen: frozenset[int]) -> frozenset[int]:
        """Return what a set has that cannot stand beside the given items."""
        found: set[int] = set()
        added = frozenset(items)
        for item in added:
            found |= self.conflicts.get(item, frozenset()) & chosen
            for group in self.groups_of.get(item, ()):
                found |= self.groups[group] & chosen
        return frozenset(found - added)

    @cached_property
    def root(self) -> frozenset[int]:
        """Return what is in every set: `must` with all that it requires."""
        return self.closure(self.must)

    @cached_property
    def conflicts(self) -> dict[int, frozenset[int]]:
        """Return what each item excludes, both ways."""
        found: dict[int, set[int]] = {}
        for one, other in self.excludes:
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
        return {item: frozenset(others) for item, others in found.items()}

    @cached_property
    def required_by(self) -> dict[int, frozenset[int]]:
        """Return which items require each item directly."""
        found: dict[int, set[int]] = {}
        for item, needed in self.requires.items():
            for one in needed:
                found.setdefault(one, set()).add(item)
        return {item: frozenset(others) for item, others in found.items()}

    @cached_property
    def groups_of(self) -> dict[int, tuple[int, ...]]:
        """Return the groups of each item, as places in `groups`."""
        found: dict[int, list[int]] = {}
        for number, group in enumerate(self.groups):
            for item in group:
                found.setdefault(item, []).append(number)
        return {item: tuple(numbers) for item, numbers in found.items()}

    @cached_property
    def _costs(self) -> list[float]:
        return [float(cost) for cost in self.costs]


@overload
def within(cost: float, budget: float) -> bool: ...


@overload
def within(cost: np.ndarray, budget: float) -> np.ndarray: ...


def within(cost: float | np.ndarray, budget: float) -> bool | np.ndarray:
    """Return whether a cost, or each of several, is at most a budget, up to rounding.

    >>> within(0.1 + 0.2, 0.3), within(0.31, 0.3)
    (True, False)
    """
    return cost <= budget + CLOSE * abs(budget)


def preference(constraints: Constraints, chosen: frozenset[int]) -> tuple[object, ...]:
    """Return the key by which sets of equal value are ordered: cost, number of items, items."""
    cost = float(f"{constraints.cost(chosen):.12g}")
    return (cost, len(chosen), sorted(chosen))
