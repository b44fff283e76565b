"""What a drawing is made of: vertices and lines, each with the marks that a legend explains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from techtree.model.numbers import Number, Uncertain

Role: TypeAlias = Literal["first", "inner", "last"]


@dataclass(frozen=True, slots=True)
class Vertex:
    """A box or a word: its name, its HTML-like label and its Graphviz attributes."""

    name: str
    label: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    marks: tuple[str, ...] = ()
    role: Role = "inner"  # endings stand last, at the right; an item first, at the left


@dataclass(frozen=True, slots=True)
class Line:
    """A link between two vertices, by name."""

    tail: str
    head: str
    label: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    marks: tuple[str, ...] = ()
    turn: int = 0  # tells lines between the same two vertices apart

    @property
    def name(self) -> str:
        """Name the line by its ends."""
        return f"{self.tail}--{self.head}--{self.turn}"

    @property
    def marked_start(self) -> bool:
        """Tell whether a mark is drawn where the line starts, and not only a head where it ends."""
        return "arrowtail" in self.attributes


@dataclass(frozen=True, slots=True)
class Picture:
    """Vertices and lines, sorted by name, so that equal trees give equal pictures."""

    vertices: tuple[Vertex, ...]
    lines: tuple[Line, ...]

    @property
    def marks(self) -> frozenset[str]:
        """Collect all marks that occur."""
        parts: tuple[Vertex | Line, ...] = (*self.vertices, *self.lines)
        return frozenset(mark for part in parts for mark in part.marks)


def range_mark(*numbers: Number | str | None) -> tuple[str, ...]:
    """Return the mark of a range if one of the numbers that are written is uncertain."""
    return ("range",) if any(isinstance(number, Uncertain) for number in numbers) else ()


def picture(vertices: Iterable[Vertex], lines: Iterable[Line]) -> Picture:
    """Sort vertices and lines into a picture."""
    return Picture(
        tuple(sorted(vertices, key=lambda vertex: vertex.name)),
        tuple(sorted(lines, key=lambda line: (line.tail, line.head, line.turn))),
    )
