"""The best of the sets that were evaluated, ties included."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from techtree.portfolio.choosing.constraints import Constraints, preference, within
from techtree.portfolio.choosing.criteria import Criterion
from techtree.portfolio.choosing.evaluations import Evaluations

Found = tuple[frozenset[int], float]


@dataclass(frozen=True, slots=True)
class Point:
    """The best set at a budget, what it costs, and its worth by the criterion."""

    budget: float
    cost: float
    items: tuple[int, ...]
    value: float


class Eligible:
    """The sets seen that may be chosen at some budget, with their costs; `update` adds new ones."""

    def __init__(self, constraints: Constraints, evaluations: Evaluations) -> None:
        self._constraints = constraints
        self._evaluations = evaluations
        self._seen = 0
        self._kept: list[int] = []
        self._sets: list[frozenset[int]] = []
        self._prices: list[float] = []
        self.update()

    def update(self) -> None:
        """Take in what was evaluated since."""
        constraints = self._constraints
        for place, chosen in enumerate(self._evaluations.since(self._seen), self._seen):
            self._seen = place + 1
            if constraints.allowed(chosen):
                self._kept.append(place)
                self._sets.append(chosen)
                self._prices.append(constraints.cost(chosen))
        self._costs = np.array(self._prices)
        self._values = self._evaluations.table()[self._kept]
        self._scale = float(np.abs(self._values).max(initial=0.0))

    def best(self, criterion: Criterion, budget: float | None) -> Found:
        """Return the set of greatest score within a budget, and its score.

        Of sets that score the same, it is the cheapest, of these the one with the fewest items,
        of these the first in the order of its items' numbers.
        """
        scores = criterion.score(self._values)
        if budget is not None:
            scores[~within(self._costs, budget)] = -np.inf
        top = scores.max()
        ties = np.flatnonzero(scores >= top - closeness(self._scale))
        place = min(ties, key=lambda one: preference(self._constraints, self._sets[one]))
        return self._sets[place], float(scores[place])

    def pareto(self, criterion: Criterion) -> tuple[Point, ...]:
        """Return the best set at each cost that buys a better one, by rising cost."""
        scores = criterion.score(self._values)
        order = np.argsort(self._costs, kind="stable")
        close = closeness(self._scale)
        points: list[Point] = []
        first = 0
        while first < len(order):
            last = first
            cost = float(self._costs[order[first]])
            while last < len(order) and within(float(self._costs[order[last]]), cost):
                last += 1
            same = order[first:last]
            first = last
            top = float(scores[same].max())
            if points and top <= points[-1].value + close:
                continue
            ties = same[scores[same] >= top - close]
            place = min(ties, key=lambda one: preference(self._constraints, self._sets[one]))
            items = tuple(sorted(self._sets[place]))
            points.append(Point(cost, float(self._costs[place]), items, float(scores[place])))
        return tuple(points)


def closeness(scale: float) -> float:
    """Return by how much scores may differ and count as equal, where values are of this size."""
    return 1e-12 * abs(scale)
