"""How much nets and turns of the endings cut the variance of a shift, for the time that they take.

For every shipped tree and three random ones: variance times seconds of the shift of the expected
value, of independent draws over that of what `score` does, on one core. First both are asserted to
give the same shift; the errors of both are themselves tested against exact answers elsewhere.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import numpy as np
import pytest
from alternating import medians
from layered_trees import benchmark_tree

import techtree
from techtree.engine.compiler import compile_tree
from techtree.engine.estimates import Moments
from techtree.engine.nets import evenly
from techtree.engine.run import chunks, paired
from techtree.impact.settings import find_item
from techtree.model.tree import Item, Tree
from trees import names, path

SEEDS = 8
RANDOM = (1, 3, 4)  # in the tree of 2 the node that is drawn changes nothing


@dataclass(frozen=True)
class Estimate:
    """The shift of the value over all seeds, and the variance of that of one run."""

    mean: float
    variance: float


def shifts(tree: Tree, item: Item, samples: int, seed: int, sharp: bool) -> Moments:
    compiled = compile_tree(tree, item, seed=seed)
    if sharp:
        compiled = evenly(compiled)
    found = Moments(1, even=sharp)
    trees = [(compiled, paired(len(compiled.channels)))]
    for _, _, (out,) in chunks(trees, 0, samples, threads=1, turned=sharp):
        found.add(out.value[1:2] - out.value[:1])
    return found


def estimate(tree: Tree, item: Item, samples: int, sharp: bool) -> Estimate:
    found = [shifts(tree, item, samples, seed, sharp) for seed in range(SEEDS)]
    return Estimate(
        float(np.mean([of.mean[0] for of in found])),
        float(np.mean([of.se[0] ** 2 for of in found])),
    )


def cases() -> Iterator[tuple[str, Tree, Item]]:
    for name in names():
        tree = techtree.load(path(name))
        yield name, tree, next(iter(tree.items.values()))
    for seed in RANDOM:
        tree = benchmark_tree(60, effects=True, seed=seed)
        inner = [node.id for node in tree.nodes.values() if node.ending is None]
        yield f"random, 60 nodes, {seed}", tree, find_item(tree, random.Random(seed).choice(inner))


@pytest.mark.timed
def test_variance_times_seconds() -> None:
    gains = []
    print("\n| tree | item | variance | seconds | variance x seconds |\n|---|---|--:|--:|--:|")
    for name, tree, item in cases():
        one_pass = compile_tree(tree, item).one_pass
        samples = 20_000 if one_pass else 4_000
        plain = estimate(tree, item, samples, False)
        sharp = estimate(tree, item, samples, True)
        off = abs(plain.mean - sharp.mean)
        assert off <= 5.0 * ((plain.variance + sharp.variance) / SEEDS) ** 0.5, name
        if plain.variance == 0.0:
            continue
        before, after = medians(
            lambda tree=tree, item=item, n=samples: shifts(tree, item, n, 0, False),
            lambda tree=tree, item=item, n=samples: shifts(tree, item, n, 0, True),
        )
        variance, seconds = plain.variance / sharp.variance, after / before
        gains.append(variance / seconds)
        print(f"| {name} | {item.id} | {variance:.1f} | {seconds:.1f} | {gains[-1]:.1f} |")
    print(f"median {median(gains):.1f}")
    assert median(gains) >= 3.0
