"""Pack the state of a trajectory into a key, and set it up again from one.

Of a memoryless race nothing is kept but what is known, what is over, which effects act, at what
depth things were begun, and, where it matters, in what order things became known.
"""

from __future__ import annotations

import numpy as np

from techtree.engine import layout as c
from techtree.engine import rules
from techtree.engine.compiling import lean
from techtree.engine.layout import EPS
from techtree.engine.rules import CLOSED, OPEN, OVER, STARTED
from techtree.exact import forgetting
from techtree.exact import layout as x

INF = np.inf
ONE = np.uint64(1)


@lean
def put(key, field, value):
    """Write a number into a field of a key that holds 0 there."""
    if field[x.WORD] >= 0:
        key[field[x.WORD]] |= np.uint64(value) << np.uint64(field[x.SHIFT])


@lean
def get(key, field):
    """Read a field of a key; 0 where it is not kept."""
    if field[x.WORD] < 0:
        return 0
    mask = (ONE << np.uint64(field[x.BITS])) - ONE
    return np.int64((key[field[x.WORD]] >> np.uint64(field[x.SHIFT])) & mask)


@lean
def depth_code(depths, depth):
    """Return the code of a depth, from 1; append it if it is new; 0 if there is no room.

    `depths` is (DEPTHS + 1,): 1 for code 0, which stands for none, then depths, then -1.
    """
    for i in range(1, x.DEPTHS + 1):
        if depths[i] == depth:
            return i
        if depths[i] < 0.0:
            depths[i] = depth
            return i
    return 0


@lean
def rank_of(p, f, s, t):
    """Return how many distinct times of those that matter come before `t`."""
    before = 0
    for n in range(f.rank.shape[0]):
        if f.rank[n, 0, x.WORD] < 0:
            continue
        for a in range(f.rank.shape[1]):
            earlier = s.work[n, a, c.KNOWN]
            if earlier >= t - EPS:
                continue
            counted = False  # an equal time was met before
            for m in range(n + 1):
                if f.rank[m, 0, x.WORD] < 0:
                    continue
                for b in range(a if m == n else f.rank.shape[1]):
                    if abs(s.work[m, b, c.KNOWN] - earlier) <= EPS:
                        counted = True
            before += 0 if counted else 1
    return before


@lean
def pack(p, f, v, s, decided, depths, now, key):
    """Fill a key from the state of a trajectory; return whether all depths had room.

    `now` is the time if the instant goes on, so that what came at it is told from what came
    before; infinity if it is over. A node that is forgotten, as `forgetting` has marked, stands
    as known to all and over.
    """
    for w in range(key.shape[0]):
        key[w] = np.uint64(0)
    room = True
    for n in range(s.work.shape[0]):
        going_on = forgetting.is_open(v, n)
        for a in range(s.work.shape[1]):
            if not v.needed[n]:
                put(key, f.status[n, a], x.KNOWN_BIT | x.OVER_BIT)
                continue
            known = s.work[n, a, c.KNOWN] < INF
            over = s.work[n, a, c.PHASE] == OVER or s.work[n, 0, c.BLOCKED]
            over = over or not (v.possible[n, a] if p.nodes[n, c.RACED] else going_on)
            put(key, f.status[n, a], (x.KNOWN_BIT if known else 0) | (x.OVER_BIT if over else 0))
            if f.begun[n, a, x.WORD] >= 0 and s.work[n, a, c.PHASE] == STARTED and not over:
                code = depth_code(depths, s.work[n, a, c.BEGUN])
                room = room and code > 0
                put(key, f.begun[n, a], code)
            if f.depth[n, a, x.WORD] >= 0 and known:
                code = depth_code(depths, s.work[n, a, c.DEPTH])
                room = room and code > 0
                put(key, f.depth[n, a], code)
            if f.rank[n, a, x.WORD] >= 0 and known:
                rank = f.sizes[1] + 1
                if s.work[n, a, c.KNOWN] < now - EPS:
                    rank = rank_of(p, f, s, s.work[n, a, c.KNOWN])
                put(key, f.rank[n, a], rank)
    for g in range(v.groups.shape[0] - 1):
        _sort(f, v.members[v.groups[g] : v.groups[g + 1]], key)
    for e in range(f.acts.shape[0]):
        source = p.effects[e, c.SOURCE]
        put(key, f.acts[e], x.ACTS if source >= 0 and not v.needed[source] else decided[e])
    for i in range(f.parts.shape[0]):
        put(key, f.parts[i], 1 if s.parts[i, c.WHEN] < INF else 0)
    for a in range(f.removed.shape[0]):
        put(key, f.removed[a], 1 if s.actors[a, c.REMOVED] else 0)
    return room


@lean
def pack_known(p, f, v, before, n, key):
    """Fill a key with the state after `before` in which `n` is known to all as well.

    That is where nothing else follows at once; what is of no more use, as `v.seen` has it beside
    what was in `v.held_seen`, is forgotten.
    """
    for w in range(key.shape[0]):
        key[w] = before[w]
    _forget(p, f, n, key)
    for w in range(v.seen.shape[0]):
        gone = v.held_seen[w] & ~v.seen[w]
        m = w << 6
        while gone != 0:
            if gone & ONE:
                _forget(p, f, m, key)
            gone >>= ONE
            m += 1
    for g in range(v.groups.shape[0] - 1):
        _sort(f, v.members[v.groups[g] : v.groups[g + 1]], key)


@lean
def _forget(p, f, n, key):
    """Let a node stand as known to all and over, whatever the key tells of it."""
    for a in range(f.status.shape[1]):
        put(key, f.status[n, a], x.KNOWN_BIT | x.OVER_BIT)
        _replace(key, f.begun[n, a], 0)
        _replace(key, f.depth[n, a], 0)
    for e in range(f.acts.shape[0]):
        if p.effects[e, c.SOURCE] == n:
            _replace(key, f.acts[e], x.ACTS)


@lean
def sign(p, f, v, key, signature):
    """Fill the signature of a state: its key, but for how counted nodes were decided.

    Instead of that it holds how many members of open gates are known. States of one signature go
    on alike. Reads `v.open` and `v.seen` of the state.
    """
    for w in range(signature.shape[0]):
        signature[w] = key[w] if w < key.shape[0] else np.uint64(0)
    for n in range(v.counted.shape[0]):
        if v.counted[n] and not forgetting.is_open(v, n):
            put(signature, f.status[n, 0], x.KNOWN_BIT | x.OVER_BIT)
        if v.tally[n, x.WORD] >= 0 and forgetting.is_open(v, n) and forgetting.is_seen(v, n):
            known = 0
            for i in range(p.nodes[n, c.GATE_LO], p.nodes[n, c.GATE_HI]):
                if p.code[i, c.OPCODE] == c.REF:
                    known += get(key, f.status[p.code[i, c.ARG1], 0]) & x.KNOWN_BIT
            put(signature, v.tally[n], known)


@lean
def _sort(f, members, key):
    """Order what is told of interchangeable nodes of one actor, so that only numbers count."""
    for i in range(1, members.shape[0]):
        status = get(key, f.status[members[i], 0])
        j = i
        while j > 0 and get(key, f.status[members[j - 1], 0]) < status:
            _replace(key, f.status[members[j], 0], get(key, f.status[members[j - 1], 0]))
            j -= 1
        _replace(key, f.status[members[j], 0], status)


@lean
def _replace(key, field, value):
    """Write a number into a field, whatever it holds."""
    if field[x.WORD] < 0:
        return
    mask = (ONE << np.uint64(field[x.BITS])) - ONE
    key[field[x.WORD]] &= ~(mask << np.uint64(field[x.SHIFT]))
    put(key, field, value)


@lean
def unpack(p, f, key, s, decided, depths):
    """Set up the state of a trajectory from a key; return the time that is now."""
    nodes, actors = s.work.shape[0], s.work.shape[1]
    now = float(f.sizes[1] + 1)
    for a in range(actors):
        s.actors[a, c.REMOVED] = get(key, f.removed[a]) == 1
    for i in range(f.parts.shape[0]):
        s.parts[i, c.DONE] = True
        s.parts[i, c.WHEN] = 0.0 if get(key, f.parts[i]) == 1 else INF
    for e in range(f.acts.shape[0]):
        if f.acts[e, x.WORD] >= 0:
            decided[e] = get(key, f.acts[e])
            s.acts[e] = decided[e] == x.ACTS
    for i in range(4):
        s.lists[c.COUNTS, i] = 0
    for n in range(nodes):
        first = INF
        for a in range(actors):
            status = get(key, f.status[n, a])
            known = (status & x.KNOWN_BIT) != 0
            at = float(get(key, f.rank[n, a])) if known else INF
            first = min(first, at)
            s.work[n, a, c.KNOWN] = at
            s.work[n, a, c.DEPTH] = depths[get(key, f.depth[n, a])]
            s.work[n, a, c.BEGUN] = depths[get(key, f.begun[n, a])]
            s.work[n, a, c.PHASE] = OVER if (status & x.OVER_BIT) != 0 else CLOSED
            s.work[n, a, c.GATE] = 0.0
            s.work[n, a, c.DIRTY] = False
            s.work[n, a, c.FINISH] = INF
        s.work[n, 0, c.FIRST_KNOWN] = first
        s.work[n, 0, c.BLOCKED] = False
    for n in range(nodes):
        _open(p, f, key, s, n)
        if s.work[n, 0, c.FIRST_KNOWN] < INF and p.nodes[n, c.ENDING] == 0:
            _leaks(p, s, n, now)
    s.lists[c.COUNTS, c.N_LEAKS_DIRTY] = s.lists[c.COUNTS, c.N_LEAKING]
    return now


@lean
def _open(p, f, key, s, n):
    """Open the gates of a node, and list the work on it that is open or begun."""
    actors = s.work.shape[1]
    raced = p.nodes[n, c.RACED]
    if not raced and s.work[n, 0, c.PHASE] == OVER:
        return
    for a in range(actors):
        column = a if raced else 0
        if s.work[n, column, c.PHASE] == OVER or s.actors[a, c.REMOVED]:
            continue
        s.work[n, a, c.GATE] = rules.gate_value(p, s, n, a)
        if s.work[n, a, c.GATE] <= 0.0 or s.work[n, column, c.PHASE] != CLOSED:
            continue
        if p.pairs[n, a, c.IDLE]:
            continue
        begun = s.values[p.nodes[n, c.WORK]] > 0.0
        if f.begun[n, column, x.WORD] >= 0:
            begun = get(key, f.begun[n, column]) > 0
        s.work[n, column, c.PHASE] = STARTED if begun else OPEN
        s.work[n, column, c.LEFT] = s.values[p.nodes[n, c.WORK]] * s.work[n, column, c.BEGUN]
        s.lists[c.ACTIVE, s.lists[c.COUNTS, c.N_ACTIVE]] = n * actors + column
        s.lists[c.COUNTS, c.N_ACTIVE] += 1


@lean
def _leaks(p, s, n, now):
    """List the leaks of a node that are on their way."""
    published = p.nodes[n, c.LEAK_LO] < p.nodes[n, c.LEAK_HI]
    for a in range(s.work.shape[1]):
        slot = p.pairs[n, a, c.LEAK]
        if s.work[n, a, c.KNOWN] < INF or s.actors[a, c.REMOVED] or (slot < 0 and not published):
            continue
        left = s.values[slot] if slot >= 0 else INF
        s.work[n, a, c.LEAK_LEFT] = left
        s.work[n, a, c.LEAK_SINCE] = now
        s.work[n, a, c.LEAK_SPEED] = 1.0
        s.work[n, a, c.LEAK_FINISH] = now + left
        s.lists[c.LEAKING, s.lists[c.COUNTS, c.N_LEAKING]] = n * s.work.shape[1] + a
        s.lists[c.COUNTS, c.N_LEAKING] += 1


@lean
def level(f, key):
    """Return how much is settled in a state: every step of the chain settles more."""
    count = 0
    for n in range(f.status.shape[0]):
        for a in range(f.status.shape[1]):
            status = get(key, f.status[n, a])
            count += (status & 1) + (status >> 1)
    for e in range(f.acts.shape[0]):
        count += 1 if get(key, f.acts[e]) else 0
    return count
