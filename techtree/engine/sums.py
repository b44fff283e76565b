"""Sums over trajectories of what many worlds make of the same draws."""

from __future__ import annotations

import numpy as np

from techtree.engine.compiling import stored

GROUPS = 32  # of trajectories, by number, whose means tell how estimates vary together

MEAN, SQUARES, DIFFERING, SMALLEST, LARGEST = 0, 1, 2, 3, 4
MOMENTS = 5
BOTH, TIME_SUM, TIME_SQUARES = 0, 1, 2
TIMES = 3


@stored
def sum_shifts(rows, ended, first, typical, moments, times, groups):
    """Sum up the differences between each world and the first, for a chunk of trajectories.

    `rows` is (W, R, count), `ended` (W, count), and `first` the number of the first trajectory.
    Fills `moments` (W - 1, R, 5): mean, squared deviations from it, how many differ from `typical`
    (W - 1, R), the smallest and the largest. Adds to `times` (W - 1, 3), over trajectories that end
    both ways: their number, the sum of differences and of squares; and to `groups`
    (W - 1, R, GROUPS) the sums of differences.
    """
    worlds, width, count = rows.shape
    base_ended = ended[0]
    for w in range(1, worlds):
        for r in range(width):
            base, row = rows[0, r], rows[w, r]
            total = 0.0
            for b in range(count):
                total += row[b] - base[b]
            mean = total / count
            squares, differing = 0.0, 0
            low, high = np.inf, -np.inf
            common = typical[w - 1, r]
            for b in range(count):
                d = row[b] - base[b]
                squares += (d - mean) * (d - mean)
                differing += 1 if d != common else 0
                low = min(low, d)
                high = max(high, d)
                groups[w - 1, r, (first + b) % GROUPS] += d
            moments[w - 1, r, MEAN] = mean
            moments[w - 1, r, SQUARES] = squares
            moments[w - 1, r, DIFFERING] = differing
            moments[w - 1, r, SMALLEST] = low
            moments[w - 1, r, LARGEST] = high
        its = ended[w]
        for b in range(count):
            if base_ended[b] < np.inf and its[b] < np.inf:
                d = its[b] - base_ended[b]
                times[w - 1, BOTH] += 1.0
                times[w - 1, TIME_SUM] += d
                times[w - 1, TIME_SQUARES] += d * d
