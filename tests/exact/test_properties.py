"""What must hold of every exact answer, whatever the tree."""

from __future__ import annotations

import random
import re

import numpy as np
import pytest

from techtree.engine.compiler import compile_tree
from techtree.exact.chain import build
from techtree.exact.memoryless import obstacle
from techtree.exact.solve import values
from techtree.model.tree import Tree
from tests.exact.memoryless_trees import random_text, read

SEEDS = range(40)
CLOSE = 1e-12


def solved(tree: Tree) -> dict[str, float] | None:
    """Return the outcome probabilities of a tree, None if it has memory."""
    compiled = compile_tree(tree)
    if obstacle(compiled) is not None:
        return None
    chain = build(compiled)
    row = values(chain).outcomes[chain.roots[0]]
    return dict(zip(compiled.outcomes, row.tolist(), strict=True))


def nodes_of(text: str) -> tuple[str, list[str], str]:
    """Split a tree file into what comes before its nodes, the nodes, and what comes after."""
    before, rest = text.split("nodes:\n", 1)
    inside = re.match(r"(?:  .*\n)*", rest)
    assert inside is not None
    blocks = re.split(r"(?m)^(?=  \S)", inside[0])
    return before + "nodes:\n", [block for block in blocks if block], rest[inside.end() :]


def same(one: dict[str, float] | None, other: dict[str, float] | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.keys() == other.keys() and all(abs(one[k] - other[k]) < CLOSE for k in one)


@pytest.mark.parametrize("seed", SEEDS)
def test_order_and_what_is_useless_change_nothing(seed: int) -> None:
    text = random_text(seed)
    before, blocks, after = nodes_of(text)
    found = solved(read(text))
    random.Random(seed).shuffle(blocks)
    assert same(found, solved(read(before + "".join(blocks) + after)))
    useless = "  zz_useless: {work: rate(1), chance: 0.4}\n"
    assert same(found, solved(read(before + "".join(blocks) + useless + after)))
    if found is not None:
        assert abs(sum(found.values()) - 1.0) < CLOSE
        assert all(-CLOSE < p < 1.0 + CLOSE for p in found.values())


@pytest.mark.parametrize("seed", SEEDS)
def test_names_change_nothing(seed: int) -> None:
    text = random_text(seed)
    _, blocks, _ = nodes_of(text)
    ids = [block.split(":", 1)[0].strip() for block in blocks]
    # the order of the names is kept, as it resolves ties where a loop leaves them open
    renamed = re.sub(rf"\b({'|'.join(ids)})\b", r"n_\1_x", text)
    assert same(solved(read(text)), solved(read(renamed)))


@pytest.mark.parametrize("chance", [0.25, 0.6])
def test_a_chance_splits_into_its_two_worlds(chance: float) -> None:
    template = (
        "techtree: 1\noutcomes: {{aligned: 1, misaligned: 0}}\nnodes:\n"
        "  a: {{work: rate(1), chance: {chance}, effects: [{{speed: good, by: 3}}]}}\n"
        "  b: {{work: rate(2), requires: {{any: [a, c]}}, effects: [{{speed: a, by: 2}}]}}\n"
        "  c: {{work: rate(1), effects: [{{odds: bad, of: aligned, by: 2}}]}}\n"
        "  good: {{work: rate(1), requires: b, ending: aligned}}\n"
        "  bad: {{work: exponential(3), ending: {{aligned: 0.2, misaligned: 0.8}}}}\n"
    )
    found = {p: solved(read(template.format(chance=p))) for p in (0, chance, 1)}
    never, mixed, surely = found[0], found[chance], found[1]
    assert never is not None and mixed is not None and surely is not None
    for name, probability in mixed.items():
        expected = (1.0 - chance) * never[name] + chance * surely[name]
        assert abs(probability - expected) < CLOSE


def test_hurrying_what_leads_only_to_good_never_does_harm() -> None:
    draw = np.random.default_rng(5)
    for _ in range(20):
        means = draw.uniform(0.3, 4.0, 5)
        aligned = []
        for factor in (1.0, 1.5, 4.0):
            tree = read(
                "techtree: 1\noutcomes: {aligned: 1, misaligned: 0}\nnodes:\n"
                f"  a: {{work: exponential({means[0] / factor})}}\n"
                f"  b: {{work: exponential({means[1]}), requires: a}}\n"
                f"  c: {{work: exponential({means[2]})}}\n"
                f"  good: {{work: exponential({means[3]}), requires: [b, c], ending: aligned}}\n"
                f"  bad: {{work: exponential({means[4]}), requires: c, ending: misaligned}}\n"
            )
            found = solved(tree)
            assert found is not None
            aligned.append(found["aligned"])
        assert aligned == sorted(aligned)
