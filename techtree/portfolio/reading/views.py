"""Read an item of a portfolio as it is in the tree as written, and under each stance."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from techtree.check.changes import item_warnings
from techtree.check.effects import effect_warnings
from techtree.check.reachable import World, world_of
from techtree.errors import Problem
from techtree.files.channels import item_without
from techtree.files.item_reader import read_item_as
from techtree.files.parsing import Parsed
from techtree.files.portfolio_fields import PORTFOLIO_ITEM
from techtree.files.positions import Node, Scalar
from techtree.files.reading import Declared, Reading, ReadParameter, Spot
from techtree.files.values import Fields
from techtree.files.whole_tree import check_item
from techtree.model.tree import Item, Tree


@dataclass(frozen=True, slots=True)
class _View:
    """A tree to which items are added, with what its parameters are and what is switched off."""

    stance: str
    tree: Tree
    reading: Reading
    off: Collection[str]
    same_parameters: bool


class ReadItem(NamedTuple):
    """An item under every view, with what else stands in its map."""

    views: dict[str | None, Item]
    values: dict[str, Any]
    fields: Fields


class ItemReader:
    """Reads items one after the other; problems gather in ``reading``."""

    def __init__(self, file: str, parsed: Parsed, stances: Sequence[str]) -> None:
        assert parsed.tree is not None and parsed.declared is not None
        self.tree = parsed.tree
        self.reading = self._reading(file, parsed, None, None)
        self.views = tuple(self._view(file, parsed, stance) for stance in stances)
        self._world: World | None = None

    def _reading(
        self, file: str, parsed: Parsed, stance: str | None, earlier: Reading | None
    ) -> Reading:
        assert parsed.declared is not None
        declared = _copied(parsed.declared) if earlier is None else earlier.declared
        parameters: Mapping[str, ReadParameter] = parsed.parameters[stance]
        return Reading(file, earlier, declared, self.tree.start, parameters)

    def _view(self, file: str, parsed: Parsed, name: str) -> _View:
        stance = self.tree.stances[name]
        reading = self._reading(file, parsed, name, self.reading)
        same = reading.parameters == self.reading.parameters
        return _View(name, stance.tree, reading, frozenset(stance.off), same)

    def read(self, key: Scalar, node: Node, spot: Spot) -> ReadItem | None:
        """Read an item under every view; return None, and record why, if it cannot be."""
        reading = self.reading
        reading.mark(spot, key)
        errors, uses = reading.errors, reading.parameter_uses
        item, values, fields = read_item_as(reading, key, node, spot, PORTFOLIO_ITEM)
        if reading.errors == errors:
            check_item(reading, self.tree, item)
        views: dict[str | None, Item] = {None: item}
        for view in self.views:
            if reading.errors > errors:
                return None
            uncertain = reading.parameter_uses > uses and not view.same_parameters
            views[view.stance] = self._under(view, item, key, node, spot, uncertain)
        return None if reading.errors > errors else ReadItem(views, values, fields)

    def _under(
        self, view: _View, item: Item, key: Scalar, node: Node, spot: Spot, again: bool
    ) -> Item:
        reading = view.reading
        reading.places = self.reading.places
        if again:
            item, _, _ = read_item_as(reading, key, node, spot, PORTFOLIO_ITEM)
        if not reading.problems:
            check_item(reading, view.tree, item)
        for problem in reading.problems:
            if problem.severity == "error":
                message = f"under the stance '{view.stance}', {problem.message}"
                self.reading.error(problem.place, problem.code, message)
        reading.problems.clear()
        reading.errors = 0
        reading.unsourced.clear()
        return item_without(item, view.off)

    def oddities(self, item: Item) -> list[Problem]:
        """Say what is odd about an item: parts that change nothing, or that none does."""
        world, places = self._with(item), self.reading.places
        found = list(item_warnings(self.tree, item, world, places))
        for effect in item.effects:
            found += effect_warnings(self.tree, world, effect, None, places[effect.key])
        return found

    def _with(self, item: Item) -> World:
        """Find what is possible with an item, from scratch only if it is more than without."""
        if self._world is None:
            self._world = world_of(self.tree)
        new = any(unlock.node not in self._world.possible for unlock in item.unlocks)
        if new or item.nodes or any(effect.move for effect in item.effects):
            return world_of(self.tree, [item])
        return self._world

    def forget(self) -> None:
        """Drop what is known of the places of items that were read, which nobody asks for."""
        self.reading.places.clear()
        self.reading.unsourced.clear()
        self.reading.kept.clear()
        for view in self.views:
            view.reading.problems.clear()
            view.reading.errors = 0


def _copied(declared: Declared) -> Declared:
    return replace(
        declared,
        nodes=dict(declared.nodes),
        items=dict(declared.items),
        sources=dict(declared.sources),
        fields=dict(declared.fields),
    )
