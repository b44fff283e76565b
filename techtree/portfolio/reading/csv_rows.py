"""Read CSV and TSV (RFC 4180) with the line and column of every cell.

The `csv` module does not know where a cell stands, and takes in the rest of a file after a quote
that is never closed; otherwise the two agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from techtree.errors import InputError, Place, Problem
from techtree.limits import MAX_CELL
from techtree.portfolio.reading.lines import Line, lines_of
from techtree.portfolio.reading.rows import COLUMNS, Row, Start, check_header
from techtree.portfolio.reading.source import Source

_QUOTED = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"')


class Unclosed(ValueError):
    """A quote that is not closed; the argument is its offset."""


class Misplaced(ValueError):
    """Text behind a closing quote; the argument is its offset."""


class Cell(NamedTuple):
    """A cell, the offset of its text, and whether the text stands there as it is."""

    text: str
    offset: int
    exact: bool


def cells_of(text: str, delimiter: str) -> list[Cell]:
    """Part a record into its cells. Raises Unclosed or Misplaced.

    >>> [cell.text for cell in cells_of('a,"b, ""c"" d",', ",")]
    ['a', 'b, "c" d', '']
    """
    cells: list[Cell] = []
    position = 0
    while True:
        if text.startswith('"', position):
            match = _QUOTED.match(text, position)
            if match is None:
                raise Unclosed(position)
            end = match.end()
            if end < len(text) and text[end] != delimiter:
                raise Misplaced(end)
            inside = match[1]
            exact = '"' not in inside and "\n" not in inside
            cells.append(Cell(inside.replace('""', '"'), position + 1, exact))
        else:
            end = text.find(delimiter, position)
            end = len(text) if end < 0 else end
            cells.append(Cell(text[position:end], position, True))
        if end >= len(text):
            return cells
        position = end + 1


class _Record(NamedTuple):
    line: int
    text: str
    cells: list[str]
    problem: Problem | None = None


@dataclass(slots=True)
class CsvTable:
    """A table with a header line and a record a row."""

    source: Source
    delimiter: str
    order: Sequence[int] = ()  # where each column stands, by `COLUMNS`

    def rows(self) -> Iterator[Row]:
        """Yield the rows. Raises InputError for the header, or a quote that is never closed."""
        nothing = ("",) * len(COLUMNS)
        with self.source.open() as stream:
            records = self._records(lines_of(stream, self.source.name))
            header = next(records, None)
            if header is None:
                raise InputError([self._problem("empty", "the file is empty", None)])
            width = self._read_header(header)
            pick = itemgetter(*(width if at < 0 else at for at in self.order))
            for line, text, cells, problem in records:
                if problem is None and len(cells) != width:
                    problem = self._ragged(cells, width, line)
                if problem is not None:
                    yield Row(line, nothing, None, (problem,))
                    continue
                cells[width:] = ("",)
                yield Row(line, pick(cells), text)

    def starts(self, row: Row) -> Sequence[Start]:
        """Find the cells of a row."""
        found = cells_of(row.raw, self.delimiter)
        return [self._start(row, found[at]) if at >= 0 else Start(row.line, 1) for at in self.order]

    def place(self, row: Row) -> Place:
        """Find the id of a row."""
        if self.order[0] == 0:
            return Place(self.source.name, row.line, 2 if row.raw.startswith('"') else 1)
        start = self.starts(row)[0]
        return Place(self.source.name, start.line, start.column)

    def _start(self, row: Row, cell: Cell) -> Start:
        before = row.raw[: cell.offset]
        line = row.line + before.count("\n")
        return Start(line, cell.offset - before.rfind("\n"), cell.exact)

    def _read_header(self, header: _Record) -> int:
        if header.problem is not None:
            raise InputError([header.problem])
        places = [
            Place(self.source.name, header.line, cell.offset + 1)
            for cell in cells_of(header.text, self.delimiter)
        ]
        names = [(name.strip(), place) for name, place in zip(header.cells, places, strict=True)]
        while len(names) > 1 and not names[-1][0]:  # a comma at the end of every line
            names.pop()
        self.order = check_header(names, Place(self.source.name, header.line, 1))
        return len(names)

    def _ragged(self, cells: list[str], width: int, line: int) -> Problem | None:
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            return None
        message = f"this row has {len(cells)} cells, but the header names {width} columns"
        if len(cells) > width:
            message += "; a text with a comma in it needs quotes"
        place = Place(self.source.name, line, 1)
        return Problem("error", "ragged", message, place)

    def _records(self, lines: Iterator[Line]) -> Iterator[_Record]:
        """Yield the records, blank ones aside; a quoted cell may go on over lines."""
        delimiter = self.delimiter
        blank = delimiter + " \t"
        for number, text, cut, problem in lines:
            if problem is not None:
                yield _Record(number, text, [], problem)
            elif '"' in text and not cut:
                yield self._quoted(number, text, lines)
            elif len(text) > MAX_CELL:
                yield self._long(number, text, cut)
            elif text.strip(blank):
                yield _Record(number, text, text.split(delimiter))

    def _quoted(self, number: int, text: str, lines: Iterator[Line]) -> _Record:
        while True:
            try:
                cells = cells_of(text, self.delimiter)
            except Misplaced as error:
                message = "text stands behind the quote that closes this cell; a quote inside a "
                message += 'quoted cell is written ""'
                return _Record(number, text, [], self._at(number, text, error.args[0], message))
            except Unclosed as error:
                text = self._continued(number, text, error.args[0], lines)
                continue
            if len(text) > MAX_CELL:
                return self._long(number, text, False)
            return _Record(number, text, [cell.text for cell in cells])

    def _continued(self, number: int, text: str, opened: int, lines: Iterator[Line]) -> str:
        """Add lines up to one that may close the quote. Raises InputError if none does."""
        parts = [text]
        length = len(text) - opened
        for _, more, cut, problem in lines:
            if problem is not None:
                raise InputError([problem])
            parts.append(more)
            length += len(more) + 1
            if length > MAX_CELL or cut:
                message = f"this cell is longer than {MAX_CELL:,} characters; is its quote closed?"
                raise InputError([self._at(number, text, opened, message, "too-long")])
            if '"' in more:
                return "\n".join(parts)
        message = "the quote that opens this cell is never closed"
        raise InputError([self._at(number, text, opened, message)])

    def _long(self, number: int, text: str, cut: bool) -> _Record:
        """Take a long line apart, and say which of its cells is too long, if one is."""
        try:
            cells = cells_of(text, self.delimiter)
        except Misplaced:
            cells = []
        except Unclosed as error:
            cells = [Cell(text[error.args[0] :], error.args[0], False)]
        for cell in cells:
            if len(cell.text) > MAX_CELL:
                message = f"this cell is longer than the {MAX_CELL:,} characters that are read"
                problem = self._at(number, text, cell.offset, message, "too-long")
                return _Record(number, "", [], problem)
        if cut or not cells:
            problem = self._problem("too-long", "this line is longer than what is read", number)
            return _Record(number, "", [], problem)
        return _Record(number, text, [cell.text for cell in cells])

    def _at(
        self, number: int, text: str, offset: int, message: str, code: str = "quote"
    ) -> Problem:
        before = text[:offset]
        line = number + before.count("\n")
        place = Place(self.source.name, line, offset - before.rfind("\n"))
        return Problem("error", code, message, place)

    def _problem(self, code: str, message: str, line: int | None) -> Problem:
        place = Place(self.source.name, line, 1) if line else Place(self.source.name)
        return Problem("error", code, message, place)
