"""What rows of a table may differ in and still be read once: names, and plain numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final, NamedTuple, TypeAlias

from techtree.model.effects import Effect
from techtree.model.numbers import Fixed, Number, Uncertain
from techtree.model.tree import Item
from techtree.portfolio.reading.rows import ABOUT_ITSELF, SEPARATOR, Row

PLAIN: Final = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,10})?")
_CHANGES: Final = len(ABOUT_ITSELF)  # where the cells begin that say what changes

Key: TypeAlias = tuple[str | tuple[bool, ...], ...]
Sizes: TypeAlias = list[float] | None


def key_of(row: Row) -> tuple[Key, Sizes, Sizes]:
    """Return what rows share that change the same, plain numbers apart, and those numbers.

    The numbers are those of `add` and of `by`. What stays in the key is whether each is above 1,
    on which what is odd may hang.
    """
    unlocks, blocks, at, chance, staff, add, speed, by, channel = row.cells[_CHANGES:]
    people, factors = _sizes(add), _sizes(by)
    key: Key = (
        unlocks,
        blocks,
        at,
        chance,
        staff,
        add if people is None else tuple(size > 1 for size in people),
        speed,
        by if factors is None else tuple(size > 1 for size in factors),
        channel,
    )
    return key, people, factors


def _sizes(cell: str) -> Sizes:
    """Return plain numbers other than 0 and 1, which may change nothing; None if there is more."""
    if not cell:
        return None
    sizes: list[float] = []
    for part in names_in(cell):
        if not PLAIN.fullmatch(part) or float(part) in (0.0, 1.0):
            return None
        sizes.append(float(part))
    return sizes or None


def names_in(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell; a separator at its end separates nothing.

    >>> names_in("a; b;"), names_in(" ")
    (('a', 'b'), ())
    """
    if not cell.strip():
        return ()
    names = [name.strip() for name in cell.split(SEPARATOR)]
    if len(names) > 1 and not names[-1]:
        names.pop()
    return tuple(names)


class Renaming(NamedTuple):
    """Puts another name, by which draws are named, and other plain numbers into an item."""

    old: str
    new: str
    people: Sizes
    factors: Sizes
    staffed: int  # effects that come before those with factors

    def item(self, item: Item, title: str | None, cost: Number | None, note: str | None) -> Item:
        """Return an item of a table under its new name."""
        return Item(
            id=self.new,
            title=title,
            cost=cost,
            chance=self._number(item.chance),
            at=self._number(item.at),
            unlocks=item.unlocks,
            blocks=item.blocks,
            effects=tuple(self._effect(effect) for effect in item.effects),
            note=note,
        )

    def _effect(self, effect: Effect) -> Effect:
        key = self._path(effect.key)
        position = int(key.rpartition(".")[2])
        sizes, name = self.people, "add"
        if position >= self.staffed:
            position, sizes, name = position - self.staffed, self.factors, "by"
        if sizes is None:
            return replace(effect, key=key, by=self._number(effect.by))
        size = sizes[position if len(sizes) > 1 else 0]
        return replace(effect, key=key, by=Fixed(size, f"{key}.{name}"))

    def _number(self, number: Number) -> Number:
        """Return a number with its path in the renamed item; a parameter stays what it is."""
        if number.key is None or not number.key.startswith(f"items.{self.old}."):
            return number
        if isinstance(number, Fixed):
            return Fixed(number.value, self._path(number.key))
        return Uncertain(self._path(number.key), number.distribution, number.doubt)

    def _path(self, path: str) -> str:
        return f"items.{self.new}.{path.removeprefix(f'items.{self.old}.')}"
