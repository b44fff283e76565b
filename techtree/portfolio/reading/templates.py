"""Read rows of a table: those that say the same of the world are read once, and renamed.

Whatever is out of the ordinary in a row is read in full, by the code that reads documents.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from techtree.errors import Place, Problem
from techtree.files.fields import ID_PATTERN, RESERVED_IDS
from techtree.files.reading import Spot
from techtree.limits import MAX_ID, MAX_LABEL, MAX_NOTE
from techtree.model.effects import Effect
from techtree.model.numbers import Fixed, Number, Uncertain
from techtree.model.tree import Item
from techtree.portfolio.candidates import Candidate
from techtree.portfolio.reading.cells import FLAGS, nodes_of
from techtree.portfolio.reading.making import check_new_id, make_candidate
from techtree.portfolio.reading.rows import ABOUT_ITSELF, SEPARATOR, Row, Table
from techtree.portfolio.reading.views import ItemReader

_KEPT: Final = 4_096  # templates that are held at a time
_ID: Final = re.compile(ID_PATTERN)
_PLAIN: Final = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,10})?")
_CHANGES: Final = len(ABOUT_ITSELF)  # where the cells begin that say what changes


class Template(NamedTuple):
    """What a row changes, as it was read for one item."""

    id: str
    views: Mapping[str | None, Item]
    numbers: int
    odd: bool  # there is something to warn of


class Checked(NamedTuple):
    """What other rows are compared with."""

    id: str
    requires: tuple[str, ...]
    excludes: tuple[str, ...]


class RowReader:
    """Reads rows; problems gather in ``reader.reading``, warnings in ``warnings``."""

    def __init__(self, table: Table, reader: ItemReader, places: Mapping[str, Place]) -> None:
        self.table = table
        self.reader = reader
        self.places = places  # of the tree
        self.taken = {*reader.reading.declared.nodes, *reader.reading.declared.items, *RESERVED_IDS}
        self.templates: dict[tuple[str, ...], Template] = {}
        self.warnings: list[Problem] = []
        self.warns = True
        self.numbers = 0

    def check(self, row: Row) -> Checked | None:
        """Read a row for what is wrong with it; return None if something is."""
        template = self._template(row)
        if template is None or (template.odd and self.warns):
            candidate = self._in_full(row)
            if candidate is None:
                return None
            return Checked(candidate.id, candidate.requires, candidate.excludes)
        cells = row.cells
        self.numbers += template.numbers + bool(cells[2])
        return Checked(cells[0], _names(cells[4]), _names(cells[5]))

    def candidate(self, row: Row) -> Candidate:
        """Read a row that has been checked."""
        template = self._template(row)
        if template is not None:
            return self._renamed(row, template)
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
        found = reading.numbers - numbers
        self.numbers += found
        self._keep(row, candidate, found, bool(odd))
        return candidate

    def _keep(self, row: Row, candidate: Candidate, numbers: int, odd: bool) -> None:
        if len(self.templates) >= _KEPT:
            self.templates.clear()
        cost = candidate.item.cost
        of_cost = isinstance(cost, Fixed | Uncertain) and cost.key == f"items.{candidate.id}.cost"
        template = Template(candidate.id, candidate.views, numbers - of_cost, odd)
        self.templates[row.cells[_CHANGES:]] = template

    def _template(self, row: Row) -> Template | None:
        """Return what a row changes if it has been read before, and all else is ordinary."""
        template = self.templates.get(row.cells[_CHANGES:])
        if template is None:
            return None
        name, title, cost, note, requires, excludes, group, must, never, *_ = row.cells
        if not _ID.fullmatch(name) or len(name) > MAX_ID or name in self.taken:
            return None
        if cost and not _PLAIN.fullmatch(cost):
            return None
        if len(title) > MAX_LABEL or len(note) > MAX_NOTE or len(group) > MAX_LABEL:
            return None
        if (must or never) and not _plain_flags(must, never):
            return None
        if (requires or excludes) and not _plain_names(name, requires, excludes):
            return None
        return template

    def _renamed(self, row: Row, template: Template) -> Candidate:
        name, title, cost, note, requires, excludes, group, must, never, *_ = row.cells
        price = Fixed(float(cost), f"items.{name}.cost") if cost else None
        about = (name, title.strip() or None, price, note.strip() or None)
        done: dict[int, Item] = {}
        views: dict[str | None, Item] = {}
        for stance, item in template.views.items():
            if id(item) not in done:
                done[id(item)] = _renamed(item, template.id, *about)
            views[stance] = done[id(item)]
        return Candidate(
            id=name,
            title=about[1],
            cost=price.value if price is not None else None,
            views=views,
            place=self.table.place(row),
            requires=_names(requires),
            excludes=_names(excludes),
            group=group.strip() or None,
            must=FLAGS.get(must.lower()) == "true",
            never=FLAGS.get(never.lower()) == "true",
            note=about[3],
        )


def _plain_flags(must: str, never: str) -> bool:
    values = [FLAGS.get(text.lower()) for text in (must, never) if text]
    return None not in values and values.count("true") < 2


def _plain_names(name: str, *cells: str) -> bool:
    """Tell whether cells name other items, each of them once."""
    names = [other for cell in cells for other in _names(cell)]
    well_formed = all(len(other) <= MAX_ID and _ID.fullmatch(other) for other in names)
    distinct = len(set(names)) == len(names) and name not in names
    return well_formed and distinct and not any(other in RESERVED_IDS for other in names)


def _names(cell: str) -> tuple[str, ...]:
    if not cell.strip():
        return ()
    names = [name.strip() for name in cell.split(SEPARATOR)]
    if len(names) > 1 and not names[-1]:
        names.pop()
    return tuple(names)


def _renamed(
    item: Item, old: str, name: str, title: str | None, cost: Number | None, note: str | None
) -> Item:
    """Return an item of a table under another name, which all its draws are named by."""
    before, after = f"items.{old}.", f"items.{name}."
    return Item(
        id=name,
        title=title,
        cost=cost,
        chance=_number(item.chance, before, after),
        at=_number(item.at, before, after),
        unlocks=item.unlocks,
        blocks=item.blocks,
        effects=tuple(_effect(effect, before, after) for effect in item.effects),
        note=note,
    )


def _effect(effect: Effect, before: str, after: str) -> Effect:
    key = after + effect.key.removeprefix(before)
    return replace(effect, key=key, by=_number(effect.by, before, after))


def _number(number: Number, before: str, after: str) -> Number:
    """Return a number with its path in the renamed item; a parameter stays what it is."""
    if number.key is None or not number.key.startswith(before):
        return number
    key = after + number.key.removeprefix(before)
    if isinstance(number, Fixed):
        return Fixed(number.value, key)
    return Uncertain(key, number.distribution, number.doubt)
