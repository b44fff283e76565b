"""Read parameters: numbers with a name, which may be another name for a parameter."""

from __future__ import annotations

from typing import NamedTuple

from techtree.files.fields import PARAMETER
from techtree.files.number_grammar import (
    Expression,
    NumberError,
    Parameter,
    Range,
)
from techtree.files.number_kinds import KINDS, KindName
from techtree.files.number_meaning import meaning
from techtree.files.number_reader import Unreadable, as_number, count, measure, read_expression
from techtree.files.positions import Mapping, Node, Scalar, quoted, shown
from techtree.files.reading import Reading, ReadParameter, Spot
from techtree.files.values import carries_value, read_map

PARAMETER_KINDS: tuple[KindName, ...] = ("probability", "duration", "factor")


class _Written(NamedTuple):
    """A parameter as it was written."""

    node: Node
    expression: Expression
    kind: KindName | None
    spot: Spot


def read_parameters(reading: Reading, table: Node | None, spot: Spot) -> dict[str, ReadParameter]:
    """Read all parameters; those that cannot be read are left out, with an error."""
    written: dict[str, _Written] = {}
    if not isinstance(table, Mapping):
        return {}
    for key, node in table.entries:
        inner = spot.at(key.text)
        reading.mark(inner, key)
        one = _write_down(reading, node, inner)
        if one is not None and key.text in reading.declared.parameters:
            written[key.text] = one
    read: dict[str, ReadParameter] = {}
    for name, one in written.items():
        if isinstance(one.expression, Parameter):
            continue
        value = _value(reading, one)
        if value is not None:
            read[name] = value
    for name, end in _ends(reading, written).items():
        if end is not None and end in read:
            read[name] = read[end]
    return {name: read[name] for name in written if name in read}


def _write_down(reading: Reading, node: Node, spot: Spot) -> _Written | None:
    kind: KindName | None = None
    if carries_value(node) or (isinstance(node, Mapping) and node.find("as") is not None):
        _, fields, spot = read_map(reading, node, PARAMETER, spot)
        if "value" not in fields:
            return None
        if "as" in fields:
            kind = _kind(reading, fields["as"])
            if kind is None:
                return None
        node = fields["value"]
    try:
        return _Written(node, read_expression(node), kind, spot)
    except Unreadable as error:
        reading.error(error.node, "number", error.message)
        return None


def _kind(reading: Reading, node: Node) -> KindName | None:
    for kind in PARAMETER_KINDS:
        if isinstance(node, Scalar) and node.text == kind:
            return kind
    guess = reading.guess(node.text, PARAMETER_KINDS) if isinstance(node, Scalar) else ""
    hint = guess or f"; write {', '.join(PARAMETER_KINDS)}"
    reading.error(node, "shape", f"{shown(node)} is nothing that a parameter can stand for{hint}")
    return None


def _value(reading: Reading, one: _Written) -> ReadParameter | None:
    measures = measure(one.expression)
    if one.kind is not None:
        kind = one.kind
        measures = {"duration": "time", "probability": "probability", "factor": "plain"}[kind]
    elif measures in ("time", "date"):
        kind = "time"
    elif measures == "probability" or (measures == "percent" and _is_share(one.expression)):
        kind = "probability"
    else:
        kind = "value"
    try:
        drawn = meaning(one.expression, KINDS[kind], reading.start)
    except NumberError as error:
        message = str(error)
        if isinstance(one.node, Scalar) and quoted(one.node.text) not in message:
            message = f"{quoted(one.node.text)}: {message}"
        reading.error(one.node, "number", message)
        return None
    count(reading, one.spot)
    return ReadParameter(as_number(drawn, one.spot.path, "input"), measures)


def _is_share(expression: Expression) -> bool:
    """Tell whether this is a range in percent that stays below 100%."""
    return isinstance(expression, Range) and all(
        0 < getattr(end, "value", 100.0) < 100 for end in (expression.low, expression.high)
    )


def _ends(reading: Reading, written: dict[str, _Written]) -> dict[str, str | None]:
    """Find the parameter that each chain of names ends in; record an error if there is none."""
    ends: dict[str, str | None] = {}
    for name in written:
        chain: dict[str, None] = {}
        current = name
        while current not in ends:
            one = written.get(current)
            if current in chain:
                _report_cycle(reading, list(chain), current, written)
                ends[current] = None
            elif one is None:
                ends[current] = None
            elif not isinstance(one.expression, Parameter):
                ends[current] = current
            else:
                chain[current] = None
                current = one.expression.name
                if current not in reading.declared.parameters:
                    guess = reading.guess(current, reading.declared.parameters)
                    message = f"there is no parameter {quoted('$' + current)}{guess}"
                    reading.error(one.node, "dangling-name", message)
                    ends[current] = None
                reading.used_parameters.add(current)
        for member in chain:
            ends.setdefault(member, ends[current])
    return ends


def _report_cycle(
    reading: Reading, chain: list[str], start: str, written: dict[str, _Written]
) -> None:
    members = chain[chain.index(start) :]
    shown_cycle = " -> ".join("$" + member for member in [*members[:20], start])
    message = f"these parameters stand for each other: {shown_cycle}"
    reading.error(written[start].node, "cycle", message)
