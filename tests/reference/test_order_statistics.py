"""Gates that wait for k of n nodes: probabilities, and times of the order statistics."""

from __future__ import annotations

from math import exp, log

import pytest

from .checks import MILLION, agrees, certain, coin, quantile
from .conftest import Ask
from .shapes import OPENING, SHAPES

shapes = pytest.mark.parametrize("opening", SHAPES.values(), ids=SHAPES)

# Three nodes of rate 1; one is known at rate 3, the next at rate 2, the last at rate 1. Against a
# rival of rate 1 each step is won with r/(r + 1): 3/4, then 2/3, then 1/2.
K_OF_THREE = {
    "any": ("{any: [a, b, c]}", 3 / 4),
    "one of three": ("{at_least: 1, of: [a, b, c]}", 3 / 4),
    "two of three": ("{at_least: 2, of: [a, b, c]}", 3 / 4 * 2 / 3),
    "three of three": ("{at_least: 3, of: [a, b, c]}", 3 / 4 * 2 / 3 * 1 / 2),
    "all": ("{all: [a, b, c]}", 3 / 4 * 2 / 3 * 1 / 2),
    "a list": ("[a, b, c]", 3 / 4 * 2 / 3 * 1 / 2),
}


@shapes
@pytest.mark.parametrize(("gate", "exact"), K_OF_THREE.values(), ids=K_OF_THREE)
def test_k_of_three_against_a_rival(show: Ask, opening: str, gate: str, exact: float) -> None:
    answer = show(
        opening
        + f"""
nodes:
  a: {{field: safety, work: rate(1)}}
  b: {{field: safety, work: rate(1)}}
  c: {{field: capability, work: rate(1)}}
  good: {{field: safety, requires: {gate}, ending: {{aligned: 1}}}}
  bad: {{field: capability, work: rate(1), ending: {{misaligned: 1}}}}
""",
        samples=MILLION,
    )
    agrees(answer, "aligned", coin(exact))


def _known(rate: float) -> float:
    return 1 - exp(-rate * 0.5)


_P, _Q, _R = _known(1), _known(2), _known(3)
# Rates 1, 2, 3 and a deadline after half a year, p_i = 1 - e^(-i/2). `nested` is
# a and (b or two of (c, d, e)), the last three of rate 1.
_TWO = 3 * _P**2 - 2 * _P**3
BY_THE_DEADLINE = {
    "any": ("{any: [a, b, c]}", 1 - (1 - _P) * (1 - _Q) * (1 - _R)),
    "two": (
        "{at_least: 2, of: [a, b, c]}",
        _P * _Q + _P * _R + _Q * _R - 2 * _P * _Q * _R,
    ),
    "all": ("[a, b, c]", _P * _Q * _R),
    "nested": (
        "{all: [c, {any: [b, {at_least: 2, of: [a, d, e]}]}]}",
        _R * (1 - (1 - _Q) * (1 - _TWO)),
    ),
    "deeper": (
        "{any: [{all: [a, d]}, {all: [b, {any: [c, e]}]}]}",
        1 - (1 - _P**2) * (1 - _Q * (1 - (1 - _R) * (1 - _P))),
    ),
    "count of gates": (
        "{at_least: 2, of: [a, {all: [b, c]}, {any: [d, e]}]}",
        # a p, (b and c) q r, (d or e) s = 1 - (1 - p)^2: two of three independent events
        _P * _Q * _R
        + (_P + _Q * _R) * (1 - (1 - _P) ** 2)
        - 2 * _P * _Q * _R * (1 - (1 - _P) ** 2),
    ),
}


@shapes
@pytest.mark.parametrize(("gate", "exact"), BY_THE_DEADLINE.values(), ids=BY_THE_DEADLINE)
def test_nested_gates_by_a_deadline(show: Ask, opening: str, gate: str, exact: float) -> None:
    answer = show(
        opening
        + f"""
nodes:
  a: {{field: safety, work: rate(1)}}
  b: {{field: capability, work: rate(2)}}
  c: {{field: safety, work: rate(3)}}
  d: {{field: capability, work: rate(1)}}
  e: {{work: rate(1)}}
  good: {{field: safety, requires: {gate}, ending: {{aligned: 1}}}}
  bad: {{field: capability, work: 6 months, ending: {{misaligned: 1}}}}
"""
    )
    agrees(answer, "aligned", coin(exact))


def test_times_of_order_statistics(show: Ask) -> None:
    # With p = 1 - e^-t the k-th of three is known by t with probability 1 - (1-p)^3,
    # 3p^2 - 2p^3, p^3. At the median p is 1 - 2^(-1/3), 1/2, 2^(-1/3); with p' = 1 - p the
    # densities are 3(1-p)^2 p', 6p(1-p) p', 3p^2 p'.
    answer = show(
        OPENING
        + """
nodes:
  a: {work: rate(1)}
  b: {work: rate(1)}
  c: {work: rate(1)}
  first: {requires: {any: [a, b, c]}}
  second: {requires: {at_least: 2, of: [a, b, c]}}
  third: {requires: [a, b, c]}
  end: {work: 1000, ending: {aligned: 1}}
""",
        samples=MILLION,
    )
    root = 2 ** (-1 / 3)
    for node, p, slope in (
        ("first", 1 - root, 3 * root**2),
        ("second", 1 / 2, 6 / 4),
        ("third", root, 3 * root**2),
    ):
        figure = answer["nodes"][node]
        assert figure["known"] == pytest.approx(1)
        quantile(figure["median"], -log(1 - p), 0.5, MILLION, slope * (1 - p))
    agrees(answer, "aligned", certain(1))


def test_probability_that_a_node_is_known(show: Ask) -> None:
    # Rates 1 and 1/2 within a horizon of a year, the second behind a fact of chance 4/10.
    answer = show(
        """
techtree: 1
title: What is known within a year
start: 2026-01
horizon: 1 year
outcomes: {aligned: {value: 1}, undecided: {value: 0}}
nodes:
  sure: {work: rate(1)}
  fact: {chance: 0.4}
  doubtful: {requires: fact, work: rate(0.5)}
  end: {work: 1000, ending: {aligned: 1}}
"""
    )
    for node, exact in (
        ("sure", 1 - exp(-1)),
        ("fact", 0.4),
        ("doubtful", 0.4 * (1 - exp(-0.5))),
    ):
        error = (exact * (1 - exact) / answer["samples"]) ** 0.5
        assert answer["nodes"][node]["known"] == pytest.approx(exact, abs=6 * error)
