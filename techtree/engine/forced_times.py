"""One trajectory of a one-pass program, node by node: when each is known, and how the world ends.

The rules are those of `blocks` for one trajectory, so that any node can be computed again by
itself once something that acts on it has changed.
"""

from __future__ import annotations

import numpy as np

from techtree.engine import block_effects, draws, rules
from techtree.engine import forced_layout as f
from techtree.engine import layout as c
from techtree.engine.compiling import lean
from techtree.engine.layout import EPS

INF = np.inf


@lean
def draw_numbers(p, numbers, s, w, t, b):
    """Set the numbers of trajectory `t`, number `b` of a block that is drawn at once."""
    for i in range(numbers.early.shape[0]):
        slot = numbers.early[i]
        if b == 0:
            draws.fill_row(numbers, slot, t, 0.0, w.drawn[i])
        s.values[slot] = w.drawn[i, b]
    for e in range(p.effects.shape[0]):
        q = p.effects[e, c.ACTS_P]
        s.acts[e] = q < 0 or s.values[p.effects[e, c.ACTS_U]] < s.values[q]


@lean
def _gate_time(p, s, paths, w, n):
    """Return the time at which the gate of `n` first is above 0."""
    kind = paths.nodes[n, f.KIND]
    lo, hi = np.int64(paths.nodes[n, f.MEMBER_LO]), np.int64(paths.nodes[n, f.MEMBER_HI])
    if kind <= f.SECOND:  # to find all three takes less time than to branch
        latest, first, second = 0.0, INF, INF
        for i in range(lo, hi):
            time = w.now[paths.members[i]]
            latest = time if time > latest else latest
            later = time if time > first else first
            first = time if time < first else first
            second = later if later < second else second
        time = first if kind == f.ANY else second
        return latest if kind == f.ALL else max(0.0, time)
    first = INF
    lo, hi = p.nodes[n, c.GATE_LO], p.nodes[n, c.GATE_HI]
    if kind == f.PART:
        for i in range(lo, hi - 1):
            if s.values[p.code[i, c.ARG3]] > 0.0:
                first = min(first, w.now[p.code[i, c.ARG1]])
        return max(0.0, first)
    top = rules.EMPTY
    for i in range(lo, hi):
        if p.code[i, c.OPCODE] == c.REF:
            s.stack[top] = w.now[p.code[i, c.ARG1]]
            top += 1
        else:
            top = rules.reduce_times(p, s.values, s.stack, top, i)
    return max(0.0, s.stack[0])


@lean
def _product(p, s, lo, hi, outcome, n, t):
    """Return the product of the factors in links [lo, hi) that act on `n` at `t`."""
    product = 1.0
    for i in range(lo, hi):
        e = p.links[i]
        if p.effects[e, c.OUTCOME] == outcome and rules.window_open(p, s, e, 0, t):
            product *= rules.factor(p, s, e, n, 0)
    return product


@lean
def _completion(p, s, paths, w, n, start, need):
    """Return when work on `n` is done that what it knows may hasten or slow."""
    lo, hi = np.int64(paths.nodes[n, f.FACTOR_LO]), np.int64(paths.nodes[n, f.FACTOR_HI])
    ons, offs, factors = w.windows[0], w.windows[1], w.windows[2]
    lasting = True
    effects = hi - lo
    for j in range(effects):
        row = w.factors[lo + j]
        ons[j, 0] = w.now[np.uint32(paths.factors[lo + j, f.SOURCE])] + row[f.AFTER]
        offs[j, 0] = ons[j, 0] + row[f.LASTS]
        lasting &= row[f.LASTS] == INF
        e = paths.factors[lo + j, f.POWERED]
        factors[j, 0] = row[f.BY] if e < 0 else rules.factor(p, s, e, n, 0)
    w.one[0, 0], w.one[1, 0], w.one[2, 0] = start, need, w.base[n, f.SPEED]
    members = 0
    if paths.nodes[n, f.KIND] == f.PART:
        first = p.nodes[n, c.GATE_LO]
        members = p.nodes[n, c.GATE_HI] - 1 - first
        for j in range(members):
            w.windows[3, j, 0] = w.now[p.code[first + j, c.ARG1]]
            w.windows[4, j, 0] = s.values[p.code[first + j, c.ARG3]]
    elif effects <= 2 and lasting:
        for j in range(effects, 2):
            ons[j, 0], factors[j, 0] = INF, 1.0
        block_effects.two_steps(
            w.one[0], w.one[1], w.one[2], ons[0], factors[0], ons[1], factors[1], w.one[3]
        )
        return w.one[3, 0]
    block_effects.many_steps(
        w.one[0], w.one[1], w.one[2], ons[:effects], offs[:effects], factors[:effects],
        w.windows[3, :members], w.windows[4, :members], w.windows[3, :0], w.one[:2], w.one[3],
    )  # fmt: skip
    return w.one[3, 0]


@lean
def _works(p, s, n, chance):
    """Tell whether `n` works out with a chance."""
    return s.values[p.nodes[n, c.CHANCE_U]] < chance


@lean
def _special(p, s, paths, n, done, depth):
    """Return the time and depth of a node on whose chance odds act, or that is unlocked."""
    time = done
    lo, hi = p.nodes[n, c.ODDS_LO], p.nodes[n, c.ODDS_HI]
    if p.nodes[n, c.CHANCE] >= 0 and lo < hi:
        q = s.values[p.nodes[n, c.CHANCE]]
        if 0.0 < q < 1.0:
            odds = _product(p, s, lo, hi, rules.NO_OUTCOME, n, time)
            q = odds * q / (1.0 - q + odds * q)
        if not _works(p, s, n, q):
            time = INF
    i = paths.first_part[n]
    while i >= 0:
        at = s.values[p.parts[i, c.PART_AT]]
        if at <= time + EPS:
            time, depth = min(time, at), 1.0
        i = paths.next_part[i]
    return time, depth


@lean
def evaluate(p, s, paths, w, n, cut):
    """Return when the gate of `n` opens, when its work is done, when it is known, and its depth.

    What would come after `cut` may be said to come never.
    """
    start = _gate_time(p, s, paths, w, n)
    flags = paths.nodes[n, f.FLAGS]
    if start > cut and not flags & f.PARTS:
        return start, INF, INF, 1.0
    base = w.base[n]
    need, depth = base[f.NEED], 1.0
    if flags & f.DEEP:
        lo, hi = p.nodes[n, c.DEPTH_LO], p.nodes[n, c.DEPTH_HI]
        depth = _product(p, s, lo, hi, rules.NO_OUTCOME, n, start)
        need *= depth
    varies = paths.nodes[n, f.FACTOR_LO] < paths.nodes[n, f.FACTOR_HI]
    if varies or paths.nodes[n, f.KIND] == f.PART:
        done = _completion(p, s, paths, w, n, start, need)
    else:
        done = start + (need / base[f.SPEED] if need > 0.0 else 0.0)
    time = done + base[f.FAILS]
    if flags & (f.ODDS | f.PARTS):
        time, depth = _special(p, s, paths, n, time, depth)
    return start, done, time, depth


@lean
def set_known(s, paths, w, n, time, depth):
    """Let `n` be known at a time; the rules see it only where they are asked about it."""
    w.now[n] = time
    if paths.nodes[n, f.FLAGS] & f.SEEN:
        s.work[n, 0, c.KNOWN], s.work[n, 0, c.DEPTH] = time, depth


@lean
def begin(p, s, paths, w):
    """Compute the baseline."""
    for place in range(p.nodes.shape[0]):
        n = np.uint32(place)
        row = w.base[n]
        row[f.NEED] = max(0.0, s.values[p.nodes[n, c.WORK]]) * rules.luck_factor(p, s, n, 0)
        speed = s.values[p.pairs[n, 0, c.EFFORT]] if p.nodes[n, c.FIELD] >= 0 else 1.0
        row[f.SPEED] = speed
        row[f.FAILS] = INF if p.nodes[n, c.RACED] and speed <= 0.0 else 0.0
        flags = paths.nodes[n, f.FLAGS]
        chance = p.nodes[n, c.CHANCE]
        if chance >= 0 and not flags & f.ODDS and not _works(p, s, n, s.values[chance]):
            row[f.FAILS] = INF
        lo = p.nodes[n, c.SPEED_LO]
        for i in range(
            np.int64(paths.nodes[n, f.FACTOR_LO]), np.int64(paths.nodes[n, f.FACTOR_HI])
        ):
            e = p.links[lo]
            lo += 1
            factor = w.factors[i]
            factor[f.AFTER] = s.values[p.effects[e, c.AFTER]] if s.acts[e] else INF
            lasts = p.effects[e, c.LASTS]
            factor[f.LASTS] = s.values[lasts] if lasts >= 0 else INF
            factor[f.BY] = rules.factor(p, s, e, n, 0)
            speed *= max(1.0, factor[f.BY])
        row[f.LEAST] = 0.0
        if paths.bounded[n] and row[f.NEED] > 0.0:
            row[f.LEAST] = row[f.NEED] / speed
        start, done, time, depth = evaluate(p, s, paths, w, n, INF)
        row[f.START], row[f.DONE], row[f.TIME], row[f.DEPTH] = start, done, time, depth
        s.work[n, 0, c.DEPTH] = 1.0
        set_known(s, paths, w, n, time, depth)


@lean
def judge(p, numbers, s, paths, w, horizon, weights):
    """Fill the weights of the outcomes; return when and in which ending the world ends, and value.

    Returns also a bound before which no other ending comes.
    """
    ended, ending, second = INF, -1, INF
    for i in range(paths.endings.shape[0]):
        n = np.uint32(paths.endings[i])
        time = w.now[n]
        if time < ended - EPS or (ending < 0 and time < INF):
            ended, second, ending = time, ended, n
        else:
            second = min(second, time)
    if ended > horizon + EPS:
        ended, ending = INF, -1
    weights[:] = 0.0
    outcomes = weights.shape[0]
    if ending < 0:
        weights[outcomes - 1] = 1.0
    else:
        rules.base_shares(p, s.values, ending, weights)
        lo, hi = p.nodes[ending, c.ODDS_LO], p.nodes[ending, c.ODDS_HI]
        if lo < hi:
            total = 0.0
            for o in range(outcomes):
                s.result[o] = weights[o] * _product(p, s, lo, hi, o, ending, ended)
                total += s.result[o]
            if total > 0.0:
                for o in range(outcomes):
                    weights[o] = s.result[o] / total
    value = 0.0
    for o in range(outcomes):
        value += weights[o] * s.values[numbers.outcome_values[o]]
    return ended, ending, value, second


@lean
def count_known(p, s, paths, w, ended, ending, horizon, known):
    """Count what is known when the world stops.

    At the instant of the end what comes later in the order is not known any more, but for what
    was unlocked, as that comes before all completions.
    """
    late = min(ended, horizon) + EPS
    early = ended - EPS if ending >= 0 else late
    for place in range(p.nodes.shape[0]):
        n = np.uint32(place)
        time = w.base[n, f.TIME]
        some = time <= (early if n > ending else late)
        i = paths.first_part[n]
        while i >= 0:
            some |= s.values[p.parts[i, c.PART_AT]] <= time and time <= late
            i = paths.next_part[i]
        known[n] += 1.0 if some and time < INF else 0.0
