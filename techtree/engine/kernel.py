"""Run a program over a range of trajectories, in as many worlds as it is given masks.

World 0 is the baseline (mask 0), the others have some channels: of an item, world 1 all of them; of
several items, one each. All worlds of a trajectory share its draws. Effects of channels that no
trajectory of a block has are left out, so that a world is the same to the last bit whatever items
it is run beside. Of a world of the same channels in all trajectories only that is computed which
its channels reach and those of the world before did not: in a row of worlds in which little changes
from one to the next each costs little.
"""

from __future__ import annotations

import numpy as np

from techtree.engine import block_values, blocks, event_turns, events, tallies, turns
from techtree.engine import layout as c
from techtree.engine.compiling import internal, stored

INF = np.inf
ALL = np.uint64(2**64 - 1)  # channels


@internal
def _live_channels(p, s):
    """Return the mask of the channels of which some part acts in this trajectory."""
    live = np.uint64(0)
    for i in range(p.parts.shape[0]):
        channel = p.parts[i, c.PART_CHANNEL]
        if channel >= 0 and p.parts[i, c.PART_KIND] != c.EFFECT and events.item_acts(p, s, i):
            live |= np.uint64(1) << np.uint64(channel)
    for e in range(p.effects.shape[0]):
        part = p.effects[e, c.EFFECT_PART]
        if part >= 0 and s.acts[e] and events.item_acts(p, s, part):
            live |= np.uint64(1) << np.uint64(p.parts[part, c.PART_CHANNEL])
    return live


@internal
def _twin(masks, live, w):
    """Return an earlier world that is the same as `w` in this trajectory, or -1."""
    for earlier in range(w):
        if (masks[earlier] & live) == (masks[w] & live):
            return earlier
    return -1


@internal
def _part_times(p, mask, toggled, vrow, values, part_time):
    """Fill (parts, block) with the times at which parts act, infinite where they do not.

    Those of channels that are not among the `toggled` are left as they are.
    """
    for i in range(p.parts.shape[0]):
        at = values[vrow[p.parts[i, c.PART_AT]]]
        channel = p.parts[i, c.PART_CHANNEL]
        if toggled != ALL and (channel < 0 or (toggled >> np.uint64(channel)) & np.uint64(1) == 0):
            continue
        if channel < 0:
            block_values.copy(at, part_time[i])
            continue
        for b in range(mask.shape[0]):
            bit = (mask[b] >> np.uint64(channel)) & np.uint64(1)
            part_time[i, b] = at[b] if bit == 1 else INF
        if p.parts[i, c.PART_U] >= 0:
            u, q = values[vrow[p.parts[i, c.PART_U]]], values[vrow[p.parts[i, c.PART_P]]]
            for b in range(mask.shape[0]):
                part_time[i, b] = part_time[i, b] if u[b] < q[b] else INF


@internal
def _reach(masks):
    """Return the channels that act in some trajectory of a block."""
    reach = np.uint64(0)
    for b in range(masks.shape[0]):
        reach |= masks[b]
    return reach


@internal
def _same(masks):
    """Tell whether each of some worlds has the same channels in all trajectories of a block."""
    for w in range(masks.shape[0]):
        for b in range(1, masks.shape[1]):
            if masks[w, b] != masks[w, 0]:
                return False
    return True


@stored
def run_events(program, s, first, inner, masks, block, out):
    """Run trajectories first, first + 1, ... event by event; see `run_blocks`.

    The endings are drawn as often as the state has turns for.
    """
    p, numbers = program.rules, program.numbers
    worlds, count = masks.shape
    n_nodes, n_actors = p.pairs.shape[:2]
    known = np.empty((2, n_nodes, n_actors, block))
    ends = np.empty((worlds, s.ends.shape[0], s.ends.shape[1]))
    for lo in range(0, count, block):
        size = min(block, count - lo)
        for b in range(size):
            t = first + lo + b
            race = t if inner == 0 else t % inner
            judged = t if inner == 0 else t // inner
            events.draw_values(p, numbers, s, race, judged)
            event_turns.draw_turns(p, numbers, s, race)
            live = _live_channels(p, s)
            for w in range(worlds):
                twin = _twin(masks[:, lo + b], live, w)
                if twin < 0:
                    events.run_world(p, s, masks[w, lo + b])
                    event_turns.close(s)
                    for turn in range(ends.shape[1]):
                        for i in range(ends.shape[2]):
                            ends[w, turn, i] = s.ends[turn, i]
                    if w < 2:
                        for n in range(n_nodes):
                            for a in range(n_actors):
                                known[w, n, a, b] = s.seen[n, a]
                    twin = w
                elif w == 1:
                    for n in range(n_nodes):
                        for a in range(n_actors):
                            known[1, n, a, b] = known[0, n, a, b]
                tallies.add_ends(numbers, s, ends[twin], w, lo + b, out)
        for w in range(min(2, worlds)):
            tallies.count_known(known[w, :, :, :size], out, w)
            tallies.add_times(known[w, :, :, :size], out, lo, w)
        if worlds > 1:
            tallies.add_shifts(program.affected, known[0, :, :, :size], known[1, :, :, :size], out)


@stored
def run_blocks(program, first, inner, masks, block, n_turns, out):
    """Run trajectories first, first + 1, ... node by node over blocks.

    With `inner` 0 every draw of trajectory t is made at index t. Otherwise the race's draws
    are made at t % inner and the inputs' at t // inner: a crossed design, in which groups of
    `inner` trajectories share their inputs and all groups share their races.
    `masks` is (W, count) uint64, a bit for each channel of the item that acts. Endings are drawn
    `n_turns` times (see `turns`).
    """
    p, numbers = program.rules, program.numbers
    worlds, count = masks.shape
    n_nodes, outcomes = p.nodes.shape[0], numbers.outcome_values.shape[0]
    endings = turns.endings_of(p)
    effects, parts = p.effects.shape[0], p.parts.shape[0]
    vrow, n_values = block_values.value_rows(p, numbers)
    deep = p.nodes[:, c.DEPTH_LO] < p.nodes[:, c.DEPTH_HI]
    any_deep = deep.any()
    random = numbers.slots[:, 0] != 0.0
    rows = np.empty((2, n_nodes), np.int64)
    row = np.empty(n_nodes, np.int64)  # those of one world
    turn_row = np.empty(n_nodes, np.int64)  # the same, but for its endings
    n_rows = n_nodes
    for n in range(n_nodes):
        rows[0, n] = n
        rows[1, n] = n
        if worlds > 1 and program.affected[n] != 0:
            rows[1, n] = n_rows
            n_rows += 1
    first_part = np.full(n_nodes, -1, np.int64)
    next_part = np.full(parts, -1, np.int64)
    for i in range(parts - 1, -1, -1):
        if p.parts[i, c.PART_NODE] >= 0:
            next_part[i] = first_part[p.parts[i, c.PART_NODE]]
            first_part[p.parts[i, c.PART_NODE]] = i
    last = endings.shape[0] if n_turns > 1 else 0  # rows for the endings of further turns
    kept = n_rows - n_nodes + 1  # draws kept for the second world; row 0 is scratch
    for lo in range(0, count, block):
        size = min(block, count - lo)
        if lo == 0 or size < block:  # the last block may be shorter
            known = np.empty((n_rows + last, size))
            depth = np.ones((n_rows + last if any_deep else 1, size))
            values = np.empty((n_values, size))
            works = np.empty((kept, size))
            uniforms = np.empty((kept, size))
            part_time = np.empty((parts, size))
            acts = np.ones((effects, size), np.bool_)
            horizon = np.full(size, INF)
            cut = np.empty((2, n_nodes, 1, size))
            drawn = np.empty((n_turns - 1, last, 2, size))
        race = first + lo
        block_values.fill_values(numbers, race, inner, vrow, values)
        for e in range(effects):
            if p.effects[e, c.ACTS_P] >= 0:
                u, q = (
                    values[vrow[p.effects[e, c.ACTS_U]]],
                    values[vrow[p.effects[e, c.ACTS_P]]],
                )
                for b in range(size):
                    acts[e, b] = u[b] < q[b]
        if p.scalars[c.HORIZON] >= 0:
            block_values.copy(values[vrow[p.scalars[c.HORIZON]]], horizon)
        if n_turns > 1:
            turns.draw_turns(p, numbers, endings, race, inner, vrow, values, drawn)
        before = np.uint64(0)
        for w in range(worlds):
            reach = _reach(masks[w, lo : lo + size])
            toggled = ALL
            if w > 1 and _same(masks[w - 1 : w + 1, lo : lo + size]):
                toggled = reach ^ before
            before = reach
            _part_times(p, masks[w, lo : lo + size], toggled, vrow, values, part_time)
            for n in range(n_nodes):
                changed = w > 0 and program.affected[n] & reach != 0
                row[n] = rows[1 if changed else 0, n]
                if w > 0 and not (changed and program.affected[n] & toggled != 0):
                    continue
                keep = rows[1, n] - n_nodes + 1 if rows[1, n] >= n_nodes else 0
                work, u = works[keep], uniforms[keep]
                if w == 0 or keep == 0:
                    slot = p.nodes[n, c.WORK]
                    if vrow[slot] >= 0:
                        block_values.copy(values[vrow[slot]], work)
                    else:
                        block_values.fill_slot(numbers, slot, race, inner, 0.0, work)
                    if p.nodes[n, c.CHANCE_U] >= 0:
                        block_values.fill_slot(numbers, p.nodes[n, c.CHANCE_U], race, inner, 0.0, u)
                blocks.node_times(
                    p, n, row, vrow, values, known, depth, deep, first_part, next_part,
                    part_time, acts, reach, work, u,
                )  # fmt: skip
            ended, ending = out.ended[w, lo : lo + size], out.ending[w, lo : lo + size]
            weights = out.rows[w, :outcomes, lo : lo + size]
            blocks.world_end(
                p, random, row, vrow, values, known, depth, deep, part_time, acts, reach, weights,
                ended, ending,
            )  # fmt: skip
            if out.at_end.shape[1]:
                turns.tally_ends(ending, weights, n_turns, out.at_end[w])
            if n_turns > 1:
                turn_row[:] = row
                for k in range(last):
                    turn_row[endings[k]] = n_rows + k
                turns.add_turns(
                    p, random, endings, turn_row, vrow, values, known, depth, deep, first_part,
                    next_part, part_time, acts, reach, drawn, weights, out.at_end[w],
                )  # fmt: skip
            value = out.rows[w, outcomes, lo : lo + size]
            value[:] = 0.0
            for o in range(outcomes):
                worth = values[vrow[numbers.outcome_values[o]]]
                for b in range(size):
                    value[b] += weights[o, b] * worth[b]
            if w < 2:
                tallies.cut(
                    p, known, row, horizon, ended, ending, first_part, next_part, part_time,
                    out.anyone[w], cut[w, :, 0],
                )  # fmt: skip
                tallies.add_times(cut[w], out, lo, w)
            if w == 1:
                tallies.add_shifts(program.affected, cut[0], cut[1], out)
