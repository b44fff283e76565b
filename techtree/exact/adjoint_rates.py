"""Go over a chain again, and add up how its rates, chances and payoffs move with each number.

The rules themselves are asked again with a number moved up and down a little, so that no formula
of the model stands here a second time: a node's speed for those numbers alone that can touch it.
"""

from __future__ import annotations

import numpy as np

from techtree.engine import draws, rules
from techtree.engine import layout as c
from techtree.engine.compiling import lean, stored
from techtree.engine.rules import STARTED
from techtree.exact import layout as x
from techtree.exact import states
from techtree.exact.chain_kernel import ACT, COMPLETION, STOP, complete, settle

INF = np.inf
ALIKE = 1e-9  # of a rate: what an edge was built with and what is found again
BY = (1.0, -1.0, 2.0, -2.0)  # steps: differences over them are exact to the fourth power
NO_NODE = np.int64(-1)
ODD = np.int64(-1)  # in place of a number of edges: they are not what the chain was built with
WEIGHTS = (2.0 / 3.0, -2.0 / 3.0, -1.0 / 12.0, 1.0 / 12.0)


@lean
def move(p, s, g, k, n, by):
    """Move a number by `by` from what it is, with the gates of node `n` that hang on it."""
    for i in range(g.first[k], g.first[k + 1]):
        s.values[g.slots[i]] = g.base[i] + by * g.scale[i]
    if g.gated[k] and n >= 0:
        for a in range(s.work.shape[1]):
            if s.work[n, a, c.GATE] > 0.0:
                s.work[n, a, c.GATE] = rules.gate_value(p, s, n, a)


@lean
def _add_rate(p, s, g, k, n, a, t, edges, weights, slow, totals):
    """Add what number `k` does to the rates at which `n` works out and fails.

    `edges` are (2,): of success and of failure, -1 where there is none; `slow` is the work.
    """
    works, fails = 0.0, 0.0
    for i in range(4):
        move(p, s, g, k, n, BY[i] * g.step[k])
        speed, chance = rules.work_speed(p, s, n, a, t), rules.chance_now(p, s, n, a, t)
        works += WEIGHTS[i] * speed * chance / (g.step[k] * slow)
        fails += WEIGHTS[i] * speed * (1.0 - chance) / (g.step[k] * slow)
    move(p, s, g, k, n, 0.0)
    _add(totals, k, works, weights, edges[0])
    _add(totals, k, fails, weights, edges[1])


@lean
def _add(totals, k, change, weights, e):
    """Add to the derivatives by number `k` what a change of the rate of edge `e`, if any, does."""
    if k >= 0 and e >= 0:
        for o in range(totals.shape[1]):
            totals[k, o] += change * weights[e, o]


@lean
def _could_start(p, s, g, n, a, t, sudden):
    """Note in `sudden` the numbers by which work that stands still would go on."""
    for j in range(g.speed_first[n], g.speed_first[n + 1]):
        k = g.speed[j]
        for sign in (1.0, -1.0):
            move(p, s, g, k, n, sign * g.step[k])
            if rules.work_speed(p, s, n, a, t) > 0.0:
                sudden[k] = True
        move(p, s, g, k, n, 0.0)


@lean
def _pay(p, s, g, n, a, t, flow, totals):
    """Add what numbers do to what ending `n`, built by `a` at `t`, pays."""
    outcomes = s.result.shape[0] - 3
    for j in range(g.ending_first[n], g.ending_first[n + 1]):
        k = g.ending[j]
        for i in range(4):
            move(p, s, g, k, NO_NODE, BY[i] * g.step[k])
            rules.ending_shares(p, s, n, a, t)
            for o in range(outcomes):
                totals[k, o] += WEIGHTS[i] * flow * s.result[o] / g.step[k]
        move(p, s, g, k, NO_NODE, 0.0)


@lean
def _pay_behind(p, s, g, t, flow, totals):
    """Add what numbers do to the payoff of the end that has just been reached."""
    n, a = int(s.result[-2]), int(s.result[-1])
    s.work[n, a, c.KNOWN] = INF  # as it was when the distribution was looked at
    _pay(p, s, g, n, a, t, flow, totals)


@lean
def _set_up(p, f, v, s, decided, t_out, key, depths, found):
    """Set up a state and let settle what is settled in it; return how it goes on."""
    t_out[0] = states.unpack(p, f, key, s, decided, depths)
    return settle(p, f, v, s, decided, t_out[0], found)


@lean
def _take(p, f, v, s, decided, t, w, success, found):
    """Let a piece of work end; return how the instant goes on."""
    if complete(p, s, w, t, success):
        return STOP
    return settle(p, f, v, s, decided, t, found)


@lean
def _add_ends(p, f, v, s, decided, g, t, w, edges, chain, i, spent, now, found, totals):
    """Add what numbers do to the payoffs to which a completion leads at once.

    `edges` are those of success and of failure among the edges of state `i`, or -1.
    """
    n, a = w // s.work.shape[1], w % s.work.shape[1]
    for way in range(2):
        e = chain.first[i] + edges[way]
        if edges[way] < 0 or chain.kinds[chain.targets[e]] != x.ENDED:
            continue
        if way == 0 and p.nodes[n, c.ENDING] == 1:
            _pay(p, s, g, n, a, t, spent * chain.rates[e], totals)
            continue
        if _take(p, f, v, s, decided, t, w, way == 0, found) == STOP:
            _pay_behind(p, s, g, t, spent * chain.rates[e], totals)
        _set_up(p, f, v, s, decided, now, chain.keys[i], chain.depths, found)


@lean
def _differs(found, built):
    return abs(found - built) > ALIKE * abs(built)


@lean
def _act(p, f, v, s, decided, g, t, found, now, chain, i, spent, weights, totals):
    """Go over the edges of a state in which chance decides whether an effect acts."""
    effect, e = found[0], chain.first[i]
    k = g.of_slot[p.effects[effect, c.ACTS_P]]
    _add(totals, k, 1.0, weights, 0)
    _add(totals, k, -1.0, weights, 1)
    for way in range(2):
        if chain.kinds[chain.targets[e + way]] != x.ENDED:
            continue
        decided[effect] = x.ACTS if way == 0 else x.IDLES
        s.acts[effect] = way == 0
        s.lists[c.COUNTS, c.N_LEAKS_DIRTY] = 1
        if settle(p, f, v, s, decided, t, found) == STOP:
            _pay_behind(p, s, g, t, spent * chain.rates[e + way], totals)
        _set_up(p, f, v, s, decided, now, chain.keys[i], chain.depths, found)
    return 2


@lean
def _come_out(p, f, v, s, decided, g, t, found, now, edges, chain, i, spent, weights, totals):
    """Go over the edges of a state in which chance decides whether a piece of work works out."""
    w, e = found[0], chain.first[i]
    n, a = w // s.work.shape[1], w % s.work.shape[1]
    if _differs(rules.chance_now(p, s, n, a, t), chain.rates[e]):
        return ODD
    for j in range(g.speed_first[n], g.speed_first[n + 1]):
        k = g.speed[j]
        change = 0.0
        for m in range(4):
            move(p, s, g, k, NO_NODE, BY[m] * g.step[k])
            change += WEIGHTS[m] * rules.chance_now(p, s, n, a, t) / g.step[k]
        move(p, s, g, k, NO_NODE, 0.0)
        _add(totals, k, change, weights, 0)
        _add(totals, k, -change, weights, 1)
    edges[0], edges[1] = 0, 1
    _add_ends(p, f, v, s, decided, g, t, w, edges, chain, i, spent, now, found, totals)
    return 2


@lean
def _work(
    p, numbers, f, v, s, decided, g, t, found, now, edges, chain, i, spent, weights, totals, sudden,
):  # fmt: skip
    """Go over the edges along which work ends; return how many, or `ODD`."""
    e = 0
    columns = s.work.shape[1]
    rates = chain.rates[chain.first[i] : chain.first[i + 1]]
    targets = chain.targets[chain.first[i] : chain.first[i + 1]]
    for j in range(s.lists[c.COUNTS, c.N_ACTIVE]):
        w = s.lists[c.ACTIVE, j]
        n, a = w // columns, w % columns
        if s.work[n, a, c.PHASE] != STARTED:
            continue
        speed = rules.work_speed(p, s, n, a, t)
        if speed <= 0.0:
            _could_start(p, s, g, n, a, t, sudden)
            continue
        slot = p.nodes[n, c.WORK]
        slow = numbers.slots[slot, 1] * s.work[n, a, c.BEGUN]
        chance = rules.chance_now(p, s, n, a, t)
        ends = False
        for way in range(2):
            share = chance if way == 0 else 1.0 - chance
            edges[way] = -1
            if share > 0.0:
                if e == rates.shape[0] or _differs(speed / slow * share, rates[e]):
                    return ODD
                edges[way] = e
                ends |= chain.kinds[targets[e]] == x.ENDED
                _add(totals, g.of_slot[slot], -rates[e] / numbers.slots[slot, 1], weights, e)
                e += 1
        for m in range(g.speed_first[n], g.speed_first[n + 1]):
            _add_rate(p, s, g, g.speed[m], n, a, t, edges, weights, slow, totals)
        if ends:
            _add_ends(p, f, v, s, decided, g, t, w, edges, chain, i, spent, now, found, totals)
    return e


@lean
def _leak(
    p, numbers, f, v, s, decided, g, t, found, now, e, chain, i, spent, weights, totals
):  # fmt: skip
    """Go over the edges along which somebody hears of something, from `e` on, as `_work` does."""
    columns = s.work.shape[1]
    rates = chain.rates[chain.first[i] : chain.first[i + 1]]
    for j in range(s.lists[c.COUNTS, c.N_LEAKING]):
        w = s.lists[c.LEAKING, j]
        n, a = w // columns, w % columns
        slot = p.pairs[n, a, c.LEAK]
        if slot < 0 or numbers.slots[slot, 0] == draws.FIXED:
            continue
        mean = numbers.slots[slot, 1]
        rate = s.work[n, a, c.LEAK_SPEED] / mean
        if rate <= 0.0:
            continue
        if e == rates.shape[0] or _differs(rate, rates[e]):
            return ODD
        _add(totals, g.of_slot[slot], -rate / mean, weights, e)
        for m in range(g.leak_first[n], g.leak_first[n + 1]):
            k = g.leak[m]
            change = 0.0
            for h in range(4):
                move(p, s, g, k, NO_NODE, BY[h] * g.step[k])
                change += WEIGHTS[h] * rules.leak_rate(p, s, n, a, t) / (g.step[k] * mean)
            move(p, s, g, k, NO_NODE, 0.0)
            _add(totals, k, change, weights, e)
        if chain.kinds[chain.targets[chain.first[i] + e]] == x.ENDED:
            s.work[n, a, c.LEAK_FINISH] = t
            if settle(p, f, v, s, decided, t, found) == STOP:
                _pay_behind(p, s, g, t, spent * rate, totals)
            _set_up(p, f, v, s, decided, now, chain.keys[i], chain.depths, found)
        e += 1
    return e


@stored
def contract(program, f, v, s, decided, chain, g, spent, begin, end, weights, totals, sudden):
    """Add to `totals`, (K, C), how each outcome moves with each number.

    The states from `begin` to `end` are gone over, and `weights` are those of their edges.
    `sudden`, (K,), tells of which numbers that is not all, since moved a little they open ways
    that the chain does not have. Returns the first state that is not what it was built as, or -1.
    """
    p, numbers = program.rules, program.numbers
    found = np.zeros(1, np.int64)
    now = np.zeros(1)
    edges = np.zeros(2, np.int64)
    before = chain.first[begin]
    for i in range(begin, end):
        if spent[i] == 0.0 or chain.kinds[i] == x.ENDED:
            continue
        how = _set_up(p, f, v, s, decided, now, chain.keys[i], chain.depths, found)
        t = now[0]
        own = weights[chain.first[i] - before : chain.first[i + 1] - before]
        if how == ACT:
            count = _act(
                p, f, v, s, decided, g, t, found, now, chain, i, spent[i], own, totals,
            )  # fmt: skip
        elif how == COMPLETION:
            count = _come_out(
                p, f, v, s, decided, g, t, found, now, edges, chain, i, spent[i], own, totals,
            )  # fmt: skip
        else:
            count = _work(
                p, numbers, f, v, s, decided, g, t, found, now, edges, chain, i, spent[i], own,
                totals, sudden,
            )  # fmt: skip
            if count >= 0:
                count = _leak(
                    p, numbers, f, v, s, decided, g, t, found, now, count, chain, i, spent[i],
                    own, totals,
                )  # fmt: skip
        if count != chain.first[i + 1] - chain.first[i]:
            return i
    return -1
