"""The best set at each budget, among sets that were evaluated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from techtree.portfolio.choosing.best import Eligible, Point
from techtree.portfolio.choosing.constraints import Constraints
from techtree.portfolio.choosing.contradictions import out_of_reach
from techtree.portfolio.choosing.criteria import Criterion

STEPS = 12


def even_budgets(constraints: Constraints) -> list[float]:
    """Return a dozen budgets, even steps up from what must be spent to all that could be."""
    lowest = constraints.cost(constraints.root)
    highest = constraints.budget
    if highest is None:
        beyond = constraints.never | frozenset(out_of_reach(constraints))
        highest = constraints.cost(set(range(constraints.count)) - beyond)
    step = (highest - lowest) / STEPS
    found = [lowest + step * number for number in range(STEPS)] + [highest]
    return found if step > 0 else [highest]


def read_budgets(
    constraints: Constraints, eligible: Eligible, criterion: Criterion, budgets: Sequence[float]
) -> tuple[Point, ...]:
    """Return the best set seen within each budget, in rising order.

    A budget that is too small for what must be chosen has none and is left out.
    """
    least = constraints.cost(constraints.root)
    points: list[Point] = []
    for budget in sorted(set(budgets)):
        if not replace(constraints, budget=budget).affordable(least):
            continue
        chosen, value = eligible.best(criterion, budget)
        points.append(Point(budget, constraints.cost(chosen), tuple(sorted(chosen)), value))
    return tuple(points)
