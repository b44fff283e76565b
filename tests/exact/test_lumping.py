"""Interchangeable nodes are counted: few states, and the same answers as when told apart."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from techtree.engine.compiler import compile_tree
from techtree.exact.chain import build
from techtree.exact.solve import values
from techtree.exact.times import course
from techtree.model.tree import Block, Item, Unlock
from tests.exact.memoryless_trees import read

HEAD = "techtree: 1\noutcomes: {aligned: 1, misaligned: 0}\nnodes:\n"


def names(count: int) -> str:
    return ", ".join(f"n{i}" for i in range(count))


def test_k_of_n_has_a_state_for_every_number() -> None:
    n, k = 30, 12
    text = HEAD + "".join(f"  n{i}: {{work: rate(0.5)}}\n" for i in range(n))
    text += f"  good: {{requires: {{at_least: {k}, of: [{names(n)}]}}, ending: aligned}}\n"
    text += "  bad: {work: rate(2), ending: misaligned}\n"
    chain = build(compile_tree(read(text)))
    assert chain.states == k + 2
    good = Fraction(1)
    for known in range(k):
        rate = Fraction(n - known, 2)
        good *= rate / (rate + 2)
    assert values(chain).outcomes[chain.roots[0]] == pytest.approx(
        [float(good), float(1 - good), 0.0], abs=1e-12
    )


TREES = {
    "chance and strengths": """
  a0: {work: rate(1), chance: 0.5}
  a1: {work: rate(1), chance: 0.5}
  a2: {work: rate(1), chance: 0.5}
  other: {work: rate(1), chance: 0.5}
  good: {work: rate(3), requires: {weighted: {a0: 2, a1: 2, a2: 2, other: 1}}, ending: aligned}
  bad: {work: rate(1), ending: misaligned}
""",
    "effects from without": """
  push: {work: rate(2), effects: [{speed: {field: lab}, by: 3}, {odds: b1, by: 2}]}
  b0: {work: rate(1), field: lab, chance: 0.5}
  b1: {work: rate(1), field: lab, chance: 0.5}
  b2: {work: rate(1), field: lab, chance: 0.5, requires: push}
  b3: {work: rate(1), field: lab, chance: 0.5, requires: push}
  good: {requires: {at_least: 2, of: [b0, b1, b2, b3]}, ending: aligned}
  bad: {work: rate(1), ending: misaligned}
""",
    "different gates": """
  c0: {work: rate(1)}
  c1: {work: rate(1)}
  c2: {work: rate(1)}
  c3: {work: rate(1)}
  early: {work: rate(2), requires: {any: [c0, c1]}}
  late: {work: rate(2), requires: {all: [c1, {any: [c2, c3]}]}}
  good: {requires: [early, late], ending: aligned}
  bad: {work: rate(0.5), ending: misaligned}
""",
}


@pytest.mark.parametrize("text", TREES.values(), ids=TREES)
@pytest.mark.parametrize("horizon", [np.inf, 1.5])
def test_the_same_as_when_told_apart(text: str, horizon: float) -> None:
    tree = read(HEAD + text)
    some = [name for name in tree.nodes if name[-1].isdigit()]
    item = Item(
        id="item",
        unlocks=(Unlock(some[0], channel="1"),),
        blocks=(Block(some[1], channel="0"),),
    )
    compiled = compile_tree(tree, item)
    masks = range(4)
    for asked in ((), compiled.nodes):
        chains = [build(compiled, masks, asked=asked, lump=lump) for lump in (True, False)]
        assert chains[0].states < chains[1].states
        found, expected = (values(chain, horizon).outcomes[list(chain.roots)] for chain in chains)
        assert np.abs(found - expected).max() < 1e-12
        if asked:
            for world in masks:
                told = [course(chain, world, horizon).final() for chain in chains]
                assert np.abs(told[0] - told[1]).max() < 4e-9


def test_what_differs_is_told_apart() -> None:
    chain = build(compile_tree(read(HEAD + TREES["different gates"])))
    assert [[chain.compiled.nodes[n] for n in of] for of in chain.groups] == [["c2", "c3"]]
