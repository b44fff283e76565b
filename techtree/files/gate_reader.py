"""Read gates: what `requires` says, in all its forms."""

from __future__ import annotations

from techtree.files.fields import GATE_FORMS
from techtree.files.positions import Mapping, Node, Scalar, Sequence, quoted, shown
from techtree.files.reading import Reading, Spot
from techtree.files.values import ABOUT_KEYS, read_list, read_number, split_about
from techtree.model.gates import All, AtLeast, Before, Gate, Known, Weighted
from techtree.model.numbers import ZERO, Fixed, Number

_ALLOWED = "an id, a list of ids, or a map with one of " + ", ".join(GATE_FORMS)
_WITH = {"at_least": ("of",), "before": ("by",), "not_before": ("by",)}


def read_gate(reading: Reading, node: Node, spot: Spot) -> Gate | None:
    """Read a gate; record errors and return None if it is none."""
    match node:
        case Scalar() if not node.null:
            return read_known(reading, node)
        case Sequence():
            return _all(reading, node, spot)
        case Mapping():
            return _form(reading, node, spot)
    reading.error(node, "shape", f"{shown(node)} cannot be a gate; write {_ALLOWED}")
    return None


def read_known(reading: Reading, node: Node) -> Known | None:
    """Read ``node`` or ``node@actor``."""
    if not isinstance(node, Scalar) or node.null:
        reading.error(node, "shape", f"{shown(node)} cannot stand here; write the id of a node")
        return None
    name, at, actor = node.text.partition("@")
    known = reading.name(node, name, "node")
    if not at:
        return Known(known) if known is not None else None
    knower = reading.name(node, actor, "actor")
    return Known(known, knower) if known is not None and knower is not None else None


def _form(reading: Reading, node: Mapping, spot: Spot) -> Gate | None:
    forms = [entry.key for entry in node.entries if entry.key.text in GATE_FORMS]
    if len(forms) != 1:
        found = " and ".join(quoted(form.text) for form in forms) if forms else "none of them"
        unknown = next((entry.key.text for entry in node.entries), "")
        guess = "" if forms else reading.guess(unknown, GATE_FORMS)
        message = f"a gate is a map with exactly one of {', '.join(GATE_FORMS)}; here is {found}"
        reading.error(node, "shape", message + guess)
        return None
    form = forms[0].text
    beside = _WITH.get(form, ())
    for key, _ in node.entries:
        if key.text != form and key.text not in beside and key.text not in ABOUT_KEYS:
            allowed = f"; beside '{form}' may stand '{beside[0]}'" if beside else ""
            message = f"unknown key {quoted(key.text)} in a gate{allowed}"
            reading.error(key, "unknown-key", message)
    _, spot = split_about(reading, node, (), spot)
    inside = node.find(form)
    assert inside is not None
    match form:
        case "all":
            return _all(reading, inside, spot.at(form))
        case "any":
            members = _members(reading, inside, spot.at(form))
            return AtLeast(1, members) if members else None
        case "at_least":
            return _at_least(reading, node, inside, spot)
        case "weighted":
            return _weighted(reading, inside, spot.at(form))
    return _before(reading, node, inside, spot, negated=form == "not_before")


def _members(reading: Reading, node: Node, spot: Spot) -> tuple[Gate, ...]:
    nodes = (node,) if isinstance(node, Scalar) else read_list(reading, node, "gates")
    if isinstance(node, Sequence) and not nodes:
        reading.error(node, "shape", "the list is empty; a gate needs a member, or leave it out")
    written: set[str] = set()
    members: list[Gate] = []
    for position, member in enumerate(nodes):
        if isinstance(member, Scalar):
            if member.text in written:
                reading.error(member, "repeated", f"{shown(member)} stands in this list twice")
            written.add(member.text)
        gate = read_gate(reading, member, spot.at(position))
        if gate is not None:
            members.append(gate)
    return tuple(members)


def _all(reading: Reading, node: Node, spot: Spot) -> Gate | None:
    members = _members(reading, node, spot)
    if not members:
        return None
    return All(members)


def _at_least(reading: Reading, node: Mapping, count: Node, spot: Spot) -> Gate | None:
    of = node.find("of")
    if of is None:
        message = "`at_least` needs `of` beside it: {at_least: 2, of: [a, b, c]}"
        reading.error(node, "missing-key", message)
        return None
    written = len(of.items) if isinstance(of, Sequence) else 1
    members = _members(reading, of, spot.at("of"))
    number = count.integer if isinstance(count, Scalar) else None
    if number is None or not 1 <= number <= max(written, 1):
        message = f"{shown(count)} cannot be a number of members; write a whole number "
        reading.error(count, "number", message + f"from 1 to {max(written, 1)}")
        return None
    return AtLeast(number, members) if members else None


def _weighted(reading: Reading, node: Node, spot: Spot) -> Gate | None:
    if not isinstance(node, Mapping) or not node.entries:
        message = f"{shown(node)} cannot stand here; write a map from nodes to strengths"
        reading.error(node, "shape", message)
        return None
    strengths: list[tuple[Known, Number]] = []
    entries, spot = split_about(reading, node, reading.declared.nodes, spot)
    for key, value in entries:
        known = read_known(reading, key)
        strength = read_number(reading, value, "strength", spot.at(key.text))
        if known is not None and strength is not None:
            strengths.append((known, strength))
    if strengths and all(number == ZERO for _, number in strengths):
        reading.error(node, "number", "all strengths are 0, so the gate could never open")
    return Weighted(tuple(strengths)) if strengths else None


def _before(
    reading: Reading, node: Mapping, inside: Node, spot: Spot, negated: bool
) -> Gate | None:
    pair = read_list(reading, inside, "two nodes")
    if len(pair) != 2:
        if isinstance(inside, Sequence):
            form = "not_before" if negated else "before"
            message = f"`{form}` takes a list of two nodes, not {len(pair)}"
            reading.error(inside, "shape", message)
        return None
    first, second = (read_known(reading, member) for member in pair)
    written = node.find("by")
    by: Number | None = Fixed(0.0)
    if written is not None:
        by = read_number(reading, written, "duration", spot.at("by"), "race")
    if first is None or second is None or by is None:
        return None
    if first == second:
        reading.error(inside, "repeated", "both nodes are the same")
        return None
    return Before(first, second, by, negated)
