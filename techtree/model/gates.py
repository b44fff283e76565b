"""Gates: what must be known before work on a node begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from techtree.model.numbers import Number


@dataclass(frozen=True, slots=True)
class Known:
    """Open once ``node`` is known to the working actor, or to everybody once ``actor`` knows it."""

    node: str
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class All:
    """Open when every member is open."""

    members: tuple[Gate, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Open when ``count`` of the members are open; ``any`` is a count of 1."""

    count: int
    members: tuple[Gate, ...]


@dataclass(frozen=True, slots=True)
class Weighted:
    """Known strength over total strength; inside another gate, open at full strength only."""

    strengths: tuple[tuple[Known, Number], ...]


@dataclass(frozen=True, slots=True)
class Before:
    """Open from the time ``second`` is known, if ``first`` was known at least ``by`` years earlier.

    With ``negated`` (``not_before``), open from that time if it was not.
    """

    first: Known
    second: Known
    by: Number
    negated: bool = False


Gate: TypeAlias = Known | All | AtLeast | Weighted | Before


def references(gate: Gate | None) -> Iterator[Known]:
    """Yield every reference to a node in a gate, in the order written."""
    match gate:
        case None:
            return
        case Known():
            yield gate
        case All(members) | AtLeast(_, members):
            for member in members:
                yield from references(member)
        case Weighted(strengths):
            for known, _ in strengths:
                yield known
        case Before(first, second):
            yield first
            yield second


def preventing(gate: Gate | None) -> Iterator[Known]:
    """Yield every reference that shuts a gate instead of opening it: the first of a `not_before`.

    >>> from techtree.model.numbers import ZERO
    >>> list(preventing(Before(Known("a"), Known("b"), ZERO, negated=True)))
    [Known(node='a', actor=None)]
    """
    match gate:
        case All(members) | AtLeast(_, members):
            for member in members:
                yield from preventing(member)
        case Before(first, negated=True):
            yield first
