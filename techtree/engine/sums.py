"""Sums over trajectories of what many worlds make of the same draws."""

from __future__ import annotations

import numpy as np

from techtree.engine.compiling import internal, stored

GROUPS = 32  # of trajectories, by number, whose means tell how estimates vary together

MEAN, SQUARES, CUBES, DIFFERING, SMALLEST, LARGEST = 0, 1, 2, 3, 4, 5
MOMENTS = 6
BOTH, TIME_SUM, TIME_SQUARES = 0, 1, 2
TIMES = 3


@internal
def _take(shifts, common, totals, lows, highs, others):
    """Add up some shifts, at most `GROUPS`, each in a place of its own: no sum waits for another.

    `others` counts those that are not `common`.
    """
    for j in range(shifts.shape[0]):
        x = shifts[j]
        totals[j] += x
        lows[j] = min(lows[j], x)
        highs[j] = max(highs[j], x)
        others[j] += 1.0 if x != common else 0.0


@stored
def sum_shifts(rows, ended, first, typical, moments, times, groups):
    """Sum up the differences between each world and the first, for a chunk of trajectories.

    `rows` is (W, R, count), `ended` (W, count), and `first` the number of the first trajectory.
    Fills `moments` (W - 1, R, 6): mean, sums of squared and of cubed deviations from it, how many
    differ from `typical` (W - 1, R), the smallest and the largest. Adds to `times` (W - 1, 3), over
    trajectories that end both ways: their number, the sum of differences and of squares; and to
    `groups` (W - 1, R, GROUPS) the sums of differences.
    """
    worlds, width, count = rows.shape
    base_ended = ended[0]
    shift = np.empty(count)
    totals, others = np.empty(GROUPS), np.empty(GROUPS)
    squares, cubes = np.empty(GROUPS), np.empty(GROUPS)
    lows, highs = np.empty(GROUPS), np.empty(GROUPS)
    for w in range(1, worlds):
        for r in range(width):
            base, row = rows[0, r], rows[w, r]
            for b in range(count):
                shift[b] = row[b] - base[b]
            totals[:], lows[:], highs[:], others[:] = 0.0, np.inf, -np.inf, 0.0
            for lo in range(0, count, GROUPS):
                _take(shift[lo : lo + GROUPS], typical[w - 1, r], totals, lows, highs, others)
            mean = totals.sum() / count
            squares[:], cubes[:] = 0.0, 0.0
            for lo in range(0, count, GROUPS):
                for j in range(min(GROUPS, count - lo)):
                    left = shift[lo + j] - mean
                    squares[j] += left * left
                    cubes[j] += left * left * left
            moments[w - 1, r, MEAN] = mean
            moments[w - 1, r, SQUARES] = squares.sum()
            moments[w - 1, r, CUBES] = cubes.sum()
            moments[w - 1, r, DIFFERING] = others.sum()
            moments[w - 1, r, SMALLEST] = lows.min()
            moments[w - 1, r, LARGEST] = highs.max()
            for j in range(GROUPS):
                groups[w - 1, r, (first + j) % GROUPS] += totals[j]
        its = ended[w]
        for b in range(count):
            if base_ended[b] < np.inf and its[b] < np.inf:
                d = its[b] - base_ended[b]
                times[w - 1, BOTH] += 1.0
                times[w - 1, TIME_SUM] += d
                times[w - 1, TIME_SQUARES] += d * d
