"""Following what a forced node changes gives what running every forced world in full gives."""

from __future__ import annotations

import random

import numpy as np
import pytest

import techtree
from techtree.engine.compiler import compile_tree
from techtree.engine.run import run_chunk
from techtree.impact.settings import Settings
from techtree.impact.simulated_rank import (
    ForcedNodes,
    batch_masks,
    batches,
    force_nodes,
)
from techtree.model.numbers import Fixed
from techtree.model.tree import Tree
from trees import path

from .one_pass_trees import one_pass_tree
from .random_trees import random_tree

TREES = 300


def asked(tree: Tree) -> list[str]:
    return [node.id for node in tree.nodes.values() if node.ending is None]


def assert_same(quick: ForcedNodes, whole: ForcedNodes) -> None:
    """Compare all figures; counts are the same, and sums but for the order of their terms."""
    assert (quick.sums.total.known == whole.sums.total.known).all()
    assert (quick.sums.total.ended == whole.sums.total.ended).all()
    assert (quick.sums.total.lost == whole.sums.total.lost).all()
    for question in range(2 * len(quick.names)):
        for got, want in zip(quick.sums.shift(question), whole.sums.shift(question), strict=True):
            assert np.abs(got - want).max() < 1e-12, quick.names[question // 2]
        late, later = quick.sums.time(question), whole.sums.time(question)
        assert (late is None) == (later is None)
        if late is not None:
            assert late == pytest.approx(later, rel=1e-9, abs=1e-9), quick.names[question // 2]


@pytest.mark.parametrize("seed", range(TREES))
def test_what_changes_is_what_whole_worlds_show(seed: int) -> None:
    tree = one_pass_tree(random.Random(seed))
    effects = [effect for node in tree.nodes.values() for effect in node.effects]
    skipped = any(effect.kind == "depth" and effect.by == Fixed(0.0) for effect in effects)
    compiled = compile_tree(tree)
    assert compiled.one_pass != skipped  # work that a depth of 0 skips needs events
    given = tuple(random.Random(seed).sample(asked(tree), seed % 2))
    settings = Settings(samples=40, seed=seed, threads=1, given=given)
    quick = force_nodes(tree, asked(tree), settings)
    assert_same(quick, force_nodes(tree, asked(tree), settings, whole_worlds=True))


@pytest.mark.parametrize("name", ["gates", "effects", "moratorium", "carlsmith", "doubt"])
def test_trees_that_come_with_the_program(name: str) -> None:
    tree = techtree.load(path(name))
    settings = Settings(samples=1000, threads=1)
    quick = force_nodes(tree, asked(tree), settings)
    assert quick.compiled.one_pass
    assert_same(quick, force_nodes(tree, asked(tree), settings, whole_worlds=True))


def whole_shifts(tree: Tree, settings: Settings) -> dict[str, np.ndarray]:
    """Run every forced world of every trajectory; return the mean shifts, (2, O + 1)."""
    found = {}
    for some, item in batches(asked(tree)):
        compiled = compile_tree(tree, item, given=settings.given, seed=settings.seed)
        worlds = np.array(batch_masks(item, some), dtype=np.uint64)
        out = run_chunk(compiled, np.repeat(worlds[:, None], settings.samples, axis=1), 0)
        rows = np.concatenate([out.weights, out.value[:, None]], axis=1)
        for i, name in enumerate(some):
            found[name] = (rows[1 + 2 * i : 3 + 2 * i] - rows[0]).mean(axis=2)
    return found


@pytest.mark.parametrize("seed", range(100))
def test_worlds_left_out_event_by_event_are_the_baseline(seed: int) -> None:
    tree = random_tree(random.Random(seed))
    settings = Settings(samples=40, seed=seed, threads=1)
    quick = force_nodes(tree, asked(tree), settings, whole_worlds=True)
    want = whole_shifts(tree, settings)
    for i, name in enumerate(quick.names):
        got = np.stack([quick.sums.shift(2 * i)[0], quick.sums.shift(2 * i + 1)[0]])
        assert np.abs(got - want[name]).max() < 1e-12, name
