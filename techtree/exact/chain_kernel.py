"""Build the chain: from each state, what can happen next, how fast, and where it leads."""

from __future__ import annotations

import numpy as np

from techtree.engine import draws, events, knowledge, rules
from techtree.engine import layout as c
from techtree.engine.compiling import lean, stored
from techtree.engine.rules import OVER, STARTED
from techtree.exact import forgetting, state_table, states
from techtree.exact import layout as x
from techtree.exact.state_table import STATES

INF = np.inf
NO, YES, NONE = np.bool_(False), np.bool_(True), np.int64(-1)
CALM, ACT, COMPLETION, STOP = 0, 1, 2, 3  # how an instant goes on: nothing, branches, the end

# counts, in `Chain.counts`
EDGES, PAYOFFS_USED, EXPANDED, FAULT, NEWS = 1, 2, 3, 4, 5  # after `STATES`
NO_FAULT, MANY_DEPTHS, MANY_PAYOFFS, MANY_NEWS = 0, 1, 2, 3


@lean
def settle(p, f, v, s, decided, t, found):
    """Let happen what happens at once, up to the first thing that matters and chance decides.

    `found` is filled with the effect or the piece of work on which chance decides.
    """
    while True:
        e = _undecided(p, f, s, decided)
        if e >= 0:
            found[0] = e
            source = p.effects[e, c.SOURCE]
            forgetting.look(p, v, s, t)
            if source < 0 or v.needed[source]:
                return ACT
            decided[e] = x.ACTS
            continue
        if s.lists[c.COUNTS, c.N_LEAKS_DIRTY]:
            knowledge.refresh_leaks(p, s, t)
        if knowledge.apply_leaks(p, s, t):
            continue
        some = events.apply_parts(p, s, t)
        if some == 2:
            return STOP
        if some:
            continue
        w = _next_due(p, v, s, t)
        if w >= 0:
            n, a = w // s.work.shape[1], w % s.work.shape[1]
            chance = _chance(p, s, n, a, t)
            if 0.0 < chance < 1.0:
                found[0] = w
                forgetting.look(p, v, s, t)
                if v.needed[n]:
                    return COMPLETION
                s.work[n, a, c.PHASE] = OVER
                continue
            if complete(p, s, w, t, chance > 0.0):
                return STOP
            continue
        if not events.start_work(p, s, t):
            return CALM


@lean
def _undecided(p, f, s, decided):
    """Return the first effect on whose chance it is to be decided whether it acts, or -1."""
    for e in range(f.acts.shape[0]):
        if f.acts[e, x.WORD] >= 0 and decided[e] == x.UNSETTLED:
            source, part = p.effects[e, c.SOURCE], p.effects[e, c.EFFECT_PART]
            if source >= 0 and s.work[source, 0, c.FIRST_KNOWN] < INF:
                return e
            if source < 0 and s.parts[part, c.WHEN] < INF:
                return e
    return -1


@lean
def _next_due(p, v, s, t):
    """Return the due completion to take up next: the first, but for those that may take turns.

    Of these, what no chance and no effect touches comes first, since it decides gates.
    """
    first = events.first_due(p, s, t)
    columns = s.work.shape[1]
    if first < 0 or v.turns[first // columns] == s.work.shape[0]:
        return first
    best = first
    turn = s.work.shape[0]
    for i in range(s.lists[c.COUNTS, c.N_ACTIVE]):
        w = s.lists[c.ACTIVE, i]
        n, a = w // columns, w % columns
        if v.turns[n] == s.work.shape[0] or s.work[n, a, c.PHASE] == OVER:
            continue
        plain = p.nodes[n, c.CHANCE] < 0 and p.nodes[n, c.DEPTH_LO] == p.nodes[n, c.DEPTH_HI]
        if (plain or v.turns[n] < turn) and events.is_due(p, s, n, a, t):
            if plain:
                return w
            best = w
            turn = v.turns[n]
    return best


@lean
def _chance(p, s, n, a, t):
    return rules.chance_now(p, s, n, a, t)


@lean
def complete(p, s, w, t, success):
    """Complete a piece of work that works out or does not; return whether the world ends."""
    n = w // s.work.shape[1]
    if p.nodes[n, c.CHANCE] >= 0:
        s.values[p.nodes[n, c.CHANCE_U]] = -1.0 if success else 2.0
    return events.complete(p, s, w, t)


@lean
def _keep(s, decided, backup):
    for n in range(s.work.shape[0]):
        for a in range(s.work.shape[1]):
            for i in range(c.WORK_COLUMNS):
                backup.work[n, a, i] = s.work[n, a, i]
    for i in range(3):
        for j in range(s.lists.shape[1]):
            backup.lists[i, j] = s.lists[i, j]
    for e in range(decided.shape[0]):
        backup.acts[e] = s.acts[e]
        backup.values[e] = decided[e]


@lean
def _restore(s, decided, backup):
    for n in range(s.work.shape[0]):
        for a in range(s.work.shape[1]):
            for i in range(c.WORK_COLUMNS):
                s.work[n, a, i] = backup.work[n, a, i]
    for i in range(3):
        for j in range(s.lists.shape[1]):
            s.lists[i, j] = backup.lists[i, j]
    for e in range(decided.shape[0]):
        s.acts[e] = backup.acts[e]
        decided[e] = int(backup.values[e])


@lean
def _restore_work(s, n, backup):
    """Undo an ending, which changes nothing but the work on it."""
    for a in range(s.work.shape[1]):
        for i in range(c.WORK_COLUMNS):
            s.work[n, a, i] = backup.work[n, a, i]


@lean
def _payoff(s, chain):
    """Return the row of `payoffs` that the world's end pays, appended if it is new."""
    used = chain.counts[PAYOFFS_USED]
    width = chain.payoffs.shape[1]
    for row in range(used):
        same = chain.payoffs[row, width - 1] == s.result[width]
        for o in range(width - 1):
            same = same and chain.payoffs[row, o] == s.result[o]
        if same:
            return row
    if used == chain.payoffs.shape[0]:
        chain.counts[FAULT] = MANY_PAYOFFS
        return 0
    for o in range(width - 1):
        chain.payoffs[used, o] = s.result[o]
    chain.payoffs[used, width - 1] = s.result[width]
    chain.counts[PAYOFFS_USED] = used + 1
    return used


@lean
def _arrive(p, f, v, s, decided, t, how, after, chain, key, signature):
    """Return the number of the state in which the instant `t` stands still, or is over.

    `after` tells whether it follows by a success on the state of which `v.held` tells.
    """
    if how == STOP:
        for w in range(key.shape[0]):
            key[w] = np.uint64(0)
        states.put(key, f.payoff, _payoff(s, chain) + 1)
        for w in range(signature.shape[0]):
            signature[w] = key[w] if w < key.shape[0] else np.uint64(0)
        return state_table.enter(key, signature, chain)
    now = t if how in (ACT, COMPLETION) else INF
    if after:
        forgetting.mark_after_success(p, v, s, now)
    else:
        forgetting.look(p, v, s, now)
    if not states.pack(p, f, v, s, decided, chain.depths, now, key):
        chain.counts[FAULT] = MANY_DEPTHS
    return state_table.index(p, f, v, key, signature, chain)


@lean
def _add_edge(chain, target, rate):
    i = chain.counts[EDGES]
    chain.targets[i] = target
    chain.rates[i] = rate
    chain.counts[EDGES] = i + 1


@lean
def _hear(v, s, chain, only):
    """Note of the newest edge what comes to be known on it of what is asked.

    That is what is known in `s`; or that all know the node `only`, if it is not -1.
    """
    if chain.heard.shape[0] == 1:
        return
    nodes, actors = v.before.shape
    count = chain.counts[NEWS]
    if count + nodes * (actors + 1) > chain.news.shape[0]:
        chain.counts[FAULT] = MANY_NEWS
        return
    for n in range(nodes):
        if not v.asked[n] or (only >= 0 and n != only):
            continue
        earlier, later = False, False
        for a in range(actors):
            earlier |= v.before[n, a]
            if not v.before[n, a] and (n == only or s.work[n, a, c.KNOWN] < INF):
                chain.news[count] = n * actors + a
                count += 1
                later = True
        if later and not earlier:
            chain.news[count] = nodes * actors + n
            count += 1
    chain.counts[NEWS] = count
    chain.heard[chain.counts[EDGES]] = count


@stored
def begin(program, f, v, s, decided, mask, chain, key, signature):
    """Set the world with the channels of `mask` to its beginning; return its state's number."""
    p = program.rules
    for e in range(f.acts.shape[0]):
        decided[e] = x.UNSETTLED
        chance = p.effects[e, c.ACTS_P]
        s.acts[e] = chance < 0 or s.values[chance] >= 1.0
    events.begin(p, s, mask)
    begun = np.bool_(False)
    while True:  # what was unlocked in the past, one instant after another
        t = events.next_instant(s, begun)
        if t > -1e-9:
            break
        happens = True
        while happens:
            if s.lists[c.COUNTS, c.N_LEAKS_DIRTY]:
                knowledge.refresh_leaks(p, s, t)
            happens = knowledge.apply_leaks(p, s, t) or events.apply_parts(p, s, t) > 0
    found = np.zeros(1, np.int64)
    s.lists[c.COUNTS, c.N_LEAKS_DIRTY] = 1
    some = 1
    while some == 1:  # leaks and the parts of now come before all completions
        if s.lists[c.COUNTS, c.N_LEAKS_DIRTY]:
            knowledge.refresh_leaks(p, s, 0.0)
        if not knowledge.apply_leaks(p, s, 0.0):
            some = events.apply_parts(p, s, 0.0)
    s.lists[c.COUNTS, c.N_LEAKS_DIRTY] = 1
    how = STOP
    if some != 2:
        how = settle(p, f, v, s, decided, 0.0, found)
    return _arrive(p, f, v, s, decided, 0.0, how, NO, chain, key, signature)


@stored
def expand(program, f, v, s, backup, decided, chain, key, signature, room, last):
    """Find what can follow each state before `last`, as long as there is room for it.

    `room` is (2,): the states and edges to keep free for what can follow one state. Where there
    is no room for news, the state is left for the next call.
    """
    p, numbers = program.rules, program.numbers
    columns = s.work.shape[1]
    found = np.zeros(1, np.int64)
    while chain.counts[EXPANDED] < last and chain.counts[FAULT] == NO_FAULT:
        i = chain.counts[EXPANDED]
        if (
            chain.counts[STATES] + room[0] > chain.keys.shape[0]
            or chain.counts[EDGES] + room[1] > chain.targets.shape[0]
            or 2 * (chain.counts[STATES] + room[0]) > chain.table.shape[0]
        ):
            return
        chain.counts[EXPANDED] = i + 1
        chain.first[i] = chain.counts[EDGES]
        if states.get(chain.keys[i], f.payoff):
            chain.kinds[i] = x.ENDED
            chain.levels[i] = np.int32(2**31 - 1)
            continue
        signed = chain.signatures.shape[0] > 0
        chain.levels[i] = states.level(f, chain.signatures[i] if signed else chain.keys[i])
        t = states.unpack(p, f, chain.keys[i], s, decided, chain.depths)
        how = settle(p, f, v, s, decided, t, found)
        _keep(s, decided, backup)
        for n in range(s.work.shape[0]):
            for a in range(columns):
                v.before[n, a] = s.work[n, a, c.KNOWN] < INF
        if how == ACT:
            chain.kinds[i] = x.VANISHING
            e = found[0]
            chance = s.values[p.effects[e, c.ACTS_P]]
            for acts in (1, 0):
                _restore(s, decided, backup)
                decided[e] = x.ACTS if acts else x.IDLES
                s.acts[e] = acts == 1
                s.lists[c.COUNTS, c.N_LEAKS_DIRTY] = 1
                how = settle(p, f, v, s, decided, t, found)
                target = _arrive(p, f, v, s, decided, t, how, NO, chain, key, signature)
                _add_edge(chain, target, chance if acts else 1.0 - chance)
                _hear(v, s, chain, NONE)
        elif how == COMPLETION:
            chain.kinds[i] = x.VANISHING
            w = found[0]
            chance = _chance(p, s, w // columns, w % columns, t)
            for success in (1, 0):
                _restore(s, decided, backup)
                how = STOP
                if not complete(p, s, w, t, success == 1):
                    how = settle(p, f, v, s, decided, t, found)
                target = _arrive(p, f, v, s, decided, t, how, NO, chain, key, signature)
                _add_edge(chain, target, chance if success else 1.0 - chance)
                _hear(v, s, chain, NONE)
        else:
            chain.kinds[i] = x.TANGIBLE
            forgetting.look(p, v, s, INF)
            forgetting.keep(v)
            for j in range(s.lists[c.COUNTS, c.N_ACTIVE]):
                w = backup.lists[c.ACTIVE, j]
                n, a = w // columns, w % columns
                if s.work[n, a, c.PHASE] != STARTED:
                    continue
                rate = rules.work_speed(p, s, n, a, t)
                if rate <= 0.0:
                    continue
                rate /= numbers.slots[p.nodes[n, c.WORK], 1] * s.work[n, a, c.BEGUN]
                chance = _chance(p, s, n, a, t)
                if v.plain[n] and chance > 0.0:
                    forgetting.mark_without(v, n)
                    states.pack_known(p, f, v, chain.keys[i], n, key)
                    target = state_table.index(p, f, v, key, signature, chain)
                    _add_edge(chain, target, rate * chance)
                    _hear(v, s, chain, n)
                for success in (1, 0):
                    share = chance if success else 1.0 - chance
                    if share <= 0.0 or (success and v.plain[n]):
                        continue
                    ended = complete(p, s, w, t, success == 1)
                    how = STOP if ended else settle(p, f, v, s, decided, t, found)
                    target = _arrive(
                        p, f, v, s, decided, t, how, success == 1, chain, key, signature
                    )
                    _add_edge(chain, target, rate * share)
                    _hear(v, s, chain, NONE)
                    if ended:
                        _restore_work(s, n, backup)
                    else:
                        _restore(s, decided, backup)
            for j in range(backup.lists[c.COUNTS, c.N_LEAKING]):
                w = backup.lists[c.LEAKING, j]
                n, a = w // columns, w % columns
                slot = p.pairs[n, a, c.LEAK]
                if slot < 0 or numbers.slots[slot, 0] == draws.FIXED:
                    continue
                rate = s.work[n, a, c.LEAK_SPEED] / numbers.slots[slot, 1]
                if rate <= 0.0:
                    continue
                s.work[n, a, c.LEAK_FINISH] = t
                how = settle(p, f, v, s, decided, t, found)
                target = _arrive(p, f, v, s, decided, t, how, YES, chain, key, signature)
                _add_edge(chain, target, rate)
                _hear(v, s, chain, NONE)
                _restore(s, decided, backup)
        chain.first[i + 1] = chain.counts[EDGES]
        if chain.counts[FAULT] == MANY_NEWS:
            chain.counts[EDGES] = chain.first[i]
            chain.counts[NEWS] = chain.heard[chain.first[i]]
            chain.counts[EXPANDED] = i
