"""What is counted of the worlds of a chunk: how they end, and who knows what by then."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from techtree.engine import block_values
from techtree.engine import layout as c
from techtree.engine.compiling import internal
from techtree.engine.layout import EPS

INF = np.inf
LAST = np.finfo(np.float64).max  # whatever is known is known by then
DOUBLINGS = 40  # that a histogram of times spans, from 2**-20 to 2**20 years
_LOWEST = 2.0**-20

KNOWN_BASE, KNOWN_WITH, KNOWN_BOTH, SHIFT_SUM, SHIFT_SQUARES = 0, 1, 2, 3, 4


class Results(NamedTuple):
    """What the kernels fill, for `count` trajectories and W worlds."""

    rows: np.ndarray  # (W, O + 1, count) outcome probabilities at the end, over all turns; value
    ended: np.ndarray  # (W, count) time of the ending in the first turn, infinity if undecided
    ending: np.ndarray  # (W, count) int64 index of the ending, or -1
    nodes: np.ndarray  # (N, A, 5) counts and sums over trajectories, see the constants above
    anyone: np.ndarray  # (2, N) how often a node was known to anyone before the world stopped
    at_end: np.ndarray  # (W, N, O + 1) how often worlds end at a node, weights there; or without N
    times: np.ndarray  # (worlds, N, bins, 3) histograms of when, see `add_time`; or without N
    known: np.ndarray  # (worlds, N, A, count) times known; or without N

    @property
    def weights(self) -> np.ndarray:
        """Return the outcome probabilities, (W, O, count)."""
        return self.rows[:, :-1]

    @property
    def value(self) -> np.ndarray:
        """Return the expected value of the outcome, (W, count)."""
        return self.rows[:, -1]


@internal
def time_bin(t, bins):
    """Return the bin of a time; times up to 2**-20 years, or past, are in bin 0."""
    if t <= _LOWEST:
        return 0
    scaled = t / _LOWEST
    octave = np.floor(np.log2(scaled))
    position = (octave + scaled / 2.0**octave - 1.0) * (bins // DOUBLINGS)
    return min(bins - 1, max(0, int(position)))


@internal
def add_time(t, histogram):
    """Add a time to a histogram, (bins, 3): the count, the sum and the squares' sum of each bin."""
    at = time_bin(t, histogram.shape[0])
    histogram[at, 0] += 1.0
    histogram[at, 1] += t
    histogram[at, 2] += t * t


@internal
def add_ends(numbers, s, ends, w, t, out):
    """Take in how trajectory `t` ended in world `w`, by the turns of `ends`."""
    n_turns = s.lists[c.COUNTS, c.N_TURNS]
    told = out.at_end.shape[1] > 0
    out.ended[w, t] = ends[0, c.TURN_TIME]
    out.ending[w, t] = int(ends[0, c.TURN_NODE])
    for turn in range(n_turns):
        n = int(ends[turn, c.TURN_NODE])
        if n >= 0 and told:
            out.at_end[w, n, 0] += 1.0 / n_turns
    value = 0.0
    outcomes = numbers.outcome_values.shape[0]
    for o in range(outcomes):
        weight = 0.0
        for turn in range(n_turns):
            part = ends[turn, c.TURN_WEIGHTS + o] / n_turns
            weight += part
            n = int(ends[turn, c.TURN_NODE])
            if n >= 0 and told:
                out.at_end[w, n, 1 + o] += part
        out.rows[w, o, t] = weight
        value += weight * s.values[numbers.outcome_values[o]]
    out.rows[w, outcomes, t] = value


@internal
def cut(p, known, row, horizon, ended, ending, first_part, next_part, part_time, anyone, out):
    """Copy known times to (N, block), infinite where the world had stopped, and count the others.

    At the instant of the end what comes later in the order is not known any more, but for what
    was unlocked, as that comes before all completions.
    """
    early, late = np.empty(ended.shape[0]), np.empty(ended.shape[0])
    for b in range(ended.shape[0]):
        late[b] = min(min(ended[b], horizon[b]) + EPS, LAST)
        early[b] = ended[b] - EPS if ending[b] >= 0 else late[b]
    for n in range(row.shape[0]):
        times = known[row[n]]
        count = 0
        for b in range(ended.shape[0]):
            stop = early[b] if n > ending[b] else late[b]
            out[n, b] = times[b] if times[b] <= stop else INF
            count += 1 if times[b] <= stop else 0
        anyone[n] += count
        i = first_part[n]
        while i >= 0:
            if p.parts[i, c.PART_KIND] == c.UNLOCK:
                for b in range(ended.shape[0]):
                    if part_time[i, b] <= times[b] and times[b] <= late[b]:
                        anyone[n] += 1.0 if out[n, b] == INF else 0.0
                        out[n, b] = times[b]
            i = next_part[i]


@internal
def count_known(known, out, world):
    """Count in how many trajectories anyone knows each node, (N, A, block), by the stop."""
    for n in range(known.shape[0]):
        count = 0
        for b in range(known.shape[2]):
            some = False
            for a in range(known.shape[1]):
                some |= known[n, a, b] < INF
            count += 1 if some else 0
        out.anyone[world, n] += count


@internal
def add_times(known, out, first, world):
    """Add a world's known times, (N, A, block) and infinite after the stop, to what is asked."""
    size = known.shape[2]
    for n in range(known.shape[0]):
        if out.times.shape[1]:
            for b in range(size):
                earliest = INF
                for a in range(known.shape[1]):
                    earliest = min(earliest, known[n, a, b])
                if earliest < INF:
                    add_time(earliest, out.times[world, n])
        if out.known.shape[1]:
            for a in range(known.shape[1]):
                for b in range(size):
                    out.known[world, n, a, first + b] = known[n, a, b]


@internal
def add_shifts(affected, before, after, out):
    """Add the differences of known times between two worlds to the sums, where there can be any."""
    size = before.shape[2]
    shift, square = np.empty(size), np.empty(size)
    for n in range(before.shape[0]):
        if affected[n] == 0:
            continue
        for a in range(before.shape[1]):
            t0, t1 = before[n, a], after[n, a]
            base, with_, both = 0, 0, 0
            for b in range(size):
                known, known_with = t0[b] < INF, t1[b] < INF
                base += 1 if known else 0
                with_ += 1 if known_with else 0
                both += 1 if known & known_with else 0
                d = t1[b] - t0[b] if known & known_with else 0.0
                shift[b] = d
                square[b] = d * d
            block_values.fold(shift, size, 1)
            block_values.fold(square, size, 1)
            out.nodes[n, a, KNOWN_BASE] += base
            out.nodes[n, a, KNOWN_WITH] += with_
            out.nodes[n, a, KNOWN_BOTH] += both
            out.nodes[n, a, SHIFT_SUM] += shift[0]
            out.nodes[n, a, SHIFT_SQUARES] += square[0]
