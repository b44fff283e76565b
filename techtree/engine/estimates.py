"""Means with their standard errors, intervals, quantiles from histograms."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from techtree.engine.kernel import DOUBLINGS

Z95 = 1.959963984540054


@dataclass
class Moments:
    """Running mean and spread of rows of numbers, (K, count) at a time.

    Chunks are merged by the pairwise formula of Chan, Golub and LeVeque (1983), which does not
    lose a small spread beside a large mean.
    """

    rows: int
    count: int = 0
    mean: np.ndarray = field(init=False)
    squares: np.ndarray = field(init=False)  # sums of squared deviations from the mean
    nonzero: np.ndarray = field(init=False)
    largest: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.mean = np.zeros(self.rows)
        self.squares = np.zeros(self.rows)
        self.nonzero = np.zeros(self.rows, dtype=np.int64)
        self.largest = np.zeros(self.rows)

    def add(self, x: np.ndarray) -> None:
        """Take in a chunk, (K, count)."""
        n = x.shape[1]
        mean = x.mean(axis=1)
        squares = ((x - mean[:, None]) ** 2).sum(axis=1)
        total = self.count + n
        delta = mean - self.mean
        self.mean = self.mean + delta * (n / total)
        self.squares = self.squares + squares + delta**2 * (self.count * n / total)
        self.count = total
        self.nonzero += np.count_nonzero(x, axis=1)
        if n:
            self.largest = np.maximum(self.largest, np.abs(x).max(axis=1))

    @property
    def variance(self) -> np.ndarray:
        """Return the variance of one trajectory."""
        return self.squares / max(1, self.count - 1)

    @property
    def se(self) -> np.ndarray:
        """Return the standard errors of the means."""
        return np.sqrt(self.variance / max(1, self.count))


def wilson(p: float, variance: float, n: int) -> tuple[float, float]:
    """Return the 95% interval of a probability (Wilson 1927).

    A probability averaged from trajectories that are not all 0 or 1 varies less than a share
    of n; it is given as many effective trajectories more.
    """
    if n == 0:
        return 0.0, 1.0
    p = min(1.0, max(0.0, p))
    effective = float(n)
    if variance > 0.0 and p * (1.0 - p) > 0.0:
        effective = max(1.0, p * (1.0 - p) * n / variance)
    elif 0.0 < p < 1.0:
        return p, p  # the same in every trajectory
    z2 = Z95 * Z95 / effective
    centre = (p + z2 / 2.0) / (1.0 + z2)
    half = Z95 * math.sqrt(p * (1.0 - p) / effective + z2 / (4.0 * effective)) / (1.0 + z2)
    return max(0.0, min(p, centre - half)), min(1.0, max(p, centre + half))


def around(mean: float, se: float, n: int, nonzero: int, bound: float) -> tuple[float, float]:
    """Return the 95% interval of a mean of paired differences.

    Where fewer than a few differences were seen the normal interval is too short; then what
    may have been missed, 3 / n trajectories (the rule of three) of size `bound`, is added.
    """
    half = Z95 * se
    if bound > 0.0 and nonzero < 10 and n > 0:
        half += 3.0 / n * bound
    return mean - half, mean + half


def quantile(histogram: np.ndarray, total: float, p: float) -> float | None:
    """Return the p-quantile of times, `None` where it falls among the never.

    `histogram` is (bins, 2), counts and sums; the answer is the mean of the bin it falls in,
    which is exact where all the mass of a bin is at one time.
    """
    target = p * total
    cumulative = np.cumsum(histogram[:, 0])
    if target <= 0.0 or cumulative[-1] < target:
        return None
    position = int(np.searchsorted(cumulative, target))
    return float(histogram[position, 1] / histogram[position, 0])


def empty_histogram(per_doubling: int = 2048) -> np.ndarray:
    """Return a histogram of times without entries, (bins, 2)."""
    return np.zeros((DOUBLINGS * per_doubling, 2))
