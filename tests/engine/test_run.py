"""Runs give the same bytes whatever the threads, chunks and order; nothing else draws along."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from techtree.engine.compiler import compile_tree
from techtree.engine.run import CHUNK, baseline, chunks, paired, run_chunk
from techtree.files import read_tree
from techtree.model.numbers import Distribution, Uncertain
from techtree.model.tree import Node, Tree
from trees import path


def tree(name: str) -> Tree:
    return read_tree(path(name))


def gather(of: Tree, threads: int, first: int = 0, count: int = 3 * CHUNK + 5) -> np.ndarray:
    item = next(iter(of.items.values()))
    compiled = compile_tree(of, item)
    pairs = [(compiled, paired(len(compiled.channels)))]
    results = [out[0] for _, _, out in chunks(pairs, first, count, threads=threads)]
    return np.concatenate(
        [np.concatenate([r.weights[1], r.ended], axis=0) for r in results], axis=1
    )


@pytest.mark.parametrize("name", ["steiner_toy", "gates"])
def test_threads_do_not_change_a_byte(name: str) -> None:
    one = gather(tree(name), 1)
    assert one.tobytes() == gather(tree(name), 2).tobytes() == gather(tree(name), 4).tobytes()


@pytest.mark.parametrize("name", ["race", "effects"])
def test_a_run_cut_in_two_equals_the_whole(name: str) -> None:
    whole = gather(tree(name), 1, 0, 900)
    parts = [gather(tree(name), 1, 0, 333), gather(tree(name), 1, 333, 567)]
    assert whole.tobytes() == np.concatenate(parts, axis=1).tobytes()


@pytest.mark.parametrize("name", ["steiner_toy", "gates", "race"])
def test_the_order_of_nodes_does_not_matter(name: str) -> None:
    written = tree(name)
    shuffled = list(written.nodes.items())
    random.Random(4).shuffle(shuffled)
    other = replace(written, nodes=dict(shuffled))
    assert gather(written, 1, 0, 500).tobytes() == gather(other, 1, 0, 500).tobytes()


@pytest.mark.parametrize("name", ["steiner_toy", "gates"])
def test_an_unconnected_node_changes_no_other_draw(name: str) -> None:
    written = tree(name)
    lonely = Node(
        "aaa_lonely", work=Uncertain("nodes.aaa_lonely.work", Distribution("gamma", (2, 3)), "race")
    )
    other = replace(written, nodes={**written.nodes, "aaa_lonely": lonely})
    before, after = compile_tree(written), compile_tree(other)
    masks = baseline(0, 300)
    a = run_chunk(before, masks, 0, known=True)
    b = run_chunk(after, masks, 0, known=True)
    assert a.weights.tobytes() == b.weights.tobytes()
    assert a.ended.tobytes() == b.ended.tobytes()
    for node in before.nodes:
        mine = a.known[0, before.nodes.index(node)]
        assert mine.tobytes() == b.known[0, after.nodes.index(node)].tobytes()


def test_both_kernels_give_the_same_weights() -> None:
    of = tree("effects")
    for item in of.items.values():
        compiled = compile_tree(of, item)
        assert compiled.one_pass
        masks = paired(len(compiled.channels))(0, 2000)
        fast = run_chunk(compiled, masks, 0)
        slow = run_chunk(replace(compiled, one_pass=False), masks, 0)
        assert np.abs(fast.weights - slow.weights).max() < 1e-12
        both = np.isfinite(fast.ended)
        assert np.array_equal(both, np.isfinite(slow.ended))
        assert np.abs(fast.ended[both] - slow.ended[both]).max() < 1e-9


def test_a_depth_of_0_completes_after_what_needs_no_work(tmp_path: Path) -> None:
    written = tmp_path / "cut.yaml"
    written.write_text(
        "techtree: 1\noutcomes: {good: 1, bad: 0}\nnodes:\n"
        "  cut: {unlocked: true, effects: [{depth: a, by: 0}]}\n"
        "  a: {work: rate(1), ending: good}\n  z: {ending: bad}\n"
    )
    compiled = compile_tree(read_tree(written))
    assert not compiled.one_pass
    out = run_chunk(compiled, baseline(0, 10), 0)
    assert (out.weights[0, compiled.outcomes.index("bad")] == 1.0).all()
