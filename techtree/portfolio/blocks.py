"""One block of work: some items, by themselves, over some trajectories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from techtree.engine.compiler import compile_tree
from techtree.impact.outcomes import value_bounds
from techtree.impact.settings import MIX, Settings, silent, views
from techtree.model.numbers import Fixed, Uncertain
from techtree.model.tree import Item, Tree
from techtree.portfolio.sums import Sums
from techtree.portfolio.worlds import MOST_GROUPS, Question, Versions, Views, simulate, solve

ITEMS = MOST_GROUPS  # of a block
SPAN = 65_536  # trajectories of a block
_EVENT_BY_EVENT = 15  # items run together where worlds are run event by event: parts cost there
_SOLVED = 31  # items solved together


@dataclass(frozen=True)
class Landscape:
    """A tree as it is under each stance that is asked for, and how it is to be run."""

    views: Views
    settings: Settings
    one_pass: bool  # as `Compiled` has it, without items
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
            one_pass=all(one.one_pass for one in compiled),
            bounds=np.array([[-1.0, 1.0]] * len(outcomes) + [[low - high, high - low]]),
            outcomes=outcomes,
        )

    @property
    def main(self) -> str | None:
        """Name the view that is asked about first."""
        return MIX if self.settings.stances == (MIX,) else self.views[0][0]


def evaluate_block(
    world: Landscape, items: Sequence[Versions], first: int, count: int
) -> dict[str | None, Sums]:
    """Say what each item does by itself, in every view and the mix; with count 0, exactly.

    Raises `NotExact` where an exact answer cannot be had.
    """
    views, settings = world.views, world.settings
    found: dict[str | None, Sums] = {}
    for places in _together(world, items, exact=count == 0):
        groups = tuple((items[place],) for place in places)
        question = Question(groups, tuple(1 << bit for bit in range(len(places))))
        if count:
            sums = simulate(views, question, settings, first, count)
        else:
            sums = solve(views, question, settings)
        for name, of in sums.items():
            if name not in found:
                found[name] = Sums.empty(len(items), len(of.base))
            found[name].put(places, of)
    return found


def _together(world: Landscape, items: Sequence[Versions], *, exact: bool) -> Iterator[list[int]]:
    """Yield the places of items that are run in one program.

    Nodes that an item brings would be in all its worlds, so such an item is run alone; and what
    one pass computes is not mixed with what is run event by event.
    """
    in_one_pass = world.one_pass and not exact
    kinds: dict[str, list[int]] = {"one pass": [], "other": []}
    for place, versions in enumerate(items):
        if any(item.nodes for item in versions.values()):
            yield [place]
        elif in_one_pass and not any(
            _event_by_event(versions[name], tree) for name, tree, _ in world.views
        ):
            kinds["one pass"].append(place)
        else:
            kinds["other"].append(place)
    for kind, places in kinds.items():
        size = MOST_GROUPS if kind == "one pass" else _SOLVED if exact else _EVENT_BY_EVENT
        for first in range(0, len(places), size):
            yield places[first : first + size]


def _event_by_event(item: Item, tree: Tree) -> bool:
    """Tell whether an item may need its worlds to be run event by event."""
    return (
        bool(item.removes)
        or any(tree.nodes[unlock.node].ending is not None for unlock in item.unlocks)
        or any(
            effect.kind == "move" or (effect.kind == "depth" and _may_be_nil(effect.by))
            for effect in item.effects
        )
    )


def _may_be_nil(number: Fixed | Uncertain) -> bool:
    return not isinstance(number, Fixed) or number.value == 0.0
