"""Read JSON Lines, an object a line, with the column of every value."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from techtree.errors import InputError, Place, Problem
from techtree.files.positions import quoted
from techtree.limits import MAX_CELL
from techtree.portfolio.reading.lines import Line, lines_of
from techtree.portfolio.reading.rows import (
    COLUMNS,
    SEPARATOR,
    SEVERAL,
    Row,
    Start,
    unknown_column,
)
from techtree.portfolio.reading.source import Source

_SPACE = re.compile(r"[ \t\n\r]*")
_HALF = re.compile("[\ud800-\udfff]")
_INDEX = {name: position for position, name in enumerate(COLUMNS)}


class _Numeral(str):
    """A number as it is written."""


class _Constant(str):
    """NaN or Infinity, which are no JSON."""


_DECODER = json.JSONDecoder(parse_float=_Numeral, parse_int=_Numeral, parse_constant=_Constant)


class Pair(NamedTuple):
    """A key and its value, with the offsets of both."""

    key: str
    key_at: int
    value: Any
    value_at: int


class BadJson(ValueError):
    """What is wrong with a line, and at which offset."""

    def __init__(self, message: str, offset: int) -> None:
        self.message, self.offset = message, offset


def pairs_of(text: str) -> list[Pair]:
    """Return the pairs of an object, numbers as texts. Raises BadJson.

    >>> pairs_of('{"id": "a", "cost": 1.50}')[1]
    Pair(key='cost', key_at=12, value='1.50', value_at=20)
    """
    try:
        return _pairs(text)
    except json.JSONDecodeError as error:
        raise BadJson(f"this is not JSON: {error.msg}", error.pos) from None
    except RecursionError:
        raise BadJson("lists and maps are nested too deep", 0) from None


def _pairs(text: str) -> list[Pair]:
    at = _after_space(text, 0)
    if not text.startswith("{", at):
        raise BadJson("a line of JSON Lines is an object: {...}", at)
    pairs: list[Pair] = []
    at = _after_space(text, at + 1)
    while not (text.startswith("}", at) and not pairs):
        if not text.startswith('"', at):
            raise json.JSONDecodeError(
                "Expecting property name enclosed in double quotes", text, at
            )
        key, end = _DECODER.raw_decode(text, at)
        end = _after_space(text, end)
        if not text.startswith(":", end):
            raise json.JSONDecodeError("Expecting ':' delimiter", text, end)
        start = _after_space(text, end + 1)
        value, end = _value(text, start)
        pairs.append(Pair(key, at, value, start))
        at = _after_space(text, end)
        if not text.startswith(",", at):
            break
        at = _after_space(text, at + 1)
    if not text.startswith("}", at):
        raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
    end = _after_space(text, at + 1)
    if end < len(text):
        raise json.JSONDecodeError("Extra data", text, end)
    return pairs


def _value(text: str, start: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, start)
    except RecursionError:
        raise BadJson("lists and maps are nested too deep", start) from None


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    assert match is not None
    return match.end()


@dataclass(slots=True)
class JsonTable:
    """A table with an object a line."""

    source: Source

    def rows(self) -> Iterator[Row]:
        """Yield the rows. Raises InputError if no line says anything."""
        empty = True
        with self.source.open() as stream:
            for line in lines_of(stream, self.source.name):
                if line.text.strip() or line.problem is not None:
                    empty = False
                    yield self._row(line)
        if empty:
            raise InputError(
                [Problem("error", "empty", "the file is empty", Place(self.source.name))]
            )

    def starts(self, row: Row) -> Sequence[Start]:
        """Find the cells of a row."""
        starts = [Start(row.line, 1)] * len(COLUMNS)
        line, _ = row.raw
        for key, _, value, at in pairs_of(line):
            if key in _INDEX:
                exact = isinstance(value, str) and line[at + 1 : at + 1 + len(value)] == value
                text = exact and line[at] == '"'
                starts[_INDEX[key]] = Start(row.line, at + 2 if text else at + 1, text)
        return starts

    def place(self, row: Row) -> Place:
        """Find the id of a row."""
        return Place(self.source.name, row.line, row.raw[1] + 1)

    def _row(self, line: Line) -> Row:
        number, text, cut, problem = line
        if problem is None:
            try:
                pairs = pairs_of(text)
            except BadJson as error:
                problem = self._bad(line, error)
            else:
                if not cut:
                    return self._read(number, text, pairs)
                problem = self._at(number, 0, "too-long", "this line is longer than what is read")
        return Row(number, ("",) * len(COLUMNS), None, (problem,))

    def _bad(self, line: Line, error: BadJson) -> Problem:
        if line.cut and len(line.text) - error.offset > MAX_CELL:
            message = f"this value is longer than the {MAX_CELL:,} characters that are read"
            return self._at(line.number, error.offset, "too-long", message)
        if line.cut:
            value = _after_space(line.text, line.text.rfind('":') + 2)
            return self._at(line.number, value, "too-long", "this line is longer than what is read")
        return self._at(line.number, error.offset, "json", error.message)

    def _read(self, number: int, text: str, pairs: Sequence[Pair]) -> Row:
        cells = [""] * len(COLUMNS)
        seen: set[str] = set()
        id_at = 0
        problems: list[Problem] = []
        for key, key_at, value, value_at in pairs:
            if len(problems) >= len(COLUMNS):
                break
            if key in seen:
                message = f"the key {quoted(key)} stands here a second time"
                problems.append(self._at(number, key_at, "duplicate-key", message))
            elif key not in _INDEX:
                place = Place(self.source.name, number, key_at + 1)
                problems.append(unknown_column(key, place, first=not problems))
            else:
                if key == "id":
                    id_at = value_at + (text[value_at] == '"')
                try:
                    cells[_INDEX[key]] = _cell(key, value)
                except ValueError as error:
                    problems.append(self._at(number, value_at, "shape", str(error)))
            seen.add(key)
        if "id" not in seen:
            message = "this object has no key `id`"
            problems.append(self._at(number, 0, "missing-column", message))
        return Row(number, tuple(cells), (text, id_at), tuple(problems))

    def _at(self, number: int, offset: int, code: str, message: str) -> Problem:
        return Problem("error", code, message, Place(self.source.name, number, offset + 1))


def _cell(key: str, value: Any) -> str:
    """Return a value as the text of a cell. Raises ValueError with a sentence."""
    if isinstance(value, _Constant):
        raise ValueError(f"{value} is not JSON, and not finite; every number must be")
    if isinstance(value, str):
        if not value.isprintable() and _HALF.search(value):
            raise ValueError("half a surrogate pair is no character")
        if len(value) > MAX_CELL:
            message = f"this value is longer than the {MAX_CELL:,} characters that are read"
            raise ValueError(message)
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        written = "true" if value else "false"
        if key == "id":
            raise ValueError(f'{written} is no name; write "{written}" if it is meant')
        return written
    if isinstance(value, list) and key in SEVERAL:
        return SEPARATOR.join(_member(member) for member in value)
    kind = "a list" if isinstance(value, list) else "a map"
    raise ValueError(f"{kind} cannot stand in `{key}` of a table; a portfolio in YAML can say more")


def _member(value: Any) -> str:
    if not isinstance(value, str) or isinstance(value, _Constant) or SEPARATOR in value:
        raise ValueError(f"a list in a table holds texts and numbers, without `{SEPARATOR}`")
    return _cell("", value)
