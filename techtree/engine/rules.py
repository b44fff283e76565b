"""The rules of the race at one moment: windows, factors, efforts, speeds, odds and shares.

Every function reads the program and the state of one trajectory and changes nothing. They are
compiled into the event-by-event kernel.
"""

from __future__ import annotations

import numpy as np

from techtree.engine import layout as c
from techtree.engine.compiling import lean
from techtree.engine.layout import EPS

INF = np.inf
CLOSED, OPEN, STARTED, OVER = 0, 1, 2, 3  # phases of work
# numpy's integers, since a function is compiled once more for each integer written in a call
NOBODY, EVERYBODY, NO_OUTCOME, EMPTY = np.int64(-1), np.int64(-1), np.int64(-1), np.int64(0)


@lean
def known_at(s, source, part, a):
    """Return when `a` came to know an effect's source, or when the item's part acts."""
    return s.work[source, a, c.KNOWN] if source >= 0 else s.parts[part, c.WHEN]


@lean
def window_open(p, s, e, a, t):
    """Tell whether effect `e` acts at `t` for an actor who knows its source as `a` does."""
    if not s.acts[e]:
        return False
    on = known_at(s, p.effects[e, c.SOURCE], p.effects[e, c.EFFECT_PART], a)
    on += s.values[p.effects[e, c.AFTER]]
    if on > t + EPS:
        return False
    lasts = p.effects[e, c.LASTS]
    return lasts < 0 or on + s.values[lasts] > t + EPS


@lean
def crowd(staff, more, returns):
    """Return the factor on the speed of work at which `staff` people are, when `more` join."""
    return max(0.0, (staff + more) / staff) ** returns


@lean
def adds_people(p, e):
    """Tell whether effect `e` is one of the items' whose people add up.

    Within one item each `staff` multiplies; where several items act, five people from one and ten
    from another are fifteen.
    """
    return (
        p.scalars[c.ADD_UP] == 1
        and p.effects[e, c.KIND] == c.STAFF_KIND
        and p.effects[e, c.SOURCE] < 0
    )


@lean
def factor(p, s, e, n, a):
    """Return the factor of effect `e` on node `n`, raised to the depth of its source."""
    by = s.values[p.effects[e, c.BY]]
    if p.effects[e, c.KIND] == c.STAFF_KIND:
        staff = s.values[p.nodes[n, c.STAFF]]
        by = crowd(staff, by, s.values[p.scalars[c.RETURNS]])
    source = p.effects[e, c.SOURCE]
    if source >= 0 and s.work[source, a, c.DEPTH] != 1.0:
        by = by ** s.work[source, a, c.DEPTH]
    return by


@lean
def effort(p, s, n, a, t):
    """Return the effort of `a` in the field of `n` after the moves that act at `t`."""
    if s.actors[a, c.REMOVED]:
        return 0.0
    f = p.nodes[n, c.FIELD]
    if f < 0:
        return 1.0
    base = s.values[p.pairs[n, a, c.EFFORT]]
    if not p.pairs[n, a, c.MOVED]:
        return base
    out = 0.0
    arrived = 0.0
    for i in range(p.scalars[c.MOVES_LO], p.scalars[c.MOVES_HI]):
        e = p.links[i]
        if not _moves(p, s, e, n, a, t):
            continue
        origin, destination = p.effects[e, c.MOVE_FROM], p.effects[e, c.MOVE_TO]
        share = s.values[p.effects[e, c.BY]]
        if origin == f:
            out += share
        if destination == f:
            total = 0.0
            for j in range(p.scalars[c.MOVES_LO], p.scalars[c.MOVES_HI]):
                other = p.links[j]
                if p.effects[other, c.MOVE_FROM] == origin and _moves(p, s, other, n, a, t):
                    total += s.values[p.effects[other, c.BY]]
            if total > 0.0:
                leaves = s.values[p.effort[a, origin]] * share / max(1.0, total)
                arrived += leaves * s.values[p.effects[e, c.EFFICIENCY]]
    return base * (1.0 - min(1.0, out)) + arrived


@lean
def _moves(p, s, e, n, a, t):
    mover = p.effects[e, c.ACTOR]
    if mover >= 0 and mover != a:
        return False
    return p.effects[e, c.SOURCE] != n and window_open(p, s, e, a, t)


@lean
def own_factors(p, s, n, a, t):
    """Return the product of the speed factors and the hint on the work of `a` on `n`."""
    product = 1.0
    more = 0.0
    for i in range(p.nodes[n, c.SPEED_LO], p.nodes[n, c.SPEED_HI]):
        e = p.links[i]
        only = p.effects[e, c.ACTOR]
        if (only < 0 or only == a) and window_open(p, s, e, a, t):
            if adds_people(p, e):
                more += s.values[p.effects[e, c.BY]]
            else:
                product *= factor(p, s, e, n, a)
    if more != 0.0:
        staff = s.values[p.nodes[n, c.STAFF]]
        product *= crowd(staff, more, s.values[p.scalars[c.RETURNS]])
    if p.nodes[n, c.HINT] >= 0 and s.work[n, a, c.KNOWN] > t + EPS:
        shown, by = p.nodes[n, c.HINT_NODE], p.nodes[n, c.HINT_ACTOR]
        since = s.work[shown, 0, c.FIRST_KNOWN] if by < 0 else s.work[shown, by, c.KNOWN]
        if since <= t + EPS:
            product *= s.values[p.nodes[n, c.HINT]]
    return product


@lean
def counts_for(p, s, n, a, t):
    """Tell whether what `a` knows counts on the public node `n`."""
    return p.nodes[n, c.FIELD] < 0 or effort(p, s, n, a, t) > 0.0


@lean
def any_factor(p, s, e, n, t):
    """Return the factor of `e` on a public node, 1 if it acts for no actor that counts.

    Its power is the depth of the earliest knower among those for whom it acts. An actor in a
    selector limits it, but for depth, as what is done in common has one depth.
    """
    best = first_of(p, s, e, n, t)
    return 1.0 if best < 0 else factor(p, s, e, n, best)


@lean
def first_of(p, s, e, n, t):
    """Return who first knew the source of `e` among those for whom it acts on `n`, or -1."""
    only = NOBODY if p.effects[e, c.KIND] == c.DEPTH_KIND else p.effects[e, c.ACTOR]
    best = NOBODY
    earliest = INF
    for a in range(s.actors.shape[0]):
        if s.actors[a, c.REMOVED] or (only >= 0 and only != a):
            continue
        if window_open(p, s, e, a, t) and counts_for(p, s, n, a, t):
            since = known_at(s, p.effects[e, c.SOURCE], p.effects[e, c.EFFECT_PART], a)
            if since < earliest - EPS:
                earliest, best = since, a
    return best


@lean
def luck_factor(p, s, n, a):
    """Return the factor by which luck multiplies the work of `a` on `n`."""
    if p.pairs[n, a, c.LUCK] < 0 or p.pairs[n, a, c.LUCK_Z] < 0:
        return 1.0
    return np.exp(s.values[p.pairs[n, a, c.LUCK]] * s.values[p.pairs[n, a, c.LUCK_Z]])


@lean
def work_speed(p, s, n, a, t):
    """Return the speed of the work on `n`: of `a` where raced, of all together where public."""
    if p.nodes[n, c.RACED]:
        return effort(p, s, n, a, t) * s.work[n, a, c.GATE] * own_factors(p, s, n, a, t)
    if p.nodes[n, c.FIELD] < 0:
        speed = 0.0
        for b in range(s.actors.shape[0]):
            if not s.actors[b, c.REMOVED]:
                speed = max(speed, s.work[n, b, c.GATE])
        more = 0.0
        for i in range(p.nodes[n, c.SPEED_LO], p.nodes[n, c.SPEED_HI]):
            e = p.links[i]
            if adds_people(p, e):
                more += s.values[p.effects[e, c.BY]] if first_of(p, s, e, n, t) >= 0 else 0.0
            else:
                speed *= any_factor(p, s, e, n, t)
        if more != 0.0:
            staff = s.values[p.nodes[n, c.STAFF]]
            speed *= crowd(staff, more, s.values[p.scalars[c.RETURNS]])
        if p.nodes[n, c.HINT] >= 0:
            speed *= _public_hint(p, s, n, t)
        return speed
    speed = 0.0
    for b in range(s.actors.shape[0]):
        if s.work[n, b, c.GATE] > 0.0:
            share = effort(p, s, n, b, t)
            if share > 0.0:
                share *= s.work[n, b, c.GATE] * own_factors(p, s, n, b, t)
                speed += share / luck_factor(p, s, n, b)
    return speed


@lean
def _public_hint(p, s, n, t):
    shown, by = p.nodes[n, c.HINT_NODE], p.nodes[n, c.HINT_ACTOR]
    since = s.work[shown, 0, c.FIRST_KNOWN] if by < 0 else s.work[shown, by, c.KNOWN]
    return s.values[p.nodes[n, c.HINT]] if since <= t + EPS else 1.0


@lean
def work_depth(p, s, n, a, t):
    """Return the depth that work on `n` takes if it starts at `t`."""
    product = 1.0
    for i in range(p.nodes[n, c.DEPTH_LO], p.nodes[n, c.DEPTH_HI]):
        e = p.links[i]
        if not p.nodes[n, c.RACED]:
            product *= any_factor(p, s, e, n, t)
            continue
        only = p.effects[e, c.ACTOR]
        if (only < 0 or only == a) and window_open(p, s, e, a, t):
            product *= factor(p, s, e, n, a)
    return product


@lean
def odds_factor(p, s, n, a, t, outcome):
    """Return the factor on the odds of the chance of `n` (outcome -1) or of an outcome."""
    product = 1.0
    for i in range(p.nodes[n, c.ODDS_LO], p.nodes[n, c.ODDS_HI]):
        e = p.links[i]
        if p.effects[e, c.OUTCOME] != outcome:
            continue
        only = p.effects[e, c.ACTOR]
        if not p.nodes[n, c.RACED]:
            product *= any_factor(p, s, e, n, t)
        elif (only < 0 or only == a) and window_open(p, s, e, a, t):
            product *= factor(p, s, e, n, a)
    return product


@lean
def chance_now(p, s, n, a, t):
    """Return the probability that `n`, completed at `t`, works out."""
    if p.nodes[n, c.CHANCE] < 0:
        return 1.0
    chance = s.values[p.nodes[n, c.CHANCE]]
    if 0.0 < chance < 1.0:
        odds = odds_factor(p, s, n, a, t, NO_OUTCOME)
        chance = odds * chance / (1.0 - chance + odds * chance)
    return chance


@lean
def works_out(p, s, n, a, t):
    """Tell whether `n`, completed at `t`, works out."""
    if p.nodes[n, c.CHANCE] < 0:
        return True
    return s.values[p.nodes[n, c.CHANCE_U]] < chance_now(p, s, n, a, t)


@lean
def base_shares(p, values, n, weights):
    """Fill `weights` with the outcome distribution of ending `n` before any odds."""
    weights[:] = 0.0
    given = 0.0
    spread = 0.0
    for i in range(p.nodes[n, c.SHARE_LO], p.nodes[n, c.SHARE_HI]):
        slot = int(p.shares[i, c.SHARE_SLOT])
        if slot >= 0:
            weights[int(p.shares[i, c.SHARE_OUTCOME])] = values[slot]
            given += values[slot]
        else:
            spread += p.shares[i, c.SHARE_WEIGHT]
    if given > 1.0 or (spread == 0.0 and given > 0.0):
        for o in range(weights.shape[0]):
            weights[o] /= given
        given = 1.0
    for i in range(p.nodes[n, c.SHARE_LO], p.nodes[n, c.SHARE_HI]):
        if p.shares[i, c.SHARE_SLOT] < 0.0 and spread > 0.0:
            outcome = int(p.shares[i, c.SHARE_OUTCOME])
            weights[outcome] += (1.0 - given) * p.shares[i, c.SHARE_WEIGHT] / spread


@lean
def ending_shares(p, s, n, a, t):
    """Fill the outcome weights of the result with those of ending `n` built by `a` at `t`."""
    weights = s.result[:-3]
    base_shares(p, s.values, n, weights)
    if p.nodes[n, c.ODDS_LO] == p.nodes[n, c.ODDS_HI]:
        return
    total = 0.0
    for o in range(weights.shape[0]):
        if weights[o] > 0.0:
            total += weights[o] * odds_factor(p, s, n, a, t, o)
    if total > 0.0:
        for o in range(weights.shape[0]):
            if weights[o] > 0.0:
                weights[o] *= odds_factor(p, s, n, a, t, o) / total


@lean
def leak_rate(p, s, n, learner, t):
    """Return how fast the delay until `learner` hears of `n` runs down; infinite if published."""
    product = 1.0
    for i in range(p.nodes[n, c.LEAK_LO], p.nodes[n, c.LEAK_HI]):
        e = p.links[i]
        only = p.effects[e, c.ACTOR]
        if only >= 0 and only != learner:
            continue
        best = NOBODY
        earliest = INF
        for holder in range(s.actors.shape[0]):
            if s.work[n, holder, c.KNOWN] <= t + EPS and window_open(p, s, e, holder, t):
                since = known_at(s, p.effects[e, c.SOURCE], p.effects[e, c.EFFECT_PART], holder)
                if since < earliest - EPS:
                    earliest, best = since, holder
        if best >= 0:
            product *= factor(p, s, e, n, best)
    return INF if product == 0.0 else 1.0 / product


@lean
def least_known(p, lo, hi):
    """Return how many nodes a gate wants known, if it asks for so many of some; else 0."""
    last = hi - 1
    if p.code[last, c.ARG1] == last - lo:
        if p.code[last, c.OPCODE] == c.MAX:
            return p.code[last, c.ARG1]
        if p.code[last, c.OPCODE] == c.KTH:
            return p.code[last, c.ARG2]
    return EMPTY


@lean
def gate_value(p, s, n, a):
    """Return the value of the gate of `n` for `a`, from what is known."""
    lo, hi = p.nodes[n, c.GATE_LO], p.nodes[n, c.GATE_HI]
    if lo == hi:
        return 1.0
    if p.code[hi - 1, c.OPCODE] == c.WEIGHTED and p.code[hi - 1, c.ARG1] == hi - 1 - lo:
        total = 0.0
        have = 0.0
        for i in range(lo, hi - 1):
            strength = s.values[p.code[i, c.ARG3]]
            who = a if p.code[i, c.ARG2] < 0 else p.code[i, c.ARG2]
            total += strength
            if s.work[p.code[i, c.ARG1], who, c.KNOWN] < INF:
                have += strength
        return have / total if total > 0.0 else 1.0
    least = least_known(p, lo, hi)
    if least > 0:
        known = EMPTY
        for i in range(lo, hi - 1):
            who = a if p.code[i, c.ARG2] < 0 else p.code[i, c.ARG2]
            known += s.work[p.code[i, c.ARG1], who, c.KNOWN] < INF
        return 1.0 if known >= least else 0.0
    top = EMPTY
    for i in range(lo, hi):
        if p.code[i, c.OPCODE] == c.REF:
            who = a if p.code[i, c.ARG2] < 0 else p.code[i, c.ARG2]
            s.stack[top] = s.work[p.code[i, c.ARG1], who, c.KNOWN]
            top += 1
        else:
            top = reduce_times(p, s.values, s.stack, top, i)
    return 1.0 if s.stack[0] < INF else 0.0


@lean
def reduce_times(p, values, stack, top, i):
    """Apply one row of gate code to the opening times on the stack; return the new top."""
    opcode = p.code[i, c.OPCODE]
    if opcode == c.BEFORE or opcode == c.NOT_BEFORE:
        earlier, later = stack[top - 2], stack[top - 1]
        holds = later < INF and earlier <= later - values[p.code[i, c.ARG1]] + EPS
        stack[top - 2] = later if holds == (opcode == c.BEFORE) else INF
        return top - 1
    members = p.code[i, c.ARG1]
    lo = top - members
    if opcode == c.KTH:
        for j in range(lo + 1, top):  # sort the members by insertion
            x = stack[j]
            k = j - 1
            while k >= lo and stack[k] > x:
                stack[k + 1] = stack[k]
                k -= 1
            stack[k + 1] = x
        stack[lo] = stack[lo + p.code[i, c.ARG2] - 1]
        return lo + 1
    latest = -INF
    for j in range(members):
        needed = True
        if opcode == c.WEIGHTED:
            needed = values[p.code[i - members + j, c.ARG3]] > 0.0
        if needed and stack[lo + j] > latest:
            latest = stack[lo + j]
    stack[lo] = latest
    return lo + 1
