"""A portfolio that has been read and found right, and gives its items any number of times."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from techtree.errors import Problem
from techtree.model.tree import NumberCount, Source
from techtree.portfolio.candidates import Candidate


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Candidates with what is common to them.

    ``tree`` is the name of the tree that it says it is meant for. ``digest`` is the SHA-256 of
    what it says, whatever the order of its items. ``skipped`` are the problems of the items that
    are left out, ``warnings`` what is odd about the others.
    """

    file: str
    title: str
    count: int
    digest: str
    numbers: NumberCount
    read: Callable[[], Iterator[Candidate]] = field(repr=False)
    tree: str | None = None
    cost_unit: str | None = None
    note: str | None = None
    sources: Mapping[str, Source] = field(default_factory=dict)
    skipped: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    def chunks(self, size: int) -> Iterator[list[Candidate]]:
        """Yield the candidates in the order of the file, so many at a time."""
        candidates = self.read()
        while chunk := list(islice(candidates, size)):
            yield chunk
