"""An arena that is a table: the value of every set in every world, drawn for the test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from techtree.portfolio.arena import run_heat
from techtree.portfolio.choosing.race import Heat, Rows


@dataclass(frozen=True, eq=False)
class TableCourse:
    """Values (K, 2^n, N); bit b of a mask is item b."""

    table: np.ndarray

    @property
    def stances(self) -> int:
        return self.table.shape[0]

    def values(self, masks: np.ndarray, first: int, count: int) -> np.ndarray:
        return self.table[:, masks.astype(np.int64), first : first + count]


class TableArena:
    """Counts the worlds that sets were run on; `span` is that of the values in the table."""

    block, heat = 64, 32

    def __init__(self, table: np.ndarray, *, telling: int | None = None) -> None:
        self.table = table
        count = int(table.shape[1]).bit_length() - 1
        self.items = tuple(range(count))
        self.worlds = table.shape[2]
        self.span: float | None = float(table.max() - table.min())
        self.telling = 2**count - 1 if telling is None else telling
        self.settles = True
        self.runs = 0
        self.done: list[tuple[int, int]] = []

    def worth(self, sets: list[frozenset[int]]) -> np.ndarray:
        """Return the mean values (S, K) of sets."""
        places = [sum(1 << item for item in one) for one in sets]
        return self.table[:, places].mean(axis=2).T

    def each(self, masks: np.ndarray) -> np.ndarray:
        return self.table[:, masks.astype(np.int64)]

    def run(self, heats: Iterable[Heat], rows: Rows) -> Iterator[tuple[Heat, np.ndarray]]:
        for heat in heats:
            self.runs += len(heat.masks) * heat.count
            yield run_heat(TableCourse(self.table), rows, heat, float(self.worlds))

    def progress(self, done: int, total: int) -> None:
        self.done.append((done, total))
