"""Every set that may be chosen, as numbers: a million of them in a few megabytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from techtree.portfolio.choosing.constraints import Constraints
from techtree.portfolio.choosing.enumeration import left_to_spend, rules_of, units_of

MOST_ITEMS = 63  # channels of a program, of which one is left for none


@dataclass(frozen=True, eq=False, slots=True)
class Family:
    """Sets of `items`: bit b of a mask, (S,) uint64, stands for items[b]. Costs are (S,)."""

    items: tuple[int, ...]
    masks: np.ndarray
    costs: np.ndarray

    def __len__(self) -> int:
        return len(self.masks)

    def chosen(self, places: np.ndarray) -> list[frozenset[int]]:
        """Return the sets at some places."""
        return [members(self.items, int(mask)) for mask in self.masks[places]]

    def at(self, places: np.ndarray) -> Family:
        """Return the family of some of the sets."""
        return Family(self.items, self.masks[places], self.costs[places])

    def distinct(self, telling: int) -> Family:
        """Return one of all sets that are the same in the bits of `telling`: the preferred one.

        It is the cheapest, of these the one with the fewest items, of these the first in the
        order of its items' numbers, as `constraints.preference` has it.
        """
        keys = self.masks & np.uint64(telling)
        sizes = np.bitwise_count(self.masks)
        costs = np.array([float(f"{cost:.12g}") for cost in self.costs.tolist()])
        order = np.lexsort((~self._by_first(), sizes, costs, keys))
        first = np.r_[True, np.diff(keys[order]) != 0]
        return self.at(np.sort(order[first]))

    def _by_first(self) -> np.ndarray:
        """Return numbers in which the first of the items, in their order, weighs most, (S,)."""
        found = np.zeros_like(self.masks)
        for bit, place in enumerate(np.argsort(np.argsort(self.items)).tolist()):
            found |= (self.masks >> np.uint64(bit) & np.uint64(1)) << np.uint64(63 - place)
        return found


def mask_of(items: tuple[int, ...], chosen: frozenset[int]) -> int:
    """Return the number of a set, all of whose members are among the items.

    >>> mask_of((3, 5, 8), frozenset([3, 8]))
    5
    """
    return sum(1 << bit for bit, item in enumerate(items) if item in chosen)


def masks_of(items: tuple[int, ...], sets: Sequence[frozenset[int]]) -> np.ndarray:
    """Return the numbers of sets, (S,)."""
    return np.array([mask_of(items, chosen) for chosen in sets], dtype=np.uint64)


def members(items: tuple[int, ...], mask: int) -> frozenset[int]:
    """Return the set that a number stands for.

    >>> sorted(members((3, 5, 8), 5))
    [3, 8]
    """
    return frozenset(item for bit, item in enumerate(items) if mask >> bit & 1)


def family_of(constraints: Constraints, most: int, items: tuple[int, ...]) -> Family | None:
    """Return every set that may be chosen, all of them of `items`; None if more than `most`.

    Units are added in an order in which what is required comes first, each to all the sets that
    are there before it, so that whatever is reached may be chosen.
    """
    units, root = units_of(constraints), constraints.root
    if len(units) > most:  # each may be chosen with what it requires
        return None
    left = left_to_spend(constraints)
    masks = np.array([mask_of(items, root)], dtype=np.uint64)
    costs = np.array([constraints.cost(root)])
    for unit, (price, needs, rivals) in zip(units, rules_of(constraints, units), strict=True):
        needed, barred = (np.uint64(mask_of(items, some)) for some in (needs, rivals))
        fits = (costs + price <= left) & (masks & needed == needed) & (masks & barred == 0)
        masks = np.concatenate([masks, masks[fits] | np.uint64(mask_of(items, unit))])
        costs = np.concatenate([costs, costs[fits] + price])
        if len(masks) > most:
            return None
    return Family(items, masks, costs)


def along(masks: np.ndarray) -> np.ndarray:
    """Return the order in which as little as possible changes from one set to the next, (S,).

    It is that of the reflected binary code of Gray (1953): of all sets, each differs from the one
    before by one item, by the item of the lowest bit every second time.
    """
    rank = masks.copy()
    for shift in (1, 2, 4, 8, 16, 32):
        rank ^= rank >> np.uint64(shift)
    return np.argsort(rank, kind="stable")
