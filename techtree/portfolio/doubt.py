"""What the doubt in a tree's inputs does to what items are worth (see `impact.inputs`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from techtree.engine.compiler import compile_items, compile_tree
from techtree.impact.inputs import (
    Crossed,
    InputRange,
    crossed_runs,
    ranges,
    uses_inputs,
    without_noise,
)
from techtree.impact.settings import MIX, Progress, mixed_in_order
from techtree.model.tree import Tree
from techtree.portfolio.blocks import Landscape, together
from techtree.portfolio.candidates import Candidate
from techtree.portfolio.table import Table

MOST_ITEMS = 500  # of which the doubt in the inputs is asked: it costs as much as all else


@dataclass(frozen=True, slots=True)
class Doubt:
    """The range of each of R shifts over the inputs, and the noise taken off, (R,).

    Without noise no number is a range: a range is then what stances of the mix disagree about.
    """

    over: list[InputRange]
    noise: np.ndarray | None


def input_doubt(
    candidates: Sequence[Candidate], table: Table, threads: int, progress: Progress
) -> dict[int, Doubt]:
    """Return the doubt about candidates by their place, where there is any."""
    world = table.world
    mixed = mixed_in_order(world.views) if world.main == MIX else [(0, 1.0)]
    draws: dict[int, list[tuple[np.ndarray, float]]] = {}
    noises: dict[int, list[np.ndarray]] = {}
    for number, (view, weight) in enumerate(mixed):
        progress("over the inputs", number, len(mixed))
        name, tree, _ = world.views[view]
        runs = _runs(world, name, tree, candidates, threads) if not table.states else {}
        for place in range(len(candidates)):
            centre = table.views[name].shift[place]
            run = runs.get(place)
            drawn = centre[None, :] if run is None else without_noise(run, centre)
            draws.setdefault(place, []).append((drawn, weight))
            if run is not None:
                noises.setdefault(place, []).append(np.sqrt(run.noise))
    progress("over the inputs", len(mixed), len(mixed))
    return {
        place: Doubt(ranges(drawn), np.max(noises[place], axis=0) if place in noises else None)
        for place, drawn in draws.items()
        if place in noises or len(mixed) > 1
    }


def _runs(
    world: Landscape, name: str | None, tree: Tree, candidates: Sequence[Candidate], threads: int
) -> dict[int, Crossed]:
    """Run the items on which a range bears, whatever other items there are, in one view."""
    settings = world.settings
    own = uses_inputs(compile_tree(tree))
    asked = [
        place
        for place, one in enumerate(candidates)
        if own or uses_inputs(compile_tree(tree, one.views[name]))
    ]
    found: dict[int, Crossed] = {}
    for some, _ in together(world, [candidates[place].views for place in asked]):
        places = [asked[number] for number in some]
        groups = [[candidates[place].views[name]] for place in places]
        compiled = compile_items(tree, groups, given=settings.given, seed=settings.seed)
        masks = [1 << bit for bit in range(len(groups))]
        runs = crossed_runs(compiled, masks, settings.samples, settings.inputs, threads)
        found |= dict(zip(places, runs, strict=True))
    return found
