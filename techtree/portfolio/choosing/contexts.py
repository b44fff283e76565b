"""What items added to sets, wherever a set was seen with and without an item."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from techtree.portfolio.choosing.evaluations import Evaluations


@dataclass(frozen=True, eq=False, slots=True)
class Contexts:
    """Steps from one set to another by one item: (C,) places of sets in `sets`, and items."""

    sets: list[frozenset[int]]
    values: np.ndarray  # (S, K)
    before: np.ndarray
    after: np.ndarray
    items: np.ndarray

    @property
    def gains(self) -> np.ndarray:
        """Return what each step added, (C, K)."""
        return self.values[self.after] - self.values[self.before]


def contexts(evaluations: Evaluations, count: int) -> Contexts:
    """Return every step by one item between two sets that were seen.

    Sets are matched by the exclusive or of a random 64-bit number of each item, so that a set
    without an item is found without building it; what matches is then compared in full.
    """
    sets = evaluations.seen
    numbers = np.random.default_rng(0).integers(0, 2**63, count, dtype=np.uint64)
    members = [np.fromiter(sorted(one), dtype=np.int64, count=len(one)) for one in sets]
    keys = np.array(
        [np.bitwise_xor.reduce(numbers[one], initial=np.uint64(0)) for one in members],
        dtype=np.uint64,
    )
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    before: list[int] = []
    after: list[int] = []
    items: list[int] = []
    for place, one in enumerate(members):
        wanted = keys[place] ^ numbers[one]
        spots = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
        for hit in np.flatnonzero(ordered[spots] == wanted).tolist():
            found, item = int(order[spots[hit]]), int(one[hit])
            if sets[found] == sets[place] - {item}:
                before.append(found)
                after.append(place)
                items.append(item)
    return Contexts(
        sets,
        evaluations.table(),
        np.array(before, dtype=np.int64),
        np.array(after, dtype=np.int64),
        np.array(items, dtype=np.int64),
    )
