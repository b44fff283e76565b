"""What can be chosen: items with what they cost and which of them go together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from techtree.errors import Place
from techtree.model.tree import Item


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item of a portfolio.

    ``views`` has the item as it is under each stance that was asked for, ``None`` being the tree
    as written. A cost that is a range counts with its mean. ``requires`` and ``excludes`` name
    other candidates; at most one of a ``group`` can be chosen; what is ``must`` is always
    chosen, what is ``never`` is evaluated but not chosen.
    """

    id: str
    title: str | None
    cost: float | None
    views: Mapping[str | None, Item]
    place: Place
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    group: str | None = None
    must: bool = False
    never: bool = False
    note: str | None = field(default=None, repr=False)

    @property
    def item(self) -> Item:
        """Return the item as written."""
        return self.views[None]
