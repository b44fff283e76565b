"""The one-pass kernel: node by node over blocks of trajectories, in topological order.

It serves programs with one actor and without loops, where every node's time follows from those
of its sources. A block stays in cache and its loops vectorise; a world that an item changes is
computed again only where the item can reach.
"""

from __future__ import annotations

import numpy as np

from techtree.engine import draws, rules
from techtree.engine import layout as c
from techtree.engine.compiling import internal, lean
from techtree.engine.layout import EPS

INF = np.inf


@lean
def copy(source, out):
    """Copy a row; assigning it whole would compile numpy's checks of shapes along."""
    for b in range(out.shape[0]):
        out[b] = source[b]


@internal
def fill_slot(numbers, slot, first, inner, out):
    """Fill `out` with a slot for the trajectories first, first + 1, ... (see `kernel.run`)."""
    if inner == 0 or numbers.slots[slot, 0] == draws.FIXED:
        draws.fill_row(numbers, slot, first, out)
        return
    for b in range(out.shape[0]):
        t = first + b
        index = t // inner if numbers.is_input[slot] else t % inner
        out[b] = draws.draw(numbers, slot, index)


@internal
def fill_values(numbers, first, inner, rows, values):
    """Draw all slots that stand in `rows` (slot to row of `values`, -1 for drawn later)."""
    for slot in range(rows.shape[0]):
        if rows[slot] >= 0:
            fill_slot(numbers, slot, first, inner, values[rows[slot]])


@internal
def value_rows(p, numbers):
    """Assign a row to every slot but the works and uniforms of single nodes; return rows, count.

    Works and the uniforms of chances are drawn node by node, as they are used but once.
    """
    rows = np.zeros(numbers.slots.shape[0], np.int64)
    for n in range(p.nodes.shape[0]):
        work = p.nodes[n, c.WORK]
        if numbers.slots[work, 0] != draws.FIXED and not numbers.is_input[work]:
            rows[work] = -1
        if p.nodes[n, c.CHANCE_U] >= 0:
            rows[p.nodes[n, c.CHANCE_U]] = -1
    count = 0
    for slot in range(rows.shape[0]):
        if rows[slot] == 0:
            rows[slot] = count
            count += 1
    return rows, count


@internal
def gate_times(p, n, known, row, vrow, values, stack, out):
    """Fill `out` with the times at which the gate of `n` first is above 0."""
    size = out.shape[0]
    lo, hi = p.nodes[n, c.GATE_LO], p.nodes[n, c.GATE_HI]
    if lo == hi:
        out[:] = 0.0
        return
    last = p.code[hi - 1]
    members = hi - 1 - lo
    flat = last[c.ARG1] == members
    if p.nodes[n, c.SINGLE_GATE] >= 0:
        src = known[row[p.code[lo, c.ARG1]]]
        for b in range(size):
            out[b] = src[b] if src[b] > 0.0 else 0.0
        return
    for i in range(lo, hi - 1):
        flat = flat and p.code[i, c.OPCODE] == c.REF
    if flat and last[c.OPCODE] == c.MAX:
        out[:] = 0.0
        for i in range(lo, hi - 1):
            src = known[row[p.code[i, c.ARG1]]]
            for b in range(size):
                out[b] = src[b] if src[b] > out[b] else out[b]
        return
    if flat and last[c.OPCODE] == c.WEIGHTED:
        out[:] = INF
        for i in range(lo, hi - 1):
            src = known[row[p.code[i, c.ARG1]]]
            strength = values[vrow[p.code[i, c.ARG3]]]
            for b in range(size):
                if strength[b] > 0.0:
                    out[b] = min(out[b], src[b])
        for b in range(size):
            out[b] = max(0.0, out[b])
        return
    if flat and last[c.OPCODE] == c.KTH:
        smallest = np.full((last[c.ARG2], size), INF)
        for i in range(lo, hi - 1):
            src = known[row[p.code[i, c.ARG1]]]
            copy(src, out)
            for k in range(smallest.shape[0]):
                kept = smallest[k]
                for b in range(size):
                    x, y = out[b], kept[b]
                    kept[b] = x if x < y else y
                    out[b] = y if x < y else x
        kept = smallest[smallest.shape[0] - 1]
        for b in range(size):
            out[b] = kept[b] if kept[b] > 0.0 else 0.0
        return
    local = np.empty(vrow.shape[0])
    for b in range(size):
        top = rules.EMPTY
        for i in range(lo, hi):
            if p.code[i, c.OPCODE] == c.REF:
                stack[top] = known[row[p.code[i, c.ARG1]], b]
                top += 1
                if p.code[i, c.ARG3] >= 0:
                    local[p.code[i, c.ARG3]] = values[vrow[p.code[i, c.ARG3]], b]
            else:
                if p.code[i, c.OPCODE] == c.BEFORE or p.code[i, c.OPCODE] == c.NOT_BEFORE:
                    local[p.code[i, c.ARG1]] = values[vrow[p.code[i, c.ARG1]], b]
                top = rules.reduce_times(p, local, stack, top, i)
        out[b] = max(0.0, stack[0])


@internal
def is_weighted(p, n):
    """Tell whether the gate of `n` is `weighted` at its top."""
    lo, hi = p.nodes[n, c.GATE_LO], p.nodes[n, c.GATE_HI]
    if lo == hi:
        return False
    return p.code[hi - 1, c.OPCODE] == c.WEIGHTED and p.code[hi - 1, c.ARG1] == hi - 1 - lo


@lean
def in_reach(p, part, reach):
    """Tell whether a part (-1: none is needed) can act in a world with the channels of `reach`."""
    if part < 0 or p.parts[part, c.PART_CHANNEL] < 0:
        return True
    return (reach >> np.uint64(p.parts[part, c.PART_CHANNEL])) & np.uint64(1) == 1


@internal
def effect_window(p, e, known, row, vrow, values, part_time, acts, on, off):
    """Fill `on` and `off` with the window of effect `e`, infinite where it never acts."""
    source = p.effects[e, c.SOURCE]
    since = known[row[source]] if source >= 0 else part_time[p.effects[e, c.EFFECT_PART]]
    after = values[vrow[p.effects[e, c.AFTER]]]
    for b in range(on.shape[0]):
        on[b] = since[b] + after[b]
    if p.effects[e, c.ACTS_P] >= 0:
        for b in range(on.shape[0]):
            if not acts[e, b]:
                on[b] = INF
    lasts = p.effects[e, c.LASTS]
    if lasts >= 0:
        length = values[vrow[lasts]]
        for b in range(on.shape[0]):
            off[b] = on[b] + length[b]
    else:
        off[:] = INF


@internal
def effect_factor(p, e, n, deep, depth, row, vrow, values, out):
    """Fill `out` with the factor of effect `e` on node `n`, raised to its source's depth."""
    by = values[vrow[p.effects[e, c.BY]]]
    if p.effects[e, c.KIND] == c.STAFF_KIND:
        staff = values[vrow[p.nodes[n, c.STAFF]]]
        returns = values[vrow[p.scalars[c.RETURNS]]]
        for b in range(out.shape[0]):
            out[b] = max(0.0, (staff[b] + by[b]) / staff[b]) ** returns[b]
    else:
        copy(by, out)
    source = p.effects[e, c.SOURCE]
    if source >= 0 and deep[source]:
        power = depth[row[source]]
        for b in range(out.shape[0]):
            out[b] = out[b] ** power[b]


@internal
def two_steps(start, work, base, on1, f1, on2, f2, out):
    """Fill `out` with completion times under two lasting effects: at most three speeds."""
    for b in range(out.shape[0]):
        first = on1[b] <= on2[b]
        t1 = max(start[b], on1[b] if first else on2[b])
        t2 = max(start[b], on2[b] if first else on1[b])
        s0 = base[b]
        s1 = s0 * (f1[b] if first else f2[b])
        s2 = s0 * f1[b] * f2[b]
        d0 = start[b] + work[b] / s0
        left1 = work[b] - s0 * (t1 - start[b])
        d1 = t1 + left1 / s1
        left2 = left1 - s1 * (t2 - t1)
        d2 = t2 + left2 / s2
        done = d2 if d1 > t2 + EPS else d1
        done = done if d0 > t1 + EPS else d0
        done = done if start[b] < INF else INF
        out[b] = done if work[b] > 0.0 else start[b]


@internal
def many_steps(start, work, base, ons, offs, factors, steps, weights, people, crew, out):
    """Fill `out` with completion times where windows and partial gates change the speed.

    `ons`, `offs`, `factors` are (effects, block); `steps`, `weights` are the times and the
    strengths of a weighted gate's members, (members, block), empty where the gate is none.
    `people` is what each effect adds to the staff, and `crew` staff and returns, (2, block);
    empty where no people add up.
    """
    effects, members = ons.shape[0], steps.shape[0]
    for b in range(out.shape[0]):
        t, left = start[b], work[b]
        if left <= 0.0 or t == INF:
            out[b] = t
            continue
        total = 0.0
        for j in range(members):
            total += weights[j, b]
        while True:
            speed = base[b]
            change = INF
            if members:
                have = 0.0
                for j in range(members):
                    if steps[j, b] <= t:
                        have += weights[j, b]
                    elif steps[j, b] < change:
                        change = steps[j, b]
                speed *= have / total
            more = 0.0
            for j in range(effects):
                if ons[j, b] > t:
                    change = min(change, ons[j, b])
                elif offs[j, b] > t:
                    speed *= factors[j, b]
                    change = min(change, offs[j, b])
                    if people.shape[0]:
                        more += people[j, b]
            if more != 0.0:
                speed *= rules.crowd(crew[0, b], more, crew[1, b])
            if speed > 0.0 and t + left / speed <= change + EPS:
                out[b] = t + left / speed
                break
            if change == INF:
                out[b] = INF
                break
            left -= speed * (change - t)
            t = change


@internal
def speeds_in_reach(p, n, reach):
    """Count the effects on the speed of `n` that can act in a world with these channels."""
    count = 0
    for i in range(p.nodes[n, c.SPEED_LO], p.nodes[n, c.SPEED_HI]):
        count += 1 if in_reach(p, p.effects[p.links[i], c.EFFECT_PART], reach) else 0
    return count


@internal
def add_people(p, n, vrow, values, reach, factors, people, crew):
    """Take the people that items bring to `n` out of the factors, to be added up."""
    copy(values[vrow[p.nodes[n, c.STAFF]]], crew[0])
    copy(values[vrow[p.scalars[c.RETURNS]]], crew[1])
    j = 0
    for i in range(p.nodes[n, c.SPEED_LO], p.nodes[n, c.SPEED_HI]):
        e = p.links[i]
        if not in_reach(p, p.effects[e, c.EFFECT_PART], reach):
            continue
        people[j] = 0.0
        if rules.adds_people(p, e):
            copy(values[vrow[p.effects[e, c.BY]]], people[j])
            factors[j] = 1.0
        j += 1


@internal
def speed_up(
    p, n, row, vrow, values, known, depth, deep, part_time, acts, reach, start, work, base, out
):
    """Fill `out` with the completion times of `n` under what changes its speed."""
    size = out.shape[0]
    lo, hi = p.nodes[n, c.SPEED_LO], p.nodes[n, c.SPEED_HI]
    most = max(2, speeds_in_reach(p, n, reach))
    ons, offs, factors = np.empty((most, size)), np.empty((most, size)), np.empty((most, size))
    effects, teams = 0, 0
    lasting = True
    for i in range(lo, hi):
        e = p.links[i]
        if not in_reach(p, p.effects[e, c.EFFECT_PART], reach):
            continue
        effect_window(p, e, known, row, vrow, values, part_time, acts, ons[effects], offs[effects])
        effect_factor(p, e, n, deep, depth, row, vrow, values, factors[effects])
        lasting = lasting and p.effects[e, c.LASTS] < 0
        teams += 1 if rules.adds_people(p, e) else 0
        effects += 1
    weighted = is_weighted(p, n)
    people, crew = np.empty((effects if teams > 1 else 0, size)), np.empty((2, size))
    if teams > 1:
        add_people(p, n, vrow, values, reach, factors, people, crew)
    elif effects <= 2 and lasting and not weighted:
        for j in range(effects, 2):
            ons[j] = INF
            factors[j] = 1.0
        two_steps(start, work, base, ons[0], factors[0], ons[1], factors[1], out)
        return
    glo = p.nodes[n, c.GATE_LO]
    members = p.nodes[n, c.GATE_HI] - 1 - glo if weighted else 0
    steps = np.empty((members, size))
    weights = np.empty((members, size))
    for j in range(members):
        copy(known[row[p.code[glo + j, c.ARG1]]], steps[j])
        copy(values[vrow[p.code[glo + j, c.ARG3]]], weights[j])
    many_steps(
        start, work, base, ons[:effects], offs[:effects], factors[:effects], steps, weights,
        people, crew, out,
    )  # fmt: skip


@internal
def odds_product(
    p, lo, hi, outcome, n, row, vrow, values, known, depth, deep, part_time, acts, reach, at, out
):
    """Fill `out` with the factor on the odds of an outcome (-1: the chance) of `n` at times `at`.

    Returns whether any effect can change it.
    """
    size = out.shape[0]
    some = False
    on, off, by = np.empty(size), np.empty(size), np.empty(size)
    out[:] = 1.0
    for i in range(lo, hi):
        e = p.links[i]
        if p.effects[e, c.OUTCOME] != outcome:
            continue
        if not in_reach(p, p.effects[e, c.EFFECT_PART], reach):
            continue
        some = True
        effect_window(p, e, known, row, vrow, values, part_time, acts, on, off)
        effect_factor(p, e, n, deep, depth, row, vrow, values, by)
        for b in range(size):
            out[b] *= by[b] if on[b] <= at[b] + EPS and off[b] > at[b] + EPS else 1.0
    return some


@internal
def apply_node_parts(p, n, first_part, next_part, part_time, reach, deepened, known, depth):
    """Apply what items, or the past, do to `n` itself: unlocks first, then blocks."""
    size = known.shape[0]
    i = first_part[n]
    while i >= 0:
        if p.parts[i, c.PART_KIND] >= c.UNLOCK and in_reach(p, i, reach):
            for b in range(size):
                if part_time[i, b] <= known[b] + EPS and part_time[i, b] < INF:
                    known[b] = min(known[b], part_time[i, b])
                    if deepened:
                        depth[b] = 1.0
        i = next_part[i]
    i = first_part[n]
    while i >= 0:
        kind = p.parts[i, c.PART_KIND]
        if kind == c.BLOCK and not in_reach(p, i, reach):
            i = next_part[i]
            continue
        for b in range(size):
            if kind == c.BLOCK:
                at = part_time[i, b]
                if at <= EPS or known[b] >= at - EPS:
                    known[b] = INF
            elif kind == c.OWN_NODE and part_time[i, b] == INF:
                known[b] = INF
        i = next_part[i]


@internal
def node_times(
    p,
    n,
    row,
    vrow,
    values,
    known,
    depth,
    deep,
    first_part,
    next_part,
    part_time,
    acts,
    reach,
    work,
    u,
):
    """Fill the row of `n` in `known` with the times at which it becomes known."""
    size = known.shape[1]
    out = known[row[n]]
    start = np.empty(size)
    gate_times(p, n, known, row, vrow, values, np.empty(p.code.shape[0] + 1), start)
    if deep[n]:
        lo, hi = p.nodes[n, c.DEPTH_LO], p.nodes[n, c.DEPTH_HI]
        odds_product(
            p, lo, hi, rules.NO_OUTCOME, n, row, vrow, values, known, depth, deep, part_time,
            acts, reach, start, depth[row[n]],
        )  # fmt: skip
    field = p.nodes[n, c.FIELD]
    base = values[vrow[p.pairs[n, 0, c.EFFORT]]] if field >= 0 else np.ones(size)
    plain = speeds_in_reach(p, n, reach) == 0 and not is_weighted(p, n)
    if not plain or deep[n] or p.pairs[n, 0, c.LUCK] >= 0 or field >= 0:
        need = np.empty(size)
        copy(work, need)
        if deep[n]:
            power = depth[row[n]]
            for b in range(size):
                need[b] *= power[b]
        if p.pairs[n, 0, c.LUCK] >= 0:
            luck = values[vrow[p.pairs[n, 0, c.LUCK]]]
            z = values[vrow[p.pairs[n, 0, c.LUCK_Z]]]
            for b in range(size):
                need[b] *= np.exp(luck[b] * z[b])
        if plain:
            for b in range(size):
                out[b] = start[b] + (need[b] / base[b] if need[b] > 0.0 else 0.0)
        else:
            speed_up(
                p, n, row, vrow, values, known, depth, deep, part_time, acts, reach, start, need,
                base, out,
            )  # fmt: skip
        if p.nodes[n, c.RACED]:
            for b in range(size):
                if base[b] <= 0.0:
                    out[b] = INF
    else:
        for b in range(size):
            out[b] = start[b] + max(0.0, work[b])
    if p.nodes[n, c.CHANCE] >= 0:
        chance = values[vrow[p.nodes[n, c.CHANCE]]]
        lo, hi = p.nodes[n, c.ODDS_LO], p.nodes[n, c.ODDS_HI]
        odds = np.empty(size)
        if lo < hi and odds_product(
            p,
            lo,
            hi,
            rules.NO_OUTCOME,
            n,
            row,
            vrow,
            values,
            known,
            depth,
            deep,
            part_time,
            acts,
            reach,
            out,
            odds,
        ):
            for b in range(size):
                q = chance[b]
                if 0.0 < q < 1.0 and odds[b] != 1.0:
                    q = odds[b] * q / (1.0 - q + odds[b] * q)
                out[b] = out[b] if u[b] < q else INF
        else:
            for b in range(size):
                out[b] = out[b] if u[b] < chance[b] else INF
    if first_part[n] >= 0:
        apply_node_parts(
            p, n, first_part, next_part, part_time, reach, deep[n], out,
            depth[row[n] if deep[n] else 0],
        )  # fmt: skip


@internal
def world_end(
    p,
    random,
    row,
    vrow,
    values,
    known,
    depth,
    deep,
    part_time,
    acts,
    reach,
    weights,
    ended,
    ending,
):
    """Fill outcome weights (O, block), the time of the end and the ending's index (or -1)."""
    size = ended.shape[0]
    outcomes = weights.shape[0]
    horizon = np.full(size, INF)
    if p.scalars[c.HORIZON] >= 0:
        copy(values[vrow[p.scalars[c.HORIZON]]], horizon)
    ended[:] = INF
    ending[:] = -1
    for n in range(p.nodes.shape[0]):
        if p.nodes[n, c.ENDING] == 1:
            times = known[row[n]]
            for b in range(size):
                if times[b] < ended[b] - EPS or (ending[b] < 0 and times[b] < INF):
                    ended[b] = times[b]
                    ending[b] = n
    weights[:] = 0.0
    for b in range(size):
        if ended[b] > horizon[b] + EPS:
            ended[b] = INF
            ending[b] = -1
        if ending[b] < 0:
            weights[outcomes - 1, b] = 1.0
    local = np.empty(vrow.shape[0])
    share = np.empty(outcomes)
    odds = np.empty((outcomes, size))
    for n in range(p.nodes.shape[0]):
        if p.nodes[n, c.ENDING] == 0:
            continue
        lo, hi = p.nodes[n, c.ODDS_LO], p.nodes[n, c.ODDS_HI]
        uncertain = False
        for i in range(p.nodes[n, c.SHARE_LO], p.nodes[n, c.SHARE_HI]):
            slot = int(p.shares[i, c.SHARE_SLOT])
            if slot >= 0:
                local[slot] = values[vrow[slot], 0]
                uncertain = uncertain or random[slot]
        rules.base_shares(p, local, n, share)
        shifted = False
        if lo < hi:
            for o in range(outcomes):
                shifted |= odds_product(
                    p, lo, hi, o, n, row, vrow, values, known, depth, deep, part_time, acts,
                    reach, ended, odds[o],
                )  # fmt: skip
        for b in range(size):
            if ending[b] != n:
                continue
            if uncertain:
                for i in range(p.nodes[n, c.SHARE_LO], p.nodes[n, c.SHARE_HI]):
                    slot = int(p.shares[i, c.SHARE_SLOT])
                    if slot >= 0:
                        local[slot] = values[vrow[slot], b]
                rules.base_shares(p, local, n, share)
            total = 0.0
            moved = False
            if shifted:
                for o in range(outcomes):
                    moved |= odds[o, b] != 1.0
                    total += share[o] * odds[o, b]
            for o in range(outcomes):
                if moved and total > 0.0:
                    weights[o, b] = share[o] * odds[o, b] / total
                else:
                    weights[o, b] = share[o]
