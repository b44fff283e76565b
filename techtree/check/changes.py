"""Warn of items and stances that change nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from techtree.check.effects import why_idle, why_neutral
from techtree.check.reachable import World, known_from_start, lowest
from techtree.errors import Place, Problem
from techtree.model.numbers import ZERO
from techtree.model.tree import Item, NumberCount, Stance, Tree


def item_warnings(
    tree: Tree, item: Item, world: World, places: Mapping[str, Place]
) -> Iterator[Problem]:
    """Yield what is odd about the parts of an item, or that it changes nothing at all."""
    path = f"items.{item.id}"
    idle = 0
    for unlock in item.unlocks:
        if known_from_start(world.nodes[unlock.node]):
            idle += 1
            message = f"'{unlock.node}' is known from the start, so unlocking it changes nothing"
            place = places.get(f"{path}.unlocks.{unlock.node}", places[path])
            yield Problem("warning", "changes-nothing", message, place)
    for block in item.blocks:
        node = world.nodes[block.node]
        later = lowest(block.at if block.at is not None else item.at) > 0
        if (known_from_start(node) and later) or node.id not in world.possible:
            idle += 1
            why = "known by then" if known_from_start(node) else "impossible anyway"
            message = f"'{block.node}' is {why}, so blocking it changes nothing"
            place = places.get(f"{path}.blocks.{block.node}", places[path])
            yield Problem("warning", "changes-nothing", message, place)
    for effect in item.effects:
        idle += bool(why_neutral(effect) or why_idle(tree, world, effect, None))
    parts = (*item.unlocks, *item.blocks, *item.removes, *item.effects, *item.nodes)
    if item.chance == ZERO:
        message = f"the item '{item.id}' changes nothing: its chance is 0"
        yield Problem("warning", "changes-nothing", message, places[path])
    elif idle == len(parts):
        message = f"the item '{item.id}' changes nothing"
        if not parts:
            message += "; give it `unlocks`, `blocks`, `removes`, `effects` or `nodes`"
        yield Problem("warning", "changes-nothing", message, places[path])


def stance_warnings(tree: Tree, places: Mapping[str, Place]) -> Iterator[Problem]:
    """Yield the stances that say what to change, but leave everything as it was."""
    for stance in tree.stances.values():
        says = any(path.startswith(f"stances.{stance.id}.set.") for path in places)
        parent = tree.stances[stance.extends].tree if stance.extends is not None else tree
        says = says or (bool(stance.off) and stance.extends is None)
        if says and _bare(stance.tree) == _bare(parent):
            message = f"the stance '{stance.id}' changes nothing: its numbers are those of "
            message += f"'{stance.extends}'" if stance.extends is not None else "the tree"
            place = places[f"stances.{stance.id}"]
            yield Problem("warning", "changes-nothing", message, place)
    yield from _mix_without_tree(tree.stances, places)


def _mix_without_tree(
    stances: Mapping[str, Stance], places: Mapping[str, Place]
) -> Iterator[Problem]:
    weights = [stance.weight for stance in stances.values() if stance.weight is not None]
    if weights and not any(weights):
        place = places[f"stances.{next(iter(stances))}"]
        message = "the weights of all stances are 0, so there is no mix"
        yield Problem("warning", "no-mix", message, place)


def _bare(tree: Tree) -> Tree:
    return replace(tree, stances={}, numbers=NumberCount(), digest="", title="")
