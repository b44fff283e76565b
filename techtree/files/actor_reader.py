"""Read actors and their effort in each field."""

from __future__ import annotations

from techtree.files.effect_reader import read_field
from techtree.files.fields import ACTOR
from techtree.files.positions import Mapping, Node, Scalar
from techtree.files.reading import Reading, Spot
from techtree.files.values import carries_value, read_map, read_number, split_about
from techtree.model.numbers import ZERO, Number
from techtree.model.tree import Actor

DEFAULT = "default"


def read_actor(reading: Reading, key: Scalar, node: Node, spot: Spot) -> Actor | None:
    """Read an actor; one number for `effort` is its effort in every field."""
    values, fields, spot = read_map(reading, node, ACTOR, spot)
    effort: dict[str, Number] = {}
    if "effort" in fields:
        effort = _effort(reading, fields["effort"], spot.at("effort"))
    plain = ("title", "luck", "note", "source")
    taken = {name: values[name] for name in plain if name in values}
    default = effort.pop(DEFAULT, ZERO)
    return Actor(id=key.text, effort=effort, default_effort=default, **taken)


def _effort(reading: Reading, node: Node, spot: Spot) -> dict[str, Number]:
    reading.mark(spot, node)
    if not isinstance(node, Mapping) or (carries_value(node) and node.find("value") is not None):
        number = read_number(reading, node, "factor", spot)
        return {DEFAULT: number} if number is not None else {}
    effort: dict[str, Number] = {}
    entries, spot = split_about(reading, node, reading.declared.fields, spot)
    for key, value in entries:
        name = DEFAULT if key.text == DEFAULT else read_field(reading, key, "effort")
        number = read_number(reading, value, "factor", spot.at(key.text))
        if name is not None and number is not None:
            effort[name] = number
    return effort
