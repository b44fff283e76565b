"""Read nodes and what is particular to them: past unlocks, hints, and how endings turn out."""

from __future__ import annotations

import math
from typing import Any

from techtree.files.effect_reader import read_effects
from techtree.files.fields import HINT, ITEM_NODE, NODE
from techtree.files.gate_reader import read_gate, read_known
from techtree.files.number_meaning import support
from techtree.files.positions import Entry, Mapping, Node, Scalar, Sequence, quoted, shown
from techtree.files.reading import Reading, Spot
from techtree.files.values import read_map, read_number, split_about
from techtree.model import tree as model
from techtree.model.effects import OTHER_CHANNEL
from techtree.model.gates import Known
from techtree.model.numbers import ZERO, Fixed, Number

_WHEN = (
    "true, a list of actors, a past date, a negative number of years, or a map from actor to date"
)


def read_node(
    reading: Reading, key: Scalar, node: Node, spot: Spot, of_item: bool = False
) -> model.Node | None:
    """Read a node of the tree or of an item."""
    shape = ITEM_NODE if of_item else NODE
    values, fields, spot = read_map(reading, node, shape, spot)
    special: dict[str, Any] = {}
    if "requires" in fields:
        reading.mark(spot.at("requires"), fields["requires"])
        special["requires"] = read_gate(reading, fields["requires"], spot.at("requires"))
    if "unlocked" in fields:
        special["unlocked"] = _unlocked(reading, fields["unlocked"], spot.at("unlocked"))
    if "hint" in fields:
        special["hint"] = _hint(reading, fields["hint"], spot.at("hint"))
    if "ending" in fields:
        special["ending"] = read_ending(reading, fields["ending"], spot.at("ending"))
    if "effects" in fields:
        special["effects"] = read_effects(reading, fields["effects"], spot.at("effects"))
    if "field" in fields:
        special["field"] = _own_field(reading, fields["field"])
    if values.get("staff") == ZERO:
        reading.error(fields["staff"], "number", "'0': `staff` is above 0, or left out")
        values.pop("staff")
    plain = ("title", "private", "work", "chance", "leak", "staff", "note", "source", "as_of")
    taken = {name: values[name] for name in plain if name in values}
    channel = values.get("channel", OTHER_CHANNEL)
    return model.Node(id=key.text, channel=channel, **taken, **special)


def _own_field(reading: Reading, node: Node) -> str | None:
    if not isinstance(node, Scalar) or node.null:
        reading.error(node, "shape", f"{shown(node)} cannot stand here; write the name of a field")
        return None
    return node.text if reading.check_id(node, "a field") else None


def _hint(reading: Reading, node: Node, spot: Spot) -> model.Hint | None:
    if not (isinstance(node, Mapping) and node.find("by") is not None):
        by = read_number(reading, node, "factor", spot)
        return model.Hint(by) if by is not None else None
    values, fields, _ = read_map(reading, node, HINT, spot)
    shown_by: Known | None = None
    if "shown_by" in fields:
        shown_by = read_known(reading, fields["shown_by"])
        if shown_by is None:
            return None
    return model.Hint(values["by"], shown_by) if "by" in values else None


def _unlocked(reading: Reading, node: Node, spot: Spot) -> tuple[tuple[str | None, Number], ...]:
    reading.mark(spot, node)
    match node:
        case Sequence(items=members):
            if not members:
                reading.error(node, "shape", "the list is empty; write `false` for nobody")
            names = [reading.reference(member, "actor") for member in members]
            return tuple((name, ZERO) for name in names if name is not None)
        case Mapping(entries=entries) if not _is_number(reading, entries):
            pairs = []
            for key, value in entries:
                name = reading.reference(key, "actor")
                time = _past(reading, value, spot.at(key.text))
                if name is not None and time is not None:
                    pairs.append((name, time))
            return tuple(pairs)
        case Scalar() if node.plain and node.text in reading.declared.actors:
            return ((node.text, ZERO),)
        case Scalar() if node.flag is False:
            return ()
    time = _past(reading, node, spot)
    return ((None, time),) if time is not None else ()


def _is_number(reading: Reading, entries: tuple[Entry, ...]) -> bool:
    """Tell a distribution or ``{value: ...}`` from a map of actors."""
    keys = {entry.key.text for entry in entries}
    return not keys & reading.declared.actors.keys() and (
        "value" in keys or any(not isinstance(entry.value, Scalar) for entry in entries)
    )


def _past(reading: Reading, node: Node, spot: Spot) -> Number | None:
    if isinstance(node, Scalar):
        if node.flag is True:
            return ZERO
        if node.null or node.flag is False or (node.text[:1].isalpha() and "(" not in node.text):
            message = f"{shown(node)} is no time at which a node was unlocked; write {_WHEN}"
            guess = reading.guess(node.text, reading.declared.actors)
            reading.error(node, "shape", message + guess)
            return None
    time = read_number(reading, node, "time", spot, "race")
    if time is None:
        return None
    latest = support(time if isinstance(time, Fixed) else time.distribution)[1]
    if latest > 1e-9:
        message = f"{shown(node)} is after the start of the tree; `unlocked` is in the past: "
        message += "a date before the start, or a negative number of years"
        reading.error(node, "future", message)
        return None
    return Fixed(min(time.value, 0.0), time.key) if isinstance(time, Fixed) else time


def read_ending(reading: Reading, node: Node, spot: Spot) -> model.Ending | None:
    """Read a distribution over outcomes; the name of one outcome stands for all of it.

    Shares that a stance has overridden stand; the other constant ones share out what is left in
    proportion to what they were.
    """
    reading.mark(spot, node)
    if isinstance(node, Scalar) and not node.null:
        outcome = reading.reference(node, "outcome")
        return model.Ending(((outcome, Fixed(1.0)),)) if outcome is not None else None
    if not isinstance(node, Mapping) or not node.entries:
        message = f"{shown(node)} cannot be an ending; write a map from outcomes to shares"
        reading.error(node, "shape", message)
        return None
    shares: list[tuple[str, Number]] = []
    rests: list[str] = []
    readable = True
    entries, spot = split_about(reading, node, reading.declared.outcomes, spot)
    for key, value in entries:
        outcome = reading.reference(key, "outcome")
        if isinstance(value, Scalar) and value.text == "rest":
            reading.mark(spot.at(key.text), value)
            if rests:
                message = f"only one share can be the rest; that of '{rests[0]}' is too"
                reading.error(value, "ending", message)
            rests.append(key.text)
            continue
        share = read_number(reading, value, "probability", spot.at(key.text))
        readable = readable and outcome is not None and share is not None
        if outcome is not None and share is not None:
            shares.append((outcome, share))
    if not readable:
        return None
    set_here = {outcome for outcome, _ in shares if spot.at(outcome).path in reading.overridden}
    if set_here and not rests:
        return _scaled(reading, node, shares, set_here)
    fault: Node = next((e.value for e in entries if e.key.text in set_here), node)
    return _complete(reading, fault, shares, rests)


def _complete(
    reading: Reading, node: Node, shares: list[tuple[str, Number]], rests: list[str]
) -> model.Ending | None:
    fixed = [share.value for _, share in shares if isinstance(share, Fixed)]
    total = math.fsum(fixed)
    if rests:
        if total > 1 + 1e-9:
            message = f"the shares add up to {total:.6g} before the rest; at most 1"
            reading.error(node, "ending", message)
            return None
        return model.Ending(tuple(shares), ((rests[0], 1.0),))
    uncertain = [outcome for outcome, share in shares if not isinstance(share, Fixed)]
    if uncertain:
        message = f"the share of '{uncertain[0]}' is uncertain, so one other share must be `rest`"
        reading.error(node, "ending", message)
        return None
    if abs(total - 1) > 1e-9:
        message = f"the shares add up to {total:.6g}; they must add up to 1, or one must be `rest`"
        reading.error(node, "ending", message)
        return None
    return model.Ending(tuple(shares))


def _scaled(
    reading: Reading, node: Mapping, shares: list[tuple[str, Number]], set_here: set[str]
) -> model.Ending | None:
    given = [(outcome, share) for outcome, share in shares if outcome in set_here]
    others = [(outcome, share) for outcome, share in shares if outcome not in set_here]
    fault: Node = next(entry.value for entry in node.entries if entry.key.text in set_here)
    weights: list[tuple[str, float]] = []
    for outcome, share in others:
        if not isinstance(share, Fixed):
            message = f"the share of '{outcome}' is uncertain and cannot be scaled; set it as well"
            reading.error(fault, "ending", message)
            return None
        if share.value > 0:
            weights.append((outcome, share.value))
    total = math.fsum(share.value for _, share in given if isinstance(share, Fixed))
    if total > 1 + 1e-9:
        reading.error(fault, "ending", f"the shares that are set add up to {total:.6g}; at most 1")
        return None
    if not weights:
        if abs(total - 1) > 1e-9 or any(not isinstance(share, Fixed) for _, share in given):
            names = ", ".join(quoted(outcome) for outcome, _ in shares)
            message = f"the shares of {names} no longer add up to 1, and no other can be scaled"
            reading.error(fault, "ending", message)
            return None
        return model.Ending(tuple(given))
    return model.Ending(tuple(given), tuple(weights))
