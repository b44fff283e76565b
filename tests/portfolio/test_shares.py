"""Shapley shares of a chosen set add up to what it is worth; drawn ones state their error.

All items speed `finish` up or slow it down in a race in which a set of factors with the product s
is worth s / (s + 1) - 1/2.
"""

from __future__ import annotations

import math
from itertools import combinations
from pathlib import Path

import pytest

from .batch_runs import Data, answer, head, write

NODES = """\
nodes:
  finish: {work: WORK, ending: {good: 1}}
  crash: {work: WORK, ending: {bad: 1}}
"""
EXACT = head() + NODES.replace("WORK", "exponential(1)")
SIMULATED = head() + NODES.replace("WORK", "{uniform: [0, 2]}")
FACTORS = [1.1, 1.2, 1.3, 1.5, 1.05, 1.15, 2.0, 1.25, 1.4, 1.12, 1.02, 1.6, 1.7]


def worth(factors: tuple[float, ...]) -> float:
    product = math.prod(factors)
    return product / (product + 1) - 0.5


def shapley(factors: list[float]) -> list[float]:
    """Return the shares from the definition, over all subsets."""
    count = len(factors)
    shares = []
    for one in range(count):
        others = [i for i in range(count) if i != one]
        share = 0.0
        for size in range(count):
            weight = 1 / (count * math.comb(count - 1, size))
            for some in combinations(others, size):
                before = tuple(factors[i] for i in some)
                share += weight * (worth((*before, factors[one])) - worth(before))
        shares.append(share)
    return shares


def chosen(folder: Path, tree: str, count: int, *options: object) -> Data:
    items = {
        f"item_{number:02d}": {"cost": 1, "must": True, "effects": [{"speed": "finish", "by": by}]}
        for number, by in enumerate(FACTORS[:count])
    }
    found = answer(*write(folder, tree, items), "--budget", count, *options)
    best: Data = found["best"]
    assert len(best["items"]) == count
    return best


def total(best: Data) -> float:
    return math.fsum(row["shapley"]["shift"] for row in best["members"])


@pytest.mark.parametrize("count", [1, 4, 9])
def test_exact_shares_are_those_of_the_definition(tmp_path: Path, count: int) -> None:
    best = chosen(tmp_path, EXACT, count)
    shares = {row["id"]: row["shapley"] for row in best["members"]}
    for number, share in enumerate(shapley(FACTORS[:count])):
        figure = shares[f"item_{number:02d}"]
        assert figure["shift"] == pytest.approx(share, abs=1e-12)
        assert figure["se"] == 0
    assert total(best) == pytest.approx(best["value"]["shift"], abs=1e-14)


def test_drawn_shares_add_up_and_state_their_error(tmp_path: Path) -> None:
    """Of thirteen members orders are drawn: no sampling error here, but one of the orders."""
    best = chosen(tmp_path, EXACT, len(FACTORS))
    assert total(best) == pytest.approx(best["value"]["shift"], abs=1e-14)
    shares = {row["id"]: row["shapley"] for row in best["members"]}
    errors = []
    for number, share in enumerate(shapley(FACTORS)):
        figure = shares[f"item_{number:02d}"]
        assert 0 < figure["se"] < 0.1 * share + 1e-3
        low, high = figure["sampling95"]
        assert low < figure["shift"] < high
        errors.append((figure["shift"] - share) / figure["se"])
    assert max(map(abs, errors)) <= 6
    assert max(map(abs, errors)) > 0.05  # they are drawn, and not all subsets


@pytest.mark.parametrize("count", [3, 12])
def test_simulated_shares_add_up(tmp_path: Path, count: int) -> None:
    best = chosen(tmp_path, SIMULATED, count, "--samples", 2000)
    assert best["value"]["se"] > 0
    assert total(best) == pytest.approx(best["value"]["shift"], abs=1e-14)
    for row in best["members"]:
        assert row["shapley"]["se"] > 0
