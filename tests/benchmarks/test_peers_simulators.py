"""The simulation against GillesPy2's compiled solver and SimPy, on one core and the same tree.

uv run --with gillespy2 --with scons --with simpy pytest tests/benchmarks -m timed -k peers -s
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from math import sqrt
from typing import Any

import numpy as np
import pytest
from alternating import medians
from hazards import gillespy_model, hazards, simpy_race
from layered_trees import benchmark_tree

from techtree.engine.compiler import Compiled, compile_tree
from techtree.engine.run import CHUNK, baseline, chunks

SAMPLES = 64 * CHUNK
SIGMAS = 5
TREE = benchmark_tree(effects=True)


def endings(compiled: Compiled, samples: int = SAMPLES) -> Counter[str | None]:
    """Count which ending came, on one thread."""
    counts: Counter[str | None] = Counter()
    for _, _, results in chunks([(compiled, baseline)], 0, samples, threads=1):
        numbers, times = np.unique(results[0].ending[0], return_counts=True)
        for number, count in zip(numbers.tolist(), times.tolist(), strict=True):
            counts[None if number < 0 else compiled.nodes[number]] += count
    return counts


def assert_same(ours: Counter[str | None], theirs: Counter[str | None]) -> None:
    """Check that endings come equally often, within five standard errors."""
    mine, other = ours.total(), theirs.total()
    assert len(ours) >= 2 and set(theirs) <= set(ours)
    for name, count in ours.items():
        p = count / mine
        error = sqrt(p * (1 - p) * (1 / mine + 1 / other))
        assert abs(theirs[name] / other - p) <= SIGMAS * error, name


def compare(name: str, run: Callable[[int], Counter[str | None]], samples: int) -> float:
    """Return how many of our trajectories take as long as one of a peer's."""
    compiled = compile_tree(TREE)
    assert_same(endings(compiled), run(samples))
    ours, theirs = medians(lambda: endings(compiled), lambda: run(samples))
    mine, other = 1e6 * ours / SAMPLES, 1e6 * theirs / samples
    print(f"\nours {mine:.2f}, {name} {other:.0f} microseconds a trajectory: {other / mine:.0f}")
    return other / mine


@pytest.mark.timed
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Python's own modules, by GillesPy2
def test_peers_simulators_gillespy() -> None:
    gillespy2: Any = pytest.importorskip("gillespy2")
    of = hazards(TREE)
    solver = gillespy2.SSACSolver(model=gillespy_model(gillespy2, of))
    ends = [name for name, hazard in of.items() if hazard.ending]
    seeds = iter(range(1, 1000))

    def run(samples: int) -> Counter[str | None]:
        found: Counter[str | None] = Counter()
        for one in solver.run(number_of_trajectories=samples, seed=next(seeds)):
            found[next((end for end in ends if one[end][-1] > 0), None)] += 1
        return found

    assert compare("GillesPy2", run, 5_000) >= 25


@pytest.mark.timed
def test_peers_simulators_simpy() -> None:
    simpy: Any = pytest.importorskip("simpy")
    of, draw = hazards(TREE), random.Random(3)
    draw.random()

    def run(samples: int) -> Counter[str | None]:
        return Counter(simpy_race(simpy, of, draw) for _ in range(samples))

    assert compare("SimPy", run, 1_000) >= 500
