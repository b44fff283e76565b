"""Speed of asking what forcing each node changes, on one core, as ratios in the same run.

Each benchmark first asserts that the figures are those of whole worlds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from layered_trees import benchmark_tree, ten_layers

import techtree
from techtree.engine.compiler import compile_tree
from techtree.engine.forcing import paths_of, run_forced_chunk
from techtree.engine.run import baseline, in_order, run_chunk, spans
from techtree.impact.settings import Settings
from techtree.impact.simulated_rank import (
    CHUNK,
    ForcedNodes,
    batch_masks,
    batches,
    force_nodes,
)
from techtree.model.tree import Tree
from trees import path

WORLDS = 4096  # trajectories of a run of the baseline


def asked(tree: Tree) -> list[str]:
    return [node.id for node in tree.nodes.values() if node.ending is None]


def assert_same(quick: ForcedNodes, whole: ForcedNodes) -> None:
    assert (quick.sums.total.known == whole.sums.total.known).all()
    for question in range(2 * len(quick.names)):
        got, want = quick.sums.shift(question), whole.sums.shift(question)
        assert np.abs(np.array(got) - np.array(want)).max() < 1e-12
        late, later = quick.sums.time(question), whole.sums.time(question)
        assert late == (None if later is None else pytest.approx(later, rel=1e-9, abs=1e-9))


def fastest(works: Sequence[Callable[[], object]], times: int) -> list[float]:
    """Time works by turns, so that what else the machine does is shared; return the least."""
    best = [np.inf] * len(works)
    for _ in range(times):
        for i, work in enumerate(works):
            started = time.perf_counter()
            work()
            best[i] = min(best[i], time.perf_counter() - started)
    return best


@pytest.mark.timed
@pytest.mark.parametrize(
    ("tree", "chunk", "at_least"),
    [
        (benchmark_tree(effects=True), CHUNK, 4.0),
        (ten_layers(endings=2), 64, 25.0),
        (ten_layers(endings=10), 64, 25.0),
    ],
    ids=["100 nodes", "1,000 nodes, 2 endings", "1,000 nodes, 10 endings"],
)
def test_against_whole_worlds(tree: Tree, chunk: int, at_least: float) -> None:
    """In full: the same kernel's time for a world, for the baseline and for both of each node."""
    names = asked(tree)
    few = names if len(names) < 200 else names[::33]
    settings = Settings(samples=128, threads=1)
    assert_same(
        force_nodes(tree, few, settings), force_nodes(tree, few, settings, whole_worlds=True)
    )
    compiled = compile_tree(tree)
    paths = paths_of(compiled, [compiled.nodes.index(name) for name in names])
    draws, out = np.random.default_rng(1), np.empty((len(tree.nodes), WORLDS))
    asks, world, numpy = fastest(
        [
            lambda: run_forced_chunk(compiled, paths, 0, chunk),
            lambda: run_chunk(compiled, baseline(0, WORLDS), 0),
            lambda: draws.standard_exponential(out=out),
        ],
        60 if len(names) < 200 else 10,
    )
    asks /= chunk
    full = (1 + 2 * len(names)) * world / WORLDS
    ratio, draws_ratio = full / asks, asks / (numpy / WORLDS)
    print(
        f"\n{len(names)} nodes: {asks * 1e6:.0f} us a trajectory, {ratio:.1f} times faster than"
        f" all worlds in full, {draws_ratio:.0f} times numpy's draws"
    )
    assert ratio >= at_least
    if len(names) < 200:
        assert draws_ratio <= 150.0


@pytest.mark.timed
def test_against_the_worlds_of_items() -> None:
    """Each batch of worlds computes only what its item can reach: what `rank` did before."""
    tree = benchmark_tree(effects=True)
    names, count = asked(tree), 1024
    programs = [
        (compile_tree(tree, item), np.array(batch_masks(item, some), dtype=np.uint64))
        for some, item in batches(names)
    ]

    def worlds() -> None:
        for compiled, masks in programs:
            run_chunk(compiled, np.repeat(masks[:, None], count, axis=1), 0)

    asks, before = fastest(
        [lambda: force_nodes(tree, names, Settings(samples=count, threads=1)), worlds], 8
    )
    print(f"\n{before / asks:.2f} times faster than the worlds of items")
    assert before / asks >= 1.0  # these compute no more than what differs from one to the next


@pytest.mark.timed
def test_event_by_event_on_the_question_at_the_start() -> None:
    """Worlds that must be the baseline over again are left out."""
    tree = techtree.load(path("claude3_release"))
    names, count = asked(tree), 128
    programs = [
        (compile_tree(tree, item), np.array(batch_masks(item, some), dtype=np.uint64))
        for some, item in batches(names)
    ]
    settings = Settings(samples=count, threads=1)
    found = force_nodes(tree, names, settings)

    def worlds() -> list[np.ndarray]:
        values = []
        for compiled, masks in programs:
            out = run_chunk(compiled, np.repeat(masks[:, None], count, axis=1), 0)
            values.append((out.value[1:] - out.value[0]).mean(axis=1))
        return values

    want = np.concatenate(worlds())
    got = [found.sums.shift(question)[0][-1] for question in range(len(want))]
    assert np.abs(np.array(got) - want).max() < 1e-12
    asks, before = fastest([lambda: force_nodes(tree, names, settings), worlds], 5)
    print(f"\n{before / asks:.2f} times faster than all worlds, event by event")
    assert before / asks >= 1.1


@pytest.mark.timed
def test_memory_does_not_grow_with_samples() -> None:
    """Nothing is kept of a chunk but its sums: the largest waiting list is two a thread."""
    sizes = spans(0, 10_000_000, CHUNK)
    waiting: list[int] = []

    def work(first: int, count: int) -> int:
        waiting.append(first)
        return count

    done = 0
    for (_, count), part in in_order(work, sizes, threads=2):
        done += 1
        assert part == count
        assert len(waiting) <= done + 5
    assert done == len(sizes)
