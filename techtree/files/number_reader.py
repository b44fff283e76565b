"""Read numbers of a document: their text, their map forms, their parameters."""

from __future__ import annotations

from typing import Literal

from techtree.files.dates import is_year
from techtree.files.number_grammar import (
    FAMILY_ARGUMENTS,
    PERCENT,
    Call,
    Date,
    Expression,
    MixtureOf,
    NumberError,
    Parameter,
    Quantity,
    Range,
    Word,
    make_call,
    parse_number,
    parse_quantity,
    unknown_family,
)
from techtree.files.number_kinds import KINDS, Kind, KindName
from techtree.files.number_meaning import Drawn, check_bounds, meaning, support
from techtree.files.positions import Mapping, Node, Scalar, Sequence, quoted, shown
from techtree.files.reading import Reading, ReadParameter, Spot
from techtree.model.numbers import Fixed, Number, Uncertain


class Unreadable(Exception):
    """A number that cannot be read, with the node that is at fault."""

    def __init__(self, node: Node, message: str) -> None:
        self.node, self.message = node, message


def read_bare_number(
    reading: Reading,
    node: Node,
    kind_name: KindName,
    spot: Spot,
    doubt: Literal["race", "input"] = "input",
) -> Number | None:
    """Read a number of a kind; record an error and return None if it is not one.

    It is counted under the path of ``spot``, unless it is a parameter, which is counted there.
    """
    kind = KINDS[kind_name]
    try:
        expression = read_expression(node)
        number = _resolve(reading, expression, node, kind, spot, doubt)
    except Unreadable as error:
        reading.error(error.node, "number", error.message)
        return None
    if not isinstance(expression, Parameter):
        count(reading, spot)
    return number


def count(reading: Reading, spot: Spot) -> None:
    """Count a number of the file, and remember it if nothing around it names a source."""
    reading.numbers += 1
    if not spot.sourced:
        reading.unsourced.append(spot.path)


def _resolve(
    reading: Reading,
    expression: Expression,
    node: Node,
    kind: Kind,
    spot: Spot,
    doubt: Literal["race", "input"],
) -> Number:
    if isinstance(expression, Parameter):
        return use_parameter(reading, expression.name, node, kind)
    try:
        drawn = meaning(expression, kind, reading.start)
    except NumberError as error:
        raise Unreadable(node, _with_text(node, str(error))) from None
    return as_number(drawn, spot.path, doubt)


def as_number(drawn: Drawn, key: str, doubt: Literal["race", "input"]) -> Number:
    """Name a number by the path at which it is written."""
    return Fixed(drawn.value, key) if isinstance(drawn, Fixed) else Uncertain(key, drawn, doubt)


def use_parameter(reading: Reading, name: str, node: Node, kind: Kind) -> Number:
    """Return the value of a parameter where a number of a kind stands. Raises Unreadable."""
    if name not in reading.declared.parameters:
        hint = reading.guess(name, reading.declared.parameters)
        hint = hint or "; parameters are written under `parameters`"
        raise Unreadable(node, f"there is no parameter {quoted('$' + name)}{hint}")
    reading.used_parameters.add(name)
    reading.parameter_uses += 1
    if name not in reading.parameters:  # it was not readable, which has been reported
        return Fixed(max(0.0, min(1.0, kind.low)))
    parameter = reading.parameters[name]
    number = parameter.number
    misfit = _misfit(parameter, kind)
    if misfit:
        raise Unreadable(node, f"the parameter ${name} {misfit}; here stands {kind.what}")
    bare = parameter.measures == "plain" and kind.dated
    if bare and isinstance(number, Fixed) and is_year(number.value):
        if reading.start is None:
            raise Unreadable(node, "a date needs a `start` of the tree")
        return Fixed(number.value - reading.start, number.key)
    drawn = number if isinstance(number, Fixed) else number.distribution
    try:
        check_bounds(drawn, kind)
    except NumberError as error:
        advice = ""
        positive = isinstance(number, Uncertain) and support(drawn)[0] >= 0
        if kind.name == "probability" and positive:
            advice = f" (if ${name} is a probability, write it as "
            advice += "`{value: ..., as: probability}`)"
        text = f"the parameter ${name} does not fit here: {error}"
        raise Unreadable(node, text.split("; write")[0] + advice) from None
    return number


def _misfit(parameter: ReadParameter, kind: Kind) -> str | None:
    match parameter.measures:
        case "time" if not kind.timed:
            return "is a length of time"
        case "date" if not kind.dated:
            return "is a date"
        case "probability" | "percent" if kind.timed:
            return "is a probability" if parameter.measures == "probability" else "is a percentage"
    return None


def measure(expression: Expression) -> str:
    """Say what an expression measures by the way it is written: time, percent, date..."""
    match expression:
        case Quantity(unit=None):
            return "plain"
        case Quantity(unit=unit):
            return "percent" if unit == PERCENT else "time"
        case Date():
            return "date"
        case Word():
            return "probability"
        case Range(low, high):
            return _together([measure(low), measure(high)])
        case Call(_, arguments):
            return _together([measure(argument) for argument in arguments])
        case MixtureOf(parts):
            return _together([measure(part) for _, part in parts])
    return "plain"


def _together(measures: list[str]) -> str:
    for one in ("date", "time", "probability", "percent"):
        if one in measures:
            return one
    return "plain"


def read_expression(node: Node) -> Expression:
    """Read what a number says, in any of its forms. Raises Unreadable."""
    try:
        if isinstance(node, Scalar):
            if node.null:
                raise Unreadable(node, "a number is missing here")
            return parse_number(node.text)
        if isinstance(node, Mapping) and len(node.entries) == 1:
            return _map_form(node)
    except NumberError as error:
        raise Unreadable(node, str(error)) from None
    example = "write for example `3`, `2 to 8` or `{lognormal: [3, 0.5]}`"
    raise Unreadable(node, f"{shown(node)} is no number; {example}")


def _map_form(node: Mapping) -> Expression:
    (family, arguments), *_ = node.entries
    if family.text == "mixture":
        return _mixture(arguments)
    if family.text not in FAMILY_ARGUMENTS:
        raise Unreadable(family, unknown_family(family.text))
    members = arguments.items if isinstance(arguments, Sequence) else (arguments,)
    quantities: list[Quantity | Date] = []
    for member in members:
        if not isinstance(member, Scalar):
            raise Unreadable(member, f"{shown(member)} cannot be an argument of {family.text}")
        try:
            quantities.append(parse_quantity(member.text))
        except NumberError as error:
            raise Unreadable(member, str(error)) from None
    return make_call(family.text, tuple(quantities))


def _mixture(node: Node) -> Expression:
    if not isinstance(node, Sequence) or not node.items:
        raise Unreadable(node, "a mixture is written `[[0.3, 2], [0.7, 5 to 9]]`")
    parts: list[tuple[float, Expression]] = []
    for member in node.items:
        if not isinstance(member, Sequence) or len(member.items) != 2:
            raise Unreadable(member, "a part of a mixture is a list of its weight and a number")
        weight, part = member.items
        written = read_expression(weight)
        if not isinstance(written, Quantity) or written.unit not in (None, PERCENT):
            raise Unreadable(weight, f"{shown(weight)} cannot be a weight; write a plain number")
        inner = read_expression(part)
        if isinstance(inner, Parameter):
            raise Unreadable(part, "a parameter stands alone, not inside a mixture")
        share = written.value / 100 if written.unit == PERCENT else written.value
        parts.append((share, inner))
    return MixtureOf(tuple(parts))


def _with_text(node: Node, message: str) -> str:
    """Start the message with what was written, unless it already quotes it."""
    if not isinstance(node, Scalar):
        return message
    return message if quoted(node.text) in message else f"{quoted(node.text)}: {message}"
