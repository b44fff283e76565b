"""Very many sets in one program: the same values as one by one, and the best of all of them."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import techtree
from techtree.files import parse_tree
from techtree.impact.settings import MIX, Settings
from techtree.model.tree import Tree
from techtree.portfolio import selection
from techtree.portfolio.arena import Sampled
from techtree.portfolio.blocks import Landscape
from techtree.portfolio.candidates import Candidate
from techtree.portfolio.choosing.choose import Effort
from techtree.portfolio.choosing.families import members
from techtree.portfolio.joint import Joint
from techtree.portfolio.pool import Threads
from techtree.portfolio.reading import open_portfolio
from tests.exact.memoryless_trees import read
from trees import path, portfolio_path

from .batch_runs import Data, answer, call, same, write
from .test_against_score import candidate
from .test_optimum import some_tree

SAMPLES = 700


def silent(done: int, total: int) -> None:
    pass


def shipped() -> tuple[Tree, list[Candidate]]:
    """Return today's alignment research with 24 of the items over it, of every kind."""
    parsed = parse_tree(path("alignment_research"))
    assert parsed.tree is not None
    stances = tuple(parsed.tree.stances)
    items = open_portfolio(portfolio_path("alignment_research"), parsed, stances)
    found = [one for some in items.chunks(100) for one in some]
    return parsed.tree, found[::3][:24]


def compared(world: Landscape, some: Sequence[Candidate], columns: Sequence[str | None]) -> None:
    pool = Threads(2)
    try:
        arena = Sampled(world, some, columns, SAMPLES, pool, silent)
        rng = np.random.default_rng(0)
        masks = rng.integers(0, 2 ** len(some), 70, dtype=np.uint64)
        found = arena.means(masks)
        each = arena.each(masks[:5]).mean(axis=2).T
        assert np.abs(each - found[:5]).max() <= 1e-12
        sums = Joint(world, some, pool, 0, SAMPLES).sums(
            [members(arena.items, int(mask)) for mask in masks]
        )
        one_by_one = np.stack([sums[name].shifts[:, -1] for name in columns], axis=1)
        assert np.abs(found - one_by_one).max() <= 1e-12
        assert np.abs(found).max() > 1e-3
    finally:
        pool.close()


def test_values_are_those_of_sets_one_by_one() -> None:
    tree, some = shipped()
    compared(Landscape.of(tree, Settings()), some, [None])


def test_values_under_stances_and_in_their_mix() -> None:
    tree, some = shipped()
    assert len(tree.stances) > 1
    world = Landscape.of(tree, Settings(stances=("all",)))
    compared(world, some, [None, *tree.stances, MIX])


def test_values_of_worlds_that_are_run_event_by_event() -> None:
    tree = techtree.load(path("claude3_release"))
    some = [candidate(item, tree) for item in tree.items.values()]
    world = Landscape.of(tree, Settings())
    pool = Threads(2)
    try:
        arena = Sampled(world, some, [None], 64, pool, silent)
        assert not arena.quick
        masks = np.arange(2 ** len(some), dtype=np.uint64)[::9]
        sums = Joint(world, some, pool, 0, 64).sums(
            [members(arena.items, int(mask)) for mask in masks]
        )
        one_by_one = sums[None].shifts[:, -1:]
        assert np.abs(arena.means(masks) - one_by_one).max() <= 1e-12
    finally:
        pool.close()


def some_items(rng: random.Random, text: str, count: int) -> dict[str, Data]:
    """Return items that unlock, block or change a speed, each with a cost in tenths."""
    nodes = list(read(text).nodes.values())
    advances = [node.id for node in nodes if node.ending is None]
    items: dict[str, Data] = {}
    for number in range(count):
        kind = rng.choice(("unlocks", "blocks", "speed", "speed", "speed"))
        item: Data = {"cost": rng.randint(1, 9) / 10}
        if kind == "speed":
            by = rng.choice((0.5, 0.7, 0.9, 1.1, 1.5, 2))
            item["effects"] = [{"speed": rng.choice([node.id for node in nodes]), "by": by}]
        else:
            item[kind] = [rng.choice(advances)]
        if rng.random() < 0.3:
            item["chance"] = 0.5
        items[f"item_{number:02d}"] = item
    return items


def best_by_brute_force(
    folder: Path, text: str, items: dict[str, Data], budget: int, samples: int
) -> float:
    """Return the most that any set within a budget in tenths is worth on the first worlds.

    Sets are made and paid for here; each is run as `joint` runs it, beside whatever others.
    """
    tree, portfolio = write(folder, text, items)
    found = open_portfolio(portfolio, parse_tree(tree), ())
    candidates = [one for some in found.chunks(100) for one in some]
    names = list(items)
    tenths = [round(items[name]["cost"] * 10) for name in names]
    fit = [
        frozenset(bit for bit in range(len(names)) if mask >> bit & 1)
        for mask in range(2 ** len(names))
        if sum(cost for bit, cost in enumerate(tenths) if mask >> bit & 1) <= budget
    ]
    pool = Threads(2)
    try:
        world = Landscape.of(read(text), Settings())
        joint = Joint(world, candidates, pool, 0, samples)
        top = -np.inf
        for first in range(0, len(fit), 1024):
            sums = joint.sums(fit[first : first + 1024])
            top = max(top, float(sums[None].shifts[:, -1].max()))
        return top
    finally:
        pool.close()


def check(tmp_path: Path, seed: int, count: int, budget: int, samples: int) -> Data:
    rng = random.Random(f"arena {seed}")
    text = some_tree(rng)
    items = some_items(rng, text, count)
    paths = write(tmp_path, text, items)
    run = ("--engine", "simulation", "--samples", samples, "--budget", budget / 10)
    best: Data = answer(*paths, *run)["best"]
    top = best_by_brute_force(tmp_path, text, items, budget, samples)
    assert best["searched"] == pytest.approx(top, abs=1e-12)
    assert best["gap"] == 0 and best["samples"] == samples
    return best


@pytest.mark.parametrize("seed", range(3))
def test_the_best_of_thousands_of_sets(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 10 items with a budget that is enough for most of them, raced from 64 sets on."""
    monkeypatch.setattr(selection, "RACED", Effort(limit=64, pilot=60))
    best = check(tmp_path, seed, 10, 40, SAMPLES)
    assert best["sets"] > 500 and best["method"] in ("race", "exhaustive")


def test_a_race_is_the_same_bytes_for_any_workers_and_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selection, "RACED", Effort(limit=64, pilot=60))
    rng = random.Random("arena 1")
    text = some_tree(rng)
    items = some_items(rng, text, 10)
    run = ("--engine", "simulation", "--samples", 3000, "--budget", 4, "--format", "json")
    said = set()
    for folder, order in (("one", list(items)), ("other", list(reversed(items)))):
        (tmp_path / folder).mkdir()
        paths = write(tmp_path / folder, text, {name: items[name] for name in order})
        for workers in (1, 3):
            result = call(*paths, *run, "--workers", workers)
            assert result.exit_code == 0, result.output
            found = json.loads(same(result.stdout))
            assert found["best"]["method"] == "race" and found["best"]["dropped"] > 0
            assert found["best"]["doubt"] == 1e-3
            said.add(json.dumps(found["best"]))
    assert len(said) == 1


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "count"), [(10, 14), (11, 14), (12, 15), (13, 16)])
def test_the_best_of_all_sets_of_many_items(tmp_path: Path, seed: int, count: int) -> None:
    best = check(tmp_path, seed, count, 5 * count, 1024)
    assert best["sets"] > 2 ** (count - 2)
