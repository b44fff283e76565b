"""Sums over trajectories of what many worlds are worth beside one baseline."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from techtree.engine.estimates import FEW, Z95, leaning, merged, skewness
from techtree.engine.sums import (
    CUBES,
    DIFFERING,
    GROUPS,
    LARGEST,
    MEAN,
    MOMENTS,
    SMALLEST,
    SQUARES,
    TIMES,
    sum_shifts,
)
from techtree.portfolio.results import Figure

_ENOUGH = 2 * FEW + 1  # trajectories that show the common shift, where fewer than `FEW` differ


@dataclass
class Sums:
    """W worlds beside a baseline in which R figures are looked at: outcomes, then the value.

    `moments` is (W, R, 6) and `groups` (W, R, 32), see `engine.sums`; `base` is (R,). `states` are
    those of the chains that were solved: then the means are without error, and `times` holds mean
    shifts with a count of 1.
    """

    count: int
    base: np.ndarray
    typical: np.ndarray
    moments: np.ndarray
    times: np.ndarray
    groups: np.ndarray
    states: int = 0

    @classmethod
    def empty(cls, worlds: int, width: int) -> Sums:
        """Return the sums over no trajectories."""
        return cls(
            0,
            np.zeros(width),
            np.zeros((worlds, width)),
            np.zeros((worlds, width, MOMENTS)),
            np.zeros((worlds, TIMES)),
            np.zeros((worlds, width, GROUPS)),
        )

    def add(self, rows: np.ndarray, ended: np.ndarray, first: int) -> None:
        """Take in a chunk: `rows` (W + 1, R, count) and `ended` (W + 1, count), baseline first."""
        count = rows.shape[2]
        if self.count == 0:
            some = rows[1:, :, :_ENOUGH] - rows[:1, :, :_ENOUGH]
            middle = some.shape[2] // 2
            self.typical = np.partition(some, middle, axis=2)[:, :, middle]
        moments = np.empty_like(self.moments)
        sum_shifts(rows, ended, first, self.typical, moments, self.times, self.groups)
        self._merge(count, rows[0].mean(axis=1), moments)

    def merge(self, other: Sums) -> None:
        """Take in the sums over further trajectories."""
        if self.count == 0:
            self.typical = other.typical
        moments = other.moments.copy()
        apart = other.typical != self.typical
        moments[apart, DIFFERING] = other.count
        self.times += other.times
        self.groups += other.groups
        self._merge(other.count, other.base, moments)

    def _merge(self, count: int, base: np.ndarray, moments: np.ndarray) -> None:
        """Merge means, spreads and skews (see `estimates.merged`)."""
        if self.count == 0:
            self.count, self.base, self.moments = count, base, moments
            return
        total = self.count + count
        self.base = self.base + (base - self.base) * (count / total)
        mine = self.moments
        delta = moments[..., MEAN] - mine[..., MEAN]
        mine[..., SQUARES], mine[..., CUBES] = merged(
            (mine[..., SQUARES], mine[..., CUBES], self.count),
            (moments[..., SQUARES], moments[..., CUBES], count),
            delta,
        )
        mine[..., MEAN] += delta * (count / total)
        mine[..., DIFFERING] += moments[..., DIFFERING]
        mine[..., SMALLEST] = np.minimum(mine[..., SMALLEST], moments[..., SMALLEST])
        mine[..., LARGEST] = np.maximum(mine[..., LARGEST], moments[..., LARGEST])
        self.count = total

    def settle(self, still: np.ndarray) -> None:
        """Take note of the worlds, (W,), that cannot differ from the baseline in any trajectory."""
        self.moments[still, :, DIFFERING] = np.inf

    @property
    def still(self) -> np.ndarray:
        """Return which worlds cannot differ from the baseline, (W,)."""
        return np.isinf(self.moments[:, 0, DIFFERING])

    def put(self, places: list[int], part: Sums) -> None:
        """Take in the sums of some of the worlds, over the same trajectories."""
        self.count, self.base, self.states = part.count, part.base, self.states + part.states
        for name in ("typical", "moments", "times", "groups"):
            getattr(self, name)[places] = getattr(part, name)

    def of(self, worlds: list[int]) -> Sums:
        """Return the sums of some worlds alone."""
        return replace(
            self,
            typical=self.typical[worlds],
            moments=self.moments[worlds],
            times=self.times[worlds],
            groups=self.groups[worlds],
        )

    @property
    def exact(self) -> bool:
        """Tell whether there is no sampling error."""
        return self.states > 0

    @property
    def shifts(self) -> np.ndarray:
        """Return the mean shifts, (W, R)."""
        return self.moments[..., MEAN]

    @property
    def errors(self) -> np.ndarray:
        """Return their standard errors, (W, R)."""
        if self.exact:
            return np.zeros(self.moments.shape[:2])
        spread = np.maximum(0.0, self.moments[..., SQUARES]) / max(1, self.count - 1)
        return np.sqrt(spread / max(1, self.count))

    @property
    def group_means(self) -> np.ndarray:
        """Return the mean shifts of each group of trajectories, (W, R, groups that have any)."""
        sizes = group_sizes(self.count)
        return self.groups[..., sizes > 0] / sizes[sizes > 0]

    def intervals(self, bounds: np.ndarray) -> np.ndarray:
        """Return the 95% intervals of the shifts, (2, W, R); row r lies within `bounds`, (R, 2).

        Where few trajectories differ from all others they are widened (see `estimates.missed`).
        """
        mean, errors = self.shifts, self.errors
        if self.exact:
            return np.stack([mean, mean])
        skew = skewness(self.moments[..., SQUARES], self.moments[..., CUBES])
        below, above = leaning(skew, Z95)
        low = np.minimum(bounds[:, 0], self.moments[..., SMALLEST])
        high = np.maximum(bounds[:, 1], self.moments[..., LARGEST])
        rare = np.where(self.moments[..., DIFFERING] < FEW, min(1.0, 3.0 / self.count), 0.0)
        lowest = mean - below * errors - rare * (mean - low)
        highest = mean + above * errors + rare * (high - mean)
        return np.stack([np.maximum(low, lowest), np.minimum(high, highest)])

    def figures(self, bounds: np.ndarray) -> list[list[Figure]]:
        """Say what is found of each world, a figure for each of its R shifts."""
        (low, high), errors = self.intervals(bounds), self.errors
        return [
            [
                Figure(float(base), float(base + x), float(x), float(e), (float(lo), float(hi)))
                for base, x, e, lo, hi in zip(self.base, *of, strict=True)
            ]
            for of in zip(self.shifts, errors, low, high, strict=True)
        ]

    def time(self, world: int) -> tuple[float, float] | None:
        """Return the mean shift of the ending's time and its standard error, in years."""
        both, total, squares = self.times[world]
        if not both:
            return None
        mean = total / both
        if self.exact:
            return float(mean), 0.0
        spread = max(0.0, squares - total * mean)
        return float(mean), math.sqrt(spread) / both


def group_sizes(count: int) -> np.ndarray:
    """Return how many of `count` trajectories are in each group."""
    return np.bincount(np.arange(count % GROUPS), minlength=GROUPS) + count // GROUPS
