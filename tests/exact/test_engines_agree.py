"""Both engines give the same answers through the same calls, horizons included."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from scipy import stats
from scipy.linalg import expm

from techtree.engine.compiler import compile_tree
from techtree.engine.layout import REPLICATES
from techtree.exact import layout as x
from techtree.exact.chain import Chain
from techtree.exact.memoryless import obstacle
from techtree.impact.exact_worlds import exact_worlds
from techtree.impact.outcomes import outcomes
from techtree.impact.rank import rank
from techtree.impact.score import score
from techtree.impact.settings import Settings
from tests.exact.memoryless_trees import random_text, random_tree, random_tree_with_item, read

EXACT = Settings(engine="auto", samples=2000)
SIMULATED = Settings(engine="simulation", samples=4000, threads=1)
FAMILY = 1e-3  # false alarms of each test as a whole, split over its comparisons
TREES = 25


def limit(comparisons: int) -> float:
    """Return the z beyond which one of so many comparisons alarms."""
    return NormalDist().inv_cdf(1.0 - FAMILY / comparisons / 2.0)


def generator(chain: Chain) -> tuple[np.ndarray, np.ndarray]:
    """Return the matrix of rates between states that last, and where each state lands at once."""
    t = chain.tables
    count = chain.states
    jump = np.zeros((count, count))
    for i in range(count):
        for e in range(t.first[i], t.first[i + 1]):
            jump[i, t.targets[e]] += t.rates[e]
    instant = t.kinds[:count] == x.VANISHING
    lands = np.eye(count)
    for _ in range(count):  # at most so many decisions at one instant
        if not (lands[:, instant] > 0.0).any():
            break
        lands = lands @ np.where(instant[:, None], jump, np.eye(count))
    rates = np.where(instant[:, None], 0.0, jump) @ lands
    return rates - np.diag(rates.sum(axis=1)), lands


@pytest.mark.parametrize("horizon", [0.5, 7.0])
def test_a_horizon_is_a_matrix_exponential(horizon: float) -> None:
    checked = 0
    for seed in range(140):
        text = f"{random_text(seed, 6)}horizon: {horizon}\n"
        tree = read(text.replace("  stalled: 1\n", "  stalled: 1\n  undecided: 0.5\n"))
        if obstacle(compile_tree(tree)) is not None:
            continue
        worlds = exact_worlds(tree, None, EXACT, (0,), None)
        chain = worlds.chain
        if chain.states > 400:
            continue
        rates, lands = generator(chain)
        mass = (lands @ expm(rates * horizon))[chain.roots[0]]
        expected = np.zeros(len(worlds.compiled.outcomes))
        for i, end in enumerate(chain.ends):
            if end >= 0:
                expected += mass[i] * chain.payoffs[end]
            else:
                expected[-1] += mass[i]
        assert np.abs(worlds.row(0)[:-1] - expected).max() < 1e-9, seed
        assert abs(worlds.course(0).by(-1, horizon) - mass[chain.ends >= 0].sum()) < 1e-9, seed
        checked += 1
    assert checked >= 100


def test_scores_agree_with_simulation() -> None:
    most = limit(TREES * 8)
    for seed in range(TREES):
        tree, item = random_tree_with_item(1000 + seed)
        exact, simulated = score(tree, item, EXACT), score(tree, item, SIMULATED)
        if exact.provenance.engine != "exact":
            continue
        for name, found in simulated.view.outcomes.items():
            sure = exact.view.outcomes[name]
            for mine, theirs, se in (
                (sure.baseline, found.baseline, found.baseline_se),
                (sure.shift, found.shift, found.se),
            ):
                floor = math.sqrt(max(mine * (1.0 - abs(mine)), 1e-4) / 4000.0) / 3.0
                assert abs(mine - theirs) <= most * max(se, floor), (seed, name)
        parts = np.array([list(c.shift.values()) for c in exact.view.channels])
        total = [shift.shift for shift in exact.view.outcomes.values()]
        assert np.allclose(parts.sum(axis=0), total, atol=1e-12)


@pytest.mark.slow
def test_outcomes_agree_on_200_trees_of_20_nodes() -> None:
    """Of independent draws by Bernstein's inequality, of even ones by Student's distribution."""
    samples, compared, seed = 20_000, 0, 0
    few = FAMILY / (200 * 2 * 5)  # false alarms of one comparison: two ways, at most five outcomes
    sigmas = float(stats.t.isf(few / 2.0, REPLICATES - 1))
    while compared < 200:
        tree = read(random_text(5000 + seed, 20))
        seed += 1
        assert seed < 1000
        exact = outcomes(tree, EXACT)
        if exact.provenance.engine != "exact":
            continue
        compared += 1
        settings = Settings(engine="simulation", samples=samples, threads=1)
        even = outcomes(tree, settings).picture.outcomes
        plain = outcomes(tree, replace(settings, even=False)).picture.outcomes
        for name, sure in exact.picture.outcomes.items():
            p, bound = sure.mean, math.log(2.0 / few) / samples
            off = bound / 3.0 + math.sqrt(bound**2 / 9.0 + 2.0 * p * (1.0 - p) * bound)
            assert abs(plain[name].mean - p) <= off, (seed, name)
            assert abs(even[name].mean - p) <= min(off, sigmas * even[name].se + 10.0 / samples)


def test_rankings_agree_with_simulation() -> None:
    compared = 0
    for seed in range(12):
        tree = random_tree(2000 + seed)
        ranking = rank(tree, EXACT)
        if ranking.provenance.engine != "exact":
            continue
        exact = {node.id: node for node in ranking.nodes}
        for node in rank(tree, SIMULATED).nodes:
            sure = exact[node.id]
            assert abs(sure.known - node.known) < 0.06, (seed, node.id)
            for name, found in node.unlock.outcomes.items():
                assert abs(found.shift - sure.unlock.outcomes[name].shift) < 0.06, (seed, name)
                assert abs(node.block.outcomes[name].shift - sure.block.outcomes[name].shift) < 0.06
                compared += 1
    assert compared > 50


def test_what_is_known_now_is_what_scoring_the_node_says() -> None:
    tree = random_tree(7)
    for node in rank(tree, EXACT).nodes:
        scored = score(tree, node.id, EXACT)
        for name, effect in node.unlock.outcomes.items():
            assert abs(effect.shift - scored.view.outcomes[name].shift) < 1e-12


def test_quantiles_of_an_exponential() -> None:
    tree = read(
        "techtree: 1\noutcomes: {good: {value: 1}}\nnodes:\n"
        "  end: {work: exponential(2), ending: good}\n"
    )
    times = outcomes(tree, EXACT).picture.ending_time
    for p, t in ((0.05, times.p5), (0.5, times.median), (0.95, times.p95)):
        assert t is not None
        assert t == pytest.approx(-2.0 * math.log(1.0 - p), rel=1e-6)
