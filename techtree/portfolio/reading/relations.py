"""Compare the ids of a table of any length: duplicates, and names of items that are not there.

Ids are held as hashes of 64 bits, eight bytes each; only where two are equal, or a name is not
found, is the table read again and its texts compared.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from techtree.errors import Place, Problem
from techtree.files.near_miss import did_you_mean
from techtree.files.positions import Scalar, quoted
from techtree.limits import MAX_SUGGESTIONS
from techtree.portfolio.reading.cells import parts_of
from techtree.portfolio.reading.rows import COLUMNS, Row, Start, Table
from techtree.portfolio.reading.templates import Checked

Hashes: TypeAlias = npt.NDArray[np.int64]

_REQUIRES, _EXCLUDES = COLUMNS.index("requires"), COLUMNS.index("excludes")
_KNOWN = 20_000  # ids among which one that was mistyped is looked for


def _longs() -> array[int]:
    return array("q")


@dataclass(frozen=True, slots=True)
class Suspects:
    """Hashes of ids that stand twice and of names that are not there, and rows with the latter."""

    twice: frozenset[int] = frozenset()
    lost: frozenset[int] = frozenset()
    rows: frozenset[int] = frozenset()


@dataclass(slots=True)
class Relations:
    """The ids of the rows that can be read, by number of row, and the names in them.

    ``unread`` are hashes of the ids of rows that cannot be read.
    """

    rows: array[int] = field(default_factory=_longs)
    ids: array[int] = field(default_factory=_longs)
    naming: array[int] = field(default_factory=_longs)  # rows that name other items
    named: array[int] = field(default_factory=_longs)
    required: array[int] = field(default_factory=_longs)
    unread: set[int] = field(default_factory=set)

    def add(self, number: int, checked: Checked) -> None:
        """Take in a row."""
        self.rows.append(number)
        self.ids.append(hash(checked.id))
        if checked.requires or checked.excludes:
            for names, required in ((checked.requires, 1), (checked.excludes, 0)):
                for name in names:
                    self.naming.append(number)
                    self.named.append(hash(name))
                    self.required.append(required)

    def suspects(self) -> Suspects:
        """Find the ids that may stand twice, and the rows that may name what is not there."""
        ordered = np.sort(np.array(self.ids, dtype=np.int64))
        twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        named = np.array(self.named, dtype=np.int64)
        unknown = np.flatnonzero(~np.isin(named, ordered)).tolist()
        lost = [at for at in unknown if self.named[at] not in self.unread]
        return Suspects(
            twice=frozenset(twice.tolist()),
            lost=frozenset(self.named[at] for at in lost),
            rows=frozenset(self.naming[at] for at in lost),
        )

    def left_out(self, suspects: Suspects) -> dict[int, frozenset[int]]:
        """Find the rows that cannot be chosen because what they require is left out.

        Returns, by row, the hashes of what is left out, and goes on with what requires that row.
        """
        requiring: dict[int, list[int]] = defaultdict(list)
        for row, name, required in zip(self.naming, self.named, self.required, strict=True):
            if required:
                requiring[name].append(row)
        owner: dict[int, int] = {}
        for row, name in zip(self.rows, self.ids, strict=True):
            owner.setdefault(name, row)
        name_of = {row: name for name, row in owner.items()}
        gone = [name for name in self.unread if name not in owner]
        gone += [name_of[row] for row in suspects.rows if row in name_of]
        because: dict[int, set[int]] = {}
        while gone:
            name = gone.pop()
            for row in requiring.get(name, ()):
                if row not in because and row not in suspects.rows and row in name_of:
                    gone.append(name_of[row])
                because.setdefault(row, set()).add(name)
        return {row: frozenset(names) for row, names in because.items()}


def problems_of(
    table: Table,
    file: str,
    bad: Collection[int],
    suspects: Suspects,
    left_out: Mapping[int, Collection[int]],
    limit: int,
) -> Iterator[tuple[int, Problem]]:
    """Read the table again and yield what is wrong, each with the number of its row."""
    first: dict[str, int] = {}
    known: list[str] = []
    found: list[tuple[int, Scalar]] = []
    for number, row in enumerate(table.rows()):
        name = row.cells[0].strip()
        if number in bad or not name:
            continue
        if len(known) < _KNOWN:
            known.append(name)
        if hash(name) in suspects.twice:
            place = table.place(row)
            line = first.setdefault(name, place.line or 0)
            if line != place.line:
                message = f"the id {quoted(name)} stands here a second time; "
                message += f"the first is at line {line}"
                yield number, Problem("error", "duplicate-id", message, place)
        if (number in suspects.rows or number in left_out) and len(found) < limit:
            lost = suspects.lost.union(left_out.get(number, ()))
            found += ((number, node) for node in _names(row, table.starts(row), lost))
    for number, node in found:
        place = Place(file, node.line, node.column)
        if hash(node.text) in suspects.lost:
            guess = did_you_mean(node.text, known) if len(found) <= MAX_SUGGESTIONS else ""
            message = f"there is no item {quoted(node.text)} in the portfolio{guess}"
            yield number, Problem("error", "dangling-name", message, place)
        else:
            message = f"{quoted(node.text)}, which this item requires, is left out"
            yield number, Problem("error", "left-out", message, place)


def _names(row: Row, starts: Sequence[Start], lost: Collection[int]) -> Iterator[Scalar]:
    for column in (_REQUIRES, _EXCLUDES):
        if row.cells[column].strip():
            for node in parts_of(row.cells[column], starts[column]):
                if hash(node.text) in lost:
                    yield node
