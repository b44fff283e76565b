"""The exact engine against Storm's sparse engine, on the same chain.

uv run --with stormpy pytest tests/benchmarks -m timed -k peers -s
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from alternating import medians
from racing_chains import ENDINGS, Race, layered, parallel

import techtree
from techtree.engine.compiler import compile_tree
from techtree.exact.chain import Chain, build
from techtree.exact.solve import values
from techtree.impact.gradients import Gradients
from techtree.model.tree import Tree

stormpy: Any = pytest.importorskip("stormpy")

MEMORY = 4e9
FLOATS = 5e-8  # what Storm's floating-point solvers leave


def by_storm(race: Race, path: Path, exact: bool = False) -> tuple[Any, list[Any]]:
    """Return the model that Storm builds, and the probability of each ending but the last."""
    path.write_text(race.prism, encoding="utf-8")
    program = stormpy.parse_prism_program(str(path), prism_compatibility=True)
    formulas = [
        stormpy.parse_properties(f"P=? [F over={k}]", program)[0] for k in range(1, len(ENDINGS))
    ]
    number = stormpy.Rational if exact else float
    model = stormpy.build_model[number](program, formulas)
    start = model.initial_states[0]
    found = [stormpy.model_checking(model, formula).get_value(start) for formula in formulas]
    return model, found


def by_us(tree: Tree) -> tuple[Chain, np.ndarray, float]:
    """Return the chain, the probabilities of all outcomes and the mean time of the ending."""
    chain = build(compile_tree(tree), memory=MEMORY)
    found = values(chain)
    root = chain.roots[0]
    assert found.time is not None
    return chain, found.outcomes[root], float(found.time[root])


@pytest.mark.timed
@pytest.mark.parametrize("race", [parallel(8), layered(10, 3)], ids=["parallel", "layered"])
def test_peers_storm_agrees_in_fractions(race: Race, tmp_path: Path) -> None:
    model, theirs = by_storm(race, tmp_path / "race.prism", exact=True)
    chain, ours, _ = by_us(race.tree)
    assert chain.states == model.nr_states
    for mine, other in zip(ours, theirs, strict=False):
        assert abs(mine - float(Fraction(str(other)))) < 1e-13


def differentiated(tree: Tree) -> Gradients:
    """Return the derivatives of the same, by every number of the tree."""
    return techtree.gradients(tree, techtree.Settings(engine="exact", memory=MEMORY))


def assert_slopes_are_consistent(found: Gradients, ours: np.ndarray, years: float) -> None:
    """Check the derivatives by works: with all of them longer by a share, only time is, so much.

    What one outcome gains others lose.
    """
    works = [row for row in found.rows if row.number.endswith(".work")]
    assert len(works) == len(found.rows) - len(ENDINGS)  # the others are what outcomes are worth
    slopes = np.array([[s.derivative for s in row.outcomes.values()] for row in works])
    at = np.array([row.at for row in works])
    assert slopes.shape[1] == len(ours)
    assert np.abs(slopes).max() > 1e-3
    assert np.abs(slopes.sum(axis=1)).max() < 1e-12
    assert np.abs(at @ slopes).max() < 1e-12
    times = [row.ending_time.derivative for row in works if row.ending_time is not None]
    assert abs(at @ np.array(times) - years) < 1e-12 * years


@pytest.mark.timed
@pytest.mark.parametrize("derivatives", [False, True])
def test_peers_storm_takes_at_least_twice_as_long(derivatives: bool, tmp_path: Path) -> None:
    """Storm builds the chain and finds outcomes; we find their mean time, and derivatives, too."""
    race, path = parallel(18), tmp_path / "race.prism"
    tree = race.tree
    model, theirs = by_storm(race, path)
    chain, ours, years = by_us(tree)
    loops = len(ENDINGS)  # Storm's ends lead back to themselves
    assert chain.states == model.nr_states >= 200_000
    assert chain.edges + loops == model.nr_transitions
    assert np.abs(ours[: len(theirs)] - theirs).max() < FLOATS
    del model, chain
    if derivatives:
        assert_slopes_are_consistent(differentiated(tree), ours, years)
    work = differentiated if derivatives else by_us
    mine, other = medians(lambda: work(tree), lambda: by_storm(race, path), times=5)
    print(f"\nexact {mine:.2f} s, Storm {other:.2f} s: {mine / other:.2f} of Storm's time")
    assert mine <= 0.5 * other
