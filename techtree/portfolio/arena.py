"""Very many sets of a few items, run in one program that holds all the items (see `choosing.race`).

Neighbours in the order of `families.along` differ by little, and the kernel computes anew only what
changes from one world to the next. Only values are looked at: `joint` says more of fewer sets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Protocol

import numpy as np

from techtree.engine.compiler import Compiled, compile_items
from techtree.engine.draws import FIXED
from techtree.engine.run import run_chunk, spans
from techtree.impact.outcomes import value_bounds
from techtree.impact.settings import MIX, mixed_in_order
from techtree.portfolio.blocks import Landscape
from techtree.portfolio.candidates import Candidate
from techtree.portfolio.choosing.families import along
from techtree.portfolio.choosing.race import Heat, Rows
from techtree.portfolio.choosing.wagers import SHARES, wager
from techtree.portfolio.pool import Pool, results

_BLOCK = 512
_SETS = 256  # that are run together
_EVENT_BY_EVENT = 16  # where worlds are run so
_SPAN = 2048  # trajectories of one call where sets are run on all


@dataclass(frozen=True, eq=False, slots=True)
class Course:
    """The programs of V views, and the weights (K, V) of their values in what is asked for."""

    programs: tuple[Compiled, ...]
    columns: np.ndarray

    @property
    def stances(self) -> int:
        """Return K."""
        return self.columns.shape[0]

    def values(self, masks: np.ndarray, first: int, count: int) -> np.ndarray:
        """Return by how much (K, S, count) sets change the value in each of some worlds."""
        worlds = np.repeat(np.r_[np.uint64(0), masks][:, None], count, axis=1)
        found = np.empty((len(self.programs), len(masks), count))
        for view, program in enumerate(self.programs):
            value = run_chunk(program, worlds, first).value
            np.subtract(value[1:], value[0], out=found[view])
        return _weighted(self.columns, found)


class Sampled:
    """An arena of trajectories 0, 1, ...; bit b of a mask is the candidate items[b].

    It `settles` what sets are worth unless that is solved exactly elsewhere. `price` is about how
    long a set takes, in comparison with one view of a hundred nodes in one pass.
    """

    block = _BLOCK

    def __init__(
        self,
        world: Landscape,
        candidates: Sequence[Candidate],
        columns: Sequence[str | None],
        worlds: int,
        pool: Pool,
        progress: Callable[[int, int], None],
        *,
        settles: bool = True,
    ) -> None:
        self.settles = settles
        self.worlds, self.pool, self.progress = worlds, pool, progress
        views, weights = _views(world, columns)
        programs = _programs(world, candidates, views, range(len(candidates)))
        reach = [
            sum(int(np.count_nonzero(p.program.affected >> np.uint64(bit) & np.uint64(1)))
                for p in programs)
            for bit in range(len(candidates))
        ]  # fmt: skip
        self.items = tuple(sorted(range(len(candidates)), key=lambda item: (reach[item], item)))
        programs = _programs(world, candidates, views, self.items)
        self.quick = all(program.one_pass for program in programs)
        self.heat = _SETS if self.quick else _EVENT_BY_EVENT
        every = 2 ** len(candidates) - 1
        self.telling = reduce(or_, (p.telling for p in programs)) if self.quick else every
        self.span = _span(programs)
        self.price = sum(map(_price, programs))
        self._course = pool.share(Course(programs, weights))

    def means(self, masks: np.ndarray) -> np.ndarray:
        """Return the mean values (S, K) of sets over all worlds."""
        order = along(masks)
        found = np.empty((len(masks), 0))
        for lo in range(0, len(masks), self.heat):
            at = order[lo : lo + self.heat]
            total = sum(part.sum(axis=2).T for part in self._blocks(masks[at]))
            found = np.empty((len(masks), total.shape[1])) if lo == 0 else found
            found[at] = total / self.worlds
        return found

    def each(self, masks: np.ndarray) -> np.ndarray:
        """Return the values (K, S, N) of sets in each world."""
        return np.concatenate(list(self._blocks(masks)), axis=2)

    def run(self, heats: Iterable[Heat], rows: Rows) -> Iterator[tuple[Heat, np.ndarray]]:
        """Yield each heat as it stands afterwards, in order, with sums (S, K) of its values."""
        shared = self.pool.share(rows)
        there_are = float(self.worlds) if self.settles else np.inf
        begun = results(
            self.pool,
            heats,
            lambda heat: self.pool.submit(run_heat, self._course, shared, heat, there_are),
        )
        for _, found in begun:
            yield found

    def _blocks(self, masks: np.ndarray) -> Iterator[np.ndarray]:
        """Yield the values (K, S, block) of sets, block by block."""
        begun = results(
            self.pool,
            spans(0, self.worlds, _SPAN),
            lambda span: self.pool.submit(Course.values, self._course, masks, *span),
        )
        for (first, count), part in begun:
            for lo, size in spans(0, count, _BLOCK):
                assert (first + lo) % _BLOCK == 0
                yield part[:, :, lo : lo + size]


class Runs(Protocol):
    """What a heat is run on."""

    @property
    def stances(self) -> int:
        """Return the number K of values of a set."""

    def values(self, masks: np.ndarray, first: int, count: int) -> np.ndarray:
        """Return the values (K, S, count) of sets in each of some worlds."""


def run_heat(course: Runs, rows: Rows, heat: Heat, worlds: float) -> tuple[Heat, np.ndarray]:
    """Run a heat, and bet on it; there are so many `worlds`, or infinitely many."""
    sums, wealth = heat.sums.copy(), heat.wealth.copy()
    totals = np.zeros((len(heat.masks), course.stances))
    for first, count in spans(heat.first, heat.count, _BLOCK):
        values = course.values(heat.masks, first, count)
        totals += values.sum(axis=2).T
        each = _weighted(rows.weights, values)
        for row, reference in enumerate(rows.reference):
            against = np.ascontiguousarray(reference[:, first : first + count])
            wager(
                each[row], against, heat.rival[row], first, worlds, rows.top[row], SHARES,
                sums[row], wealth[row],
            )  # fmt: skip
    return replace(heat, sums=sums, wealth=wealth), totals


def _weighted(weights: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return weighted sums (J, S, count) of values (K, S, count), always in the same order."""
    found = np.zeros((len(weights), *values.shape[1:]))
    for row, of in zip(found, weights, strict=True):
        for weight, value in zip(of, values, strict=True):
            if weight == 1.0:
                row += value
            elif weight:
                row += weight * value
    return found


def _views(world: Landscape, columns: Sequence[str | None]) -> tuple[list[int], np.ndarray]:
    """Return the places of the views that are needed, and their weights in each column, (K, V)."""
    place = {name: number for number, (name, _, _) in enumerate(world.views)}
    mixed = mixed_in_order(world.views)
    of = [dict(mixed) if name == MIX else {place[name]: 1.0} for name in columns]
    needed = [view for view, _ in mixed if any(name == MIX for name in columns)]
    needed += [place[name] for name in columns if name != MIX and place[name] not in needed]
    return needed, np.array([[weights.get(view, 0.0) for view in needed] for weights in of])


def _programs(
    world: Landscape, candidates: Sequence[Candidate], views: Sequence[int], items: Sequence[int]
) -> tuple[Compiled, ...]:
    found = []
    for view in views:
        name, tree, _ = world.views[view]
        groups = [[candidates[item].views[name]] for item in items]
        settings = world.settings
        found.append(
            compile_items(tree, groups, given=settings.given, seed=settings.seed, add_up=True)
        )
    return tuple(found)


def _price(compiled: Compiled) -> float:
    nodes, actors = compiled.program.rules.pairs.shape[:2]
    return 1.0 if compiled.one_pass else max(1.0, nodes * actors / 2.0)


def _span(programs: Sequence[Compiled]) -> float | None:
    """Return how far apart the values of outcomes lie, None where one of them is uncertain."""
    for compiled in programs:
        numbers = compiled.program.numbers
        if np.any(numbers.slots[numbers.outcome_values, 0] != FIXED):
            return None
    low, high = value_bounds(*programs)
    return high - low
