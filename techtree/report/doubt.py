"""Whether any number that a score rests on is given as a range of somebody's judgement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from techtree.model.numbers import Uncertain
from techtree.model.tree import Tree


def has_ranges(tree: Tree, item: str, stance: str | None = None) -> bool:
    """Tell whether the tree, or the item, has a number whose doubt is in the inputs."""
    if stance == "mix":
        weighted = [s.tree for s in tree.stances.values() if s.weight]
        return any(has_ranges(view, item) for view in weighted)
    view = tree if stance is None else tree.stances[stance].tree
    world = (view.outcomes, view.actors, view.nodes, view.horizon, view.leak, view.returns)
    return any(
        number.doubt == "input"
        for part in (*world, view.items.get(item))
        for number in _uncertain(part)
    )


def _uncertain(thing: object) -> Iterator[Uncertain]:
    if isinstance(thing, Uncertain):
        yield thing
    elif isinstance(thing, Mapping):
        for entry in thing.values():
            yield from _uncertain(entry)
    elif isinstance(thing, tuple):
        for entry in thing:
            yield from _uncertain(entry)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from _uncertain(getattr(thing, field.name))
