"""What the kernel keeps from one world to the next changes nothing of any world."""

from __future__ import annotations

import random

import numpy as np
import pytest

from techtree.engine.compiler import compile_items
from techtree.engine.run import run_chunk
from techtree.model.tree import Block, Item, Tree, Unlock
from tests.oracle.one_pass_trees import one_pass_tree


def items_of(tree: Tree) -> list[Item]:
    """Return the tree's items that leave it to one pass, and some unlocks and blocks."""
    found = [item for item in tree.items.values() if not item.removes and not item.nodes]
    inner = [node.id for node in tree.nodes.values() if node.ending is None]
    found += [Item(f"unlock_{name}", unlocks=(Unlock(name),)) for name in inner[:4]]
    found += [Item(f"block_{name}", blocks=(Block(name),)) for name in inner[2:6]]
    return found[:12]


@pytest.mark.parametrize("seed", range(8))
def test_sets_in_any_order_and_alone(seed: int) -> None:
    """Each of 60 sets, with repeats, is the same bits as alone beside the baseline."""
    rng = random.Random(seed)
    tree = one_pass_tree(rng)
    items = items_of(tree)
    compiled = compile_items(tree, [[item] for item in items], seed=seed)
    if not compiled.one_pass:
        pytest.skip("an item of this tree needs events")
    sets = [rng.randrange(2 ** len(items)) for _ in range(56)]
    sets += [sets[3], sets[3], 0, sets[5]]
    alone = {}
    for one in sets:
        masks = np.repeat(np.array([0, one], dtype=np.uint64)[:, None], 100, axis=1)
        alone[one] = run_chunk(compiled, masks, 0)
    for order in (sets, sorted(sets), rng.sample(sets, len(sets))):
        masks = np.repeat(np.array([0, *order], dtype=np.uint64)[:, None], 100, axis=1)
        found = run_chunk(compiled, masks, 0)
        for place, one in enumerate(order, 1):
            for name in ("weights", "value", "ended", "ending"):
                mine, other = getattr(found, name)[place], getattr(alone[one], name)[1]
                assert mine.tobytes() == other.tobytes()


def test_worlds_that_are_not_the_same_in_all_trajectories() -> None:
    """With other channels in each trajectory, nothing is kept."""
    rng = random.Random(3)
    tree = one_pass_tree(rng)
    items = items_of(tree)
    compiled = compile_items(tree, [[item] for item in items])
    random_masks = np.random.default_rng(0).integers(0, 2 ** len(items), (5, 64), dtype=np.uint64)
    random_masks[0] = 0
    random_masks[3] = random_masks[2]
    found = run_chunk(compiled, random_masks, 0)
    for world in range(1, 5):
        alone = run_chunk(compiled, random_masks[[0, world]], 0)
        assert found.value[world].tobytes() == alone.value[1].tobytes()
