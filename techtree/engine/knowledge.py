"""What follows, event by event, when somebody comes to know a thing: gates, leaks and windows."""

from __future__ import annotations

import numpy as np

from techtree.engine import layout as c
from techtree.engine import rules
from techtree.engine.compiling import lean
from techtree.engine.layout import EPS
from techtree.engine.rules import CLOSED, OPEN, OVER

INF = np.inf


@lean
def open_gate(p, s, n, a, value):
    """Raise a gate; work that was closed becomes open, work under way changes its speed."""
    s.work[n, a, c.GATE] = value
    column = a if p.nodes[n, c.RACED] else 0
    if s.work[n, column, c.PHASE] == CLOSED:
        if s.work[n, 0, c.BLOCKED] or p.pairs[n, a, c.IDLE]:
            return
        s.work[n, column, c.PHASE] = OPEN
        s.work[n, column, c.FINISH] = INF
        s.lists[c.ACTIVE, s.lists[c.COUNTS, c.N_ACTIVE]] = n * s.work.shape[1] + column
        s.lists[c.COUNTS, c.N_ACTIVE] += 1
    else:
        s.work[n, column, c.DIRTY] = True


@lean
def make_known(p, s, n, a, t, depth):
    """Let `a` (everybody, if -1) know `n`, unless it is blocked; return whether anyone learned."""
    if s.work[n, 0, c.BLOCKED]:
        return False
    actors = s.work.shape[1]
    first = s.work[n, 0, c.FIRST_KNOWN] == INF
    learned = False
    for b in range(actors):
        s.actors[b, c.FRESH] = (
            (a < 0 or a == b) and s.work[n, b, c.KNOWN] == INF and not s.actors[b, c.REMOVED]
        )
        if s.actors[b, c.FRESH]:
            s.work[n, b, c.KNOWN] = t
            s.work[n, b, c.DEPTH] = depth
            if p.nodes[n, c.RACED]:
                s.work[n, b, c.PHASE] = OVER
            learned = True
    if not learned:
        return False
    if first:
        s.work[n, 0, c.FIRST_KNOWN] = t
    everybody = True
    for b in range(actors):
        if s.work[n, b, c.KNOWN] == INF and not s.actors[b, c.REMOVED]:
            everybody = False
    if everybody:
        s.work[n, 0, c.PHASE] = OVER
    elif p.nodes[n, c.ENDING] == 0:
        if first:
            _start_leaks(p, s, n, t)
        if not p.nodes[n, c.RACED]:
            s.work[n, 0, c.DIRTY] = True
    if p.nodes[n, c.LEAK_LO] < p.nodes[n, c.LEAK_HI]:
        s.lists[c.COUNTS, c.N_LEAKS_DIRTY] = 1
    for b in range(actors):
        if s.actors[b, c.FRESH]:
            _open_dependents(p, s, n, b)
            for i in range(p.nodes[n, c.OUT_LO], p.nodes[n, c.OUT_HI]):
                activate(p, s, p.links[i], b, t, t)
    for i in range(p.nodes[n, c.HINTED_LO], p.nodes[n, c.HINTED_HI], 2):
        soil(s, p.links[i])
    return True


@lean
def _open_dependents(p, s, n, a):
    for i in range(p.nodes[n, c.DEPENDENT_LO], p.nodes[n, c.DEPENDENT_HI], 2):
        m, shown = p.links[i], p.links[i + 1]
        for b in range(s.work.shape[1]):
            if (shown == a or (shown < 0 and b == a)) and not s.actors[b, c.REMOVED]:
                value = rules.gate_value(p, s, m, b)
                if value > s.work[m, b, c.GATE]:
                    open_gate(p, s, m, b, value)
                elif value < s.work[m, b, c.GATE]:
                    # what came at the same instant after all: `not_before` had opened too soon
                    s.work[m, b, c.GATE] = value


@lean
def _start_leaks(p, s, n, t):
    published = p.nodes[n, c.LEAK_LO] < p.nodes[n, c.LEAK_HI]
    for learner in range(s.work.shape[1]):
        slot = p.pairs[n, learner, c.LEAK]
        if (
            s.work[n, learner, c.KNOWN] < INF
            or s.actors[learner, c.REMOVED]
            or (slot < 0 and not published)
        ):
            continue
        s.work[n, learner, c.LEAK_LEFT] = INF
        if slot >= 0:
            s.work[n, learner, c.LEAK_LEFT] = s.values[slot]
        s.work[n, learner, c.LEAK_SINCE] = t
        s.work[n, learner, c.LEAK_SPEED] = 1.0
        s.work[n, learner, c.LEAK_FINISH] = t + s.work[n, learner, c.LEAK_LEFT]
        s.lists[c.LEAKING, s.lists[c.COUNTS, c.N_LEAKING]] = n * s.work.shape[1] + learner
        s.lists[c.COUNTS, c.N_LEAKING] += 1


@lean
def activate(p, s, e, a, since, t):
    """Note that the source of `e` is known to `a` (all, if -1) `since`: wake at its window."""
    if not s.acts[e]:
        return
    on = since + s.values[p.effects[e, c.AFTER]]
    if on > t + EPS:
        _wake(s, on, e, a)
    else:
        _touch(p, s, e, a)
    lasts = p.effects[e, c.LASTS]
    if lasts >= 0:
        _wake(s, on + s.values[lasts], e, a)


@lean
def _wake(s, when, e, a):
    i = s.lists[c.COUNTS, c.N_WAKES]
    s.wakes[i, c.WAKE_TIME] = when
    s.wakes[i, c.WAKE_EFFECT] = e
    s.wakes[i, c.WAKE_ACTOR] = a
    s.lists[c.COUNTS, c.N_WAKES] += 1


@lean
def soil(s, n):
    """Mark the speeds of all work on `n` as to be computed again."""
    for a in range(s.work.shape[1]):
        s.work[n, a, c.DIRTY] = True


@lean
def _touch(p, s, e, a):
    """Mark what `e` can change now as to be computed again."""
    kind = p.effects[e, c.KIND]
    if kind == c.LEAK_KIND:
        s.lists[c.COUNTS, c.N_LEAKS_DIRTY] = 1
    elif kind == c.SPEED_KIND or kind == c.STAFF_KIND or kind == c.MOVE_KIND:
        for i in range(p.effects[e, c.TARGET_LO], p.effects[e, c.TARGET_HI]):
            n = p.links[i]
            if a >= 0 and p.nodes[n, c.RACED]:
                s.work[n, a, c.DIRTY] = True
            else:
                soil(s, n)


@lean
def apply_wakes(p, s, t):
    """Open and close the windows that are due."""
    i = 0
    while i < s.lists[c.COUNTS, c.N_WAKES]:
        if s.wakes[i, c.WAKE_TIME] <= t + EPS:
            _touch(p, s, int(s.wakes[i, c.WAKE_EFFECT]), int(s.wakes[i, c.WAKE_ACTOR]))
            last = s.lists[c.COUNTS, c.N_WAKES] - 1
            s.wakes[i, c.WAKE_TIME] = s.wakes[last, c.WAKE_TIME]
            s.wakes[i, c.WAKE_EFFECT] = s.wakes[last, c.WAKE_EFFECT]
            s.wakes[i, c.WAKE_ACTOR] = s.wakes[last, c.WAKE_ACTOR]
            s.lists[c.COUNTS, c.N_WAKES] = last
        else:
            i += 1


@lean
def refresh_leaks(p, s, t):
    """Compute again how fast running leaks run."""
    s.lists[c.COUNTS, c.N_LEAKS_DIRTY] = 0
    columns = s.work.shape[1]
    for i in range(s.lists[c.COUNTS, c.N_LEAKING]):
        n, a = s.lists[c.LEAKING, i] // columns, s.lists[c.LEAKING, i] % columns
        rate = rules.leak_rate(p, s, n, a, t)
        if rate == s.work[n, a, c.LEAK_SPEED]:
            continue
        if s.work[n, a, c.LEAK_LEFT] < INF:
            passed = (t - s.work[n, a, c.LEAK_SINCE]) * s.work[n, a, c.LEAK_SPEED]
            s.work[n, a, c.LEAK_LEFT] = max(0.0, s.work[n, a, c.LEAK_LEFT] - passed)
        s.work[n, a, c.LEAK_SINCE] = t
        s.work[n, a, c.LEAK_SPEED] = rate
        s.work[n, a, c.LEAK_FINISH] = t if rate == INF else t + s.work[n, a, c.LEAK_LEFT] / rate


@lean
def apply_leaks(p, s, t):
    """Let learn whom a due leak reaches; return whether anyone learned."""
    columns = s.work.shape[1]
    learned = False
    i = 0
    while i < s.lists[c.COUNTS, c.N_LEAKING]:
        n, a = s.lists[c.LEAKING, i] // columns, s.lists[c.LEAKING, i] % columns
        due = s.work[n, a, c.LEAK_FINISH] <= t + EPS
        if due or s.work[n, a, c.KNOWN] < INF or s.actors[a, c.REMOVED] or s.work[n, 0, c.BLOCKED]:
            s.lists[c.COUNTS, c.N_LEAKING] -= 1
            s.lists[c.LEAKING, i] = s.lists[c.LEAKING, s.lists[c.COUNTS, c.N_LEAKING]]
            if due and s.work[n, a, c.KNOWN] == INF:
                first = 0
                for b in range(columns):
                    if s.work[n, b, c.KNOWN] < s.work[n, first, c.KNOWN]:
                        first = b
                learned |= make_known(p, s, n, a, t, s.work[n, first, c.DEPTH])
        else:
            i += 1
    return learned
