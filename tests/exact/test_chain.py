"""The chain against the oracle in rational arithmetic, on random trees of every feature."""

from __future__ import annotations

import os

import pytest

from techtree.exact.chain import NotExact
from techtree.impact.exact_worlds import exact_worlds
from techtree.impact.settings import Settings
from tests.exact.memoryless_trees import random_tree, random_tree_with_item
from tests.exact.rational import answer

TREES = int(os.environ.get("TECHTREE_TREES", "150"))  # of each kind
TOLERANCE = 1e-12
COURSE = 2e-9  # what is followed step by step leaves 1e-9 open


@pytest.mark.parametrize("item", [False, True], ids=["tree", "item"])
def test_probabilities_and_times_are_those_of_the_oracle(item: bool) -> None:
    declined = 0
    for seed in range(TREES):
        if item:
            tree, own = random_tree_with_item(seed)
        else:
            tree, own = random_tree(seed), None
        expected = answer(tree, own)
        channels = len(own.channels) if own is not None else 0
        masks = (0,) if own is None else (0, 2**channels - 1)
        try:
            worlds = exact_worlds(tree, own, Settings(), masks, None)
        except NotExact:  # what leaks since the past, if chance decides on the leak
            declined += 1
            continue
        world = len(masks) - 1
        row = worlds.row(world)[:-1]
        for name, probability in zip(worlds.compiled.outcomes, row, strict=True):
            assert abs(probability - expected.outcomes.get(name, 0)) < TOLERANCE, (seed, name)
        assert abs(row.sum() - 1.0) < TOLERANCE
        assert abs(worlds.mean_time(world) - float(expected.ended.time)) < 1e-11 * max(
            1.0, float(expected.ended.time)
        ), seed
        try:
            final = worlds.course(world).final()
        except NotExact:  # rates so far apart that following them takes too many steps
            declined += 1
            continue
        compiled = worlds.compiled
        pairs = [(node, actor) for node in compiled.nodes for actor in compiled.actors]
        for column, pair in enumerate(pairs):
            assert abs(final[column] - expected.known[pair]) < COURSE, (seed, pair)
        for i, name in enumerate(compiled.nodes):
            assert abs(final[len(pairs) + i] - expected.anyone[name]) < COURSE, (seed, name)
        assert abs(final[-1] - expected.ended.probability) < COURSE, seed
    assert declined <= 0.05 * TREES + 2
