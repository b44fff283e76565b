"""The event-by-event kernel: one trajectory at a time, every feature, every loop.

At each instant, until nothing is left to do: leaks and the parts of items first, then the due
completion that comes first (sources before targets, then by actor), then work whose gate has
opened starts and fixes its depth. Between instants every speed is constant.
"""

from __future__ import annotations

import numpy as np

from techtree.engine import draws, event_turns, knowledge, rules
from techtree.engine import layout as c
from techtree.engine.compiling import lean
from techtree.engine.layout import EPS, State
from techtree.engine.rules import CLOSED, EVERYBODY, OPEN, OVER, STARTED

INF = np.inf


def new_state(program, turns=0):
    """Allocate the state of one trajectory; with `turns` for so many of its endings."""
    p = program.rules
    n, a = p.pairs.shape[:2]
    e = p.effects.shape[0]
    outcomes = program.numbers.outcome_values.shape[0]
    slots = program.numbers.slots
    return State(
        values=np.where(slots[:, 0] == draws.FIXED, slots[:, 1], 0.0),
        acts=np.zeros(e, np.bool_),
        work=np.zeros((n, a, c.WORK_COLUMNS)),
        actors=np.zeros((a, 2)),
        parts=np.zeros((p.parts.shape[0], 2)),
        lists=np.zeros((3, max(6, n * a)), np.int64),
        wakes=np.zeros((2 * e * a + 1, 3)),
        stack=np.zeros(p.code.shape[0] + 1),
        result=np.zeros(outcomes + 3),
        draws=np.zeros((turns, n, 2)),
        failed=np.zeros((turns, n, a), np.bool_),
        ends=np.zeros((turns, c.TURN_WEIGHTS + outcomes)),
        seen=np.zeros((n if turns else 0, a)),
    )


@lean
def draw_values(p, numbers, s, race, judged):
    """Draw the numbers of a trajectory: race's at index `race`, inputs at index `judged`."""
    for slot in numbers.early:
        _draw(numbers, s, slot, race, judged)
    for n in range(p.pairs.shape[0]):
        for a in range(p.pairs.shape[1]):
            slot = p.pairs[n, a, c.LEAK]
            if slot >= 0 and numbers.slots[slot, 0] != draws.FIXED:
                _draw(numbers, s, slot, race, judged)
    for e in range(p.effects.shape[0]):
        chance = p.effects[e, c.ACTS_P]
        s.acts[e] = chance < 0 or s.values[p.effects[e, c.ACTS_U]] < s.values[chance]


@lean
def _draw(numbers, s, slot, race, judged):
    index = judged if numbers.is_input[slot] else race
    s.values[slot] = draws.draw(numbers, slot, index, 0.0)


@lean
def item_acts(p, s, part):
    """Tell whether the chance of the item that a part belongs to has come out."""
    u = p.parts[part, c.PART_U]
    return u < 0 or s.values[u] < s.values[p.parts[part, c.PART_P]]


@lean
def begin(p, s, mask):
    """Set the world with the channels of `mask` to its beginning."""
    for n in range(s.work.shape[0]):
        s.work[n, 0, c.FIRST_KNOWN] = INF
        s.work[n, 0, c.BLOCKED] = False
        for a in range(s.work.shape[1]):
            s.work[n, a, c.KNOWN] = INF
            s.work[n, a, c.DEPTH] = 1.0
            s.work[n, a, c.GATE] = 0.0
            s.work[n, a, c.PHASE] = CLOSED
            s.work[n, a, c.DIRTY] = False
    for a in range(s.actors.shape[0]):
        s.actors[a, c.REMOVED] = False
    for i in range(4):
        s.lists[c.COUNTS, i] = 0
    for o in range(s.result.shape[0] - 3):
        s.result[o] = 0.0
    s.result[-4] = 1.0
    s.result[-3] = INF
    s.result[-2] = -1.0
    s.result[-1] = -1.0
    event_turns.begin(s)
    for i in range(p.parts.shape[0]):
        channel = p.parts[i, c.PART_CHANNEL]
        here = channel < 0 or (
            (mask >> np.uint64(channel)) & np.uint64(1) == 1 and item_acts(p, s, i)
        )
        at = s.values[p.parts[i, c.PART_AT]]
        s.parts[i, c.DONE] = False
        s.parts[i, c.WHEN] = at if here else INF
        kind = p.parts[i, c.PART_KIND]
        if kind == c.OWN_NODE:
            s.work[p.parts[i, c.PART_NODE], 0, c.BLOCKED] = not here or at > EPS
            s.parts[i, c.DONE] = not here or at <= EPS
        elif here and kind >= c.UNLOCK:
            s.parts[i, c.WHEN] = max(at, _comes(p, s, p.parts[i, c.PART_NODE]))
        elif here and at <= EPS and kind == c.BLOCK:
            s.work[p.parts[i, c.PART_NODE], 0, c.BLOCKED] = True
            s.parts[i, c.DONE] = True
        elif here and at <= EPS and kind == c.REMOVE:
            s.actors[p.parts[i, c.PART_ACTOR], c.REMOVED] = True
            s.parts[i, c.DONE] = True
    for n in range(s.work.shape[0]):
        without = p.nodes[n, c.GATE_LO] == p.nodes[n, c.GATE_HI]
        for a in range(s.work.shape[1]):
            if without and not s.actors[a, c.REMOVED]:
                knowledge.open_gate(p, s, n, a, 1.0)


@lean
def _comes(p, s, n):
    """Return when a node comes with an item that acts later than at the start."""
    for i in range(p.parts.shape[0]):
        if p.parts[i, c.PART_KIND] != c.OWN_NODE:
            break
        if p.parts[i, c.PART_NODE] == n and s.parts[i, c.WHEN] > EPS:
            return s.parts[i, c.WHEN]
    return -INF


@lean
def _bring(p, s, n, t):
    """Let the work begin on a node that comes with an item, unless it is blocked by then."""
    for i in range(p.parts.shape[0]):
        blocks = p.parts[i, c.PART_KIND] == c.BLOCK and p.parts[i, c.PART_NODE] == n
        if blocks and s.parts[i, c.WHEN] <= t + EPS:
            return
    s.work[n, 0, c.BLOCKED] = False
    for a in range(s.work.shape[1]):
        if s.work[n, a, c.GATE] > 0.0 and not s.actors[a, c.REMOVED]:
            knowledge.open_gate(p, s, n, a, s.work[n, a, c.GATE])


@lean
def next_instant(s, begun):
    """Return the time of the next thing that can happen."""
    t = INF if begun else 0.0
    for i in range(s.parts.shape[0]):
        if not s.parts[i, c.DONE] and s.parts[i, c.WHEN] < t:
            t = s.parts[i, c.WHEN]
    for i in range(s.lists[c.COUNTS, c.N_WAKES]):
        t = min(t, s.wakes[i, c.WAKE_TIME])
    columns = s.work.shape[1]
    for i in range(s.lists[c.COUNTS, c.N_LEAKING]):
        n, a = s.lists[c.LEAKING, i] // columns, s.lists[c.LEAKING, i] % columns
        t = min(t, s.work[n, a, c.LEAK_FINISH])
    if begun:
        for i in range(s.lists[c.COUNTS, c.N_ACTIVE]):
            n, a = s.lists[c.ACTIVE, i] // columns, s.lists[c.ACTIVE, i] % columns
            t = min(t, s.work[n, a, c.FINISH])
    return t


@lean
def apply_parts(p, s, t):
    """Do the due parts of the first kind; return 0 for none, 1 for some, 2 if the world ends."""
    some = 0
    first = -1
    for i in range(p.parts.shape[0]):
        if s.parts[i, c.DONE] or s.parts[i, c.WHEN] > t + EPS:
            continue
        if first < 0:
            first = p.parts[i, c.PART_KIND]
        if p.parts[i, c.PART_KIND] != first:
            break
        s.parts[i, c.DONE] = True
        some = 1
        kind, n, a = p.parts[i, c.PART_KIND], p.parts[i, c.PART_NODE], p.parts[i, c.PART_ACTOR]
        if kind == c.OWN_NODE:
            _bring(p, s, n, t)
        elif kind == c.BLOCK:
            s.work[n, 0, c.BLOCKED] = True
            for b in range(s.work.shape[1]):
                s.work[n, b, c.PHASE] = OVER
        elif kind == c.REMOVE:
            s.actors[a, c.REMOVED] = True
            for m in range(s.work.shape[0]):
                if p.nodes[m, c.RACED]:
                    s.work[m, a, c.PHASE] = OVER
                else:
                    s.work[m, 0, c.DIRTY] = True
        elif kind == c.EFFECT:
            for e in range(p.effects.shape[0]):
                if p.effects[e, c.EFFECT_PART] == i:
                    knowledge.activate(p, s, e, EVERYBODY, s.parts[i, c.WHEN], t)
        elif kind == c.UNLOCK_ENDING:
            builder = a if a >= 0 else _fastest(p, s, n, t)
            if not s.work[n, 0, c.BLOCKED] and builder >= 0 and not s.actors[builder, c.REMOVED]:
                if s.lists[c.COUNTS, c.N_TURNS]:
                    event_turns.end_all(p, s, n, builder, t)
                else:
                    _end(p, s, n, builder, t)
                return 2
        else:
            knowledge.make_known(p, s, n, a, s.parts[i, c.WHEN], 1.0)
    return some


@lean
def _fastest(p, s, n, t):
    best, top = -1, -1.0
    for a in range(s.work.shape[1]):
        if s.actors[a, c.REMOVED]:
            continue
        speed = rules.effort(p, s, n, a, t) * rules.own_factors(p, s, n, a, t)
        speed /= rules.luck_factor(p, s, n, a)
        if speed > top:
            best, top = a, speed
    return best


@lean
def _end(p, s, n, a, t):
    rules.ending_shares(p, s, n, a, t)
    s.work[n, a, c.KNOWN] = t
    s.work[n, 0, c.FIRST_KNOWN] = t
    s.result[-3] = t
    s.result[-2] = n
    s.result[-1] = a


@lean
def _able(p, s, n, a, t):
    """Tell whether work on `n` that needs no time can be completed now."""
    if p.nodes[n, c.RACED]:
        return s.work[n, a, c.GATE] > 0.0 and rules.effort(p, s, n, a, t) > 0.0
    for b in range(s.work.shape[1]):
        if s.work[n, b, c.GATE] > 0.0 and not s.actors[b, c.REMOVED]:
            return True
    return False


@lean
def is_due(p, s, n, a, t):
    """Tell whether work that is open or under way is completed at `t`."""
    if s.work[n, a, c.PHASE] == STARTED and s.work[n, a, c.LEFT] > 0.0:
        return s.work[n, a, c.FINISH] <= t + EPS
    timeless = s.work[n, a, c.PHASE] == STARTED or s.values[p.nodes[n, c.WORK]] <= 0.0
    return timeless and _able(p, s, n, a, t)


@lean
def first_due(p, s, t):
    """Return the due completion that comes first, as an index of work, or -1; drop what is over."""
    columns = s.work.shape[1]
    best = -1
    i = 0
    while i < s.lists[c.COUNTS, c.N_ACTIVE]:
        w = s.lists[c.ACTIVE, i]
        n, a = w // columns, w % columns
        if s.work[n, a, c.PHASE] == OVER:
            s.lists[c.COUNTS, c.N_ACTIVE] -= 1
            s.lists[c.ACTIVE, i] = s.lists[c.ACTIVE, s.lists[c.COUNTS, c.N_ACTIVE]]
            continue
        i += 1
        if best >= 0 and w > best:
            continue
        if is_due(p, s, n, a, t):
            best = w
    return best


@lean
def complete(p, s, w, t):
    """Complete a piece of work; return whether the world ends."""
    columns = s.work.shape[1]
    n, a = w // columns, w % columns
    if s.work[n, a, c.PHASE] == OPEN:  # work that needs no time fixes its depth at its turn
        s.work[n, a, c.BEGUN] = rules.work_depth(p, s, n, a, t)
    depth = s.work[n, a, c.BEGUN]
    s.work[n, a, c.PHASE] = OVER
    if s.lists[c.COUNTS, c.N_TURNS] and p.nodes[n, c.ENDING] == 1:
        return event_turns.complete(p, s, n, a, t)
    if not rules.works_out(p, s, n, a, t):
        return False
    if p.nodes[n, c.ENDING] == 1:
        _end(p, s, n, a, t)
        return True
    knowledge.make_known(p, s, n, a if p.nodes[n, c.RACED] else -1, t, depth)
    return False


@lean
def start_work(p, s, t):
    """Start the work that is open; return whether some of it is due at once."""
    columns = s.work.shape[1]
    due = False
    for i in range(s.lists[c.COUNTS, c.N_ACTIVE]):
        w = s.lists[c.ACTIVE, i]
        n, a = w // columns, w % columns
        work = s.values[p.nodes[n, c.WORK]]
        if s.work[n, a, c.PHASE] != OPEN or work <= 0.0:
            continue
        raced = p.nodes[n, c.RACED]
        ready = raced and s.work[n, a, c.GATE] > 0.0
        if not raced:
            for b in range(columns):
                if s.work[n, b, c.GATE] > 0.0 and rules.counts_for(p, s, n, b, t):
                    ready = True
        if not ready:
            continue
        if s.lists[c.COUNTS, c.N_TURNS] and p.nodes[n, c.ENDING] == 1:
            work = s.work[n, a, c.GOAL] = event_turns.next_goal(s, n, a, 0.0)
        depth = rules.work_depth(p, s, n, a, t)
        s.work[n, a, c.BEGUN] = depth
        s.work[n, a, c.LEFT] = work * depth * (rules.luck_factor(p, s, n, a) if raced else 1.0)
        s.work[n, a, c.PHASE] = STARTED
        s.work[n, a, c.SINCE] = t
        s.work[n, a, c.SPEED] = 0.0
        s.work[n, a, c.FINISH] = INF
        s.work[n, a, c.DIRTY] = True
        due |= s.work[n, a, c.LEFT] <= 0.0
    return due


@lean
def refresh_speeds(p, s, t):
    """Compute the speeds again of the work for which something changed."""
    columns = s.work.shape[1]
    for i in range(s.lists[c.COUNTS, c.N_ACTIVE]):
        w = s.lists[c.ACTIVE, i]
        n, a = w // columns, w % columns
        if not s.work[n, a, c.DIRTY]:
            continue
        s.work[n, a, c.DIRTY] = False
        if s.work[n, a, c.PHASE] != STARTED or s.work[n, a, c.LEFT] <= 0.0:
            continue
        speed = rules.work_speed(p, s, n, a, t)
        if speed == s.work[n, a, c.SPEED]:
            continue
        s.work[n, a, c.LEFT] = max(
            0.0, s.work[n, a, c.LEFT] - (t - s.work[n, a, c.SINCE]) * s.work[n, a, c.SPEED]
        )
        s.work[n, a, c.SINCE] = t
        s.work[n, a, c.SPEED] = speed
        s.work[n, a, c.FINISH] = t + s.work[n, a, c.LEFT] / speed if speed > 0.0 else INF


@lean
def run_world(p, s, mask):
    """Run one trajectory in the world with the channels of `mask`."""
    begin(p, s, mask)
    horizon = INF
    if p.scalars[c.HORIZON] >= 0:
        horizon = s.values[p.scalars[c.HORIZON]]
    begun = np.bool_(False)
    while True:
        t = next_instant(s, begun)
        if t == INF or t > horizon + EPS:
            return
        knowledge.apply_wakes(p, s, t)
        if t >= -EPS:
            begun = True
        while True:
            if s.lists[c.COUNTS, c.N_LEAKS_DIRTY]:
                knowledge.refresh_leaks(p, s, t)
            if knowledge.apply_leaks(p, s, t):
                continue
            some = apply_parts(p, s, t)
            if some == 2:
                return
            if some:
                continue
            if not begun:
                break
            w = first_due(p, s, t)
            if w >= 0:
                if complete(p, s, w, t):
                    return
                continue
            if not start_work(p, s, t):
                break
        refresh_speeds(p, s, t)
