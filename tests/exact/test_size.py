"""What is too large is told soon, with a reason; what is large but possible is done."""

from __future__ import annotations

import random
import time

import pytest

from techtree.engine.compiler import compile_tree
from techtree.exact.chain import NotExact, build
from techtree.exact.solve import values
from techtree.impact.outcomes import outcomes
from techtree.impact.settings import Settings
from techtree.model.tree import Tree
from tests.exact.memoryless_trees import read

HEAD = "techtree: 1\noutcomes: {aligned: 1, misaligned: 0}\nnodes:\n"


def dense(nodes: int, seed: int = 1) -> Tree:
    """Make a tree in which each node needs one of three earlier ones."""
    draw = random.Random(seed)
    lines = []
    for i in range(nodes):
        gate = ""
        if i >= 8:
            some = draw.sample(range(max(0, i - 12), i), 3)
            gate = f", requires: {{at_least: 1, of: [{', '.join(f'a{j}' for j in some)}]}}"
        lines.append(f"  a{i}: {{work: exponential({draw.uniform(0.5, 5.0):.2f}){gate}}}\n")
    for j, outcome in enumerate(("aligned", "misaligned")):
        last = f"[a{nodes - 1 - j}, a{nodes - 4 - j}]"
        lines.append(f"  e{j}: {{work: exponential(4), requires: {last}, ending: {outcome}}}\n")
    return read(HEAD + "".join(lines))


def wide(nodes: int) -> Tree:
    """Make a tree of nodes that need nothing."""
    lines = [f"  a{i}: {{work: exponential({1 + i % 5})}}\n" for i in range(nodes)]
    return read(HEAD + "".join(lines) + "  e: {work: rate(1), requires: a0, ending: aligned}\n")


@pytest.mark.parametrize("tree", [dense(60), wide(300)], ids=["dense", "wide"])
def test_what_is_too_large_is_told_soon(tree: Tree) -> None:
    compiled = compile_tree(tree)
    with pytest.raises(NotExact):  # compiles the kernels
        build(compiled)
    begun = time.process_time()
    with pytest.raises(NotExact, match=r"states were found, and there would be about .* 1 GB"):
        build(compiled)
    assert time.process_time() - begun < 3.0
    answer = outcomes(tree, Settings(samples=100))
    assert answer.provenance.engine == "simulation"
    assert "states were found" in str(answer.provenance.why)


def test_memory_is_a_limit() -> None:
    compiled = compile_tree(dense(20))
    states = build(compiled).states
    with pytest.raises(NotExact, match="allowed"):
        build(compiled, memory=states * 20.0)


def test_independent_nodes_have_a_state_for_every_set() -> None:
    chain = build(compile_tree(wide(12)))
    # every set of the 11 others, with and without a0; the end is one more
    assert chain.states == 2**12 + 1
    assert abs(values(chain).outcomes[chain.roots[0], 0] - 1.0) < 1e-12
