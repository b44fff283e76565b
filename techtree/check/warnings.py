"""Gather every warning that a tree deserves without running it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from techtree.check.changes import item_warnings, stance_warnings
from techtree.check.effects import effect_warnings
from techtree.check.nodes import node_warnings
from techtree.check.reachable import world_of
from techtree.errors import Place, Problem, in_order
from techtree.model.tree import Tree

_SHOWN = 5  # places of numbers without a source that are named


def warnings(tree: Tree, places: Mapping[str, Place]) -> list[Problem]:
    """Return what is odd about a tree that has been read, in the order of its places.

    What could happen with some item counts as possible.
    """
    world = world_of(tree, tree.items.values())
    paths = {name: f"nodes.{name}" for name in tree.nodes}
    for item in tree.items.values():
        paths.update((node.id, f"items.{item.id}.nodes.{node.id}") for node in item.nodes)
    found = list(node_warnings(tree, world, paths, places))
    for node in world.nodes.values():
        for effect in node.effects if node.id in world.possible else ():
            found += effect_warnings(tree, world, effect, node.id, places[effect.key])
    for item in tree.items.values():
        found += item_warnings(tree, item, world, places)
        for effect in item.effects:
            found += effect_warnings(tree, world, effect, None, places[effect.key])
    found += stance_warnings(tree, places)
    found += _without_source(tree, places)
    return list(in_order(found))


def _without_source(tree: Tree, places: Mapping[str, Place]) -> Iterator[Problem]:
    paths = [path for path in tree.numbers.unsourced if path in places]
    if not paths:
        return
    named = ", ".join(f"{path} (line {places[path].line})" for path in paths[:_SHOWN])
    more = ", ..." if len(paths) > _SHOWN else ""
    message = f"{len(paths)} of {tree.numbers.total} numbers name no source: {named}{more}"
    yield Problem("warning", "no-source", message, places[paths[0]])
