"""Tables: the columns that a portfolio may have, and what a row of any kind of table is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple, Protocol

from techtree.errors import InputError, Place, Problem
from techtree.files.near_miss import did_you_mean
from techtree.files.positions import quoted
from techtree.limits import MAX_PROBLEMS, MAX_SUGGESTIONS

ABOUT_ITSELF: Final = (
    "id",
    "title",
    "cost",
    "note",
    "requires",
    "excludes",
    "group",
    "must",
    "never",
)
CHANGES: Final = (  # what makes two rows the same change to the world
    "unlocks",
    "blocks",
    "at",
    "chance",
    "staff",
    "add",
    "speed",
    "by",
    "channel",
)
COLUMNS: Final = (*ABOUT_ITSELF, *CHANGES)
SEVERAL: Final = frozenset(
    ("requires", "excludes", "unlocks", "blocks", "staff", "add", "speed", "by", "channel")
)
SEPARATOR: Final = ";"
_YAML_ONLY: Final = frozenset(("effects", "nodes", "removes", "to", "source", "sources"))


class Start(NamedTuple):
    """Where a cell begins; ``exact`` if a character of its text is a column of the file."""

    line: int
    column: int
    exact: bool = False


class Row(NamedTuple):
    """A row: its cells by `COLUMNS`, empty where there is nothing.

    ``raw`` is what the table needs to find the cells again. With ``problems`` the row could not
    be read, and its cells mean nothing.
    """

    line: int
    cells: tuple[str, ...]
    raw: Any = None
    problems: tuple[Problem, ...] = ()


class Table(Protocol):
    """A table that can be read any number of times, a row at a time."""

    def rows(self) -> Iterator[Row]:
        """Yield the rows in order. Raises InputError where reading cannot go on."""
        ...

    def starts(self, row: Row) -> Sequence[Start]:
        """Find the cells of a row, by `COLUMNS`."""
        ...

    def place(self, row: Row) -> Place:
        """Find the id of a row."""
        ...


def check_header(names: Sequence[tuple[str, Place]], whole: Place) -> list[int]:
    """Return where each of `COLUMNS` stands in a header, -1 for those that it lacks.

    Raises InputError for columns that are unknown, stand twice, or are missing.
    """
    found: dict[str, int] = {}
    problems: list[Problem] = []
    for position, (name, place) in enumerate(names):
        if name in found:
            message = f"the column {quoted(name)} stands here a second time"
            problems.append(Problem("error", "duplicate-column", message, place))
        elif name in COLUMNS:
            found[name] = position
        else:
            guess = len(problems) < MAX_SUGGESTIONS
            problems.append(unknown_column(name, place, not problems, guess))
        if len(problems) >= MAX_PROBLEMS:
            raise InputError(problems)
    if "id" not in found:
        message = "the table has no column `id`; its first line names its columns"
        if len(names) == 1 and not {SEPARATOR, "\t", ","}.isdisjoint(names[0][0]):
            message += ", with commas (or, in a .tsv file, tabs) between them"
        problems.append(Problem("error", "missing-column", message, whole))
    if problems:
        raise InputError(problems)
    return [found.get(name, -1) for name in COLUMNS]


def unknown_column(name: str, place: Place, first: bool, guess: bool = True) -> Problem:
    """Say that there is no such column, and which may be meant; with the first, which there are."""
    message = f"unknown column {quoted(name)}" if name else "a column without a name"
    hint = did_you_mean(name.lower(), COLUMNS) if guess and len(name) < 40 else ""
    if name in _YAML_ONLY:
        hint = "; what it says can be said in a portfolio in YAML"
    elif not hint and name.lower() in COLUMNS:
        hint = f"; did you mean '{name.lower()}'?"
    hint = hint or (f"; there may be {', '.join(COLUMNS)}" if first else "")
    return Problem("error", "unknown-column", message + hint, place)
