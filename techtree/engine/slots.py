"""Slots: the numbers of a tree, gathered into a table that the kernels draw from."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from techtree.engine import draws
from techtree.engine.layout import NET_COLUMNS, Numbers
from techtree.model.numbers import Distribution, Fixed, Mixture, Number, Uncertain


class Slots:
    """Collects numbers, one slot for each distinct value or name."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.rows: list[tuple[float, float, float, float]] = []
        self.names: list[str | None] = []
        self.inputs: list[bool] = []
        self.mixtures: list[tuple[float, float, float, float, float]] = []
        self.early: dict[int, None] = {}  # in order of appearance
        self._index: dict[str | float, int] = {}

    def fixed(self, value: float) -> int:
        """Return the slot of a fixed value."""
        return self._add(value, (draws.FIXED, value, 0.0, 0.0), None, False)

    def number(self, number: Number | None) -> int:
        """Return the slot of a number drawn when a trajectory begins, or -1 for none."""
        if number is None:
            return -1
        if isinstance(number, Fixed):
            return self.fixed(number.value)
        return self._early(self._uncertain(number, number.key, number.doubt == "input"))

    def late(self, number: Number, name: str) -> int:
        """Return the slot of a number with a draw of its own, made when it is needed."""
        if isinstance(number, Fixed):
            return self.fixed(number.value)
        if number.shared:
            return self.number(number)
        return self._uncertain(number, name, False)

    def uniform(self, name: str) -> int:
        """Return the slot of a uniform in (0, 1)."""
        return self._early(self._add(name, (draws.UNIFORM, 0.0, 1.0, 0.0), name, False))

    def normal(self, name: str) -> int:
        """Return the slot of a standard normal."""
        return self._early(self._add(name, (draws.STANDARD_NORMAL, 0.0, 0.0, 0.0), name, False))

    def _early(self, slot: int) -> int:
        self.early[slot] = None
        return slot

    def _uncertain(self, number: Uncertain, name: str, is_input: bool) -> int:
        if name in self._index:
            return self._index[name]
        if isinstance(number.distribution, Mixture):
            first = len(self.mixtures)
            total = 0.0
            for weight, part in number.distribution.parts:
                total += weight
                self.mixtures.append((total, *_simple_row(part)))
            row = (draws.MIXTURE, float(first), float(len(self.mixtures)), 0.0)
            return self._add(name, row, name, is_input)
        return self._add(name, _simple_row(number.distribution), name, is_input)

    def _add(
        self,
        index: str | float,
        row: tuple[float, float, float, float],
        name: str | None,
        is_input: bool,
    ) -> int:
        if index not in self._index:
            self._index[index] = len(self.rows)
            self.rows.append(row)
            self.names.append(name)
            self.inputs.append(is_input)
        return self._index[index]

    def numbers(self, outcome_values: Sequence[int] = ()) -> Numbers:
        """Return the slots as arrays, with the slots of the outcomes' values."""
        keys = [0 if name is None else draws.key_of(self.seed, name) for name in self.names]
        return Numbers(
            slots=np.array(self.rows, dtype=np.float64).reshape(-1, 4),
            keys=np.array(keys, dtype=np.uint64),
            nets=np.empty((0, NET_COLUMNS), dtype=np.uint64),
            mixtures=np.array(self.mixtures, dtype=np.float64).reshape(-1, 5),
            early=np.array(list(self.early), dtype=np.int64),
            is_input=np.array(self.inputs, dtype=np.bool_),
            outcome_values=np.array(outcome_values, dtype=np.int64),
        )


def _simple_row(part: Distribution | Fixed) -> tuple[float, float, float, float]:
    if isinstance(part, Fixed):
        return (draws.FIXED, part.value, 0.0, 0.0)
    args = [*part.args, 0.0, 0.0, 0.0][:3]
    if part.family == "normal":  # the probability above 0, to which it is truncated
        args[2] = 0.5 * math.erfc(-part.args[0] / (part.args[1] * math.sqrt(2.0)))
    return (float(draws.FAMILY_CODES[part.family]), args[0], args[1], args[2])
