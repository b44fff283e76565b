"""Run a tree with an item, trajectory by trajectory, and read figures off it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from techtree.engine.compiler import Compiled, compile_tree
from techtree.engine.run import paired, run_chunk
from techtree.engine.tallies import Results
from techtree.model.tree import Tree

BASE, WITH = 0, 1


@dataclass(frozen=True, slots=True)
class Run:
    """The same trajectories without and with an item."""

    compiled: Compiled
    results: Results

    def weight(self, outcome: str, world: int) -> np.ndarray:
        """Return the probability of an outcome at each trajectory's end."""
        return self.results.weights[world, self.compiled.outcomes.index(outcome)]

    def known(self, node: str, actor: str | None, world: int) -> np.ndarray:
        """Return the times at which an actor, or the first of all, knows a node."""
        times = self.results.known[world, self.compiled.nodes.index(node)]
        return times[self.compiled.actors.index(actor)] if actor else times.min(axis=0)


Figure: TypeAlias = Callable[[Run], np.ndarray]


def run(tree: Tree, item: str, samples: int) -> Run:
    """Run the trajectories 0, 1, ... of a tree without and with an item of it."""
    compiled = compile_tree(tree, tree.items[item])
    masks = paired(len(compiled.channels))(0, samples)
    return Run(compiled, run_chunk(compiled, masks, 0, known=True))


def outcome(name: str, world: int = BASE) -> Figure:
    """Probability of an outcome."""
    return lambda found: found.weight(name, world)


def share(node: str, actor: str | None = None, world: int = BASE) -> Figure:
    """Whether a node is known before the world ends."""
    return lambda found: np.isfinite(found.known(node, actor, world)).astype(float)


def when(node: str, actor: str | None = None, world: int = BASE) -> Figure:
    """Year in which a node is known; infinite where it never is."""
    return lambda found: found.known(node, actor, world)


def ended(world: int = BASE) -> Figure:
    """Year in which the world ends."""
    return lambda found: found.results.ended[world]


def ends_in(ending: str, world: int = BASE) -> Figure:
    """Whether the world ends in this ending."""
    return lambda found: (found.results.ending[world] == found.compiled.nodes.index(ending)).astype(
        float
    )


def shift(figure: Callable[..., Figure], *names: str) -> Figure:
    """What the item does to a figure."""
    return lambda found: minus(figure(*names, world=WITH)(found), figure(*names)(found))


def span(first: Figure, second: Figure) -> Figure:
    """Years from one time to another."""
    return lambda found: minus(second(found), first(found))


def minus(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Subtract, with NaN where either is infinite or NaN."""
    with np.errstate(invalid="ignore"):
        apart = left - right
    return np.where(np.isfinite(apart), apart, np.nan)


def mean_change(before: Run, after: Run, figure: Figure) -> float:
    """Return the mean change of a figure over the trajectories that have it in both runs."""
    apart = minus(figure(after), figure(before))
    assert np.isfinite(apart).any(), "no trajectory has this figure in both runs"
    return float(np.nanmean(apart))
