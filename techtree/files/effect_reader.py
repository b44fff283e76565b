"""Read effects, of nodes and of items: their kind, their target, and when they act."""

from __future__ import annotations

from typing import Any, Final, cast

from techtree.files.fields import EFFECTS, ITEM_EFFECTS, MOVE, SELECTOR
from techtree.files.positions import Mapping, Node, Scalar, quoted, shown
from techtree.files.reading import FieldRole, Reading, Spot
from techtree.files.values import check_not_past, read_list, read_map
from techtree.model.effects import OTHER_CHANNEL, Effect, Kind, Move, Selector
from techtree.model.numbers import ONE, ZERO

_ENDS: Final[tuple[FieldRole, FieldRole]] = ("from", "to")


def read_effects(
    reading: Reading, node: Node, spot: Spot, of_item: bool = False
) -> tuple[Effect, ...]:
    """Read a list of effects; one effect need not stand in a list."""
    members = (node,) if isinstance(node, Mapping) else read_list(reading, node, "effects")
    effects: list[Effect] = []
    names: set[str] = set()
    for position, member in enumerate(members):
        name = effect_name(member, position)
        if name in names:
            reading.error(member, "duplicate-id", f"another effect here has the id '{name}' too")
        names.add(name)
        effect = _read_effect(reading, member, spot.at(name), of_item)
        if effect is not None:
            effects.append(effect)
    return tuple(effects)


def effect_name(node: Node, position: int) -> str:
    """Return the id of an effect, or its position counted from 0."""
    written = node.find("id") if isinstance(node, Mapping) else None
    if isinstance(written, Scalar) and not written.null:
        return written.text
    return str(position)


def _read_effect(reading: Reading, node: Node, spot: Spot, of_item: bool) -> Effect | None:
    reading.mark(spot, node)
    kind = _kind(reading, node)
    if kind is None:
        return None
    shape = (ITEM_EFFECTS if of_item else EFFECTS)[kind]
    values, fields, spot = read_map(reading, node, shape, spot)
    check_not_past(reading, values, fields)
    by = values.get("add" if kind == "staff" else "by")
    target, move = None, None
    if kind == "move":
        move = _move(reading, fields["move"], values)
    else:
        target = _target(reading, fields[kind])
    unread = "of" in fields and "of" not in values
    if by is None or unread or (target is None and move is None):
        return None
    return Effect(
        key=spot.path,
        kind=cast(Kind, kind),
        by=by,
        target=target,
        move=move,
        outcome=values.get("of"),
        after=values.get("after", ZERO),
        lasts=values.get("for"),
        chance=values.get("chance"),
        channel=values.get("channel", OTHER_CHANNEL),
        at=values.get("at"),
        note=values.get("note"),
        source=values.get("source"),
    )


def _kind(reading: Reading, node: Node) -> str | None:
    allowed = ", ".join(EFFECTS)
    if not isinstance(node, Mapping):
        message = f"{shown(node)} cannot be an effect: that is a map with one of {allowed}"
        reading.error(node, "shape", message)
        return None
    kinds = [entry.key for entry in node.entries if entry.key.text in EFFECTS]
    if len(kinds) == 1:
        return kinds[0].text
    if kinds:
        found = " and ".join(quoted(kind.text) for kind in kinds)
        message = f"an effect has exactly one of {allowed}; here are {found}"
        reading.error(kinds[1], "shape", message)
        return None
    guess = ""
    for key, _ in node.entries:
        guess = guess or reading.guess(key.text, EFFECTS)
    reading.error(node, "missing-key", f"an effect has exactly one of {allowed}{guess}")
    return None


def _target(reading: Reading, node: Node) -> Selector | None:
    if not isinstance(node, Mapping):
        name = reading.reference(node, "node")
        return Selector(node=name) if name is not None else None
    values, fields, _ = read_map(reading, node, SELECTOR, Spot(""))
    if not fields:
        message = "a selector names a `node`, a `field` or an `actor`"
        reading.error(node, "shape", message)
        return None
    name = read_field(reading, fields["field"], "selector") if "field" in fields else None
    complete = all(key in values for key in fields if key != "field")
    if not complete or ("field" in fields and name is None):
        return None
    return Selector(values.get("node"), name, values.get("actor"))


def _move(reading: Reading, node: Node, values: dict[str, Any]) -> Move | None:
    if not isinstance(node, Mapping):
        message = f"{shown(node)} cannot be a move; write {{actor: a, from: x, to: y}}"
        reading.error(node, "shape", message)
        return None
    inside, fields, _ = read_map(reading, node, MOVE, Spot(""))
    if "from" not in fields or "to" not in fields or ("actor" in fields and "actor" not in inside):
        return None
    origin, destination = (read_field(reading, fields[end], end) for end in _ENDS)
    if origin is None or destination is None:
        return None
    if origin == destination:
        reading.error(fields["to"], "repeated", "this move goes nowhere")
        return None
    return Move(inside.get("actor"), origin, destination, values.get("efficiency", ONE))


def read_field(reading: Reading, node: Node, role: FieldRole) -> str | None:
    """Read the name of a field, and note what it is named for."""
    if not isinstance(node, Scalar) or node.null:
        reading.error(node, "shape", f"{shown(node)} cannot stand here; write the name of a field")
        return None
    if node.text not in reading.declared.fields:
        if not reading.check_id(node, "a field"):
            return None
        reading.other_fields.setdefault(node.text, []).append((role, node))
    return node.text
