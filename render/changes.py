"""What an item does to the nodes and actors of a tree, as words for a drawing."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace

from render.errors import RenderError
from render.quantiles import median
from render.words import date, short
from techtree.model.numbers import Number
from techtree.model.tree import Item, Tree, Unlock


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one node: a word and the details of it."""

    word: str  # UNLOCKED, BLOCKED or NEW
    details: str = ""


def find_item(tree: Tree, item: Item | str) -> Item:
    """Return an item, given itself, its id, or the id of a node that it would unlock."""
    if isinstance(item, Item):
        return item
    if item in tree.items:
        return tree.items[item]
    if item in tree.nodes:
        title = f"{tree.nodes[item].title or item} known now"
        return Item(id=item, title=title, unlocks=(Unlock(item),))
    near = difflib.get_close_matches(item, [*tree.items, *tree.nodes], n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise RenderError(f"the tree has no item and no node named {item!r}{hint}")


def with_nodes(tree: Tree, item: Item) -> Tree:
    """Return the tree with an item's own nodes in it."""
    return replace(tree, nodes={**tree.nodes, **{node.id: node for node in item.nodes}})


def changes(tree: Tree, item: Item) -> dict[str, Change]:
    """Say for each node that an item touches what it does; a block beats an unlock."""
    found = {node.id: Change("NEW") for node in item.nodes}
    for unlock in item.unlocks:
        who = f"to {actor_name(tree, unlock.to)}" if unlock.to else ""
        details = " ".join(filter(None, (who, when(unlock.at or item.at, tree))))
        found[unlock.node] = Change("UNLOCKED", details)
    for block in item.blocks:
        found[block.node] = Change("BLOCKED", when(block.at or item.at, tree))
    return found


def when(time: Number, tree: Tree) -> str:
    """Write from when something holds, or nothing if from the start."""
    years = median(time)
    return f"from {date(years, tree.start)}" if years > 0 else ""


def actor_name(tree: Tree, actor: str | None) -> str:
    """Return what an actor is called, in short."""
    if actor is None:
        return "everybody"
    found = tree.actors.get(actor)
    return short((found.title if found else None) or actor)
