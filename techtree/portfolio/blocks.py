"""One block of work: some items, by themselves, over some trajectories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from techtree.engine.compiler import compile_tree
from techtree.exact.chain import NotExact
from techtree.impact.outcomes import value_bounds
from techtree.impact.settings import MIX, Settings, silent, views
from techtree.model.numbers import Fixed, Mixture, Number
from techtree.model.tree import Item, Tree
from techtree.portfolio.sums import Sums
from techtree.portfolio.worlds import MOST_GROUPS, Question, Versions, Views, simulate, solve

ITEMS = MOST_GROUPS  # of a block
SPAN = 65_536  # trajectories of a block
_EVENT_BY_EVENT = 15  # items run together where worlds are run event by event: parts cost there
_SOLVED = 31  # items solved together


Kind: TypeAlias = tuple[bool, ...]
Block: TypeAlias = dict[str | None, Sums]


@dataclass(frozen=True)
class Landscape:
    """A tree as it is under each stance that is asked for, and how it is to be run."""

    views: Views
    settings: Settings
    one_pass: Kind  # of each view, as `Compiled` has it, without items
    bounds: np.ndarray  # (R, 2) where each shift lies
    outcomes: tuple[str, ...]

    @classmethod
    def of(cls, tree: Tree, settings: Settings) -> Landscape:
        """Look at a tree. Raises `UsageError` where a name is unknown."""
        rows = views(tree, settings.stances)
        compiled = [compile_tree(view) for _, view, _ in rows]
        outcomes = compiled[0].outcomes
        low, high = value_bounds(*compiled)
        return cls(
            views=tuple(rows),
            settings=replace(settings, progress=silent, threads=1),
            one_pass=tuple(one.one_pass for one in compiled),
            bounds=np.array([[-1.0, 1.0]] * len(outcomes) + [[low - high, high - low]]),
            outcomes=outcomes,
        )

    @property
    def mixture(self) -> bool:
        """Tell whether all that is asked about is one mixture of stances."""
        return self.settings.stances == (MIX,)

    @property
    def main(self) -> str | None:
        """Name the view that is asked about first."""
        return MIX if self.mixture else self.views[0][0]


def evaluate_block(world: Landscape, items: Sequence[Versions], first: int, count: int) -> Block:
    """Say what each item does by itself, in every view and the mix; with count 0, exactly.

    What is said of an item is the same, to the last bit, whatever the others are. Raises
    `NotExact` where an exact answer cannot be had.
    """
    found: Block = {}
    baseline: Block = {}
    parts = _simulated(world, items, first, count) if count else _solved(world, items)
    for places, sums, plain in parts:
        if plain and not baseline:
            baseline = sums
        for name, of in sums.items():
            if name not in found:
                found[name] = Sums.empty(len(items), len(of.base))
            found[name].put(places, of)
    if not baseline:
        nothing = Question((), (0,))
        if count:
            baseline = simulate(world.views, nothing, world.settings, first, count)
        else:
            baseline = solve(world.views, nothing, world.settings)
    for name, of in baseline.items():
        found[name].base = of.base
    return found


def _simulated(
    world: Landscape, items: Sequence[Versions], first: int, count: int
) -> Iterator[tuple[list[int], Block, bool]]:
    """Yield places with their sums, and whether the tree was run as it is without items."""
    for places, kind in together(world, items):
        sums = simulate(world.views, _each(items, places), world.settings, first, count)
        yield places, sums, kind == world.one_pass


def together(world: Landscape, items: Sequence[Versions]) -> Iterator[tuple[list[int], Kind]]:
    """Yield the places of items that are run in one program, with which views are one pass.

    Nodes that an item brings would be in all its worlds, so such an item is run alone; and what
    one pass computes is not mixed with what is run event by event.
    """
    kinds: dict[Kind, list[int]] = {}
    for place, versions in enumerate(items):
        if any(item.nodes for item in versions.values()):
            yield [place], ()
        else:
            kinds.setdefault(_kind(world, versions), []).append(place)
    for kind, places in kinds.items():
        size = MOST_GROUPS if all(kind) else _EVENT_BY_EVENT
        for first in range(0, len(places), size):
            yield places[first : first + size], kind


def _solved(world: Landscape, items: Sequence[Versions]) -> Iterator[tuple[list[int], Block, bool]]:
    """Yield places with what is found exactly, and whether it holds the baseline as it is alone.

    What does not fit one chain is solved in halves, so that it hangs on each item alone whether
    it fits. Up to a horizon, errors of rounding hang on all that is in a chain: one item each.
    """
    endless = all(tree.horizon is None for _, tree, _ in world.views)
    size = _SOLVED if endless else 1
    own = [place for place, of in enumerate(items) if any(item.nodes for item in of.values())]
    rest = [place for place in range(len(items)) if place not in own]
    waiting = [[place] for place in own]
    waiting += [rest[first : first + size] for first in range(0, len(rest), size)]
    while waiting:
        places = waiting.pop()
        try:
            sums = solve(world.views, _each(items, places), world.settings)
        except NotExact:
            if len(places) == 1:
                raise
            half = len(places) // 2
            waiting += [places[:half], places[half:]]
        else:
            yield places, sums, endless and places[0] not in own


def _each(items: Sequence[Versions], places: Sequence[int]) -> Question:
    """Ask about items by themselves."""
    groups = tuple((items[place],) for place in places)
    return Question(groups, tuple(1 << bit for bit in range(len(places))))


def _kind(world: Landscape, versions: Versions) -> Kind:
    return tuple(
        one_pass and not _event_by_event(versions[name], tree)
        for one_pass, (name, tree, _) in zip(world.one_pass, world.views, strict=True)
    )


def _event_by_event(item: Item, tree: Tree) -> bool:
    """Tell whether an item needs its worlds to be run event by event."""
    return (
        bool(item.removes)
        or any(tree.nodes[unlock.node].ending is not None for unlock in item.unlocks)
        or any(
            effect.kind == "move" or (effect.kind == "depth" and _may_be_nil(effect.by))
            for effect in item.effects
        )
    )


def _may_be_nil(number: Number) -> bool:
    """Tell whether a number is 0 with a probability above 0."""
    if isinstance(number, Fixed):
        return number.value == 0.0
    if isinstance(number.distribution, Mixture):
        parts = number.distribution.parts
        return any(isinstance(part, Fixed) and part.value == 0.0 for _, part in parts)
    return False
