"""Gradients from simulated runs lie within their errors, of exact ones and of long differences.

A derivative alarms where it is 5 standard errors off, which by chance happens in 6e-7 of all.
"""

from __future__ import annotations

import numpy as np
import pytest

from techtree.engine import draws
from techtree.engine.compiler import compile_tree
from techtree.engine.layout import NET_COLUMNS, Numbers
from techtree.engine.run import CHUNK, baseline, run_chunk
from techtree.exact.memoryless import obstacle
from techtree.impact import gradient_scores, gradients
from techtree.impact.gradients import Gradient, Gradients, Slope
from techtree.impact.settings import Settings
from techtree.model.tree import Tree
from tests.exact.memoryless_trees import random_text, read

FAR = 5.0
SIMULATED = Settings(engine="simulation", samples=20_000, threads=1)


def slopes(row: Gradient) -> dict[str, Slope]:
    """Return all derivatives by a number that there are."""
    found = {**row.outcomes, "value": row.value}
    if row.ending_time is not None:
        found["ending time"] = row.ending_time
    return {name: slope for name, slope in found.items() if slope.derivative is not None}


def far_off(tree: Tree) -> list[str]:
    """Name the derivatives of a memoryless tree that simulation finds too far from exact ones."""
    exact = gradients.gradients(tree, Settings(engine="exact"))
    found = {row.number: row for row in gradients.gradients(tree, SIMULATED).rows}
    assert found.keys() == {row.number for row in exact.rows}
    off = []
    for row in exact.rows:
        ours = slopes(found[row.number])
        for name, slope in slopes(row).items():
            if name in ours:
                distance = abs(ours[name].derivative - slope.derivative)
                if distance > FAR * ours[name].se + 1e-7:
                    off.append(f"{row.number}: {name}")
    return off


@pytest.mark.parametrize("seeds", [range(4), pytest.param(range(4, 10), marks=pytest.mark.slow)])
@pytest.mark.parametrize("horizon", ["none", "3"])
def test_memoryless_trees(horizon: str, seeds: range) -> None:
    for seed in seeds:
        text = f"{random_text(seed)}horizon: {horizon}\n"
        text = text.replace("  stalled: 1\n", "  stalled: 0.3\n  undecided: 0.5\n")
        tree = read(text)
        if obstacle(compile_tree(tree)) is None:
            assert far_off(tree) == [], seed


LASTING = """
techtree: 1
start: 2026
leak: gamma(2, 1)
outcomes: {aligned: 1, misaligned: 0}
parameters: {works: {value: 0.2 to 0.7, as: probability}}
actors:
  ada: {effort: {safety: 1, capability: 1}}
  bob: {effort: {capability: 1.5}}
nodes:
  insight: {field: safety, work: 2 to 8, chance: $works, effects: [{odds: end, of: aligned, by: 4}]}
  agents: {field: capability, private: true, work: {weibull: [2, 4]}, hint: 1.5}
  audit: {requires: agents@ada, work: {erlang: [3, 2]}, effects: [{odds: insight, by: 3}]}
  idea: {field: safety, chance: 0.4, work: exponential(3), effects: [{speed: insight, by: 2}]}
  end: {field: capability, requires: agents, work: {lognormal: [5, 0.6]},
        ending: {aligned: 0.4, misaligned: rest}}
"""
MOVED = {  # numbers, and what is written there for a value that is moved to x
    "nodes.insight.work": (4.0, "{{lognormal: [{x!r}, 0.42138346]}}"),
    "nodes.agents.work": (4.0, "{{weibull: [2, {x!r}]}}"),
    "nodes.audit.work": (2.0, "{{erlang: [3, {x!r}]}}"),
    "nodes.idea.work": (3.0, "{{exponential: {x!r}}}"),
    "nodes.idea.chance": (0.4, "{x!r}"),
    "nodes.idea.effects.0.by": (2.0, "{x!r}"),
    "nodes.end.work": (5.0, "{{lognormal: [{x!r}, 0.6]}}"),
    "nodes.end.ending.aligned": (0.4, "{x!r}"),
    "nodes.insight.effects.0.by": (4.0, "{x!r}"),
    "actors.bob.effort.capability": (1.5, "{x!r}"),
    "leak": (2.0, "{{gamma: [2, {half!r}]}}"),
}
LONG = 200_000
SHIFT = 0.04


def read_moved(number: str, by: float) -> Tree:
    at, form = MOVED[number]
    text = form.format(x=at * (1.0 + by), half=at * (1.0 + by) / 2.0)
    stance = f"{LASTING}stances: {{moved: {{set: {{{number}: {text}}}}}}}\n"
    return read(stance).stances["moved"].tree


def long_differences(number: str) -> tuple[float, float]:
    """Return the derivative of `aligned`, from reading the tree again, and its error."""
    up, down = (compile_tree(read_moved(number, sign * SHIFT), seed=1) for sign in (1, -1))
    step = MOVED[number][0] * 2.0 * SHIFT
    rows = []
    for first in range(0, LONG, CHUNK):
        masks = baseline(first, min(CHUNK, LONG - first))
        pair = [run_chunk(of, masks, first).weights[0, 0] for of in (up, down)]
        rows.append((pair[0] - pair[1]) / step)
    found = np.concatenate(rows)
    return float(found.mean()), float(found.std() / LONG**0.5)


@pytest.fixture(scope="module")
def lasting() -> Gradients:
    return gradients.gradients(read(LASTING), Settings(samples=60_000, threads=1))


@pytest.mark.parametrize("number", MOVED)
def test_works_with_memory(number: str, lasting: Gradients) -> None:
    row = next(row for row in lasting.rows if row.number == number)
    assert row.at == pytest.approx(MOVED[number][0], rel=1e-6)
    ours, (expected, error) = row.outcomes["aligned"], long_differences(number)
    assert ours.derivative is not None
    assert abs(ours.derivative - expected) < FAR * np.hypot(ours.se, error)
    assert ours.se < 0.1 * abs(expected) + 0.02  # or it would tell nothing


def test_the_methods(lasting: Gradients) -> None:
    methods = {row.number: row.method for row in lasting.rows}
    for number in ("nodes.insight.work", "nodes.agents.work", "parameters.works", "leak"):
        assert methods[number] == "score"
    for number in ("nodes.end.ending.aligned", "nodes.insight.effects.0.by"):
        assert methods[number] == "pathwise"
    for number in ("nodes.idea.effects.0.by", "nodes.agents.hint", "actors.bob.effort.capability"):
        assert methods[number] == "differences"
    assert all(row.ending_time is not None for row in lasting.rows)


ROWS = {
    "exponential": (draws.EXPONENTIAL, 3.0, 0.0, 3.0),
    "lognormal": (draws.LOGNORMAL, 3.0, 0.7, 3.0),
    "logitnormal": (draws.LOGITNORMAL, 0.4, 0.8, 1.0 / (1.0 + np.exp(-0.4))),
    "normal": (draws.NORMAL, 2.0, 1.5, 2.0),
    "gamma": (draws.GAMMA, 2.5, 1.2, 3.0),
    "weibull": (draws.WEIBULL, 1.8, 3.0, 3.0),
    "beta": (draws.BETA, 2.0, 3.0, 0.4),
    "erlang": (draws.ERLANG, 3.0, 6.0, 6.0),
}


@pytest.mark.parametrize("family", ROWS)
def test_a_score_moves_the_mean_as_it_should(family: str) -> None:
    """A stretch moves the mean of x by itself, a shift of log odds by the mean of x (1 - x)."""
    code, a, b, at = ROWS[family]
    third = 0.9087887802741321 if family == "normal" else 0.0  # P(normal > 0): Phi(4/3)
    row = np.array([code, a, b, third])
    numbers = Numbers(
        slots=row.reshape(1, 4),
        keys=np.array([draws.key_of(0, family)], dtype=np.uint64),
        nets=np.empty((0, NET_COLUMNS), dtype=np.uint64),
        mixtures=np.zeros((0, 5)),
        early=np.zeros(0, np.int64),
        is_input=np.zeros(1, np.bool_),
        outcome_values=np.zeros(0, np.int64),
    )
    x = np.empty(200_000)
    draws.fill(numbers, 0, 0, x)
    score = gradient_scores._of_draw(row, x, at)
    bounded = family in ("logitnormal", "beta")
    moves = x * (1.0 - x) / (at * (1.0 - at)) if bounded else x / at
    for off in (score, score * (x - x.mean()) - moves):
        assert abs(off.mean()) < FAR * off.std() / len(x) ** 0.5


def test_planted_errors_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    right = gradient_scores._of_draw
    tree = read(random_text(0))
    assert far_off(tree) == []
    monkeypatch.setattr(gradient_scores, "_of_draw", lambda row, x, at: right(row, x, at) * at)
    assert far_off(tree) != []


def test_a_coin_with_odds_is_no_plain_coin(monkeypatch: pytest.MonkeyPatch) -> None:
    text = """
techtree: 1
outcomes: {aligned: 1, misaligned: 0}
nodes:
  care: {work: exponential(1), effects: [{odds: hope, by: 5}]}
  hope: {work: exponential(1), chance: 0.3, effects: [{odds: end, of: aligned, by: 9}]}
  end:
    requires: {any: [hope, late]}
    work: exponential(1)
    ending: {aligned: 0.5, misaligned: rest}
  late: {work: exponential(4)}
"""
    tree = read(text)
    assert far_off(tree) == []
    coin = gradient_scores._of_coin
    monkeypatch.setattr(gradient_scores, "_of_chance", lambda p, n, u, q: coin(u, q))
    assert far_off(tree) != []
