"""Several draws of the endings in one course of the race, so that their chance is averaged out.

An ending stops the world and changes nothing before, so all that leads up to it can be kept while
it is drawn again. Its draws are turned around the circle of probabilities by equal parts, each
ending by another multiple (a lattice rule, Cranley and Patterson 1976): each turn is as good a draw
as the first, so that their mean is unbiased, and together they are even. In a pair of worlds the
outcome is often the same but for a hair's breadth; what is averaged here is that.
"""

from __future__ import annotations

import numpy as np

from techtree.engine import block_values, blocks, draws
from techtree.engine import layout as c
from techtree.engine.compiling import internal


@internal
def endings_of(p):
    """Return the nodes that are endings, in their order."""
    found = np.empty(p.nodes.shape[0], np.int64)
    count = 0
    for n in range(p.nodes.shape[0]):
        if p.nodes[n, c.ENDING] == 1:
            found[count] = n
            count += 1
    return found[:count]


@internal
def draw_turns(p, numbers, endings, race, inner, vrow, values, drawn):
    """Fill `drawn`, (turns - 1, endings, 2, block), with the works and uniforms of each turn."""
    turns = drawn.shape[0] + 1
    for turn in range(1, turns):
        for k in range(endings.shape[0]):
            n = endings[k]
            part = draws.part_of_turn(turn, k, turns)
            work, u = drawn[turn - 1, k, 0], drawn[turn - 1, k, 1]
            slot = p.nodes[n, c.WORK]
            if vrow[slot] >= 0:  # fixed, or not the ending's alone
                block_values.copy(values[vrow[slot]], work)
            else:
                block_values.fill_slot(numbers, slot, race, inner, part, work)
            if p.nodes[n, c.CHANCE_U] >= 0:
                slot = p.nodes[n, c.CHANCE_U]
                block_values.fill_slot(numbers, slot, race, inner, part, u)


@internal
def add_turns(
    p, random, endings, row, vrow, values, known, depth, deep, first_part, next_part, part_time,
    acts, reach, drawn, weights, at_end,
):  # fmt: skip
    """Turn `weights`, (O, block), of the first draw into the mean over all turns.

    `row` is that of a world in which the endings have rows of their own, whose times are lost.
    Adds to `at_end`, (N, O + 1), how often the turns end at each node, and the weights there.
    """
    turns = drawn.shape[0] + 1
    size = weights.shape[1]
    one = np.empty(weights.shape)
    when, where = np.empty(size), np.empty(size, np.int64)
    starts = np.empty((endings.shape[0], size))
    for k in range(endings.shape[0]):  # what needs an ending is never to come
        known[row[endings[k]], :] = np.inf
    for k in range(endings.shape[0]):
        blocks.node_starts(
            p, endings[k], row, vrow, values, known, depth, deep, part_time, acts, reach, starts[k]
        )
    for turn in range(turns - 1):
        for k in range(endings.shape[0]):
            blocks.node_ends(
                p, endings[k], row, vrow, values, known, depth, deep, first_part, next_part,
                part_time, acts, reach, starts[k], drawn[turn, k, 0], drawn[turn, k, 1],
            )  # fmt: skip
        blocks.world_end(
            p, random, row, vrow, values, known, depth, deep, part_time, acts, reach, one, when,
            where,
        )  # fmt: skip
        if at_end.shape[0]:
            tally_ends(where, one, turns, at_end)
        for o in range(weights.shape[0]):
            for b in range(size):
                weights[o, b] += one[o, b]
    for o in range(weights.shape[0]):
        for b in range(size):
            weights[o, b] /= turns


@internal
def tally_ends(ending, weights, turns, at_end):
    """Add to `at_end`, (N, O + 1), how often the race ends at each node, and the weights there."""
    for b in range(ending.shape[0]):
        n = ending[b]
        if n >= 0:
            at_end[n, 0] += 1.0 / turns
            for o in range(weights.shape[0]):
                at_end[n, 1 + o] += weights[o, b] / turns
