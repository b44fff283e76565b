"""Nodes that are interchangeable: a state need say how many of them are known, not which.

Lumping states that differ by a permutation under which the program stays the same leaves a
Markov chain (Kemeny & Snell, *Finite Markov Chains*, 1960, section 6.3).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable
from typing import TypeAlias

import numpy as np

from techtree.engine import layout as c
from techtree.engine.compiler import Compiled
from techtree.engine.draws import FIXED

Use: TypeAlias = tuple[int, int, tuple[float, ...]]  # whose gate, which row, what strength


def interchangeable(
    compiled: Compiled, ranked: np.ndarray, asked: Collection[str]
) -> list[list[int]]:
    """Return groups of two or more nodes that can change places without changing the program.

    Looked for are nodes that take time and have no effects of their own, in trees of one actor:
    alike in work, chance and what they need, reached by the same effects, and members of the same
    gates with the same strength. `ranked` marks the nodes whose order matters, (N,); what is
    `asked` is told apart from what is not.
    """
    p = compiled.program.rules
    if p.pairs.shape[1] > 1:
        return []
    uses = _uses(compiled)
    alike: dict[Hashable, list[int]] = defaultdict(list)
    for n, row in enumerate(p.nodes):
        plain = row[c.OUT_LO] == row[c.OUT_HI] and row[c.HINT] < 0 and row[c.ENDING] == 0
        deep = row[c.DEPTH_LO] < row[c.DEPTH_HI]
        work = _number(compiled, row[c.WORK])
        if plain and not deep and not ranked[n] and work != (FIXED, 0.0, 0.0, 0.0):
            look = _look(compiled, row, work, tuple(sorted(uses[n])))
            alike[look, compiled.nodes[n] in asked].append(n)
    return [group for group in alike.values() if len(group) > 1]


def _look(compiled: Compiled, row: np.ndarray, work: Hashable, uses: Hashable) -> Hashable:
    """Return all by which a node can differ from others."""
    p = compiled.program.rules

    def linked(low: int, high: int) -> tuple[int, ...]:
        return tuple(p.links[row[low] : row[high]].tolist())

    gate = [
        (*code[: c.ARG3].tolist(), _number(compiled, code[c.ARG3]))
        for code in p.code[row[c.GATE_LO] : row[c.GATE_HI]]
    ]
    return (
        row[c.RACED], row[c.FIELD], work, _number(compiled, row[c.CHANCE]),
        _number(compiled, row[c.STAFF]), tuple(gate), linked(c.SPEED_LO, c.SPEED_HI),
        linked(c.ODDS_LO, c.ODDS_HI), uses,
    )  # fmt: skip


def _number(compiled: Compiled, slot: int) -> tuple[float, ...]:
    """Return what a slot says, so that equal numbers are equal wherever they stand."""
    return () if slot < 0 else tuple(compiled.program.numbers.slots[slot].tolist())


def _uses(compiled: Compiled) -> list[list[Use]]:
    """Return where each node is named."""
    p = compiled.program.rules
    uses: list[list[Use]] = [[] for _ in p.nodes]
    for n, row in enumerate(p.nodes):
        stack: list[tuple[int, tuple[float, ...]] | None] = []
        for i in range(row[c.GATE_LO], row[c.GATE_HI]):
            opcode, first, _, strength = p.code[i].tolist()
            if opcode == c.REF:
                stack.append((first, _number(compiled, strength)))
                continue
            taken = 2 if opcode in (c.BEFORE, c.NOT_BEFORE) else first
            for member in stack[len(stack) - taken :]:
                if member is not None:
                    uses[member[0]].append((n, i, member[1]))
            del stack[len(stack) - taken :]
            stack.append(None)
        for member in stack:
            if member is not None:
                uses[member[0]].append((n, -1, member[1]))
    return uses
