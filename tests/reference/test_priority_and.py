"""Priority-AND gates of dynamic fault trees: what failed in that order."""

from __future__ import annotations

from fractions import Fraction as F
from math import exp

import pytest

from .exact_answers import gives, race


@pytest.mark.parametrize("horizon", [0.5, 2, 10])
def test_two_in_order_by_a_horizon(horizon: float) -> None:
    """a of rate 1, then b of rate 3: integral of 3 e^-3t (1 - e^-t) up to the horizon.

    Fussell, Aber and Rahl, On the quantitative analysis of priority-AND failure logic (1976).
    """
    nodes = """
  a: {work: rate(1)}
  b: {work: rate(3)}
  down: {requires: {before: [a, b]}, ending: {misaligned: 1}}
"""
    down = (1 - exp(-3 * horizon)) - F(3, 4) * (1 - exp(-4 * horizon))
    gives(race(nodes, str(horizon)), misaligned=down, undecided=1 - down)


def test_three_in_order() -> None:
    """Rates 1, 2, 3 in that order: 1/6 * 2/5; else the race goes on for ever."""
    nodes = """
  a: {work: rate(1)}
  b: {work: rate(2)}
  c: {work: rate(3)}
  down: {requires: {all: [{before: [a, b]}, {before: [b, c]}]}, ending: {misaligned: 1}}
"""
    gives(race(nodes), misaligned=F(1, 15), undecided=F(14, 15))


def cascade() -> str:
    """Return three units of four parts each, and priority-ANDs of them."""
    lines = []
    for unit in "acd":
        parts = [f"{unit}{i}" for i in range(1, 5)]
        lines += [f"  {part}: {{work: rate(1)}}\n" for part in parts]
        lines.append(f"  {unit}: {{requires: [{', '.join(parts)}]}}\n")
    lines.append("  b: {requires: {before: [c, d]}}\n")
    lines.append("  down: {requires: {before: [a, b]}, ending: {misaligned: 1}}\n")
    return "".join(lines)


def test_cascaded_priority_ands() -> None:
    """Unit d must fail after a and c, each of four parts of rate 1; published by time 1: 0.00135.

    A unit has failed by t with F = (1 - e^-t)^4, and d is the last of three with F^3 / 3.
    Boudali, Crouzen and Stoelinga, Dynamic fault tree analysis using input/output interactive
    Markov chains (2007).
    """
    down = (1 - exp(-1)) ** 12 / 3
    assert abs(down - 0.00135) < 1e-5
    gives(race(cascade(), "1"), misaligned=down, undecided=1 - down)
    gives(race(cascade()), misaligned=F(1, 3), undecided=F(2, 3))
