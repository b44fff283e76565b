"""Enumerate every set that may be chosen, depth first; no branch is a dead end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from techtree.portfolio.choosing.constraints import CLOSE, Constraints
from techtree.portfolio.choosing.contradictions import out_of_reach


def all_sets(constraints: Constraints, limit: int) -> list[frozenset[int]] | None:
    """Return every set that may be chosen, or None if there are more than `limit`."""
    units = units_of(constraints)
    if len(units) >= limit:  # each may be chosen with what it requires
        return None
    found = list(islice(_sets(constraints, units), limit + 1))
    return None if len(found) > limit else found


def feasible_sets(constraints: Constraints) -> Iterator[frozenset[int]]:
    """Yield each set that may be chosen once, none of them evaluated.

    Items that require each other are taken as one unit. Units are added in an order in which what
    is required comes first, so that each set that is reached may be chosen itself, and adding to
    what cannot be chosen is never tried.
    """
    return _sets(constraints, units_of(constraints))


def _sets(constraints: Constraints, units: list[frozenset[int]]) -> Iterator[frozenset[int]]:
    costs = [constraints.cost(unit) for unit in units]
    needs = [_needs(constraints, unit) for unit in units]
    plain = not constraints.excludes and not constraints.groups
    prices = np.array(costs)
    left = left_to_spend(constraints)

    def fitting(chosen: frozenset[int], cost: float, rest: np.ndarray) -> np.ndarray:
        fits = rest[cost + prices[rest] <= left]
        if plain:
            return fits
        return fits[[not constraints.rivals(units[unit], chosen) for unit in fits]]

    root = constraints.root
    yield root
    start = constraints.cost(root)
    stack = [(root, start, fitting(root, start, np.arange(len(units))), 0)]
    while stack:
        chosen, cost, fits, place = stack.pop()
        if place == len(fits):
            continue
        stack.append((chosen, cost, fits, place + 1))
        unit = fits[place]
        if needs[unit] <= chosen:
            more, price = chosen | units[unit], cost + costs[unit]
            yield more
            stack.append((more, price, fitting(more, price, fits[place + 1 :]), 0))


def left_to_spend(constraints: Constraints) -> float:
    """Return the budget, or infinity, with what rounding may add to it."""
    return np.inf if constraints.budget is None else constraints.budget * (1 + CLOSE)


def rules_of(
    constraints: Constraints, units: list[frozenset[int]]
) -> Iterator[tuple[float, frozenset[int], frozenset[int]]]:
    """Yield what each unit costs, what it needs beside it, and what cannot stand beside it."""
    everything = frozenset(range(constraints.count))
    for unit in units:
        rivals = constraints.rivals(unit, everything)
        yield constraints.cost(unit), _needs(constraints, unit), rivals


def _needs(constraints: Constraints, unit: frozenset[int]) -> frozenset[int]:
    needed = (constraints.requires.get(item, frozenset()) for item in unit)
    return frozenset[int]().union(*needed) - unit


def units_of(constraints: Constraints) -> list[frozenset[int]]:
    """Return what can be added to the root, as units that are taken whole, needed ones first."""
    root = constraints.root
    outside = root | constraints.never | frozenset(out_of_reach(constraints))
    possible = [item for item in range(constraints.count) if item not in outside]
    closures = {item: constraints.closure([item]) for item in possible}
    units: dict[frozenset[int], None] = {}
    for item in sorted(possible, key=lambda one: (len(closures[one]), one)):
        mutual = frozenset(
            other for other in closures[item] if item in closures.get(other, frozenset())
        )
        units[mutual | {item}] = None
    return list(units)
