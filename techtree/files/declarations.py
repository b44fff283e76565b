"""Collect the names that a tree declares, before anything refers to them."""

from __future__ import annotations

from techtree.errors import InputError, Place
from techtree.files.positions import Mapping, Node, Scalar, quoted, shown
from techtree.files.reading import Declared, Reading
from techtree.limits import MAX_ENTRIES, MAX_STANCE_NODES
from techtree.model.tree import UNDECIDED, WORLD

_TABLES = {
    "outcomes": "an outcome",
    "sources": "a source",
    "parameters": "a parameter",
    "actors": "an actor",
    "stances": "a stance",
}
_NEEDED = ("outcomes", "nodes")


def declare(reading: Reading, root: Mapping) -> Declared:
    """Collect every declared name; record errors for ids that cannot be, or stand twice."""
    declared = reading.declared
    for table, what in _TABLES.items():
        allowed = (UNDECIDED,) if table == "outcomes" else ()
        names: dict[str, Scalar] = getattr(declared, table)
        for key, _ in _entries(reading, root, table):
            if reading.check_id(key, what, allowed):
                names[key.text] = key
    if not declared.actors:
        declared.actors[WORLD] = Scalar(1, 1, WORLD, True)
    declared.outcomes.setdefault(UNDECIDED, Scalar(1, 1, UNDECIDED, True))
    first: dict[str, Place] = {}
    for key, node in _entries(reading, root, "nodes"):
        if reading.check_id(key, "a node"):
            declared.nodes[key.text] = None
            first[key.text] = reading.place(key)
        _declare_field(declared, node)
    declare_items(reading, root, first)
    repeats = len(declared.stances) * len(declared.nodes)
    stances = root.find("stances")
    if stances is not None and repeats > MAX_STANCE_NODES:
        message = f"{len(declared.stances):,} stances are too many for a tree of this size: "
        message += f"stances times nodes go up to {MAX_STANCE_NODES:,}"
        reading.error(stances, "too-many", message)
        raise InputError(reading.problems)
    return declared


def declare_items(reading: Reading, root: Mapping, first: dict[str, Place]) -> None:
    """Collect the ids of items and of their nodes; ``first`` says where ids are taken."""
    declared = reading.declared
    items = _entries(reading, root, "items")
    for key, _ in items:
        if reading.check_id(key, "an item") and _new(reading, key, first):
            declared.items[key.text] = key
    for item_key, item in items:
        if not isinstance(item, Mapping):
            continue
        for key, node in _entries(reading, item, "nodes"):
            if reading.check_id(key, "a node") and _new(reading, key, first):
                declared.nodes[key.text] = item_key.text
            _declare_field(declared, node)


def _new(reading: Reading, key: Scalar, first: dict[str, Place]) -> bool:
    if key.text in first:
        place = first[key.text]
        where = f"line {place.line}, column {place.column}"
        if place.file != reading.file:
            where += f" of {place.file}"
        message = f"the id {quoted(key.text)} stands here a second time; nodes and items share "
        message += f"their ids, and the first is at {where}"
        reading.error(key, "duplicate-id", message)
        return False
    first[key.text] = reading.place(key)
    return True


def _declare_field(declared: Declared, node: Node) -> None:
    name = node.find("field") if isinstance(node, Mapping) else None
    if isinstance(name, Scalar) and not name.null:
        declared.fields.setdefault(name.text, name)


def _entries(reading: Reading, parent: Mapping, table: str) -> list[tuple[Scalar, Node]]:
    node = parent.find(table)
    if node is None:
        return []
    if isinstance(node, Mapping) and node.entries:
        if len(node.entries) > MAX_ENTRIES:
            message = (
                f"{len(node.entries):,} {table} are more than the {MAX_ENTRIES:,} that are read"
            )
            reading.error(node, "too-many", message)
            raise InputError(reading.problems)
        return [(key, value) for key, value in node.entries]
    empty = isinstance(node, Mapping) or (isinstance(node, Scalar) and node.null)
    if not empty or table in _NEEDED:
        found = "nothing" if empty else shown(node)
        message = f"{found} cannot stand here; `{table}` is a map from ids to what they are"
        reading.error(node, "shape", message)
    return []
