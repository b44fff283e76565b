"""The dates between which things become known, as a calendar shows them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from techtree.engine.compiler import compile_tree
from techtree.engine.estimates import quantile
from techtree.engine.nets import evenly
from techtree.engine.run import baseline, chunks, paired
from techtree.exact.chain import TooLarge
from techtree.exact.times import Course
from techtree.exact.times import quantile as exact_quantile
from techtree.impact.exact_worlds import ExactWorlds, anyone, exact_worlds
from techtree.impact.settings import Settings
from techtree.model.tree import Item, Tree

Interval = tuple[float | None, float | None]

LOW, HIGH = 0.05, 0.95


def drawn_times(
    tree: Tree, settings: Settings, item: Item | None, samples: int
) -> dict[str, Interval]:
    """Return by when 5% and 95% of all worlds know each node, in years after the start.

    ``samples`` are those of the answer beside which this stands, 0 for an exact one; the draws
    are the same. None stands where fewer worlds come to know a node.
    """
    if samples == 0:
        return _exactly(tree, settings, item)
    compiled = evenly(compile_tree(tree, item, given=settings.given, seed=settings.seed))
    world = 0 if item is None else 1
    masks = baseline if item is None else paired(len(compiled.channels))
    histograms: np.ndarray | None = None
    runs = chunks([(compiled, masks)], 0, samples, threads=settings.threads, times=True)
    for _, _, (out,) in runs:
        here = out.times[world]
        histograms = here.copy() if histograms is None else histograms + here
    assert histograms is not None
    return {
        name: (quantile(histograms[i], samples, LOW), quantile(histograms[i], samples, HIGH))
        for i, name in enumerate(compiled.nodes)
    }


def _exactly(tree: Tree, settings: Settings, item: Item | None) -> dict[str, Interval]:
    """Read the dates off the course of the chain, or of one for each node if that is too large."""
    world = 0 if item is None else 1
    masks = (0,) if item is None else (0, 2 ** len(item.channels) - 1)
    solve: Callable[[tuple[str, ...] | None], ExactWorlds] = partial(
        exact_worlds, tree, item, settings, masks
    )
    try:
        worlds = solve(None)
    except TooLarge:
        names = solve(()).compiled.nodes
        return {name: _interval(solve((name,)), name, world) for name in names}
    course = worlds.course(world)
    return {name: _interval(worlds, name, world, course) for name in worlds.compiled.nodes}


def _interval(worlds: ExactWorlds, name: str, world: int, course: Course | None = None) -> Interval:
    parts = [(course or worlds.course(world), anyone(worlds.compiled, name), 1.0)]
    return exact_quantile(parts, LOW), exact_quantile(parts, HIGH)
