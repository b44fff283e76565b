"""Evaluate the items of a portfolio by themselves, block by block."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from techtree.engine.run import spans
from techtree.errors import UsageError
from techtree.exact.chain import NotExact
from techtree.impact.settings import LARGEST_SAMPLES, Progress
from techtree.portfolio.blocks import ITEMS, SPAN, Landscape, evaluate_block
from techtree.portfolio.candidates import Candidate
from techtree.portfolio.pool import Pool, Ready, Waiting, results
from techtree.portfolio.store import Store
from techtree.portfolio.sums import Sums
from techtree.portfolio.table import Table

if TYPE_CHECKING:
    from techtree.portfolio.reading import Portfolio


@dataclass(frozen=True, slots=True)
class _Task:
    """A block: the items at some places, over some trajectories; count 0 asks exactly."""

    places: tuple[int, ...]
    candidates: tuple[Candidate, ...]
    first: int
    count: int
    last: bool  # of the spans of these items

    @property
    def name(self) -> str:
        """Name the block in a store, whatever else is in the table."""
        ids = "\0".join(candidate.id for candidate in self.candidates)
        return f"{hashlib.sha256(ids.encode()).hexdigest()} {self.first}+{self.count}"


class Evaluation:
    """Evaluates the items of one portfolio; `why` says why it is a simulation."""

    def __init__(
        self,
        portfolio: Portfolio,
        world: Landscape,
        pool: Pool,
        store: Store | None,
        progress: Progress,
    ) -> None:
        self.portfolio, self.world, self.pool = portfolio, world, pool
        self.store, self.progress = store, progress
        self.why: str | None = None

    def run(self) -> Table:
        """Evaluate all items, and those of which the rank is open further, as the settings say."""
        settings = self.world.settings
        if settings.engine != "simulation":
            try:
                return self._once(0, 0)[0]
            except NotExact as reason:
                if settings.engine == "exact":
                    raise UsageError(f"the exact engine cannot answer this: {reason}") from None
                self.why = str(reason)
        table, kept = self._once(0, settings.samples)
        done = settings.samples
        while settings.precision is not None and done < LARGEST_SAMPLES:
            open_ones = _open(table, settings.precision)
            if not len(open_ones):
                break
            step = min(done, LARGEST_SAMPLES - done)
            self._further(table, kept, open_ones, done, step)
            done += step
        return table

    def _once(self, first: int, count: int) -> tuple[Table, dict[int, dict[str | None, Sums]]]:
        """Evaluate all items; return the table, and the sums where more are to be added."""
        table = Table(self.world, self.portfolio.count)
        kept: dict[int, dict[str | None, Sums]] = {}

        def batches() -> Iterator[tuple[tuple[int, ...], list[Candidate]]]:
            place = 0
            for candidates in self.portfolio.chunks(ITEMS):
                table.name(candidates)
                yield tuple(range(place, place + len(candidates))), candidates
                place += len(candidates)

        stage = "solving" if count == 0 else "evaluating"
        for places, found in self._blocks(batches(), first, count, stage, self.portfolio.count):
            table.put(np.array(places), found)
            if self.world.settings.precision is not None and count:
                kept |= {p: _of_one(found, i) for i, p in enumerate(places)}
        return table, kept

    def _further(
        self,
        table: Table,
        kept: dict[int, dict[str | None, Sums]],
        open_ones: np.ndarray,
        first: int,
        count: int,
    ) -> None:
        """Run further trajectories of some items."""
        wanted = set(open_ones.tolist())

        def batches() -> Iterator[tuple[tuple[int, ...], list[Candidate]]]:
            places: list[int] = []
            some: list[Candidate] = []
            place = 0
            for candidates in self.portfolio.chunks(ITEMS):
                for candidate in candidates:
                    if place in wanted:
                        places.append(place)
                        some.append(candidate)
                    place += 1
                if len(some) >= ITEMS:
                    yield tuple(places[:ITEMS]), some[:ITEMS]
                    places, some = places[ITEMS:], some[ITEMS:]
            if some:
                yield tuple(places), some

        stage = f"{first + count:,} samples"
        for places, found in self._blocks(batches(), first, count, stage, len(wanted)):
            for i, place in enumerate(places):
                for name, sums in _of_one(found, i).items():
                    kept[place][name].merge(sums)
                table.put(np.array([place]), kept[place])

    def _blocks(
        self,
        batches: Iterator[tuple[tuple[int, ...], list[Candidate]]],
        first: int,
        count: int,
        stage: str,
        total: int,
    ) -> Iterator[tuple[tuple[int, ...], dict[str | None, Sums]]]:
        """Yield the sums of each batch of items over trajectories first, first + 1, ..."""
        world = self.pool.share(self.world)
        cut = spans(first, count, SPAN) if count else [(0, 0)]

        def tasks() -> Iterator[_Task]:
            for places, candidates in batches:
                for lo, size in cut:
                    yield _Task(places, tuple(candidates), lo, size, (lo, size) == cut[-1])

        def begin(task: _Task) -> Waiting:
            stored = self.store.get(task.name) if self.store is not None else None
            if stored is not None:
                return Ready(stored)
            versions = [candidate.views for candidate in task.candidates]
            return self.pool.submit(evaluate_block, world, versions, task.first, task.count)

        whole: dict[str | None, Sums] = {}
        done = 0
        for task, block in results(self.pool, tasks(), begin):
            if self.store is not None and not self.store.has(task.name):
                self.store.put(task.name, block)
            for name, sums in block.items():
                if name in whole:
                    whole[name].merge(sums)
                else:
                    whole[name] = sums
            if task.last:
                done += len(task.places)
                self.progress(stage, done, total)
                yield task.places, whole
                whole = {}


def _of_one(found: dict[str | None, Sums], world: int) -> dict[str | None, Sums]:
    """Cut the sums of one item out of a block's."""
    return {name: sums.of([world]) for name, sums in found.items()}


def _open(table: Table, precision: float) -> np.ndarray:
    """Return the places of items that are less precise than asked, and may have several ranks."""
    _, rank95 = table.ranks()
    return np.flatnonzero((rank95[:, 0] < rank95[:, 1]) & (table.half_widths > precision))


def inputs_of(world: Landscape, tree_digest: str, portfolio: Portfolio) -> dict[str, object]:
    """Say what blocks are made from, for a store to compare."""
    from techtree.version import VERSION

    settings = world.settings
    return {
        "version": VERSION,
        "tree": tree_digest,
        "portfolio": portfolio.digest,
        "items": portfolio.count,
        "seed": settings.seed,
        "samples": settings.samples,
        "draws of the inputs": settings.inputs,
        "engine": settings.engine,
        "stances": list(settings.stances),
        "given": list(settings.given),
    }
