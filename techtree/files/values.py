"""Read maps by the table of the format: check their keys, and read the values under them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Literal, TypeVar

from techtree.files.fields import (
    ABOUT,
    NUMBER,
    Flag,
    Holds,
    Identifier,
    Quantity,
    Reference,
    References,
    Shape,
    Text,
    Whole,
)
from techtree.files.number_grammar import FAMILY_ARGUMENTS, MIXTURE
from techtree.files.number_kinds import KindName
from techtree.files.number_meaning import support
from techtree.files.number_reader import read_bare_number
from techtree.files.positions import Entry, Mapping, Node, Scalar, Sequence, quoted, shown
from techtree.files.reading import Kept, Reading, Spot
from techtree.model.numbers import Fixed, Number

Fields = dict[str, Node]
T = TypeVar("T")
ABOUT_KEYS = {key.name for key in ABOUT}
BESIDE = Shape("what stands beside numbers", ABOUT, "Where the numbers here come from.")


def open_map(reading: Reading, node: Node, shape: Shape) -> Fields | None:
    """Check the keys of a map against its shape; return what stands under them.

    Unknown and missing keys are recorded; so is a node that is no map, for which None is
    returned. Nothing at all counts as a map without keys.
    """
    if isinstance(node, Scalar) and node.null:
        node = Mapping(node.line, node.column, ())
    if not isinstance(node, Mapping):
        keys = ", ".join(shape.by_name)
        message = f"{shown(node)} cannot be {shape.name}: that is a map with keys among {keys}"
        reading.error(node, "shape", message)
        return None
    fields: Fields = {}
    for key, value in node.entries:
        if key.text in shape.by_name:
            fields[key.text] = value
            continue
        hint = reading.guess(key.text, shape.by_name)
        if key.text.endswith(")") and "(" not in key.text:
            hint = "; it looks like the rest of a distribution, which then needs quotes"
        message = f"unknown key {quoted(key.text)} in {shape.name}"
        hint = hint or f"; it may hold {', '.join(shape.by_name)}"
        reading.error(key, "unknown-key", message + hint)
    for expected in shape.keys:
        if expected.required and expected.name not in fields:
            message = f"{shape.name} needs the key '{expected.name}'"
            said = expected.says[0].lower() + expected.says[1:].rstrip(".")
            reading.error(node, "missing-key", f"{message}: {said}")
    return fields


def read_map(
    reading: Reading, node: Node, shape: Shape, spot: Spot
) -> tuple[dict[str, Any], Fields, Spot]:
    """Open a map and read what the table alone can read.

    Returns the values by key (those that could not be read are left out), the nodes by key, and
    the spot, which is sourced if the map names a source.
    """
    fields = open_map(reading, node, shape)
    if fields is None:
        return {}, {}, spot
    if "source" in fields:
        spot = Spot(spot.path, True)
    values: dict[str, Any] = {}
    for name, value in fields.items():
        reader = _READERS.get(type(shape.by_name[name].holds))
        if reader is None:
            continue
        read = reader(reading, value, shape.by_name[name].holds, spot.at(name))
        if read is not None:
            values[name] = read
    return values, fields, spot


def read_number(
    reading: Reading,
    node: Node,
    kind: KindName,
    spot: Spot,
    doubt: Literal["race", "input"] = "input",
) -> Number | None:
    """Read a number, bare or as ``{value: ..., source: ...}``, and remember its place.

    Records an error and returns None if it is none.
    """
    reading.mark(spot, node)
    if carries_value(node):
        _, fields, spot = read_map(reading, node, NUMBER, spot)
        if "value" not in fields:
            return None
        node = fields["value"]
        if carries_value(node):
            reading.error(node, "shape", "a number stands here, not another map")
            return None
    return read_bare_number(reading, node, kind, spot, doubt)


def carries_value(node: Node) -> bool:
    """Tell whether a map holds a number among other keys, rather than being a distribution."""
    if not isinstance(node, Mapping):
        return False
    return len(node.entries) != 1 or node.entries[0].key.text in NUMBER.by_name


def is_distribution(node: Node) -> bool:
    """Tell whether a node is a number written as a map, such as ``{lognormal: [3, 0.5]}``."""
    if not isinstance(node, Mapping) or len(node.entries) != 1:
        return False
    return node.entries[0].key.text in (*FAMILY_ARGUMENTS, MIXTURE)


def split_about(
    reading: Reading, node: Mapping, names: Collection[str], spot: Spot
) -> tuple[tuple[Entry, ...], Spot]:
    """Part the entries of a map of numbers from `source`, `note` and `as_of` beside them.

    A name that the tree declares is never taken for one of these.
    """
    beside = [e for e in node.entries if e.key.text in ABOUT_KEYS and e.key.text not in names]
    if not beside:
        return node.entries, spot
    _, _, spot = read_map(reading, node._replace(entries=tuple(beside)), BESIDE, spot)
    return tuple(entry for entry in node.entries if entry not in beside), spot


def check_not_past(reading: Reading, values: dict[str, Any], fields: Fields) -> None:
    """Record an error if `at` can be before the start."""
    at = values.get("at")
    if at is not None and support(at if isinstance(at, Fixed) else at.distribution)[0] < 0:
        lies = "is" if isinstance(at, Fixed) else "can be"
        message = f"{shown(fields['at'])} {lies} before the start; it must be at the start or later"
        reading.error(fields["at"], "past", message)
        del values["at"]


def read_list(reading: Reading, node: Node, what: str) -> tuple[Node, ...]:
    """Return the members of a list; record an error if it is none."""
    if isinstance(node, Sequence):
        return node.items
    reading.error(node, "shape", f"{shown(node)} cannot stand here; write a list of {what}")
    return ()


def read_table(
    reading: Reading,
    node: Node | None,
    spot: Spot,
    read: Callable[[Reading, Scalar, Node, Spot], T | None],
) -> dict[str, T]:
    """Read a map from ids to things, leaving out those that cannot be read.

    Under a stance, things in which nothing has changed are not read again.
    """
    if node is None or not isinstance(node, Mapping):
        return {}
    found: dict[str, T] = {}
    for key, value in node.entries:
        inner = spot.at(key.text)
        kept = reading.taken(inner.path, value)
        if kept is None:
            reading.mark(inner, key)
            uses = reading.parameter_uses
            thing = read(reading, key, value, inner)
            kept = Kept(value, thing, reading.parameter_uses > uses)
            reading.kept[inner.path] = kept
        thing = kept.thing
        if thing is not None:
            found[key.text] = thing
    return found


def read_text(reading: Reading, node: Node, holds: Text, spot: Spot) -> str | None:
    """Read a text, which may be written like a number."""
    if not isinstance(node, Scalar):
        reading.error(node, "shape", f"{shown(node)} cannot stand here; write a text")
        return None
    if node.null:
        return None
    if len(node.text) > holds.limit:
        message = f"this text has {len(node.text):,} characters; at most {holds.limit:,}"
        reading.error(node, "too-long", message)
        return None
    return node.text


def _read_flag(reading: Reading, node: Node, holds: Flag, spot: Spot) -> bool | None:
    if isinstance(node, Scalar) and node.flag is not None:
        return node.flag
    advice = ""
    if isinstance(node, Scalar) and node.text.lower() in ("yes", "no", "on", "off"):
        advice = " (in YAML 1.2 that is a text)"
    reading.error(node, "shape", f"{shown(node)}{advice} cannot stand here; write true or false")
    return None


def _read_whole(reading: Reading, node: Node, holds: Whole, spot: Spot) -> int | None:
    value = node.integer if isinstance(node, Scalar) else None
    if value is not None and holds.low <= value <= holds.high:
        return value
    allowed = f"a whole number from {holds.low} to {holds.high}"
    if holds.low == holds.high:
        allowed = str(holds.low)
    reading.error(node, "number", f"{shown(node)} cannot stand here; write {allowed}")
    return None


def _read_identifier(reading: Reading, node: Node, holds: Identifier, spot: Spot) -> str | None:
    if not isinstance(node, Scalar):
        reading.error(node, "shape", f"{shown(node)} cannot be an id")
        return None
    return node.text if reading.check_id(node, "an effect") else None


def _read_quantity(reading: Reading, node: Node, holds: Quantity, spot: Spot) -> Any:
    if isinstance(node, Scalar) and node.text in holds.words:
        reading.mark(spot, node)
        return node.text
    number = read_number(reading, node, holds.kind, spot, holds.doubt)
    if holds.fixed and number is not None and not isinstance(number, Fixed):
        reading.error(node, "number", f"{shown(node)} is uncertain; here stands a plain number")
        return None
    return number


def _read_reference(reading: Reading, node: Node, holds: Reference, spot: Spot) -> str | None:
    return reading.reference(node, holds.to)


def _read_references(reading: Reading, node: Node, holds: References, spot: Spot) -> str | None:
    members = node.items if isinstance(node, Sequence) else (node,)
    if not members:
        reading.error(node, "shape", "an empty list cannot stand here; leave the key out")
    names = [reading.reference(member, holds.to) for member in members]
    return ", ".join(name for name in names if name is not None) or None


_READERS: dict[type[Holds], Callable[[Reading, Node, Any, Spot], Any]] = {
    Text: read_text,
    Flag: _read_flag,
    Whole: _read_whole,
    Identifier: _read_identifier,
    Quantity: _read_quantity,
    Reference: _read_reference,
    References: _read_references,
}
