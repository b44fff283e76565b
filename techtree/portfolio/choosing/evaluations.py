"""Sets that were evaluated, each once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

import numpy as np

Worth = Callable[[Sequence[frozenset[int]]], np.ndarray]
Progress = Callable[[int, int], None]

BATCH = 64


class Evaluations:
    """Ask an oracle for the worth of sets, in batches of up to 64, and keep what it said.

    The oracle gives the value (S, K) of S sets under K stances, or (S,) for one. `progress` is
    called with the number of sets evaluated and the number expected, which `expect` sets.
    """

    def __init__(self, worth: Worth, progress: Progress | None = None) -> None:
        self._worth = worth
        self._progress = progress
        self._places: dict[frozenset[int], int] = {}
        self._rows: list[np.ndarray] = []
        self._expected = 0
        self.asked = 0  # sets that the oracle was asked for

    def expect(self, total: int) -> None:
        """Set the number of sets that are expected to be evaluated in all."""
        self._expected = total

    def know(self, sets: Sequence[frozenset[int]], values: np.ndarray) -> None:
        """Take values (S, K) that are known from elsewhere; what was evaluated stays."""
        for chosen, row in zip(sets, values, strict=True):
            if chosen not in self._places:
                self._places[chosen] = len(self._rows)
                self._rows.append(row)

    def __contains__(self, chosen: frozenset[int]) -> bool:
        return chosen in self._places

    @property
    def seen(self) -> list[frozenset[int]]:
        """Return all sets of which the value is known, in the order in which it was."""
        return list(self._places)

    def since(self, place: int) -> list[frozenset[int]]:
        """Return what was seen from a place on."""
        return list(islice(self._places, place, None))

    def table(self) -> np.ndarray:
        """Return the values (S, K) of what was `seen`."""
        return np.array(self._rows)

    def values(self, sets: Sequence[frozenset[int]]) -> np.ndarray:
        """Return the values (S, K) of sets; those that are not known yet are evaluated."""
        new = [chosen for chosen in dict.fromkeys(sets) if chosen not in self._places]
        for start in range(0, len(new), BATCH):
            part = new[start : start + BATCH]
            self.know(part, self._answer(part))
            self.asked += len(part)
            if self._progress is not None:
                self._progress(self.asked, max(self._expected, self.asked))
        return np.array([self._rows[self._places[chosen]] for chosen in sets])

    def _answer(self, part: list[frozenset[int]]) -> np.ndarray:
        values = np.asarray(self._worth(part), dtype=np.float64)
        if values.ndim == 1:
            values = values[:, None]
        if values.ndim != 2 or len(values) != len(part):
            raise ValueError(f"the worth of {len(part)} sets came as an array {values.shape}")
        if not np.all(np.isfinite(values)):
            raise ValueError("the worth of a set is not a finite number")
        return values
