"""Read items: what they unlock, block and remove, and the nodes that come with them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from techtree.files.effect_reader import read_effects
from techtree.files.fields import BLOCK, ITEM, REMOVAL, UNLOCK, Names, Shape
from techtree.files.node_reader import read_node
from techtree.files.positions import Mapping, Node, Scalar, Sequence, shown
from techtree.files.reading import Reading, Spot
from techtree.files.values import Fields, check_not_past, read_map, read_table
from techtree.model.effects import OTHER_CHANNEL
from techtree.model.tree import Block, Item, Removal, Unlock

T = TypeVar("T")


def read_item(reading: Reading, key: Scalar, node: Node, spot: Spot) -> Item:
    """Read an item; the nodes that it brings can be named in it and nowhere else."""
    return read_item_as(reading, key, node, spot, ITEM)[0]


def read_item_as(
    reading: Reading, key: Scalar, node: Node, spot: Spot, shape: Shape
) -> tuple[Item, dict[str, Any], Fields]:
    """Read an item from a map that may hold more: return the values and nodes by key besides."""
    reading.item = key.text
    values, fields, spot = read_map(reading, node, shape, spot)
    check_not_past(reading, values, fields)
    parts: dict[str, Any] = {}
    for name, inner_shape, of, make in _PARTS:
        if name in fields:
            inner = spot.at(name)
            parts[name] = _read_parts(reading, fields[name], inner, inner_shape, of, make)
    if "effects" in fields:
        inner = spot.at("effects")
        parts["effects"] = read_effects(reading, fields["effects"], inner, of_item=True)
    if "nodes" in fields:
        read = partial(read_node, of_item=True)
        parts["nodes"] = tuple(
            read_table(reading, fields["nodes"], spot.at("nodes"), read).values()
        )
    reading.item = None
    plain = ("title", "cost", "chance", "at", "note", "source")
    taken = {name: values[name] for name in plain if name in values}
    return Item(id=key.text, **taken, **parts), values, fields


def _read_parts(
    reading: Reading,
    node: Node,
    spot: Spot,
    shape: Shape,
    of: Names,
    make: Callable[[str, dict[str, Any]], T],
) -> tuple[T, ...]:
    """Read an id, a list of ids, or a map from ids to details."""
    named: list[tuple[Node, Node | None]]
    match node:
        case Mapping(entries=entries):
            named = [(key, value) for key, value in entries]
        case Sequence(items=members):
            named = [(member, None) for member in members]
        case Scalar() if not node.null:
            named = [(node, None)]
        case _:
            message = f"{shown(node)} cannot stand here; write ids of {of}s, or a map from them"
            reading.error(node, "shape", message)
            return ()
    parts: dict[str, T] = {}
    for key, value in named:
        name = reading.reference(key, of)
        if name is None:
            continue
        if name in parts:
            reading.error(key, "repeated", f"{shown(key)} stands here twice")
        inner = spot.at(name)
        reading.mark(inner, key)
        values: dict[str, Any] = {}
        if value is not None:
            values, fields, _ = read_map(reading, value, shape, inner)
            check_not_past(reading, values, fields)
        parts[name] = make(name, values)
    return tuple(parts.values())


def _unlock(name: str, values: dict[str, Any]) -> Unlock:
    return Unlock(name, values.get("to"), values.get("at"), values.get("channel", OTHER_CHANNEL))


def _block(name: str, values: dict[str, Any]) -> Block:
    return Block(name, values.get("at"), values.get("channel", OTHER_CHANNEL))


def _removal(name: str, values: dict[str, Any]) -> Removal:
    return Removal(name, values.get("at"), values.get("channel", OTHER_CHANNEL))


_PARTS: tuple[tuple[str, Shape, Names, Callable[[str, dict[str, Any]], Any]], ...] = (
    ("unlocks", UNLOCK, "node", _unlock),
    ("blocks", BLOCK, "node", _block),
    ("removes", REMOVAL, "actor", _removal),
)
