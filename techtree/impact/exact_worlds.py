"""Worlds solved exactly: the chain of a tree, and what it says of a root."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from techtree.engine import layout as c
from techtree.engine.compiler import Compiled, compile_tree
from techtree.exact.chain import Chain, NotExact, TooLarge, build
from techtree.exact.solve import Values, values
from techtree.exact.times import Course, course, quantile
from techtree.impact.settings import Settings
from techtree.impact.times import Quantiles
from techtree.model.numbers import Fixed
from techtree.model.tree import Item, Tree

SOON = 5e7  # transitions times nodes that `auto` goes over rather than simulate


@dataclass
class ExactWorlds:
    """A tree with an item, solved from the worlds with some of its channels.

    World 0 is the baseline. An item that acts only with some probability is mixed in by it.
    """

    compiled: Compiled
    chain: Chain
    horizon: float
    chance: float

    @cached_property
    def values(self) -> Values:
        """What every state is worth."""
        return values(self.chain, self.horizon)

    @property
    def worth(self) -> np.ndarray:
        """The value of each outcome, (O,)."""
        numbers = self.compiled.program.numbers
        return numbers.slots[numbers.outcome_values, 1]

    def row(self, world: int) -> np.ndarray:
        """Return the probabilities of the outcomes in a world, and its expected value, (O + 1,)."""
        roots = self.chain.roots
        weights = self.values.outcomes[roots[world]]
        if world:
            before = self.values.outcomes[roots[0]]
            weights = self.chance * weights + (1.0 - self.chance) * before
        return np.append(weights, weights @ self.worth)

    def always_end(self, worlds: Sequence[int] | None = None) -> bool:
        """Tell whether the race surely ends in some worlds, or all; but for what rounding makes."""
        roots = self.chain.roots if worlds is None else [self.chain.roots[w] for w in worlds]
        ended = self.values.ended[list(roots)]
        return self.values.time is not None and bool((ended >= 1.0 - 1e-12).all())

    def mean_time(self, world: int) -> float:
        """Return the mean time of the ending, in years; only where the race always ends."""
        if self.values.time is None:
            return float("nan")
        times = self.values.time[list(self.chain.roots)]
        return float(self.chance * times[world] + (1.0 - self.chance) * times[0])

    def course(self, world: int) -> Course:
        """Follow a world through time."""
        here = course(self.chain, world, self.horizon)
        if world == 0 or self.chance == 1.0:
            return here
        return here.mixed(course(self.chain, 0, self.horizon), self.chance)


def exact_worlds(
    tree: Tree,
    item: Item | None,
    settings: Settings,
    masks: tuple[int, ...],
    asked: Collection[str] | None = (),
) -> ExactWorlds:
    """Build the chain of a tree; raises `NotExact`.

    `asked` are the nodes that a course is to tell of; None for all.
    """
    compiled = compile_tree(tree, item, given=settings.given, seed=settings.seed)
    return worlds_of(compiled, tree, settings, masks, asked)


def worlds_of(
    compiled: Compiled,
    tree: Tree,
    settings: Settings,
    masks: tuple[int, ...],
    asked: Collection[str] | None = (),
) -> ExactWorlds:
    """Build the chain of what is compiled of a tree; raises `NotExact`."""
    most = np.inf if settings.engine == "exact" else SOON
    asked = compiled.nodes if asked is None else asked
    chain = build(compiled, masks, memory=settings.memory, transitions=most, asked=asked)
    if isinstance(tree.horizon, Fixed):
        horizon = tree.horizon.value
    elif tree.horizon is None:
        horizon = np.inf
    else:
        raise NotExact("the horizon is a range")
    chances = set(compiled.program.rules.parts[:, c.PART_P].tolist()) - {-1}
    assert len(chances) <= 1, "parts of one item"
    slot = chances.pop() if chances else -1
    chance = 1.0 if slot < 0 else float(compiled.program.numbers.slots[slot, 1])
    return ExactWorlds(compiled, chain, horizon, chance)


def known_exactly(
    tree: Tree, names: Sequence[str], settings: Settings
) -> tuple[dict[str, float], int]:
    """Return how probably nodes are known before the world stops, and the number of states.

    Where all at once would be too large, they are asked about one by one; raises `NotExact`.
    """
    together = tuple(names)
    try:
        chains = [(exact_worlds(tree, None, settings, (0,), together), together)]
    except TooLarge:
        chains = [(exact_worlds(tree, None, settings, (0,), (name,)), (name,)) for name in names]
    known = {}
    for worlds, asked in chains:
        final = worlds.course(0).final()
        for name in asked:
            known[name] = float(final[anyone(worlds.compiled, name)])
    return known, sum(worlds.chain.states for worlds, _ in chains)


def anyone(compiled: Compiled, name: str) -> int:
    """Return the column of a course that tells whether anyone knows a node."""
    return len(compiled.nodes) * len(compiled.actors) + compiled.nodes.index(name)


def ending_quantiles(parts: Sequence[tuple[Course, float]]) -> Quantiles:
    """Return the quantiles of the ending's time over courses with weights."""
    last = [(of, of.done.shape[1] - 1, weight) for of, weight in parts]
    return Quantiles(*(quantile(last, p) for p in (0.05, 0.5, 0.95)))
