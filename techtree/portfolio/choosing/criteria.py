"""By what a set is judged: its value under one stance, in the mix, at worst, or by regret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

Kind = Literal["value", "mix", "worst", "regret"]


@dataclass(frozen=True, eq=False)
class Criterion:
    """The least of some weighted sums of a set's values.

    It is the minimum over r of ``weights[r] @ values + offsets[r]``, where `weights` is (R, K)
    for K stances and `offsets` (R,). All four kinds have this form: a value
    and the mix are one sum, the worst is the least of the stances, and minus the largest regret
    is the least of the stances with the best of each taken off.
    """

    kind: Kind
    weights: np.ndarray
    offsets: np.ndarray

    @staticmethod
    def value(stances: int = 1, stance: int = 0) -> Criterion:
        """Judge by the value under one of the stances."""
        return Criterion("value", np.eye(stances)[[stance]], np.zeros(1))

    @staticmethod
    def mix(weights: Sequence[float]) -> Criterion:
        """Judge by the mean over stances, by their weights (of any sum)."""
        given = np.asarray(weights, dtype=np.float64)
        if given.ndim != 1 or not np.all(given >= 0) or not given.sum() > 0:
            raise ValueError(f"weights of stances are from 0 up and not all 0: {given}")
        return Criterion("mix", (given / given.sum())[None, :], np.zeros(1))

    @staticmethod
    def worst(stances: int, among: Sequence[int] | None = None) -> Criterion:
        """Judge by the stance under which the set is worth least, among some or all."""
        rows = np.eye(stances)[list(range(stances) if among is None else among)]
        return Criterion("worst", rows, np.zeros(len(rows)))

    @staticmethod
    def regret(stances: int, among: Sequence[int] | None = None) -> Criterion:
        """Judge by minus the largest regret: `against` gives it the best of each stance."""
        return replace(Criterion.worst(stances, among), kind="regret")

    @property
    def stances(self) -> int:
        """Return the number of stances of which values are expected."""
        return self.weights.shape[1]

    def against(self, best: Sequence[float]) -> Criterion:
        """Return the criterion of regret with the best value (K,) under each stance."""
        return replace(self, offsets=-(self.weights @ np.asarray(best, dtype=np.float64)))

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Return the weighted sums (S, R) of values (S, K)."""
        return values @ self.weights.T + self.offsets

    def score(self, values: np.ndarray) -> np.ndarray:
        """Return how good sets are (S,), from their values (S, K)."""
        return self.sums(values).min(axis=1)
