"""Compile gates to postfix code over the times at which things are known."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from techtree.engine import layout as c
from techtree.engine.slots import Slots
from techtree.model.gates import All, AtLeast, Before, Gate, Known, Weighted


class GateCompiler:
    """Collects the code of gates; each gate is a range of rows.

    Every member leaves one time on the stack: when it opens, or infinity. A gate that is
    `weighted` at its top ends in one WEIGHTED row, which the kernels read as a sum of strengths.
    """

    def __init__(self, nodes: Mapping[str, int], actors: Mapping[str, int], slots: Slots) -> None:
        self._nodes = nodes
        self._actors = actors
        self._slots = slots
        self._rows: list[tuple[int, int, int, int]] = []

    def add(self, gate: Gate | None) -> tuple[int, int]:
        """Append a gate's code and return its rows as [first, last)."""
        first = len(self._rows)
        if gate is not None:
            self._emit(gate)
        return first, len(self._rows)

    def table(self) -> np.ndarray:
        """Return all code as an (rows, 4) array."""
        return np.array(self._rows, dtype=np.int64).reshape(-1, 4)

    def _emit(self, gate: Gate) -> None:
        match gate:
            case Known():
                self._reference(gate, -1)
            case All(members):
                self._members(members)
                self._rows.append((c.MAX, len(members), 0, 0))
            case AtLeast(count, members):
                self._members(members)
                self._rows.append((c.KTH, len(members), count, 0))
            case Weighted(strengths):
                for known, strength in strengths:
                    self._reference(known, self._slots.number(strength))
                self._rows.append((c.WEIGHTED, len(strengths), 0, 0))
            case Before(earlier, later, by, negated):
                self._reference(earlier, -1)
                self._reference(later, -1)
                opcode = c.NOT_BEFORE if negated else c.BEFORE
                self._rows.append((opcode, self._slots.number(by), 0, 0))

    def _members(self, members: tuple[Gate, ...]) -> None:
        for member in members:
            self._emit(member)

    def _reference(self, known: Known, strength: int) -> None:
        actor = -1 if known.actor is None else self._actors[known.actor]
        self._rows.append((c.REF, self._nodes[known.node], actor, strength))
