"""Evaluating many items: time against the kernel's own, and memory against the number of items.

The benchmarks first assert that the figures are those of items evaluated one by one.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from benchmark_portfolios import portfolio, some_items, write_table
from layered_trees import benchmark_tree

from techtree.engine.compiler import Compiled, compile_items
from techtree.engine.run import CHUNK, run_chunk, spans
from techtree.impact.settings import Settings
from techtree.model.tree import Item, Tree
from techtree.portfolio.batch import batch
from techtree.portfolio.blocks import ITEMS
from techtree.portfolio.results import Batch

SAMPLES = 10_000
FOLDER = Path(__file__).parent


def settings(samples: int) -> Settings:
    return Settings(samples=samples, threads=1, engine="simulation", inputs=0)


def evaluated(tree: Tree, items: Sequence[Item], samples: int = SAMPLES) -> Batch:
    return batch(tree, portfolio(items), settings(samples), workers=1)


def programs(tree: Tree, items: Sequence[Item]) -> list[tuple[Compiled, np.ndarray]]:
    """Return the programs of the blocks that a batch is cut into, with their worlds."""
    found = []
    for first in range(0, len(items), ITEMS):
        some = items[first : first + ITEMS]
        masks = [0, *(1 << bit for bit in range(len(some)))]
        compiled = compile_items(tree, [[item] for item in some])
        found.append((compiled, np.array(masks, dtype=np.uint64)))
    return found


def kernel_alone(blocks: Sequence[tuple[Compiled, np.ndarray]], samples: int) -> None:
    for compiled, masks in blocks:
        for first, count in spans(0, samples, CHUNK):
            run_chunk(compiled, np.repeat(masks[:, None], count, axis=1), first)


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def assert_right(tree: Tree, items: Sequence[Item]) -> None:
    together = {item.id: item.value for item in evaluated(tree, items, 200).items}
    for item in items:
        (alone,) = evaluated(tree, [item], 200).items
        assert together[item.id] == alone.value
    assert len({figure.shift for figure in together.values()}) > 3


@pytest.mark.timed
def test_against_the_kernel_alone() -> None:
    """Of 300 items, and again of 1,200: four times as long, so that 10,000 are as cheap each."""
    tree = benchmark_tree(effects=True)
    few, many = some_items(tree, 300), some_items(tree, 1200)
    assert_right(tree, few[:12])
    blocks = programs(tree, few)
    kernel, whole, longer = np.inf, np.inf, np.inf
    for _ in range(3):
        kernel = min(kernel, seconds(lambda: kernel_alone(blocks, SAMPLES)))
        whole = min(whole, seconds(lambda: evaluated(tree, few)))
        longer = min(longer, seconds(lambda: evaluated(tree, many)))
    print(
        f"\n{kernel / 300 * 1e3:.2f} ms of the kernel an item; in all {whole / kernel:.2f} times"
        f" that; four times the items take {longer / whole:.2f} times as long"
    )
    assert whole / kernel <= 1.4
    assert longer / whole <= 1.25 * len(many) / len(few)


RUN = """
import resource, sys, time
from layered_trees import benchmark_tree
from benchmark_portfolios import portfolio, some_items
from techtree.impact.settings import Settings
from techtree.portfolio.batch import batch
tree = benchmark_tree(effects=True)
items = some_items(tree, int(sys.argv[1]))
settings = Settings(samples=int(sys.argv[2]), threads=1, engine="simulation", inputs=0)
started = time.perf_counter()
found = batch(tree, portfolio(items), settings, workers=1)
assert len(found.items) == len(items)
print(time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


@pytest.mark.timed
@pytest.mark.slow
def test_ten_thousand_items() -> None:
    tree = benchmark_tree(effects=True)
    items = some_items(tree, 1000)
    blocks = programs(tree, items)
    kernel = seconds(lambda: kernel_alone(blocks, SAMPLES)) * 10
    command = [sys.executable, "-c", RUN, "10000", str(SAMPLES)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=FOLDER)
    whole, megabytes = map(float, done.stdout.split())
    print(
        f"\n10,000 items at 10,000 samples: {whole:.0f} s on one core, {whole / kernel:.2f} times"
        f" the kernel's {kernel:.0f} s; peak memory {megabytes:.0f} MB"
    )
    assert whole / kernel <= 1.4
    assert megabytes < 1000


TABLE = """
import resource, sys, time
from techtree.commands import main
started = time.perf_counter()
try:
    main(["batch", *sys.argv[1:]])
except SystemExit as stop:
    assert not stop.code, stop.code
sys.stderr.write(f"{time.perf_counter() - started} ")
sys.stderr.write(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}")
"""


@pytest.mark.timed
@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["parquet", "csv", "json"])
def test_a_table_of_a_million_rows(tmp_path: Path, suffix: str) -> None:
    """Memory within 200 MB of that of ten thousand rows, though all are ranked and written."""
    tree = tmp_path / "tree.yaml"
    works = "\n".join(f"  n{i}: {{work: 1 to 4}}" for i in range(20))
    tree.write_text(
        "techtree: 1\nstart: 2026\nhorizon: 30 years\n"
        f"outcomes: {{good: 1, bad: 0, undecided: 0.5}}\nnodes:\n{works}\n"
        "  finish: {requires: [n0, n1], work: 2 to 6, ending: {good: 1}}\n"
        "  crash: {requires: {any: [n2, n3]}, work: 3 to 9, ending: {bad: 1}}\n"
    )

    def peak(rows: int) -> tuple[float, float]:
        table = tmp_path / f"{rows}.csv"
        write_table(table, [f"n{i}" for i in range(20)], rows)
        target = tmp_path / f"answer.{suffix}"
        command = [sys.executable, "-c", TABLE, tree, table, "--samples", 16, "-o", target]
        done = subprocess.run(
            list(map(str, command)), capture_output=True, text=True, check=True, cwd=FOLDER
        )
        assert target.exists()
        took, megabytes = map(float, done.stderr.splitlines()[-1].split())
        return took, megabytes

    (_, small), (took, large) = peak(10_000), peak(1_000_000)
    print(
        f"\npeak memory to {suffix}: {small:.0f} MB of 10,000 rows, {large:.0f} MB of a million,"
        f" which take {took:.0f} s"
    )
    assert large - small <= 200
