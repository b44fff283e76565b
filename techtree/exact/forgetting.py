"""Leave out of a state what can make no difference any more.

Two states that differ only in what nobody will ever read are one state. What can never come is
over, as if it had failed; what is over or known, and read by nothing that is still open, is
forgotten, and so is what is open but of use to nobody.
"""

from __future__ import annotations

import numpy as np

from techtree.engine import layout as c
from techtree.engine import rules
from techtree.engine.compiling import lean
from techtree.engine.layout import EPS
from techtree.engine.rules import OVER

INF = np.inf
ONE = np.uint64(1)


@lean
def look(p, v, s, now):
    """Mark what is still possible, and what is needed, in a state at the instant `now`.

    `now` is infinite if the instant is over. Fills `v.possible`, (N, A), with who knows a node
    or may come to know it, and `v.needed`, (N,).
    """
    mark_possible(p, v, s, now)
    mark_needed(p, v, s)


@lean
def mark_possible(p, v, s, now):
    actors = s.work.shape[1]
    for n in range(s.work.shape[0]):  # sources of gates come first
        some = False
        for a in range(actors):
            known = s.work[n, a, c.KNOWN] < INF
            v.possible[n, a] = known
            some |= known
        if s.work[n, 0, c.BLOCKED]:
            continue
        if p.nodes[n, c.RACED]:
            for a in range(actors):
                if v.possible[n, a] or s.work[n, a, c.PHASE] == OVER or s.actors[a, c.REMOVED]:
                    continue
                v.possible[n, a] = not p.pairs[n, a, c.IDLE] and _may_open(p, v, s, n, a, now)
                some |= v.possible[n, a]
        elif s.work[n, 0, c.PHASE] != OVER:
            for a in range(actors):
                if not s.actors[a, c.REMOVED] and _may_open(p, v, s, n, a, now):
                    some = True
                    for b in range(actors):
                        v.possible[n, b] = True
                    break
        if some and p.nodes[n, c.ENDING] == 0:
            published = p.nodes[n, c.LEAK_LO] < p.nodes[n, c.LEAK_HI]
            for a in range(actors):
                if (published or p.pairs[n, a, c.LEAK] >= 0) and not s.actors[a, c.REMOVED]:
                    v.possible[n, a] = True


@lean
def _may_open(p, v, s, n, a, now):
    """Tell whether the gate of `n` is open for `a`, or may come to be."""
    lo, hi = p.nodes[n, c.GATE_LO], p.nodes[n, c.GATE_HI]
    if lo == hi:
        return True
    if p.code[hi - 1, c.OPCODE] == c.WEIGHTED and p.code[hi - 1, c.ARG1] == hi - 1 - lo:
        total = 0.0
        for i in range(lo, hi - 1):
            strength = s.values[p.code[i, c.ARG3]]
            total += strength
            who = a if p.code[i, c.ARG2] < 0 else p.code[i, c.ARG2]
            if strength > 0.0 and v.possible[p.code[i, c.ARG1], who]:
                return True
        return total <= 0.0
    least = rules.least_known(p, lo, hi)
    if least > 0:
        possible = rules.EMPTY
        for i in range(lo, hi - 1):
            who = a if p.code[i, c.ARG2] < 0 else p.code[i, c.ARG2]
            possible += v.possible[p.code[i, c.ARG1], who]
        return possible >= least
    top = rules.EMPTY
    for i in range(lo, hi):
        opcode = p.code[i, c.OPCODE]
        if opcode == c.REF:
            who = a if p.code[i, c.ARG2] < 0 else p.code[i, c.ARG2]
            v.times[top] = 0.0 if v.possible[p.code[i, c.ARG1], who] else INF
            top += 1
        elif opcode == c.BEFORE or opcode == c.NOT_BEFORE:
            v.times[top - 2] = 0.0 if _order_may_hold(p, v, s, i, a, now) else INF
            top -= 1
        else:
            top = rules.reduce_times(p, s.values, v.times, top, i)
    return v.times[0] < INF


@lean
def _order_may_hold(p, v, s, i, a, now):
    """Tell whether a `before` or `not_before`, at row `i` of the code, holds or may come to."""
    first, then = p.code[i - 2, c.ARG1], p.code[i - 1, c.ARG1]
    who = a if p.code[i - 2, c.ARG2] < 0 else p.code[i - 2, c.ARG2]
    whom = a if p.code[i - 1, c.ARG2] < 0 else p.code[i - 1, c.ARG2]
    earlier, later = s.work[first, who, c.KNOWN], s.work[then, whom, c.KNOWN]
    positive = p.code[i, c.OPCODE] == c.BEFORE
    if later < INF and (earlier < INF or later < now - EPS):  # settled
        return (earlier <= later + EPS) == positive
    if not v.possible[then, whom]:
        return False
    return not positive or v.possible[first, who]


@lean
def keep(v):
    """Set aside what `look` found, for the states that follow."""
    for n in range(v.possible.shape[0]):
        for a in range(v.possible.shape[1]):
            v.held[n, a] = v.possible[n, a]
    for w in range(v.open.shape[0]):
        v.held_open[w] = v.open[w]
        v.held_seen[w] = v.seen[w]


@lean
def mark_after_success(p, v, s, now):
    """Do what `look` does after something came about in a state of which `held` tells.

    That makes nothing impossible, but for what must not come before something else.
    """
    if v.ordered[0]:
        mark_possible(p, v, s, now)
    else:
        for n in range(v.possible.shape[0]):
            for a in range(v.possible.shape[1]):
                v.possible[n, a] = v.held[n, a]
    mark_needed(p, v, s)


@lean
def mark_needed(p, v, s):
    """Mark what is open and of use, and what that reads, by sets of 64 nodes a word."""
    for w in range(v.open.shape[0]):
        v.open[w] = np.uint64(0)
    for n in range(s.work.shape[0]):
        if _may_be_learned(v, s, n):
            v.open[n >> 6] |= ONE << np.uint64(n & 63)
    _close(v)
    for n in range(s.work.shape[0]):
        v.needed[n] = _holds(v.seen, n)


@lean
def mark_without(v, n):
    """Mark what is open and of use once `n` is known too, in a state after the one set aside.

    Only `v.open` and `v.seen` are filled.
    """
    reads = np.uint64(0)
    for w in range(v.open.shape[0]):
        v.open[w] = v.held_open[w]
        v.seen[w] = v.held_seen[w]
        reads |= v.reads[n, w]
    v.open[n >> 6] &= ~(ONE << np.uint64(n & 63))
    if reads != 0:
        _close(v)


@lean
def _close(v):
    """Fill `v.seen` with what is wanted and open, and all that what is open there reads."""
    words = v.open.shape[0]
    for w in range(words):
        v.seen[w] = v.ranked[w] | (v.wanted[w] & v.open[w])
        v.waiting[w] = v.seen[w] & v.open[w]
    going = True
    while going:
        going = False
        for w in range(words):
            while v.waiting[w] != 0:
                lowest = v.waiting[w] & (~v.waiting[w] + ONE)
                v.waiting[w] ^= lowest
                n = (w << 6) + _place(lowest)
                for u in range(words):
                    new = v.reads[n, u] & ~v.seen[u]
                    v.seen[u] |= new
                    v.waiting[u] |= new & v.open[u]
                    going |= u < w and v.waiting[u] != 0


@lean
def is_open(v, n):
    """Tell whether somebody may still come to know `n`, as it was last marked."""
    return _holds(v.open, n)


@lean
def is_seen(v, n):
    """Tell whether `n` is needed, as it was last marked."""
    return _holds(v.seen, n)


@lean
def _holds(bits, n):
    """Tell whether a set of nodes holds one."""
    return (bits[n >> 6] >> np.uint64(n & 63)) & ONE == ONE


@lean
def _place(bit):
    """Return the place of the one bit that is set."""
    place = np.int64(0)
    for step in (32, 16, 8, 4, 2, 1):
        if bit >> np.uint64(step) != 0:
            bit >>= np.uint64(step)
            place += step
    return place


@lean
def _may_be_learned(v, s, n):
    """Tell whether somebody may still come to know `n`."""
    for a in range(s.work.shape[1]):
        if v.possible[n, a] and s.work[n, a, c.KNOWN] == INF and not s.actors[a, c.REMOVED]:
            return True
    return False
