"""Which nodes an item makes possible or impossible, without running the race."""

from __future__ import annotations

from dataclasses import replace

from techtree.check.reachable import world_of
from techtree.model.numbers import Fixed
from techtree.model.tree import Item, Tree


def reachable(tree: Tree, item: Item | None) -> set[str]:
    """Name the nodes that can ever be known, with the item if one is given.

    What is blocked, or done by an actor who is removed, at the start is out; a block that comes
    later leaves time before it.
    """
    if item is None:
        return set(world_of(tree).possible)
    blocked = {b.node for b in item.blocks if _at_once(item, b.at)}
    gone = {r.actor for r in item.removes if _at_once(item, r.at)}
    nodes = {
        n.id: replace(n, chance=Fixed(0.0), unlocked=()) if n.id in blocked else n
        for n in tree.nodes.values()
    }
    actors = {name: actor for name, actor in tree.actors.items() if name not in gone}
    unlocks = tuple(u for u in item.unlocks if u.node not in blocked)
    changed = replace(tree, nodes=nodes, actors=actors)
    return set(world_of(changed, [replace(item, unlocks=unlocks)]).possible)


def _at_once(item: Item, at: object) -> bool:
    when = item.at if at is None else at
    return isinstance(when, Fixed) and when.value <= 0.0
