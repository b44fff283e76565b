"""The time of the ending, without and with an item."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from techtree.engine.compiling import stored
from techtree.engine.estimates import copy_sums, empty_histogram, quantile, ratio_error
from techtree.engine.layout import REPLICATES
from techtree.engine.tallies import add_time


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Years after the start; `None` where the quantile falls among the undecided runs."""

    p5: float | None
    median: float | None
    p95: float | None


@dataclass(frozen=True, slots=True)
class EndingTimes:
    """Quantiles without and with, and the mean shift over runs that end both ways."""

    baseline: Quantiles
    with_item: Quantiles
    mean_shift: float | None
    se: float | None


@stored
def _fill(times, histogram):
    for t in times:
        if t < np.inf:
            add_time(t, histogram)


class TimeTally:
    """Sums over trajectories of the time of the ending in two worlds.

    Where the draws are `even`, the trajectories are 0, 1, 2, ... (see `Moments`).
    """

    def __init__(self, even: bool = False) -> None:
        self.even = even
        self.total = 0.0
        self.histograms = [empty_histogram(), empty_histogram()]
        self.both = 0.0
        self.shift = 0.0
        self.squares = 0.0
        self.copies = np.zeros((2, REPLICATES))  # counts and sums of shifts
        self.spread = 0.0  # for the mix: the standard errors of its parts, added up

    def add(self, ended: np.ndarray) -> None:
        """Take in the times of the ending, (W, count), of which two worlds count."""
        first = int(self.total)
        self.total += ended.shape[1]
        for histogram, times in zip(self.histograms, ended, strict=False):
            _fill(times, histogram)
        if ended.shape[0] > 1:
            finite = np.isfinite(ended[0]) & np.isfinite(ended[1])
            shift = ended[1][finite] - ended[0][finite]
            if self.even:
                both = np.zeros((2, ended.shape[1]))
                both[0], both[1, finite] = finite, shift
                self.copies += copy_sums(both, first)
            self.both += float(finite.sum())
            self.shift += float(shift.sum())
            self.squares += float((shift**2).sum())

    def quantiles(self, world: int) -> Quantiles:
        """Return the quantiles in a world."""
        return Quantiles(
            *(quantile(self.histograms[world], self.total, p) for p in (0.05, 0.5, 0.95))
        )

    def summary(self) -> EndingTimes:
        """Return all that is said of the ending's time."""
        mean = self.shift / self.both if self.both else None
        se = None
        if mean is not None and self.both > 1:
            variance = max(0.0, self.squares - self.shift**2 / self.both)
            se = math.sqrt(variance) / self.both
            if self.even:
                se = float(ratio_error(self.copies[1], mean, self.copies[0]))
            se = max(se, self.spread)
        return EndingTimes(self.quantiles(0), self.quantiles(1), mean, se)


def times_of_mix(parts: Sequence[tuple[TimeTally, float]]) -> TimeTally:
    """Mix tallies by weight; the error is the largest that parts with these errors can have."""
    mix = TimeTally()
    for tally, weight in parts:
        mix.total += weight * tally.total
        for mine, theirs in zip(mix.histograms, tally.histograms, strict=True):
            mine += weight * theirs
        mix.both += weight * tally.both
        mix.shift += weight * tally.shift
    for tally, weight in parts:
        se = tally.summary().se
        if se is not None and mix.both:
            mix.spread += weight * tally.both / mix.both * se
    mix.squares = mix.shift**2 / mix.both if mix.both else 0.0
    return mix
