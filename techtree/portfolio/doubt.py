"""What the doubt in a tree's inputs does to what items are worth (see `impact.inputs`)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from techtree.engine.compiler import Compiled, compile_items, compile_tree
from techtree.impact.inputs import (
    Crossed,
    InputRange,
    Part,
    crossed_part,
    crossing,
    of_parts,
    ranges,
    uses_inputs,
    without_noise,
)
from techtree.impact.settings import MIX, Progress, mixed_in_order
from techtree.portfolio.blocks import Landscape, together
from techtree.portfolio.candidates import Candidate
from techtree.portfolio.pool import Pool, Ready, Waiting, results
from techtree.portfolio.store import Store
from techtree.portfolio.table import Table
from techtree.portfolio.worlds import Versions

MOST_ITEMS = 500  # of which the doubt in the inputs is asked: it costs as much as all else


@dataclass(frozen=True, slots=True)
class Doubt:
    """The range of each of R shifts over the inputs, and the noise taken off, (R,).

    Without noise no number is a range: a range is then what stances of the mix disagree about.
    """

    over: list[InputRange]
    noise: np.ndarray | None


def input_doubt(
    candidates: Sequence[Candidate],
    table: Table,
    pool: Pool,
    store: Store | None,
    progress: Progress,
) -> dict[int, Doubt]:
    """Return the doubt about candidates by their place, where there is any."""
    world = table.world
    mixed = mixed_in_order(world.views) if world.main == MIX else [(0, 1.0)]
    runs = _Runs(world, candidates, pool, store)
    asked = [view for view, _ in mixed] if not table.states else []
    found = runs.of_views(asked, progress)
    draws: dict[int, list[tuple[np.ndarray, float]]] = {}
    noises: dict[int, list[np.ndarray]] = {}
    for view, weight in mixed:
        name, _, _ = world.views[view]
        for place in range(len(candidates)):
            centre = table.views[name].shift[place]
            run = found.get((view, place))
            drawn = centre[None, :] if run is None else without_noise(run, centre)
            draws.setdefault(place, []).append((drawn, weight))
            if run is not None:
                noises.setdefault(place, []).append(np.sqrt(run.noise))
    return {
        place: Doubt(ranges(drawn), np.max(noises[place], axis=0) if place in noises else None)
        for place, drawn in draws.items()
        if place in noises or len(mixed) > 1
    }


@dataclass(frozen=True, slots=True)
class _Task:
    """Some candidates in one view, over some trajectories of a crossed run."""

    view: int
    places: tuple[int, ...]
    name: str
    first: int
    count: int
    inner: int
    last: bool


class _Runs:
    """Runs candidates on which a range bears, whatever other candidates there are."""

    def __init__(
        self,
        world: Landscape,
        candidates: Sequence[Candidate],
        pool: Pool,
        store: Store | None,
    ) -> None:
        self.world, self.candidates, self.pool, self.store = world, candidates, pool, store

    def of_views(self, views: Sequence[int], progress: Progress) -> dict[tuple[int, int], Crossed]:
        """Return the crossed run of each view and candidate, by its place, that has one."""
        stage, draws = "over the inputs", self.world.settings.inputs
        tasks = [task for view in views for task in self._tasks(view)]
        shared = self.pool.share(self.world)
        found: dict[tuple[int, int], Crossed] = {}
        parts: list[Part] = []

        def begin(task: _Task) -> Waiting:
            stored = self.store.get_arrays(task.name) if self.store is not None else None
            if stored is not None:
                return Ready(Part(**stored))
            items = [self.candidates[place].views for place in task.places]
            span = (task.first, task.count, task.inner)
            return self.pool.submit(crossed_block, shared, task.view, items, *span)

        for done, (task, part) in enumerate(results(self.pool, tasks, begin)):
            progress(stage, done, len(tasks))
            if self.store is not None and not self.store.has(task.name):
                self.store.put_arrays(task.name, asdict(part))
            parts.append(part)
            if task.last:
                of_each = of_parts(draws, parts)
                found |= {(task.view, i): run for i, run in zip(task.places, of_each, strict=True)}
                parts = []
        progress(stage, len(tasks), len(tasks))
        return found

    def _tasks(self, view: int) -> Iterator[_Task]:
        """Yield the blocks of one view."""
        name, tree, _ = self.world.views[view]
        settings = self.world.settings
        own = uses_inputs(compile_tree(tree))
        asked = [
            place
            for place, one in enumerate(self.candidates)
            if own or uses_inputs(compile_tree(tree, one.views[name]))
        ]
        for some, _ in together(self.world, [self.candidates[place].views for place in asked]):
            places = tuple(asked[number] for number in some)
            compiled = _compiled(self.world, view, [self.candidates[i].views for i in places])
            inner, cut = crossing(compiled.one_pass, settings.samples, settings.inputs)
            ids = "\0".join([name or "", *(self.candidates[place].id for place in places)])
            digest = hashlib.sha256(ids.encode("utf-8", "surrogatepass")).hexdigest()
            for first, count in cut:
                label = f"inputs {digest} {first}+{count}/{inner}"
                yield _Task(view, places, label, first, count, inner, (first, count) == cut[-1])


def crossed_block(
    world: Landscape, view: int, items: Sequence[Versions], first: int, count: int, inner: int
) -> Part:
    """Run items by themselves, each on trajectories first, first + 1, ... of a crossed run."""
    compiled = _compiled(world, view, items)
    return crossed_part(compiled, [1 << bit for bit in range(len(items))], first, count, inner)


def _compiled(world: Landscape, view: int, items: Sequence[Versions]) -> Compiled:
    name, tree, _ = world.views[view]
    groups = [[versions[name]] for versions in items]
    return compile_items(tree, groups, given=world.settings.given, seed=world.settings.seed)
