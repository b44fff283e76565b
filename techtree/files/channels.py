"""Channels: which there are in a document, and a tree without what belongs to some of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Protocol, TypeVar

from techtree.files.positions import Mapping, Node, Scalar, Sequence
from techtree.model.effects import OTHER_CHANNEL
from techtree.model.numbers import ZERO
from techtree.model.tree import Item, Tree
from techtree.model.tree import Node as TreeNode


class _Channelled(Protocol):
    @property
    def channel(self) -> str: ...


P = TypeVar("P", bound=_Channelled)


def channels_of(root: Mapping) -> set[str]:
    """Collect the channels that a document names, and the one of what names none."""
    found = {OTHER_CHANNEL}
    waiting: list[Node] = [root]
    while waiting:
        match waiting.pop():
            case Mapping(entries=entries):
                for key, value in entries:
                    if key.text == "channel" and isinstance(value, Scalar):
                        found.add(value.text)
                    elif not isinstance(value, Scalar):
                        waiting.append(value)
            case Sequence(items=items):
                waiting.extend(item for item in items if not isinstance(item, Scalar))
    return found


def switch_off(tree: Tree, off: Collection[str]) -> Tree:
    """Drop the effects of nodes and the parts of items that belong to channels switched off.

    A node of an item whose channel is off stays as a name, but can never be known.
    """
    if not off:
        return tree
    nodes = {name: _node(node, off) for name, node in tree.nodes.items()}
    items = {name: item_without(item, off) for name, item in tree.items.items()}
    return replace(tree, nodes=nodes, items=items)


def _node(node: TreeNode, off: Collection[str]) -> TreeNode:
    kept = _kept(node.effects, off)
    return node if len(kept) == len(node.effects) else replace(node, effects=kept)


def item_without(item: Item, off: Collection[str]) -> Item:
    """Drop the parts of an item that belong to channels switched off."""
    if not off:
        return item
    gone = {node.id for node in item.nodes if node.channel in off}
    nodes = tuple(
        replace(node, chance=ZERO, unlocked=(), effects=()) if node.id in gone else _node(node, off)
        for node in item.nodes
    )
    kept = replace(
        item,
        unlocks=tuple(part for part in _kept(item.unlocks, off) if part.node not in gone),
        blocks=_kept(item.blocks, off),
        removes=_kept(item.removes, off),
        effects=_kept(item.effects, off),
        nodes=nodes,
    )
    return item if kept == item else kept


def _kept(parts: Iterable[P], off: Collection[str]) -> tuple[P, ...]:
    return tuple(part for part in parts if part.channel not in off)
