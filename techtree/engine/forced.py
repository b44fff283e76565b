"""What if one node were known, or never known: trajectory by trajectory, only what changes.

The baseline of a trajectory is computed node by node in topological order, by the rules of
`blocks`. A pass back from the endings then says of each node whether coming earlier, or later,
can change how this trajectory ends at all. Of what can, the change is followed forward, again in
topological order, to the nodes behind it of which some input changed; it stops where a node comes
as before, and where both times lie behind the end of the world. Where that end itself moves
back, the change is followed once more, as far as needed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba.cpython.unsafe.numbers import trailing_zeros

from techtree.engine import forced_layout as f
from techtree.engine import forced_times
from techtree.engine import layout as c
from techtree.engine.compiling import lean, stored
from techtree.engine.layout import EPS

INF = np.inf
FAR = 3.0 * EPS  # what is that much behind a moment cannot count as that moment
_ONE = np.uint64(1)


class Sums(NamedTuple):
    """What `run_forced` fills: for each asked node first its unlock, then its block. K asked.

    The rows of `moved` are the outcomes, the value, and the time of the ending over the
    trajectories that end both ways. Of each it has the number of differences that are not 0, their
    mean, and the sum of their squared deviations from it.
    """

    moved: np.ndarray  # (2 K, O + 2, 3)
    lost: np.ndarray  # (2 K,) trajectories that end in the baseline alone
    known: np.ndarray  # (N,) in how many trajectories a node is known before the world stops
    ended: np.ndarray  # (1,) trajectories that end in the baseline


@lean
def _fixed(p, s, paths, w, n):
    """Tell whether nothing that acts on `n` can change when it is known."""
    i = paths.first_part[n]
    while i >= 0:
        if s.values[p.parts[i, c.PART_AT]] <= 0.0:
            return True
        i = paths.next_part[i]
    return w.base[n, f.FAILS] == INF and not paths.nodes[n, f.FLAGS] & f.PARTS


@lean
def _from_endings(p, paths, w, ending):
    """Set the relevance of the endings themselves, and of nothing else."""
    w.out[:] = 0
    for i in range(paths.endings.shape[0]):
        n = np.uint32(paths.endings[i])
        w.out[n] = f.EARLIER | f.SOON | f.EVER | (f.LATER if n == ending else 0)


@lean
def _from_odds(p, s, paths, w, n, into, judges):
    """Give what acts on the odds, or the depth, of `n` the relevance that this has."""
    reach = into & (f.SOON | f.EVER)
    any_ = f.EARLIER | f.LATER if into & (f.EARLIER | f.LATER) else 0
    for i in range(p.nodes[n, c.DEPTH_LO], p.nodes[n, c.DEPTH_HI]):
        w.out[p.effects[p.links[i], c.SOURCE]] |= reach | any_
    for i in range(p.nodes[n, c.ODDS_LO], p.nodes[n, c.ODDS_HI]):
        e = p.links[i]
        source = np.uint32(p.effects[e, c.SOURCE])
        if p.effects[e, c.OUTCOME] < 0:
            w.out[source] |= reach | any_
            continue
        bits = f.SOON | f.EVER
        if judges and s.acts[e]:
            on = w.base[source, f.TIME] + s.values[p.effects[e, c.AFTER]]
            if p.effects[e, c.LASTS] >= 0 or paths.nodes[source, f.FLAGS] & f.DEEP:
                bits |= f.EARLIER | f.LATER
            elif on > w.base[n, f.TIME]:
                bits |= f.EARLIER
            if on <= w.base[n, f.TIME] + EPS:
                bits |= f.LATER
        w.out[source] |= bits


@lean
def _from_gate(paths, w, n, into):
    """Give the members of the gate of `n` the relevance that it has."""
    edge = paths.nodes[n, f.GATE_EDGE]
    lo, hi = np.int64(paths.nodes[n, f.MEMBER_LO]), np.int64(paths.nodes[n, f.MEMBER_HI])
    reach, earlier, later = into & (f.SOON | f.EVER), into & f.EARLIER, into & f.LATER
    if edge == f.MIXED_GATE or edge == f.OTHER:
        any_ = f.EARLIER | f.LATER if into & (f.EARLIER | f.LATER) else 0
        for i in range(lo, hi):
            w.out[paths.members[i]] |= reach | any_
        return
    start = w.base[n, f.START]
    last = start if edge == f.GATE else w.base[n, f.DONE] + EPS
    for i in range(lo, hi):
        m = paths.members[i]
        time = w.base[m, f.TIME]
        w.out[m] |= reach | (earlier if time >= start else 0) | (later if time <= last else 0)


@lean
def _from_factors(paths, w, n, into):
    """Give what acts on the speed of `n` the relevance that it has."""
    reach = into & (f.SOON | f.EVER)
    start, last = w.base[n, f.START], w.base[n, f.DONE] + EPS
    any_ = f.EARLIER | f.LATER if into & (f.EARLIER | f.LATER) else 0
    for i in range(np.int64(paths.nodes[n, f.FACTOR_LO]), np.int64(paths.nodes[n, f.FACTOR_HI])):
        source = np.uint32(paths.factors[i, f.SOURCE])
        if paths.factors[i, f.FACTOR_EDGE] != f.LASTING:
            w.out[source] |= reach | any_
            continue
        after = w.factors[i, f.AFTER]
        on = w.base[source, f.TIME] + after
        hastens = w.factors[i, f.BY] >= 1.0
        sooner, after_all = (f.EARLIER, f.LATER) if hastens else (f.LATER, f.EARLIER)
        bits = f.EARLIER if on > start and after < INF and into & sooner else 0
        bits |= f.LATER if on <= last and into & after_all else 0
        w.out[source] |= reach | bits


@lean
def _relevance(p, s, paths, w, ending, stop):
    """Say of every node what a change of it, or in what acts on it, may change up to `stop`.

    By induction from the endings: a node can come earlier only if an input does of which alone
    that would follow, and likewise later; other inputs matter only together with such a one.
    """
    _from_endings(p, paths, w, ending)
    for place in range(p.nodes.shape[0] - 1, -1, -1):
        n = np.uint32(place)
        bits = w.out[n]
        flags = paths.nodes[n, f.FLAGS]
        if w.base[n, f.TIME] > stop and not flags & f.DEEP:
            bits &= ~f.LATER
            w.out[n] = bits
        if w.base[n, f.LEAST] > stop:
            bits &= f.EVER
        if bits and _fixed(p, s, paths, w, n):
            bits = 0
        if flags & f.DEEP and bits & (f.EARLIER | f.LATER):
            bits |= f.EARLIER | f.LATER
        w.into[n] = bits
        w.opens[0, n] = w.base[n, f.START] if bits & f.SOON else np.nan
        w.opens[1, n] = w.base[n, f.START] if bits & f.EVER else np.nan
        if bits:
            _from_gate(paths, w, n, bits)
            _from_factors(paths, w, n, bits)
            if flags & (f.DEEP | f.ODDS | f.ENDS):
                _from_odds(p, s, paths, w, n, bits, n == ending)


@lean
def _touch(paths, w, n, old, new, cut, far):
    """Mark the nodes that may change as `n` is known at `new` and not at `old`.

    Returns whether the odds of an ending's outcomes may.
    """
    judged = False
    lo, hi = min(old, new), max(old, new)
    opens = w.opens[far]
    first, middle, last = paths.first[n, 0], paths.first[n, 1], paths.first[np.int64(n) + 1, 0]
    for i in range(first, middle):  # gates of which what comes before and after tells all
        m = paths.targets[i]
        changes = (hi >= opens[m]) & (lo <= opens[m])
        w.dirty[np.int64(m) >> 6] |= np.uint64(changes) << np.uint64(m & 63)
    for i in range(middle, last):
        m, kind = paths.targets[i], paths.edges[i, f.EDGE]
        if kind == f.OUTCOME:
            judged = True
            continue
        if not opens[m] >= 0.0:
            continue
        if kind == f.LASTING or kind == f.MIXED_SPEED:
            after = w.factors[paths.edges[i, f.FACTOR], f.AFTER]
            if lo + after > min(cut, w.base[m, f.DONE] + EPS):
                continue
            if kind == f.LASTING and hi + after <= opens[m]:
                continue
        w.dirty[np.int64(m) >> 6] |= _ONE << np.uint64(m & 63)
    return judged


@lean
def _spread(p, s, paths, w, n, time, depth, cut, far):
    """Let `n` be known at `time`, and compute what follows of it up to `cut`.

    Returns how many nodes changed (see `_restore`), and whether an ending or its odds may have.
    """
    forced_times.set_known(s, paths, w, n, time, depth)
    w.changed[0] = n
    count = 1
    judged = _touch(paths, w, n, w.base[n, f.TIME], time, cut, far)
    word = np.int64(n) >> 6
    while word < w.dirty.shape[0]:
        bits = w.dirty[word]
        if bits == 0:
            word += 1
            continue
        w.dirty[word] = bits & (bits - _ONE)
        m = np.uint32((word << 6) + np.int64(trailing_zeros(bits)))
        _, _, time, depth = forced_times.evaluate(p, s, paths, w, m, cut)
        old = w.base[m, f.TIME]
        if (time == old and depth == w.base[m, f.DEPTH]) or (time > cut and old > cut):
            continue
        forced_times.set_known(s, paths, w, m, time, depth)
        w.changed[count] = m
        count += 1
        judged |= paths.nodes[m, f.FLAGS] & f.ENDS != 0
        judged |= _touch(paths, w, m, old, time, cut, far)
    return count, judged


@lean
def _restore(s, paths, w, count):
    """Take back what changed."""
    for i in range(count):
        n = w.changed[i]
        forced_times.set_known(s, paths, w, n, w.base[n, f.TIME], w.base[n, f.DEPTH])


@lean
def _add(row, difference):
    """Take a difference into its count, mean and squares (Welford 1962)."""
    if difference != 0.0:
        row[0] += 1.0
        off = difference - row[1]
        row[1] += off / row[0]
        row[2] += off * (difference - row[1])


@lean
def _follow(p, numbers, s, paths, w, n, time, cuts, base, moved, lost):
    """Add to the sums what changes as `n` is known at `time`.

    `cuts` are the times up to which the change is followed, each if the world goes on past the one
    before; `base` are the end and the value of the baseline. What never comes to be known hardly
    ever leaves the end where it was, so that the first of them is left out.
    """
    weights = w.weights[1]
    ended, value = base[0], base[1]
    for i in range(1 if time == INF else 0, cuts.shape[0]):
        count, judged = _spread(p, s, paths, w, n, time, 1.0, cuts[i], 0 if i == 0 else 1)
        if judged:
            ended, _, value, _ = forced_times.judge(p, numbers, s, paths, w, cuts[2] - FAR, weights)
        _restore(s, paths, w, count)
        if not judged:
            return
        if ended <= cuts[i] - FAR + EPS or cuts[i] >= cuts[2]:
            break
    outcomes = weights.shape[0]
    for o in range(outcomes):
        _add(moved[o], weights[o] - w.weights[0, o])
    _add(moved[outcomes], value - base[1])
    if base[0] < INF and ended < INF:
        _add(moved[outcomes + 1], ended - base[0])
    elif base[0] < INF:
        lost[0] += 1.0


@stored
def run_forced(program, s, paths, w, first, count, out):
    """Ask of trajectories first, first + 1, ... what forcing each node changes, and sum it up."""
    p, numbers = program.rules, program.numbers
    base, cuts = np.empty(2), np.empty(3)
    for t in range(first, first + count):
        forced_times.draw_numbers(p, numbers, s, w, t, (t - first) % w.drawn.shape[1])
        forced_times.begin(p, s, paths, w)
        horizon = INF
        if p.scalars[c.HORIZON] >= 0:
            horizon = s.values[p.scalars[c.HORIZON]]
        ended, ending, value, second = forced_times.judge(
            p, numbers, s, paths, w, horizon, w.weights[0]
        )
        base[0], base[1] = ended, value
        out.ended[0] += 1.0 if ending >= 0 else 0.0
        forced_times.count_known(p, s, paths, w, ended, ending, horizon, out.known)
        stop = min(ended, horizon)
        cuts[0], cuts[1], cuts[2] = stop + FAR, min(second, horizon) + FAR, horizon + FAR
        _relevance(p, s, paths, w, ending, cuts[0])
        for k in range(paths.asked.shape[0]):
            n = np.uint32(paths.asked[k])
            bits, time = w.out[n], w.base[n, f.TIME]
            if bits & (f.EARLIER | f.LATER) == 0:
                continue
            changes = time > 0.0 and bits & f.EARLIER != 0
            shallow = w.base[n, f.DEPTH] == 1.0 or time < -EPS
            for question in range(2):
                if question == 0 and not changes and shallow:
                    continue
                if question == 1 and (time > cuts[0] or bits & f.LATER == 0):
                    continue
                at = min(0.0, time) if question == 0 else INF
                row = 2 * k + question
                _follow(
                    p, numbers, s, paths, w, n, at, cuts, base, out.moved[row],
                    out.lost[row : row + 1],
                )  # fmt: skip
