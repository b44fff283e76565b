"""Every set that may be chosen, as numbers, against all subsets by separate code."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from techtree.portfolio.choosing.constraints import Constraints
from techtree.portfolio.choosing.families import along, family_of, masks_of
from tests.portfolio.choosing_instances import mask, permitted, price, random_constraints, subsets

COUNT = 10


@pytest.mark.parametrize("seed", range(3))
def test_all_that_is_permitted_once(seed: int) -> None:
    """Of 80 random instances, the bits in a random order."""
    random = np.random.default_rng(seed)
    met = 0
    for _ in range(80):
        constraints = random_constraints(random, COUNT)
        wanted = [one for one in subsets(COUNT) if permitted(constraints, one, constraints.budget)]
        if not wanted:
            continue
        met += 1
        items = tuple(random.permutation(COUNT).tolist())
        family = family_of(constraints, 2**COUNT, items)
        assert family is not None
        found = family.chosen(np.arange(len(family)))
        assert len(found) == len(set(found)) and set(found) == set(wanted)
        costs = [float(price(constraints, one)) for one in found]
        assert family.costs == pytest.approx(costs, abs=1e-12)
        assert masks_of(items, found).tolist() == family.masks.tolist()
        assert family_of(constraints, len(wanted), items) is not None
        assert len(wanted) == 1 or family_of(constraints, len(wanted) - 1, items) is None
    assert met >= 60


def test_of_sets_that_are_alike_the_preferred_one_is_kept() -> None:
    random = np.random.default_rng(4)
    for _ in range(20):
        constraints = Constraints(random.integers(0, 4, COUNT) / 10, None)
        items = tuple(random.permutation(COUNT).tolist())
        telling = int(random.integers(0, 2**COUNT))
        family = family_of(constraints, 2**COUNT, items)
        assert family is not None
        best: dict[frozenset[int], tuple[object, ...]] = {}
        for one in subsets(COUNT):
            key = frozenset(item for bit, item in enumerate(items) if telling >> bit & 1) & one
            rank = (price(constraints, one), len(one), sorted(one), one)
            best[key] = min(best.get(key, rank), rank, key=lambda r: r[:3])
        distinct = family.distinct(telling)
        assert set(distinct.chosen(np.arange(len(distinct)))) == {rank[3] for rank in best.values()}


def test_neighbours_differ_by_one_item() -> None:
    """In Gray's order 0, 1, 3, 2, 6, 7, 5, 4, ..., from whatever order."""
    masks = np.random.default_rng(0).permutation(2**8).astype(np.uint64)
    order = masks[along(masks)]
    assert order[:8].tolist() == [0, 1, 3, 2, 6, 7, 5, 4]
    assert {int(a ^ b).bit_count() for a, b in pairwise(order)} == {1}


def test_more_than_the_most_is_none_before_it_is_built() -> None:
    assert family_of(Constraints(np.zeros(60), None), 1000, tuple(range(60))) is None
    assert mask(frozenset([0, 3])) == masks_of((0, 1, 2, 3), [frozenset([0, 3])])[0]
