"""Gradients from simulated runs lie within their errors, of exact ones and of long differences.

A derivative alarms where it is 5 standard errors off, and is so again on other draws, ten times as
many. By chance a normal estimate does so in 4e-13 of all. One that hangs on a dozen worlds is not
normal, and is 5 errors off in up to 1e-3; again in up to 1e-5, on ten times as many. Of 40 trees
with 13,000 derivatives perhaps 1,000 are like that: a false alarm in 1e-5 of all runs of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
ROUNDING = 1e-7
SIMULATED = Settings(engine="simulation", samples=20_000, threads=1)


def slopes(row: Gradient) -> dict[str, Slope]:
    """Return all derivatives by a number that there are."""
    found = {**row.outcomes, "value": row.value}
    if row.ending_time is not None:
        found["ending time"] = row.ending_time
    return {name: slope for name, slope in found.items() if slope.derivative is not None}


def far_off(tree: Tree) -> list[str]:
    """Name the derivatives of a memoryless tree that simulation finds too far from exact ones.

    Those are looked at again, on other draws and ten times as many.
    """
    exact = gradients.gradients(tree, Settings(engine="exact"))
    off = beyond(exact, gradients.gradients(tree, SIMULATED))
    if off:
        again = replace(SIMULATED, samples=10 * SIMULATED.samples, seed=1)
        off &= beyond(exact, gradients.gradients(tree, again))
    return sorted(off)


def beyond(exact: Gradients, simulated: Gradients) -> set[str]:
    """Name the derivatives that are too many standard errors from exact ones."""
    found = {row.number: row for row in simulated.rows}
    assert found.keys() == {row.number for row in exact.rows}
    off = set()
    for row in exact.rows:
        ours = slopes(found[row.number])
        for name, slope in slopes(row).items():
            if name in ours:
                distance = abs(ours[name].derivative - slope.derivative)
                if distance > FAR * ours[name].se + ROUNDING:
                    off.add(f"{row.number}: {name}")
    return off


@pytest.mark.parametrize(
    "seeds", [(*range(4), 16), pytest.param(range(4, 40), marks=pytest.mark.slow)], ids=str
)
@pytest.mark.parametrize("horizon", ["none", "3"])
def test_memoryless_trees(horizon: str, seeds: Sequence[int]) -> None:
    for seed in seeds:
        text = f"{random_text(seed)}horizon: {horizon}\n"
        text = text.replace("  stalled: 1\n", "  stalled: 0.3\n  undecided: 0.5\n")
        tree = read(text)
        if obstacle(compile_tree(tree)) is None:
            assert far_off(tree) == [], seed


RARE = """
techtree: 1
outcomes: {aligned: 1, misaligned: 0.25, stalled: 0.5}
nodes:
  omen: {chance: 0.0001}
  sign: {requires: omen, work: exponential(1), effects: [{odds: way, by: 0}]}
  way: {chance: 0.5, work: exponential(2)}
  quiet: {requires: [omen, way], work: rate(9), ending: {stalled: 0.5, misaligned: rest}}
  end: {work: exponential(10), ending: aligned}
"""


def test_what_hardly_any_world_shows_is_not_said_to_be_certain() -> None:
    # In 400 worlds omen, of probability 1/10,000, does not come; that says no more than that
    # at most some 3/400 of the worlds have it. All that depends on it has an error that says so.
    tree = read(RARE)
    few = gradients.gradients(tree, replace(SIMULATED, samples=400))
    methods = {row.number: row.method for row in few.rows}
    assert methods["nodes.sign.effects.0.by"] == "differences"
    assert methods["nodes.quiet.ending.stalled"] == "pathwise"
    assert methods["nodes.way.work"] == "score"
    assert beyond(gradients.gradients(tree, Settings(engine="exact")), few) == set()
    for number in ("nodes.sign.effects.0.by", "nodes.quiet.ending.stalled", "nodes.way.work"):
        row = next(row for row in few.rows if row.number == number)
        assert abs(row.outcomes["stalled"].derivative) < 1e-12
        assert row.outcomes["stalled"].se > 3 / 400 / 4


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
