"""The grammar of numbers: from the text of a number to what it says, before its kind is known.

number   = quantity | range | call | date | word | "$" name
range    = quantity "to" quantity
quantity = numeral [ "%" | unit ]
call     = family "(" quantity { "," quantity } ")" [ unit ]
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TypeAlias

from techtree.files.dates import parse_date
from techtree.files.near_miss import did_you_mean
from techtree.files.positions import quoted
from techtree.limits import LARGEST, MAX_DIGITS, MAX_NUMBER_TEXT, SMALLEST

UNITS = {"year": 1.0, "month": 1 / 12, "week": 7 / 365.25, "day": 1 / 365.25}
PERCENT = "%"

MIXTURE = "mixture"
FAMILY_ARGUMENTS = {
    "exponential": ("mean",),
    "lognormal": ("median", "sigma"),
    "logitnormal": ("mean", "sd"),
    "normal": ("mean", "sd"),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "gamma": ("shape", "scale"),
    "weibull": ("shape", "scale"),
    "beta": ("a", "b"),
    "erlang": ("stages", "mean"),
    "rate": ("rate",),
}

WORDS = {  # ICD 203 (2015), and two more: the 5th and 95th percentile
    "almost no chance": (0.01, 0.05),
    "remote": (0.01, 0.05),
    "very unlikely": (0.05, 0.20),
    "highly improbable": (0.05, 0.20),
    "unlikely": (0.20, 0.45),
    "improbable": (0.20, 0.45),
    "roughly even chance": (0.45, 0.55),
    "roughly even odds": (0.45, 0.55),
    "likely": (0.55, 0.80),
    "probable": (0.55, 0.80),
    "very likely": (0.80, 0.95),
    "highly probable": (0.80, 0.95),
    "almost certain": (0.95, 0.99),
    "almost certainly": (0.95, 0.99),
    "nearly certain": (0.95, 0.99),
    "possible": (0.05, 0.50),
    "plausible": (0.20, 0.60),
}


class NumberError(ValueError):
    """A number that cannot be read or cannot stand where it is, said in one sentence."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A numeral with its unit: a unit of time, ``%`` or none."""

    value: float
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar year with its fraction."""

    year: float


@dataclass(frozen=True, slots=True)
class Range:
    """The 5th and the 95th percentile."""

    low: Quantity | Date
    high: Quantity | Date


@dataclass(frozen=True, slots=True)
class Call:
    """A family of distributions with its arguments."""

    family: str
    arguments: tuple[Quantity | Date, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of estimative probability."""

    text: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """The name of a parameter."""

    name: str


@dataclass(frozen=True, slots=True)
class MixtureOf:
    """What is drawn from, each with its weight."""

    parts: tuple[tuple[float, Expression], ...]


Expression: TypeAlias = Quantity | Date | Range | Call | Word | Parameter | MixtureOf

_NUMERAL = (
    r"[-+]?(?:0o[0-7]+|0x[0-9a-fA-F]+|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
    r"|\.(?:inf|Inf|INF|nan|NaN|NAN))"
)
_QUANTITY = re.compile(rf"({_NUMERAL})\s*(%|[A-Za-z]+)?")
_CALL = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\s*\(([^()]*)\)\s*(%|[A-Za-z]+)?")
_TO = re.compile(r"\s+to\s+")
_NAME = re.compile(r"\$([a-z][a-z0-9_]*)")
_DASHED = re.compile(rf"({_NUMERAL})\s*(?:-|–|—|\.\.+)\s*({_NUMERAL})(?:\s*[A-Za-z%]+)?")
_FRACTION = re.compile(r"([0-9]+)\s*/\s*([0-9]+)")
_NOT_FINITE = {"inf", "+inf", "-inf", "infinity", "nan", "∞"}


def parse_number(text: str) -> Expression:
    """Read the text of a number. Raises NumberError.

    >>> parse_number("3 to 18 months")
    Range(low=Quantity(value=3.0, unit='month'), high=Quantity(value=18.0, unit='month'))
    >>> parse_number("35%")
    Quantity(value=35.0, unit='%')
    """
    if len(text) > MAX_NUMBER_TEXT:
        raise NumberError(f"{quoted(text)} is {len(text):,} characters long, too long for a number")
    text = text.strip()
    if text.startswith("$"):
        return _parameter(text)
    if " to " in text or _TO.search(text):
        return _range(text)
    if "(" in text:
        return _call(text)
    word = " ".join(text.lower().split())
    if word in WORDS:
        return Word(word)
    return _quantity(text)


def _parameter(text: str) -> Parameter:
    match = _NAME.fullmatch(text)
    if match is None:
        raise NumberError(f"{quoted(text)}: a parameter is named alone, as in `$name`")
    return Parameter(match[1])


def _range(text: str) -> Range:
    ends = _TO.split(text)
    if len(ends) != 2:
        raise NumberError(f"{quoted(text)}: a range is written `2 to 8`")
    low, high = (_quantity(end) for end in ends)
    if isinstance(low, Quantity) and isinstance(high, Quantity):
        if low.unit is None and high.unit is not None:
            low = Quantity(low.value, high.unit)
        if low.unit is not None and high.unit is None:
            raise NumberError(f"{quoted(text)}: write the unit at the right end, or at both")
        if (low.unit == PERCENT) != (high.unit == PERCENT):
            raise NumberError(f"{quoted(text)} mixes % with a unit of time")
    elif type(low) is not type(high):
        other = low if isinstance(low, Quantity) else high
        if isinstance(other, Quantity) and other.unit is not None:
            raise NumberError(f"{quoted(text)} mixes a date with a length of time")
    return Range(low, high)


def _call(text: str) -> Call:
    match = _CALL.fullmatch(text)
    if match is None and ")" not in text:
        raise NumberError(
            f"{quoted(text)}: the parenthesis is not closed; in `{{...}}` and `[...]` a comma ends "
            f"a text, so put it in quotes or write {{lognormal: [3, 0.5]}}"
        )
    if match is None:
        raise NumberError(f"{quoted(text)}: a distribution is written `lognormal(3, 0.5)`")
    name, inside, unit = match[1], match[2], match[3]
    if name not in FAMILY_ARGUMENTS:
        raise NumberError(unknown_family(name))
    pieces = [piece.strip() for piece in inside.split(",")] if inside.strip() else []
    return make_call(name, tuple(_quantity(piece) for piece in pieces), _unit(unit, text))


def make_call(name: str, arguments: tuple[Quantity | Date, ...], unit: str | None = None) -> Call:
    """Build a call from its arguments; a unit after it covers those that have none."""
    names = FAMILY_ARGUMENTS[name]
    if len(arguments) != len(names):
        usage = f"{name}({', '.join(names)})"
        found = len(arguments)
        raise NumberError(f"`{usage}` takes {_counted(len(names), 'argument')}, not {found}")
    if unit is not None:
        if name in ("beta", "logitnormal", "rate"):
            raise NumberError(f"{name}(...) takes no unit")
        arguments = tuple(
            Quantity(argument.value, unit)
            if isinstance(argument, Quantity)
            and argument.unit is None
            and argument_name not in ("sigma", "shape", "stages")
            else argument
            for argument, argument_name in zip(arguments, names, strict=True)
        )
    return Call(name, arguments)


def unknown_family(name: str) -> str:
    """Say that there is no such distribution, and which there are."""
    known = ", ".join(sorted([*FAMILY_ARGUMENTS, "mixture"]))
    guess = did_you_mean(name, [*FAMILY_ARGUMENTS, "mixture"])
    if name == "mixture":
        return "a mixture is written `{mixture: [[0.3, 2], [0.7, 5 to 9]]}`"
    return f"there is no distribution {quoted(name)}{guess or '; there are ' + known}"


def parse_quantity(text: str) -> Quantity | Date:
    """Read one argument of a distribution. Raises NumberError."""
    if len(text) > MAX_NUMBER_TEXT:
        raise NumberError(f"{quoted(text)} is too long for a number")
    return _quantity(text.strip())


def _quantity(text: str) -> Quantity | Date:
    match = _QUANTITY.fullmatch(text)
    if match is not None:
        return Quantity(numeral(match[1]), _unit(match[2], text))
    try:
        year = parse_date(text)
    except ValueError as error:
        raise NumberError(f"{quoted(text)} is no date: {error}") from None
    if year is not None:
        return Date(year)
    raise NumberError(_not_a_number(text))


def numeral(text: str) -> float:
    """Read a numeral of YAML 1.2 core: ``1e-3``, ``010`` (ten), ``0o17``, ``.5``.

    Raises NumberError for what is not finite, too long, too large or too small.
    """
    if len(text) > MAX_DIGITS:
        raise NumberError(f"{quoted(text, 30)} has {len(text):,} characters; at most {MAX_DIGITS}")
    lower = text.lower()
    if lower.endswith(("inf", "nan")):
        raise NumberError(f"{quoted(text)} is not finite; every number must be")
    if "0o" in lower:
        value = float(int(lower.replace("0o", ""), 8))
    elif "0x" in lower:
        value = float(int(lower.replace("0x", ""), 16))
    else:
        value = float(text)
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise NumberError(f"{quoted(text)} is too large; numbers go up to {LARGEST:g}")
    significand = lower.split("e")[0]
    if 0 < abs(value) < SMALLEST or (value == 0 and significand.strip("+-0.")):
        raise NumberError(f"{quoted(text)} is too small; write 0 or at least {SMALLEST:g}")
    return value


def _unit(text: str | None, whole: str) -> str | None:
    if text is None or text == PERCENT:
        return text
    singular = text.lower().removesuffix("s")
    if singular in UNITS:
        return singular
    allowed = "days, weeks, months, years, or %"
    guess = did_you_mean(text, [*UNITS, *(unit + "s" for unit in UNITS)])
    raise NumberError(f"{quoted(whole)}: {quoted(text)} is no unit{guess or '; write ' + allowed}")


def _not_a_number(text: str) -> str:
    found = quoted(text) if text else "nothing"
    dashed = _DASHED.fullmatch(text)
    if dashed:
        return f"{found} is no number; a range is written `{dashed[1]} to {dashed[2].lstrip('+')}`"
    if text.lower() in _NOT_FINITE:
        return f"{found} is not finite; every number must be"
    fraction = _FRACTION.fullmatch(text)
    if fraction and len(text) < 20 and int(fraction[2]):
        return f"{found} is no number; write {int(fraction[1]) / int(fraction[2]):.6g}"
    if re.fullmatch(r"[-+]?[0-9][0-9,_ ]*(\.[0-9]+)?", text):
        return f"{found} is no number; write its digits without separators"
    guess = did_you_mean(" ".join(text.lower().split()), WORDS)
    return f"{found} is no number{guess or ', range, distribution or `$parameter`'}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
