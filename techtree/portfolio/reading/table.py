"""Read a portfolio from a table: once through to check it, then as often as it is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from techtree.errors import InputError, Problem, in_order
from techtree.files.parsing import Parsed
from techtree.limits import MAX_PROBLEMS, MAX_ROWS, MAX_SKIPPED
from techtree.model.tree import NumberCount
from techtree.portfolio.candidates import Candidate
from techtree.portfolio.reading.portfolio import Portfolio
from techtree.portfolio.reading.relations import Relations, problems_of
from techtree.portfolio.reading.rows import Row, Table
from techtree.portfolio.reading.source import refused
from techtree.portfolio.reading.templates import Checked, RowReader
from techtree.portfolio.reading.views import ItemReader


def read_table_portfolio(
    table: Table, name: str, parsed: Parsed, stances: Sequence[str], skip_bad: bool
) -> Portfolio:
    """Read a portfolio from a table. Raises InputError with everything that is wrong with it."""
    check = _Check(table, name, _row_reader(table, name, parsed, stances), skip_bad)
    check.read_rows()
    check.compare()
    bad, gone = frozenset(check.bad), frozenset(check.gone)

    def read() -> Iterator[Candidate]:
        reader = _row_reader(table, name, parsed, stances)
        reader.warns = False
        for number, row in enumerate(table.rows()):
            if number not in bad:
                yield _without(reader.candidate(row), gone)

    return Portfolio(
        file=name,
        title=Path(name).stem,
        count=check.count - len(bad),
        digest=check.digest(),
        numbers=NumberCount(check.reader.numbers, 0),
        read=read,
        skipped=in_order(check.skipped),
        warnings=in_order(check.reader.warnings),
    )


def _row_reader(table: Table, name: str, parsed: Parsed, stances: Sequence[str]) -> RowReader:
    return RowReader(table, ItemReader(name, parsed, stances), parsed.places)


def _without(candidate: Candidate, gone: frozenset[int]) -> Candidate:
    """Drop the names of items that are left out from those that a candidate excludes."""
    if not gone or not any(hash(name) in gone for name in candidate.excludes):
        return candidate
    kept = tuple(name for name in candidate.excludes if hash(name) not in gone)
    return replace(candidate, excludes=kept)


class _Check:
    """The first pass over a table. ``bad`` are the numbers of rows that are left out."""

    def __init__(self, table: Table, name: str, reader: RowReader, skip_bad: bool) -> None:
        self.table, self.name, self.reader, self.skip_bad = table, name, reader, skip_bad
        self.relations = Relations()
        self.bad: set[int] = set()
        self.gone: set[int] = set()  # hashes of the ids that are left out
        self.skipped: list[Problem] = []
        self.count = 0
        self.total = 0

    def read_rows(self) -> None:
        """Read every row by itself."""
        for number, row in enumerate(self.table.rows()):
            if number >= MAX_ROWS:
                message = f"the table has more than the {MAX_ROWS:,} rows that are read"
                raise refused(self.name, "too-many", message)
            self.count += 1
            self._add_digest(row)
            checked = None
            try:
                if row.problems:
                    self._record(row.problems)
                else:
                    checked = self.reader.check(row)
            except InputError as error:
                if not self.skip_bad:
                    raise
                self.reader.reader.reading.problems[:] = error.problems
            if checked is not None:
                self.relations.add(number, checked)
            else:
                self._bad_row(number, row)
            self.reader.warns = len(self.reader.warnings) < MAX_PROBLEMS
        if not self.count:
            raise refused(self.name, "empty", "the table has no rows, only the names of columns")

    def _record(self, problems: Sequence[Problem]) -> None:
        for problem in problems:
            self.reader.reader.reading.error(problem.place, problem.code, problem.message)

    def _bad_row(self, number: int, row: Row) -> None:
        name = row.cells[0].strip()
        reading = self.reader.reader.reading
        if not self.skip_bad:  # all else that is wrong with it is told as well
            if name:
                self.relations.add(number, Checked(name, (), ()))
            return
        if name:
            self.relations.unread.add(hash(name))
        self._skip(number, reading.problems)
        reading.problems.clear()
        reading.errors = 0

    def _skip(self, number: int, problems: Sequence[Problem]) -> None:
        self.bad.add(number)
        self.skipped += problems
        if len(self.skipped) > MAX_SKIPPED:
            message = f"more than {MAX_SKIPPED:,} things are wrong with the rows of this table"
            raise refused(self.name, "too-many-errors", message)

    def compare(self) -> None:
        """Compare the rows with each other. Raises InputError, unless bad rows are left out."""
        suspects = self.relations.suspects()
        left_out: dict[int, frozenset[int]] = {}
        if self.skip_bad and (self.bad or suspects.lost):
            left_out = self.relations.left_out(suspects)
        limit = MAX_SKIPPED if self.skip_bad else MAX_PROBLEMS
        if suspects.twice or suspects.lost or left_out:
            known_bad = frozenset(self.bad)
            found = problems_of(self.table, self.name, known_bad, suspects, left_out, limit)
            for number, problem in found:
                if self.skip_bad:
                    self._skip(number, [problem])
                else:
                    self._record([problem])
        if not self.skip_bad and self.reader.reader.reading.errors:
            raise InputError(in_order(self._errors()))
        if self.skip_bad:
            self._note_gone()
        if len(self.bad) == self.count:
            message = f"no row is left: each of the {self.count:,} has an error"
            nothing = refused(self.name, "nothing-left", message).problems
            raise InputError([*in_order(self.skipped[:MAX_PROBLEMS]), *nothing])

    def _note_gone(self) -> None:
        pairs = list(zip(self.relations.rows, self.relations.ids, strict=True)) if self.bad else []
        lost = {name for row, name in pairs if row in self.bad} | self.relations.unread
        self.gone = lost - {name for row, name in pairs if name in lost and row not in self.bad}

    def _errors(self) -> list[Problem]:
        return [p for p in self.reader.reader.reading.problems if p.severity == "error"]

    def _add_digest(self, row: Row) -> None:
        said = repr(row.cells) if not row.problems else repr(row.problems)
        content = said.encode("utf-8", "surrogatepass")
        self.total += int.from_bytes(hashlib.sha256(content).digest(), "big")

    def digest(self) -> str:
        """Return the SHA-256 of the sum of those of the rows, which has no order."""
        total = (self.total % (1 << 256)).to_bytes(32, "big")
        return hashlib.sha256(b"rows of a portfolio" + total).hexdigest()
