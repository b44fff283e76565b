"""Read rows of a table: those that say the same of the world are read once, and renamed.

Whatever is out of the ordinary in a row is read in full, by the code that reads documents.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from techtree.errors import Place, Problem
from techtree.files.fields import ID_PATTERN, RESERVED_IDS
from techtree.files.reading import Spot
from techtree.limits import MAX_ID, MAX_LABEL, MAX_NOTE
from techtree.model.numbers import Fixed
from techtree.model.tree import Item
from techtree.portfolio.candidates import Candidate
from techtree.portfolio.reading.cells import FLAGS, nodes_of
from techtree.portfolio.reading.making import check_new_id, make_candidate
from techtree.portfolio.reading.renaming import PLAIN, Key, Renaming, Sizes, key_of, names_in
from techtree.portfolio.reading.rows import Row, Table
from techtree.portfolio.reading.views import ItemReader

_KEPT: Final = 4_096  # templates that are held at a time
_ID: Final = re.compile(ID_PATTERN)


class Template(NamedTuple):
    """What a row changes, as it was read for one item."""

    id: str
    views: Mapping[str | None, Item]
    numbers: int
    staffed: int  # effects that add people
    odd: bool  # there is something to warn of


class Checked(NamedTuple):
    """What other rows are compared with."""

    id: str
    requires: tuple[str, ...]
    excludes: tuple[str, ...]


class RowReader:
    """Reads rows; errors gather in ``reader.reading``, warnings in ``warnings``."""

    def __init__(self, table: Table, reader: ItemReader, places: Mapping[str, Place]) -> None:
        self.table = table
        self.reader = reader
        self.places = places  # of the tree
        declared = reader.reading.declared
        self.taken = {*declared.nodes, *declared.items, *RESERVED_IDS}
        self.templates: dict[Key, Template] = {}
        self.warnings: list[Problem] = []
        self.warns = True
        self.numbers = 0

    def check(self, row: Row) -> Checked | None:
        """Read a row for what is wrong with it; return None if something is."""
        template = self.templates.get(key_of(row)[0])
        if template is None or (template.odd and self.warns) or not self._is_ordinary(row):
            candidate = self._in_full(row)
            if candidate is None:
                return None
            return Checked(candidate.id, candidate.requires, candidate.excludes)
        name, _, cost, _, requires, excludes, *_ = row.cells
        self.numbers += template.numbers + bool(cost)
        return Checked(name, names_in(requires), names_in(excludes))

    def candidate(self, row: Row) -> Candidate:
        """Read a row that has been checked."""
        key, people, factors = key_of(row)
        template = self.templates.get(key)
        if template is not None and self._is_ordinary(row):
            return self._renamed(row, template, people, factors)
        candidate = self._in_full(row)
        assert candidate is not None
        return candidate

    def _in_full(self, row: Row) -> Candidate | None:
        reading = self.reader.reading
        self.reader.forget()
        errors, numbers = reading.errors, reading.numbers
        key, node = nodes_of(reading, row, self.table.starts(row))
        where = self.places.get(f"nodes.{key.text}") or self.places.get(f"items.{key.text}")
        check_new_id(reading, key, reading.declared, where)
        read = self.reader.read(key, node, Spot(f"items.{key.text}"))
        candidate = make_candidate(reading, key, read) if read is not None else None
        if candidate is None or reading.errors > errors:
            return None
        odd = self.reader.oddities(candidate.item)
        if self.warns:
            self.warnings += odd
        self.numbers += reading.numbers - numbers
        self._keep(row, candidate, reading.numbers - numbers, bool(odd))
        return candidate

    def _keep(self, row: Row, candidate: Candidate, numbers: int, odd: bool) -> None:
        if len(self.templates) >= _KEPT:
            self.templates.clear()
        cost = candidate.item.cost
        own = cost is not None and cost.key == f"items.{candidate.id}.cost"
        staffed = sum(1 for effect in candidate.item.effects if effect.kind == "staff")
        template = Template(candidate.id, candidate.views, numbers - own, staffed, odd)
        self.templates[key_of(row)[0]] = template

    def _is_ordinary(self, row: Row) -> bool:
        """Tell whether what a row says of itself can be taken as it stands."""
        name, title, cost, note, requires, excludes, group, must, never, *_ = row.cells
        if not _ID.fullmatch(name) or len(name) > MAX_ID or name in self.taken:
            return False
        if cost and not PLAIN.fullmatch(cost):
            return False
        if len(title) > MAX_LABEL or len(note) > MAX_NOTE or len(group) > MAX_LABEL:
            return False
        if (must or never) and not _plain_flags(must, never):
            return False
        return not (requires or excludes) or _plain_names(name, requires, excludes)

    def _renamed(self, row: Row, template: Template, people: Sizes, factors: Sizes) -> Candidate:
        name, title, cost, note, requires, excludes, group, must, never, *_ = row.cells
        price = Fixed(float(cost), f"items.{name}.cost") if cost else None
        renaming = Renaming(template.id, name, people, factors, template.staffed)
        done: dict[int, Item] = {}
        views: dict[str | None, Item] = {}
        for stance, item in template.views.items():
            if id(item) not in done:
                about = (title.strip() or None, price, note.strip() or None)
                done[id(item)] = renaming.item(item, *about)
            views[stance] = done[id(item)]
        return Candidate(
            id=name,
            title=title.strip() or None,
            cost=price.value if price is not None else None,
            views=views,
            place=self.table.place(row),
            requires=names_in(requires),
            excludes=names_in(excludes),
            group=group.strip() or None,
            must=FLAGS.get(must.lower()) == "true",
            never=FLAGS.get(never.lower()) == "true",
            note=note.strip() or None,
        )


def _plain_flags(must: str, never: str) -> bool:
    values = [FLAGS.get(text.lower()) for text in (must, never) if text]
    return None not in values and values.count("true") < 2


def _plain_names(name: str, *cells: str) -> bool:
    """Tell whether cells name other items, each of them once."""
    names = [other for cell in cells for other in names_in(cell)]
    well_formed = all(len(other) <= MAX_ID and _ID.fullmatch(other) for other in names)
    distinct = len(set(names)) == len(names) and name not in names
    return well_formed and distinct and not any(other in RESERVED_IDS for other in names)
