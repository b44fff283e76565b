"""Problems of an input, each with its place, and the exceptions that carry them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Severity: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a file, counted from 1; without a line, the file as a whole.

    >>> str(Place("tree.yaml", 3, 7)), str(Place("tree.yaml"))
    ('tree.yaml:3:7', 'tree.yaml')
    """

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong (``error``) or odd (``warning``) with an input.

    ``code`` is a short stable name such as ``unknown-key``; ``message`` is a sentence that says
    what was found, what is allowed and, where it is known, what to do.
    """

    severity: Severity
    code: str
    message: str
    place: Place

    def __str__(self) -> str:
        return f"{self.place}: {self.severity}: {self.message}"


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems by their place, each of them once."""

    def position(problem: Problem) -> tuple[str, int, int, str, str, str]:
        place = problem.place
        where = (place.file, place.line or 0, place.column or 0)
        return (*where, problem.severity, problem.code, problem.message)

    return tuple(sorted(dict.fromkeys(problems), key=position))


class TechtreeError(Exception):
    """Anything that a user can put right; its text is meant to be read."""


class UsageError(TechtreeError):
    """A request that does not fit: an unknown name, options that exclude each other."""


class InputError(TechtreeError):
    """An input that cannot be used, with every problem found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)
