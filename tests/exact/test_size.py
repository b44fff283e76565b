"""What is too large is told soon, with a reason; what is large but possible is done."""

from __future__ import annotations

import random
import time
from fractions import Fraction
from itertools import product

import pytest

from techtree.engine.compiler import compile_tree
from techtree.exact.chain import NotExact, TooLarge, build
from techtree.exact.solve import values
from techtree.impact.outcomes import outcomes
from techtree.impact.settings import Settings
from techtree.model.numbers import Fixed
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
    """Make a tree of nodes that need nothing, no two of them alike."""
    lines = [f"  a{i}: {{work: exponential({1 + i / 8})}}\n" for i in range(nodes)]
    return read(HEAD + "".join(lines) + "  e: {work: rate(1), requires: a0, ending: aligned}\n")


@pytest.mark.parametrize("tree", [dense(60), wide(300)], ids=["dense", "wide"])
def test_what_is_too_large_is_told_soon(tree: Tree) -> None:
    compiled = compile_tree(tree)
    with pytest.raises(TooLarge):  # compiles the kernels
        build(compiled, asked=compiled.nodes)
    begun = time.process_time()
    with pytest.raises(TooLarge, match=r"states were found, and there would be about .* 1 GB"):
        build(compiled, asked=compiled.nodes)
    assert time.process_time() - begun < 3.0


def test_what_is_too_large_is_simulated() -> None:
    answer = outcomes(dense(60), Settings(samples=100))
    assert answer.provenance.engine == "simulation"
    assert "states were found" in str(answer.provenance.why)


def test_nodes_that_no_ending_hangs_on_are_followed_one_by_one() -> None:
    answer = outcomes(wide(300))
    assert answer.provenance.engine == "exact"
    assert answer.provenance.states == 3
    # a node of rate r is known before a0 and then the end, both of rate 1, with
    # probability 1 - (1 / (1 + r))**2
    for node, rate in (("a1", Fraction(8, 9)), ("a8", Fraction(1, 2)), ("a296", Fraction(1, 38))):
        expected = 1 - (1 / (1 + rate)) ** 2
        assert abs(answer.picture.nodes[node].known - expected) < 2e-9


def static_tree(
    chances: int, gates: int, seed: int
) -> tuple[str, list[tuple[str, int, list[str]]]]:
    """Return the text of a fault tree, and its gates: name, how many must hold, of which."""
    draw = random.Random(seed)
    pool = [f"f{i}" for i in range(chances)]
    lines = [f"  {name}: {{chance: 0.{draw.randint(5, 60):02}}}\n" for name in pool]
    found = []
    for i in range(gates):
        some = draw.sample(pool[-max(12, len(pool) // 2) :] if i > 5 else pool, draw.randint(2, 4))
        least = draw.choice([1, 2, len(some)])
        lines.append(f"  g{i}: {{requires: {{at_least: {least}, of: [{', '.join(some)}]}}}}\n")
        pool.append(f"g{i}")
        found.append((f"g{i}", least, some))
    lines.append(f"  top: {{requires: g{gates - 1}, ending: misaligned}}\n")
    lines.append("  slow: {work: rate(1), ending: aligned}\n")
    return HEAD + "".join(lines), found


@pytest.mark.parametrize("seed", range(6))
def test_static_trees_are_the_sum_over_all_that_can_hold(seed: int) -> None:
    text, gates = static_tree(10, 12, seed)
    tree = read(text)
    chances = {n: tree.nodes[f"f{n}"].chance for n in range(10)}
    expected = dict.fromkeys(["top", *(name for name, _, _ in gates)], 0.0)
    for holds in product([False, True], repeat=10):
        weight = 1.0
        state = {}
        for n, held in enumerate(holds):
            chance = chances[n]
            assert isinstance(chance, Fixed)
            weight *= chance.value if held else 1.0 - chance.value
            state[f"f{n}"] = held
        for name, least, some in gates:
            state[name] = sum(state[member] for member in some) >= least
            expected[name] += weight * state[name]
    expected["top"] = expected[gates[-1][0]]
    answer = outcomes(tree)
    assert answer.provenance.engine == "exact"
    for name, probability in expected.items():
        assert abs(answer.picture.nodes[name].known - probability) < 1e-12, name
    assert abs(answer.picture.outcomes["misaligned"].mean - expected["top"]) < 1e-12


def test_a_large_static_tree_takes_few_states() -> None:
    for seed in range(6):
        text, _ = static_tree(25, 30, seed)
        assert outcomes(read(text)).provenance.states < 50_000  # of 2**25


def test_memory_is_a_limit() -> None:
    compiled = compile_tree(dense(20))
    states = build(compiled).states
    with pytest.raises(NotExact, match="allowed"):
        build(compiled, memory=states * 20.0)


def test_independent_nodes_have_a_state_for_every_set() -> None:
    compiled = compile_tree(wide(12))
    chain = build(compiled, asked=compiled.nodes)
    # every set of the 11 others, with and without a0; the end is one more
    assert chain.states == 2**12 + 1
    assert abs(values(chain).outcomes[chain.roots[0], 0] - 1.0) < 1e-12
