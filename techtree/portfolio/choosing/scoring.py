"""Score sets by a criterion, within an allowance of evaluations."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from techtree.portfolio.choosing.best import Eligible, Found, closeness
from techtree.portfolio.choosing.constraints import Constraints
from techtree.portfolio.choosing.criteria import Criterion
from techtree.portfolio.choosing.evaluations import Evaluations

Related = Callable[[int, int], bool]


class Scoring:
    """What a search asks: the score of sets, until it has asked for `allowance` new ones."""

    def __init__(
        self,
        constraints: Constraints,
        evaluations: Evaluations,
        eligible: Eligible,
        criterion: Criterion,
        allowance: int,
        related: Related | None = None,
    ) -> None:
        self.constraints = constraints
        self.evaluations = evaluations
        self.eligible = eligible
        self.criterion = criterion
        self.related = related
        self._end = evaluations.asked + allowance
        self._scale = 0.0

    @property
    def left(self) -> int:
        """Return how many sets may still be evaluated."""
        return max(0, self._end - self.evaluations.asked)

    @property
    def close(self) -> float:
        """Return by how much scores may differ and count as equal."""
        return closeness(self._scale)

    def of(self, chosen: frozenset[int]) -> float:
        """Return the score of one set; minus infinity where it is not known and none is left."""
        return float(self.scores([chosen])[0])

    def scores(self, sets: Sequence[frozenset[int]]) -> np.ndarray:
        """Return the scores of sets; minus infinity for those beyond the allowance."""
        left = self.left
        scores = np.full(len(sets), -np.inf)
        asked: list[int] = []
        new: set[frozenset[int]] = set()
        for place, chosen in enumerate(sets):
            if chosen not in self.evaluations and chosen not in new:
                if len(new) == left:
                    continue
                new.add(chosen)
            asked.append(place)
        if asked:
            values = self.evaluations.values([sets[place] for place in asked])
            scores[asked] = self.criterion.score(values)
            self._scale = max(self._scale, float(np.abs(values).max()))
        return scores

    def best_seen(self) -> Found:
        """Return the best set seen that may be chosen, and its score."""
        self.eligible.update()
        return self.eligible.best(self.criterion, self.constraints.budget)

    def part(self, allowance: int) -> Scoring:
        """Return a scoring that may ask for at most so many of what is left here."""
        return Scoring(
            self.constraints,
            self.evaluations,
            self.eligible,
            self.criterion,
            min(allowance, self.left),
            self.related,
        )
