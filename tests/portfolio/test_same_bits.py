"""What is found of an item does not hang, to the last bit, on the items it is run beside."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

import techtree
from techtree.impact.settings import Settings
from techtree.model.numbers import Fixed
from techtree.model.tree import Block, Item, Tree, Unlock
from techtree.portfolio.blocks import ITEMS, Landscape, evaluate_block
from techtree.portfolio.joint import Joint
from techtree.portfolio.pool import Threads
from techtree.portfolio.sums import Sums
from techtree.portfolio.worlds import Versions
from tests.exact.memoryless_trees import random_text, read
from tests.oracle.one_pass_trees import one_pass_tree
from tests.oracle.random_trees import random_tree
from trees import names, path

from .test_against_score import candidate

Bits = dict[str | None, bytes]


def items_of(tree: Tree) -> list[Versions]:
    """Return the tree's items, and the unlock and the block of each node, as they are run."""
    found = list(tree.items.values())
    for node in tree.nodes.values():
        found.append(Item(f"unlock_{node.id}", unlocks=(Unlock(node.id),)))
        found.append(Item(f"block_{node.id}", blocks=(Block(node.id),)))
    return [candidate(item, tree).views for item in found]


def bits(sums: Sums, world: int) -> bytes:
    """Return all that is known of a world, as bytes."""
    arrays = (sums.base, sums.moments[world], sums.times[world], sums.groups[world])
    return b"".join(np.ascontiguousarray(array).tobytes() for array in arrays)


def of_each(found: dict[str | None, Sums], count: int) -> list[Bits]:
    return [{name: bits(sums, world) for name, sums in found.items()} for world in range(count)]


def orders(count: int, rng: random.Random) -> Iterator[list[list[int]]]:
    """Yield ways of cutting so many items into batches."""
    places = list(range(count))
    yield [places[i : i + ITEMS] for i in range(0, count, ITEMS)]
    for size in (ITEMS, 5):
        shuffled = rng.sample(places, count)
        yield [shuffled[i : i + size] for i in range(0, count, size)]


def assert_same(tree: Tree, settings: Settings, samples: int, rng: random.Random) -> None:
    world, items = Landscape.of(tree, settings), items_of(tree)
    alone = [of_each(evaluate_block(world, [item], 0, samples), 1)[0] for item in items]
    for batches in orders(len(items), rng):
        for places in batches:
            found = evaluate_block(world, [items[place] for place in places], 0, samples)
            assert of_each(found, len(places)) == [alone[place] for place in places]


@pytest.mark.parametrize("seed", range(12))
def test_random_trees_of_every_kind(seed: int) -> None:
    """With actors, loops, chances, several effects on a node; items with nodes, moves, removals."""
    rng = random.Random(seed)
    assert_same(random_tree(rng), Settings(seed=seed), 48, rng)


@pytest.mark.parametrize("seed", range(6))
def test_random_trees_of_one_pass(seed: int) -> None:
    rng = random.Random(seed)
    tree = one_pass_tree(rng)
    assert_same(tree, Settings(seed=seed), 100, rng)


@pytest.mark.parametrize("name", sorted({"stances", "moratorium", "resources", "channels"}))
def test_shipped_trees_under_all_stances(name: str) -> None:
    tree = techtree.load(path(name))
    stances = ("all",) if tree.stances else ()
    assert_same(tree, Settings(stances=stances), 48, random.Random(1))


def sets_of(count: int, rng: random.Random) -> list[frozenset[int]]:
    return [frozenset(rng.sample(range(count), rng.randint(0, min(count, 4)))) for _ in range(40)]


@pytest.mark.parametrize("name", ["first_tree", "claude3_release"])
def test_sets_beside_other_sets(name: str) -> None:
    """A set's worlds are the same bits in whatever company, and in whatever order."""
    assert name in names()
    tree, rng = techtree.load(path(name)), random.Random(2)
    candidates = [candidate(item, tree) for item in tree.items.values()]
    world = Landscape.of(tree, Settings())
    pool = Threads(1)
    try:
        joint = Joint(world, candidates, pool, 100, 32)
        sets = sets_of(len(candidates), rng)
        alone = [of_each(joint.sums([one]), 1)[0] for one in sets]
        for _ in range(2):
            order = rng.sample(range(len(sets)), len(sets))
            found = joint.sums([sets[place] for place in order])
            assert of_each(found, len(sets)) == [alone[place] for place in order]
    finally:
        pool.close()


@pytest.mark.parametrize("horizon", [None, Fixed(4.0)], ids=["endless", "horizon"])
@pytest.mark.parametrize("seed", range(8))
def test_exact_answers(seed: int, horizon: Fixed | None) -> None:
    tree = replace(read(random_text(seed)), horizon=horizon)
    assert_same(tree, Settings(engine="exact"), 0, random.Random(seed))
