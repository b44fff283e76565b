"""Nets fill the space evenly, leave means unbiased, and their errors are what is said of them."""

from __future__ import annotations

import dataclasses
from itertools import combinations

import numpy as np
import pytest
from scipy import stats
from scipy.stats import qmc

from techtree.engine import sobol
from techtree.engine.compiler import Compiled, compile_tree
from techtree.engine.draws import fill
from techtree.engine.estimates import copy_sizes, copy_sums, ratio_error
from techtree.engine.layout import REPLICATES
from techtree.engine.nets import evenly
from techtree.impact.outcomes import outcomes
from techtree.impact.score import Shift, score
from techtree.impact.settings import Settings
from techtree.model.tree import Tree
from tests.exact.memoryless_trees import read

TREE = """
techtree: 1
title: t
start: 2026
horizon: 20 years
outcomes: {aligned: {value: 1}, misaligned: {value: 0}, undecided: {value: 0.5}}
nodes:
  a: {work: exponential(4), effects: [{odds: end, of: aligned, by: 2 to 6}]}
  b: {work: {gamma: [2, 2]}, chance: 0.4, effects: [{speed: end, by: 0.5}]}
  end: {work: 5 to 20, ending: {aligned: 0.3, misaligned: 0.7}}
items:
  sooner: {effects: [{speed: a, by: 3}]}
"""
USELESS = "  idle: {work: exponential(1), chance: 0.5}\n  end:"
ANOTHER = "  c: {work: 1 to 3, effects: [{speed: end, by: 1.1}]}\n  end:"


def uniforms(compiled: Compiled, count: int) -> dict[str, np.ndarray]:
    """Return the uniforms of every random slot at the indices 0, 1, ..., (count,)."""
    numbers = compiled.program.numbers
    slots = numbers.slots.copy()
    slots[:] = (5.0, 0.0, 1.0, 0.0)  # uniform from 0 to 1
    arrays = {name: getattr(numbers, name) for name in numbers.FIELDS}
    plain = type(numbers)(**{**arrays, "slots": slots})
    found = {}
    for slot, name in enumerate(compiled.slot_names):
        if name is not None:
            found[name] = np.empty(count)
            fill(plain, slot, 0, found[name])
    return found


def program(text: str = TREE, seed: int = 0) -> Compiled:
    tree = read(text)
    return evenly(compile_tree(tree, tree.items["sooner"], seed=seed))


def test_sobol_points_are_those_of_another_program() -> None:
    """Scipy numbers the points by Gray code; the points are the same."""
    bits = 10
    theirs = qmc.Sobol(sobol.DIMENSIONS, scramble=False, bits=sobol.BITS).random(2**bits)
    for dimension in range(sobol.DIMENSIONS):
        columns = sobol.columns(dimension)
        for place, point in enumerate(theirs[:, dimension]):
            mine = 0
            for bit in range(bits):
                if (place ^ place >> 1) >> bit & 1:
                    mine ^= columns[bit]
            assert mine == int(point * 2.0**32) << 32


@pytest.mark.parametrize("name", ["nodes.end.work", "chance:b"])
def test_a_name_is_spread_evenly_in_each_copy(name: str) -> None:
    """The first 2^k points of a copy have one in each interval of 2^-k."""
    u = uniforms(program(), REPLICATES * 256)[name].reshape(-1, REPLICATES)
    for size in (1, 2, 4, 64, 256):
        for copy in range(REPLICATES):
            assert sorted((u[:size, copy] * size).astype(int)) == list(range(size))


def test_names_without_a_place_are_spread_evenly_too() -> None:
    compiled = program(TREE.replace("  end:", USELESS))
    u = uniforms(compiled, REPLICATES * 256)["chance:idle"].reshape(-1, REPLICATES)
    for copy in range(REPLICATES):
        assert sorted((u[:, copy] * 256).astype(int)) == list(range(256))


def test_two_names_are_spread_evenly_together() -> None:
    """Of 1,024 points 64 fall into each of 4 by 4 cells, as they do for any two dimensions."""
    u = uniforms(program(), REPLICATES * 1024)
    names = ["nodes.end.work", "nodes.a.work", "chance:b", "nodes.a.effects.0.by"]
    for one, other in combinations(names, 2):
        x, y = ((u[name].reshape(-1, REPLICATES)[:, 5] * 4).astype(int) for name in (one, other))
        assert np.bincount(4 * x + y).tolist() == [64] * 16, (one, other)


def test_copies_are_uniform_and_independent() -> None:
    """The first points of 64 seeds' copies, by Kolmogorov and Smirnov, one in a million."""
    found = [uniforms(program(seed=seed), REPLICATES) for seed in range(64)]
    for name in found[0]:
        u = np.concatenate([of[name] for of in found])
        assert stats.kstest(u, "uniform").pvalue > 1e-6
        pairs = np.array([of[name][:2] for of in found])
        assert stats.spearmanr(pairs[:, 0], pairs[:, 1]).pvalue > 1e-6


def test_any_index_has_the_value_of_its_own() -> None:
    """A run that begins in the middle of a round of copies draws what the whole run draws."""
    compiled = program()
    numbers = compiled.program.numbers
    for slot, name in enumerate(compiled.slot_names):
        if name is not None:
            whole, part = np.empty(200), np.empty(77)
            fill(numbers, slot, 0, whole)
            fill(numbers, slot, 45, part)
            assert whole[45 : 45 + 77].tolist() == part.tolist()


def test_a_useless_node_leaves_all_draws_alone() -> None:
    mine, theirs = uniforms(program(), 64), uniforms(program(TREE.replace("  end:", USELESS)), 64)
    assert all(mine[name].tolist() == theirs[name].tolist() for name in mine)


def test_another_node_moves_at_most_one_draw() -> None:
    mine, theirs = uniforms(program(), 64), uniforms(program(TREE.replace("  end:", ANOTHER)), 64)
    assert sum(mine[name].tolist() != theirs[name].tolist() for name in mine) <= 1


def test_the_item_leaves_the_draws_of_the_tree_alone() -> None:
    tree = read(TREE.replace("by: 3}", "by: 2 to 4}"))
    with_item = uniforms(evenly(compile_tree(tree, tree.items["sooner"])), 64)
    without = uniforms(evenly(compile_tree(tree)), 64)
    assert set(with_item) - set(without) == {"items.sooner.effects.0.by"}
    assert all(with_item[name].tolist() == without[name].tolist() for name in without)


def test_sums_over_copies_by_hand() -> None:
    x = np.arange(100.0)[None]
    sums = np.zeros(REPLICATES)
    for t in range(100):
        sums[(t + 7) % REPLICATES] += t
    assert copy_sums(x, 7)[0].tolist() == sums.tolist()
    assert copy_sizes(150).tolist() == [3] * 22 + [2] * 42
    assert copy_sizes(5).tolist() == [1] * 5 + [0] * 59


def test_the_error_of_single_trajectories_is_the_usual_one() -> None:
    """Where each copy has one trajectory, or none, they are independent."""
    for count in (2, 20, REPLICATES):
        x = np.random.default_rng(2).normal(0.0, 1.0, (1, count))
        error = ratio_error(copy_sums(x, 0), x.mean(axis=1), copy_sizes(count))
        assert error == pytest.approx(x.std(axis=1, ddof=1) / count**0.5)


MEMORYLESS = """
techtree: 1
title: t
start: 2026
horizon: none
outcomes: {aligned: {value: 1}, misaligned: {value: 0}}
nodes:
  a: {work: exponential(4), chance: 0.6, effects: [{odds: end, of: aligned, by: 4}]}
  b: {requires: a, work: exponential(3), effects: [{speed: end, by: 0.5}]}
  end: {work: exponential(8), ending: {aligned: 0.3, misaligned: 0.7}}
  accident: {work: exponential(20), ending: {misaligned: 1}}
items:
  sooner: {effects: [{speed: a, by: 3}]}
"""


def memoryless() -> Tree:
    return read(MEMORYLESS)


@pytest.mark.parametrize("samples", [200, 2500])
def test_intervals_cover_what_the_exact_engine_says(samples: int) -> None:
    """Of 400 intervals of 95%, at least 360 and at most 396: false alarms below 1 in 1,000."""
    tree = memoryless()
    truth = score(tree, "sooner", Settings(engine="exact")).view
    settings = Settings(samples=samples, engine="simulation", threads=1, inputs=0)
    hits = np.zeros(3, dtype=int)
    for seed in range(400):
        found = score(tree, "sooner", dataclasses.replace(settings, seed=seed)).view
        without = found.outcomes["misaligned"]
        off = without.baseline - truth.outcomes["misaligned"].baseline
        hits[0] += covers(found.value, truth.value)
        hits[1] += covers(found.outcomes["aligned"], truth.outcomes["aligned"])
        hits[2] += abs(off) <= 2.0 * without.baseline_se
    assert (hits >= 360).all() and (hits <= 396).all(), hits


def covers(found: Shift, truth: Shift) -> bool:
    low, high = found.sampling95
    return low <= truth.shift <= high


def test_means_are_unbiased_and_err_less() -> None:
    """Over 200 seeds, within 4.5 standard errors, at most a third of the usual variance."""
    tree = memoryless()
    truth = score(tree, "sooner", Settings(engine="exact")).view
    settings = Settings(samples=4096, engine="simulation", threads=1, inputs=0)
    views = [
        score(tree, "sooner", dataclasses.replace(settings, seed=seed)).view for seed in range(200)
    ]
    for exact, found in (
        (truth.value.baseline, [view.value.baseline for view in views]),
        (truth.value.shift, [view.value.shift for view in views]),
    ):
        spread = float(np.std(found, ddof=1))
        assert abs(np.mean(found) - exact) < 4.5 * spread / 200**0.5
    share = truth.value.baseline  # of a value of 1 or 0
    assert np.var([view.value.baseline for view in views]) < share * (1 - share) / 4096 / 3


def test_the_ending_time_errs_as_it_says() -> None:
    """The mean shift of the ending's time over 300 seeds: z scores of spread 1, within 0.17."""
    tree = memoryless()
    settings = Settings(samples=1000, engine="simulation", threads=1, inputs=0)
    exact = score(tree, "sooner", Settings(engine="exact")).view.ending_time.mean_shift
    scores = []
    for seed in range(300):
        time = score(tree, "sooner", dataclasses.replace(settings, seed=seed)).view.ending_time
        scores.append((time.mean_shift - exact) / time.se)
    assert 0.83 < np.std(scores) < 1.25
    assert abs(np.mean(scores)) < 0.3


def test_more_samples_go_on_with_the_same_points() -> None:
    """Twice as many samples: what is known of the first half is in the answer."""
    tree = memoryless()
    one = outcomes(tree, Settings(samples=1000, engine="simulation", threads=1))
    two = outcomes(tree, Settings(samples=2000, engine="simulation", threads=2))
    assert two.picture.value.se < one.picture.value.se
