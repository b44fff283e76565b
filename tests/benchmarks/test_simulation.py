"""Speed of the kernels, as ratios to numpy's exponentials in the same run, on one core.

Every benchmark first asserts that what it times is right: both kernels give the same weights.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from layered_trees import benchmark_tree

from techtree.engine.compiler import Compiled, compile_tree
from techtree.engine.run import CHUNK, baseline, chunks, paired, run_chunk
from techtree.model.tree import Item, Unlock

SAMPLES = 16 * CHUNK


def fastest(work: Callable[[], object], times: int = 7) -> float:
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def spend(compiled: Compiled, worlds: int) -> Callable[[], None]:
    masks = baseline if worlds == 1 else paired(len(compiled.channels))

    def work() -> None:
        for _ in chunks([(compiled, masks)], 0, SAMPLES, threads=1):
            pass

    return work


def assert_right(compiled: Compiled) -> None:
    masks = paired(len(compiled.channels))(0, 500)
    fast = run_chunk(compiled, masks, 0)
    slow = run_chunk(replace(compiled, one_pass=False), masks, 0)
    assert compiled.one_pass
    assert np.abs(fast.weights - slow.weights).max() < 1e-12


def numpy_seconds(size: int) -> float:
    rng = np.random.default_rng(1)
    out = np.empty((size, CHUNK))
    return fastest(lambda: [rng.standard_exponential(out=out) for _ in range(SAMPLES // CHUNK)])


@pytest.mark.timed
@pytest.mark.parametrize(("effects", "limit"), [(False, 2.5), (True, 4.0)])
def test_a_trajectory_against_numpys_exponentials(effects: bool, limit: float) -> None:
    tree = benchmark_tree(effects=effects)
    item = Item("x", unlocks=(Unlock("n020"),))
    alone, pair = compile_tree(tree), compile_tree(tree, item)
    assert_right(pair)
    draws = numpy_seconds(len(tree.nodes))
    base, both = fastest(spend(alone, 1)), fastest(spend(pair, 2))
    print(f"\neffects {effects}: {base / draws:.2f} of numpy's draws; pair {both / base:.2f} of it")
    assert base / draws <= limit
    assert both / base <= 1.8


@pytest.mark.timed
def test_event_by_event_speed() -> None:
    tree = benchmark_tree(effects=True)
    compiled = replace(compile_tree(tree), one_pass=False)
    count = 2000
    out = run_chunk(compiled, baseline(0, count), 0)
    seconds = fastest(lambda: run_chunk(compiled, baseline(0, count), 0), 3)
    events = out.anyone[0].sum()
    print(f"\n{events / seconds / 1e6:.2f} M events a second")
    assert events / seconds > 0.3e6


MEMORY = """
import resource, sys
from layered_trees import benchmark_tree
from techtree.impact.outcomes import outcomes
from techtree.impact.settings import Settings
outcomes(benchmark_tree(30, effects=True), Settings(samples=int(sys.argv[1])))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


@pytest.mark.timed
def test_memory_does_not_grow_with_samples() -> None:
    def peak(samples: int) -> float:
        command = [sys.executable, "-c", MEMORY, str(samples)]
        folder = __file__.rpartition("/")[0]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
        return float(done.stdout)

    small, large = peak(100_000), peak(10_000_000)
    print(f"\npeak memory: {small:.0f} MB at 1e5, {large:.0f} MB at 1e7 samples")
    assert large - small <= 50


@pytest.mark.timed
def test_help_costs_little_more_than_click() -> None:
    def seconds(code: str) -> float:
        return fastest(lambda: subprocess.run([sys.executable, "-c", code], check=True,
                                              stdout=subprocess.DEVNULL), 9)  # fmt: skip

    click = seconds("import click")
    ours = seconds("from techtree.commands import main; main(['--help'])")
    print(f"\n--help: {ours:.3f} s against {click:.3f} s for click alone")
    assert ours <= 2.0 * click
