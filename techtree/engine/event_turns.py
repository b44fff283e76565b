"""Several draws of the endings in one course of the race, event by event (see `turns`).

Work on an ending goes on past the first of its works: whoever reaches the work of a turn ends the
world in that turn, and goes on to the next. As endings change nothing before they end the world,
all turns share one course of events, and the race is over once it is over in every turn.
"""

from __future__ import annotations

import numpy as np

from techtree.engine import draws, rules
from techtree.engine import layout as c
from techtree.engine.compiling import lean
from techtree.engine.rules import STARTED

INF = np.inf


@lean
def draw_turns(p, numbers, s, index):
    """Draw the endings of all turns, those of the first as they stand among the values.

    Where a work is nothing in any turn there is but the first, whichever that is.
    """
    turns = s.draws.shape[0]
    s.lists[c.COUNTS, c.N_TURNS] = turns
    k = 0
    for n in range(p.nodes.shape[0]):
        if p.nodes[n, c.ENDING] == 0:
            continue
        work, u = p.nodes[n, c.WORK], p.nodes[n, c.CHANCE_U]
        own = numbers.slots[work, 0] != draws.FIXED and not numbers.is_input[work]
        for turn in range(turns):
            part = draws.part_of_turn(turn, k, turns)
            s.draws[turn, n, c.TURN_WORK] = s.values[work]
            if own and turn:
                s.draws[turn, n, c.TURN_WORK] = draws.draw(numbers, work, index, part)
            if own and s.draws[turn, n, c.TURN_WORK] <= 0.0:
                s.lists[c.COUNTS, c.N_TURNS] = 1
            if u >= 0:
                s.draws[turn, n, c.TURN_U] = draws.draw(numbers, u, index, part)
        k += 1


@lean
def begin(s):
    """Open all turns."""
    turns = s.lists[c.COUNTS, c.N_TURNS]
    s.lists[c.COUNTS, c.N_OPEN_TURNS] = turns
    for turn in range(turns):
        for i in range(s.ends.shape[1]):
            s.ends[turn, i] = 0.0
        s.ends[turn, -1] = 1.0  # undecided
        s.ends[turn, c.TURN_TIME] = INF
        s.ends[turn, c.TURN_NODE] = -1.0
        s.ends[turn, c.TURN_OPEN] = 1.0
        for n in range(s.failed.shape[1]):
            for a in range(s.failed.shape[2]):
                s.failed[turn, n, a] = False


@lean
def next_goal(s, n, a, past):
    """Return the least work above `past` that `a` can still end a turn with, or infinity."""
    goal = INF
    for turn in range(s.lists[c.COUNTS, c.N_TURNS]):
        work = s.draws[turn, n, c.TURN_WORK]
        if s.ends[turn, c.TURN_OPEN] == 1.0 and not s.failed[turn, n, a] and work > past:
            goal = min(goal, work)
    return goal


@lean
def complete(p, s, n, a, t):
    """Complete an ending in the turns of which the work is done; return whether all are over.

    What `a` has left to do for the next turn is under way at once.
    """
    done = s.work[n, a, c.GOAL] if s.values[p.nodes[n, c.WORK]] > 0.0 else 0.0
    chance = rules.chance_now(p, s, n, a, t)
    judged = False
    for turn in range(s.lists[c.COUNTS, c.N_TURNS]):
        here = s.ends[turn, c.TURN_OPEN] == 1.0 and not s.failed[turn, n, a]
        if not here or s.draws[turn, n, c.TURN_WORK] > done:
            continue
        if p.nodes[n, c.CHANCE] >= 0 and s.draws[turn, n, c.TURN_U] >= chance:
            s.failed[turn, n, a] = True
            continue
        if not judged:
            rules.ending_shares(p, s, n, a, t)
            judged = True
        _end(s, turn, n, a, t)
    if s.lists[c.COUNTS, c.N_OPEN_TURNS] == 0:
        return True
    goal = next_goal(s, n, a, done)
    if goal < INF:
        left = (goal - done) * s.work[n, a, c.BEGUN] * rules.luck_factor(p, s, n, a)
        speed = s.work[n, a, c.SPEED]
        s.work[n, a, c.PHASE] = STARTED
        s.work[n, a, c.GOAL] = goal
        s.work[n, a, c.LEFT] = left
        s.work[n, a, c.SINCE] = t
        s.work[n, a, c.FINISH] = t + left / speed if speed > 0.0 else INF
    return False


@lean
def end_all(p, s, n, a, t):
    """End the world with `n`, built by `a`, in all turns that are open."""
    rules.ending_shares(p, s, n, a, t)
    for turn in range(s.lists[c.COUNTS, c.N_TURNS]):
        if s.ends[turn, c.TURN_OPEN] == 1.0:
            _end(s, turn, n, a, t)


@lean
def close(s):
    """Note what is known at last, if the first turn has not ended."""
    if s.ends[0, c.TURN_OPEN] == 1.0:
        _see(s)


@lean
def _end(s, turn, n, a, t):
    s.ends[turn, c.TURN_TIME] = t
    s.ends[turn, c.TURN_NODE] = n
    s.ends[turn, c.TURN_OPEN] = 0.0
    for o in range(s.result.shape[0] - 3):
        s.ends[turn, c.TURN_WEIGHTS + o] = s.result[o]
    s.lists[c.COUNTS, c.N_OPEN_TURNS] -= 1
    if turn == 0:
        _see(s)
        s.seen[n, a] = t


@lean
def _see(s):
    """Note what is known now as what is known when the first turn ends."""
    for n in range(s.seen.shape[0]):
        for a in range(s.seen.shape[1]):
            s.seen[n, a] = s.work[n, a, c.KNOWN]
