"""The numbers of a block of trajectories: which are drawn once, and which when they are needed."""

from __future__ import annotations

import numpy as np

from techtree.engine import draws
from techtree.engine import layout as c
from techtree.engine.compiling import internal, lean


@lean
def copy(source, out):
    """Copy a row; assigning it whole would compile numpy's checks of shapes along."""
    for b in range(out.shape[0]):
        out[b] = source[b]


@internal
def fold(row, count, width):
    """Fold a row upon itself until each of `width` places has the sum of all that are so far apart.

    No addition waits for the one before, unlike in a sum from left to right.
    """
    while count > width:
        half = (count + 2 * width - 1) // (2 * width) * width
        for b in range(count - half):
            row[b] += row[half + b]
        count = half


@internal
def fill_slot(numbers, slot, first, inner, turn, out):
    """Fill `out` with a slot for the trajectories first, first + 1, ... (see `run_blocks`)."""
    if inner == 0 or numbers.slots[slot, 0] == draws.FIXED:
        draws.fill_row(numbers, slot, first, turn, out)
        return
    for b in range(out.shape[0]):
        t = first + b
        index = t // inner if numbers.is_input[slot] else t % inner
        out[b] = draws.draw(numbers, slot, index, turn)


@internal
def fill_values(numbers, first, inner, rows, values):
    """Draw all slots that stand in `rows` (slot to row of `values`, -1 for drawn later)."""
    for slot in range(rows.shape[0]):
        if rows[slot] >= 0:
            fill_slot(numbers, slot, first, inner, 0.0, values[rows[slot]])


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
