"""Means with their standard errors, intervals, quantiles from histograms.

Intervals of means lean towards the longer tail of what they are means of (Johnson, "Modified t
tests and confidence intervals for asymmetrical populations", J. Am. Stat. Assoc. 73 (1978)): where
few trajectories differ, and all to one side, they would be too short on that side.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from techtree.engine.layout import REPLICATES
from techtree.engine.tallies import DOUBLINGS

Z95 = 1.959963984540054
_T95 = 1.998340542520741  # of Student's distribution with REPLICATES - 1 degrees of freedom
_ONE_TIME = 1e-11  # of a mean squared: a smaller variance is what rounding leaves of none
FEW = 10  # trajectories that differ: the normal interval does for so many


Skew = TypeVar("Skew", float, np.ndarray)


@dataclass
class Moments:
    """Running mean and spread of rows of numbers, (K, count) at a time.

    Chunks are merged by the pairwise formulas of Chan, Golub and LeVeque (1983) and Pébay (2008),
    which do not lose a small spread beside a large mean. Chunks hold trajectories 0, 1, 2, ... in
    order.

    Where the draws are `even` (see `nets`), the error is told by how the copies of the net differ.
    """

    rows: int
    even: bool = False
    count: int = 0
    mean: np.ndarray = field(init=False)
    squares: np.ndarray = field(init=False)  # sums of squared deviations from the mean
    cubes: np.ndarray = field(init=False)  # and of their third powers
    typical: np.ndarray = field(init=False)  # the median of the first chunk
    differing: np.ndarray = field(init=False)  # how many trajectories are not at `typical`
    smallest: np.ndarray = field(init=False)
    largest: np.ndarray = field(init=False)
    copies: np.ndarray = field(init=False)  # (K, REPLICATES) sums of what lies above `typical`

    def __post_init__(self) -> None:
        self.mean = np.zeros(self.rows)
        self.squares = np.zeros(self.rows)
        self.cubes = np.zeros(self.rows)
        self.typical = np.zeros(self.rows)
        self.differing = np.zeros(self.rows, dtype=np.int64)
        self.smallest = np.full(self.rows, np.inf)
        self.largest = np.full(self.rows, -np.inf)
        self.copies = np.zeros((self.rows, REPLICATES))

    def add(self, x: np.ndarray) -> None:
        """Take in a chunk, (K, count)."""
        n = x.shape[1]
        if n == 0:
            return
        if self.count == 0:
            self.typical = np.partition(x, n // 2, axis=1)[:, n // 2]
        if self.even:
            self.copies += copy_sums(x - self.typical[:, None], self.count)
        mean = x.mean(axis=1)
        left = x - mean[:, None]
        squares, cubes = (left**2).sum(axis=1), (left**2 * left).sum(axis=1)
        delta = mean - self.mean
        self.squares, self.cubes = merged(
            (self.squares, self.cubes, self.count), (squares, cubes, n), delta
        )
        self.mean = self.mean + delta * (n / (self.count + n))
        self.count += n
        self.differing += np.count_nonzero(x != self.typical[:, None], axis=1)
        self.smallest = np.minimum(self.smallest, x.min(axis=1))
        self.largest = np.maximum(self.largest, x.max(axis=1))

    @property
    def variance(self) -> np.ndarray:
        """Return the variance of one trajectory."""
        return self.squares / max(1, self.count - 1)

    @property
    def se(self) -> np.ndarray:
        """Return the standard errors of the means."""
        if self.even:
            return ratio_error(self.copies, self.mean - self.typical, copy_sizes(self.count))
        return np.sqrt(self.variance / max(1, self.count))

    @property
    def ends(self) -> tuple[np.ndarray, np.ndarray]:
        """Return how many standard errors below and above the means their 95% intervals end."""
        if self.even:
            sizes = copy_sizes(self.count)
            left = self.copies - (self.mean - self.typical)[:, None] * sizes
            return ends_of_parts(left[:, sizes > 0], _T95)
        return leaning(skewness(self.squares, self.cubes), Z95)

    def probability(self, row: int) -> tuple[float, float]:
        """Return the 95% interval of a row that averages probabilities."""
        n = self.count
        half = (_T95 if self.even else Z95) * float(self.se[row])
        variance = n * (half / Z95) ** 2  # of as many independent trajectories
        low, high = wilson(float(self.mean[row]), variance, n)
        below, above = missed(float(self.mean[row]), n, int(self.differing[row]), (0.0, 1.0))
        return min(low, below), max(high, above)

    def interval(self, row: int, bounds: tuple[float, float]) -> tuple[float, float]:
        """Return the 95% interval of a row whose entries lie within `bounds`."""
        if self.count == 0:
            return bounds
        mean, se = float(self.mean[row]), float(self.se[row])
        low, high = (float(end[row]) * se for end in self.ends)
        within = min(bounds[0], float(self.smallest[row])), max(bounds[1], float(self.largest[row]))
        below, above = missed(mean, self.count, int(self.differing[row]), within)
        return max(within[0], below - low), min(within[1], above + high)


def merged(
    one: tuple[np.ndarray, np.ndarray, int],
    other: tuple[np.ndarray, np.ndarray, int],
    delta: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the sums of squared and cubed deviations of two lots of numbers from their one mean.

    Of each lot these are those from its own mean, and how many numbers there are; `delta` is by
    how much the mean of the other is above that of the one.
    """
    (squares, cubes, n), (more_squares, more_cubes, m) = one, other
    total = n + m
    third = delta**3 * (n * m * (n - m) / total**2)
    third += 3.0 * delta * (n * more_squares - m * squares) / total
    return squares + more_squares + delta**2 * (n * m / total), cubes + more_cubes + third


def skewness(squares: np.ndarray, cubes: np.ndarray) -> np.ndarray:
    """Return the skewness of a mean from the sums of its parts' squared and cubed deviations."""
    spread = np.maximum(0.0, squares) ** 1.5
    return np.divide(cubes, spread, out=np.zeros_like(spread), where=spread > 0.0)


def leaning(skew: Skew, t: float) -> tuple[Skew, Skew]:
    """Return how many standard errors below and above a mean its interval ends.

    `t` is the quantile that would be both, were the distribution of the mean symmetric.

    >>> leaning(0.0, 2.0)
    (2.0, 2.0)
    >>> leaning(0.4, 2.0)
    (1.4, 2.6)
    """
    return t - _towards(skew, t), t + _towards(skew, t)


def ends_of_parts(left: np.ndarray, t: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the same for a mean of parts that are alike, with the deviations (..., n) of these.

    Where both tails are long, skewness is mostly noise, and on the side to which the mean errs: as
    far as it leans for that, the interval is lengthened.
    """
    squares, cubes, fourths = ((left**power).sum(axis=-1) for power in (2, 3, 4))
    skew = skewness(squares, cubes)
    peaked = np.divide(fourths, squares**2, out=np.zeros_like(squares), where=squares > 0.0)
    noise = np.maximum(0.0, peaked - 3.0 / left.shape[-1] - skew**2)
    below, above = leaning(skew, t)
    return below + t * _towards(noise, t), above + t * _towards(noise, t)


def _towards(skew: Skew, t: float) -> Skew:
    """Return how many standard errors an interval leans to its longer side."""
    return skew * (1.0 + 2.0 * t * t) / 6.0


def copy_sizes(count: int) -> np.ndarray:
    """Return how many of the first trajectories fall into each copy of a net, (REPLICATES,)."""
    return (count + np.arange(REPLICATES)[::-1]) // REPLICATES


def copy_sums(x: np.ndarray, first: int) -> np.ndarray:
    """Add up rows, (K, count), over the trajectories of each copy, (K, REPLICATES).

    The first column is trajectory `first`.
    """
    rows, count = x.shape
    whole = count // REPLICATES * REPLICATES
    sums = x[:, :whole].reshape(rows, -1, REPLICATES).sum(axis=1)
    sums[:, : count - whole] += x[:, whole:]
    return np.roll(sums, first % REPLICATES, axis=1)


def ratio_error(sums: np.ndarray, ratio: np.ndarray | float, sizes: np.ndarray) -> np.ndarray:
    """Return the standard error of sum / size over copies, which are alike and independent.

    `sums` is (..., REPLICATES), `ratio` what they come to in all, `sizes` the sizes of the copies.
    """
    used = int(np.count_nonzero(sizes))
    if used < 2:
        return np.zeros(sums.shape[:-1])
    left = sums - np.asarray(ratio)[..., None] * sizes
    return np.sqrt(used / (used - 1) * (left**2).sum(axis=-1)) / sizes.sum()


def wilson(p: float, variance: float, n: int) -> tuple[float, float]:
    """Return the 95% interval of a probability (Wilson 1927).

    A probability averaged from trajectories that are not all 0 or 1 varies less than a share
    of n; it is given as many effective trajectories more.
    """
    if n == 0:
        return 0.0, 1.0
    p = min(1.0, max(0.0, p))
    effective = float(n)
    if 0.0 < p < 1.0:
        if variance == 0.0:
            return p, p
        effective = max(1.0, p * (1.0 - p) * n / variance)
    z2 = Z95 * Z95 / effective
    centre = (p + z2 / 2.0) / (1.0 + z2)
    half = Z95 * math.sqrt(p * (1.0 - p) / effective + z2 / (4.0 * effective)) / (1.0 + z2)
    return max(0.0, min(p, centre - half)), min(1.0, max(p, centre + half))


def missed(mean: float, n: int, differing: int, bounds: tuple[float, float]) -> tuple[float, float]:
    """Return how far a mean may be off for what n trajectories have not shown.

    Where fewer than a few of them differ from all others, nothing in them tells how often a
    trajectory differs: it may be another 3 in n (the rule of three), each at one of `bounds`.
    """
    if differing >= FEW or n == 0:
        return mean, mean
    rare = min(1.0, 3.0 / n)
    return mean - rare * (mean - bounds[0]), mean + rare * (bounds[1] - mean)


def quantile(histogram: np.ndarray, total: float, p: float) -> float | None:
    """Return the p-quantile of times, `None` where it falls among the never.

    `histogram` is (bins, 3), counts, sums and sums of squares. The times of the bin that it falls
    in are taken to be spread evenly, as widely as they are; the answer is exact where all the
    mass of a bin is at one time.
    """
    target = p * total
    cumulative = np.cumsum(histogram[:, 0])
    if target <= 0.0 or cumulative[-1] < target:
        return None
    position = int(np.searchsorted(cumulative, target))
    count, total_time, squares = histogram[position].tolist()
    mean = total_time / count
    share = 1.0 - (float(cumulative[position]) - target) / count
    variance = squares / count - mean * mean
    if variance <= _ONE_TIME * mean * mean:
        return mean
    return max(0.0, mean + math.sqrt(3.0 * variance) * (2.0 * share - 1.0))


def empty_histogram(per_doubling: int = 2048) -> np.ndarray:
    """Return a histogram of times without entries, (bins, 3)."""
    return np.zeros((DOUBLINGS * per_doubling, 3))
