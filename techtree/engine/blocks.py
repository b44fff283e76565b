"""The one-pass kernel: node by node over blocks of trajectories, in topological order.

It serves programs with one actor and without loops, where every node's time follows from those
of its sources. A block stays in cache and its loops vectorise; a world that an item changes is
computed again only where the item can reach.
"""

from __future__ import annotations

import numpy as np

from techtree.engine import block_effects, block_values, rules
from techtree.engine import layout as c
from techtree.engine.compiling import internal
from techtree.engine.layout import EPS

INF = np.inf


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
            block_values.copy(src, out)
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
def apply_node_parts(p, n, first_part, next_part, part_time, reach, deepened, known, depth):
    """Apply what items, or the past, do to `n` itself: unlocks first, then blocks."""
    size = known.shape[0]
    i = first_part[n]
    while i >= 0:
        if p.parts[i, c.PART_KIND] >= c.UNLOCK and block_effects.in_reach(p, i, reach):
            for b in range(size):
                if part_time[i, b] <= known[b] + EPS and part_time[i, b] < INF:
                    known[b] = min(known[b], part_time[i, b])
                    if deepened:
                        depth[b] = 1.0
        i = next_part[i]
    i = first_part[n]
    while i >= 0:
        kind = p.parts[i, c.PART_KIND]
        if kind == c.BLOCK and not block_effects.in_reach(p, i, reach):
            i = next_part[i]
            continue
        for b in range(size):
            if kind == c.BLOCK:
                at = part_time[i, b]
                if at <= EPS or known[b] >= at - EPS:
                    known[b] = INF
            elif kind == c.OWN_NODE and part_time[i, b] > EPS:
                known[b] = max(known[b], part_time[i, b])
        i = next_part[i]


@internal
def node_times(
    p, n, row, vrow, values, known, depth, deep, first_part, next_part, part_time, acts, reach,
    work, u,
):  # fmt: skip
    """Fill the row of `n` in `known` with the times at which it becomes known."""
    start = np.empty(known.shape[1])
    node_starts(p, n, row, vrow, values, known, depth, deep, part_time, acts, reach, start)
    node_ends(
        p, n, row, vrow, values, known, depth, deep, first_part, next_part, part_time, acts,
        reach, start, work, u,
    )  # fmt: skip


@internal
def node_starts(p, n, row, vrow, values, known, depth, deep, part_time, acts, reach, start):
    """Fill `start` with the times at which work on `n` starts, and the row of `n` in `depth`.

    On a node that comes with an item it starts no earlier than that.
    """
    gate_times(p, n, known, row, vrow, values, np.empty(p.code.shape[0] + 1), start)
    for i in range(p.parts.shape[0]):
        if p.parts[i, c.PART_KIND] != c.OWN_NODE:
            break
        if p.parts[i, c.PART_NODE] == n:
            for b in range(start.shape[0]):
                if part_time[i, b] < INF:  # else there is no such node
                    start[b] = max(start[b], part_time[i, b])
    if deep[n]:
        lo, hi = p.nodes[n, c.DEPTH_LO], p.nodes[n, c.DEPTH_HI]
        block_effects.odds_product(
            p, lo, hi, rules.NO_OUTCOME, n, row, vrow, values, known, depth, deep, part_time,
            acts, reach, start, depth[row[n]],
        )  # fmt: skip


@internal
def node_ends(
    p, n, row, vrow, values, known, depth, deep, first_part, next_part, part_time, acts, reach,
    start, work, u,
):  # fmt: skip
    """Fill the row of `n` in `known`, from the times at which work on it starts."""
    size = known.shape[1]
    out = known[row[n]]
    field = p.nodes[n, c.FIELD]
    base = values[vrow[p.pairs[n, 0, c.EFFORT]]] if field >= 0 else np.ones(size)
    plain = block_effects.speeds_in_reach(p, n, reach) == 0 and not block_effects.is_weighted(p, n)
    if not plain or deep[n] or p.pairs[n, 0, c.LUCK] >= 0 or field >= 0:
        need = np.empty(size)
        block_values.copy(work, need)
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
            block_effects.speed_up(
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
        if lo < hi and block_effects.odds_product(
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
        block_values.copy(values[vrow[p.scalars[c.HORIZON]]], horizon)
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
                shifted |= block_effects.odds_product(
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
