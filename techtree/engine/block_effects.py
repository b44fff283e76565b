"""What effects do over a block of trajectories: when they act, and what to speeds and odds."""

from __future__ import annotations

import numpy as np

from techtree.engine import block_values, rules
from techtree.engine import layout as c
from techtree.engine.compiling import internal, lean
from techtree.engine.layout import EPS

INF = np.inf


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
        block_values.copy(by, out)
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
    block_values.copy(values[vrow[p.nodes[n, c.STAFF]]], crew[0])
    block_values.copy(values[vrow[p.scalars[c.RETURNS]]], crew[1])
    j = 0
    for i in range(p.nodes[n, c.SPEED_LO], p.nodes[n, c.SPEED_HI]):
        e = p.links[i]
        if not in_reach(p, p.effects[e, c.EFFECT_PART], reach):
            continue
        people[j] = 0.0
        if rules.adds_people(p, e):
            block_values.copy(values[vrow[p.effects[e, c.BY]]], people[j])
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
        block_values.copy(known[row[p.code[glo + j, c.ARG1]]], steps[j])
        block_values.copy(values[vrow[p.code[glo + j, c.ARG3]]], weights[j])
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
