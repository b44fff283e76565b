"""The rational oracle and the simulation agree on random trees.

Every figure that is compared is the mean of something between 0 and 1, so that by Bernstein's
inequality the mean of n draws, of variance at most p (1 - p), is off by more than t with
probability at most 2 exp(-n t^2 / (2 p (1 - p) + 2 t / 3)). All trees together raise a false
alarm with probability at most FALSE_ALARMS, and no normal approximation is needed. Times are
compared through exp(-time), which is 0 where the race never ends.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from math import log, sqrt

import numpy as np
import pytest

from techtree.engine.compiler import compile_tree
from techtree.engine.run import run_chunk
from techtree.model.tree import Item, Tree

from .memoryless_trees import random_tree, random_tree_with_item, read
from .rational import Answer, answer

TREES = 60
SAMPLES = 20_000
FIGURES = 100  # of a tree, at most
FALSE_ALARMS = 1e-3
ROUNDING = 1e-9

Figure = tuple[str, Fraction, float]  # its name, what it is, and its mean over the samples


@pytest.mark.parametrize("seed", range(TREES))
def test_simulation_agrees(seed: int) -> None:
    """Half of the trees have an item, and one in three takes a node as given."""
    rng = random.Random(f"given {seed}")
    tree, item = random_tree_with_item(seed) if seed % 2 else (random_tree(seed), None)
    advances = sorted(node.id for node in tree.nodes.values() if node.ending is None)
    given = (rng.choice(advances),) if seed % 3 == 0 else ()
    assert disagreements(answer(tree, item, given), tree, item, given) == []


def test_a_planted_error_is_found() -> None:
    """Tell a factor of 3 (7/12) from one of 2 (5/9)."""
    trees = [
        read(f"""
techtree: 1
start: 2026
outcomes: {{aligned: 1, misaligned: 0}}
nodes:
  help: {{work: rate(1), effects: [{{speed: good, by: {factor}}}]}}
  good: {{work: rate(1), ending: aligned}}
  bad: {{work: rate(1), ending: misaligned}}
""")
        for factor in (3, 2)
    ]
    assert disagreements(answer(trees[0]), trees[0], None) == []
    assert "aligned" in disagreements(answer(trees[0]), trees[1], None)


def disagreements(
    exact: Answer, tree: Tree, item: Item | None, given: tuple[str, ...] = ()
) -> list[str]:
    """Name the figures in which the simulation is off by more than chance allows."""
    found = list(figures(exact, tree, item, given))
    assert len(found) <= FIGURES
    return [name for name, p, mean in found if abs(mean - float(p)) > allowed(float(p))]


def allowed(p: float) -> float:
    """Return how far a mean may be off.

    >>> round(allowed(0.5), 4)
    0.0209
    """
    each = log(2 * TREES * FIGURES / FALSE_ALARMS) / SAMPLES
    return each / 3 + sqrt((each / 3) ** 2 + 2 * p * (1 - p) * each) + ROUNDING


def figures(
    exact: Answer, tree: Tree, item: Item | None, given: tuple[str, ...]
) -> Iterator[Figure]:
    """Yield what the oracle and the simulation say of outcomes, endings, knowledge and time."""
    compiled = compile_tree(tree, item, given=given)
    channels = np.full((1, SAMPLES), 2 ** len(compiled.channels) - 1, dtype=np.uint64)
    run = run_chunk(compiled, channels, 0, known=True)
    for i, outcome in enumerate(compiled.outcomes):
        yield outcome, exact.outcomes[outcome], float(run.weights[0, i].mean())
    yield "exp(-time)", exact.ended.discounted, float(np.exp(-run.ended[0]).mean())
    for i, name in enumerate(compiled.nodes):
        known = np.isfinite(run.known[0, i])
        yield name, exact.anyone[name], float(known.any(axis=0).mean())
        ends = exact.endings.get(name, Fraction(0))
        yield f"ending {name}", ends, float((run.ending[0] == i).mean())
        for a, actor in enumerate(compiled.actors):
            yield f"{name}@{actor}", exact.known[name, actor], float(known[a].mean())
