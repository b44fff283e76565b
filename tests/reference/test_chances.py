"""Facts, odds, ranges on probabilities, words for them, and parameters shared by two numbers."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit, logit

from .checks import Law, agrees, coin
from .conftest import Ask
from .shapes import OPENING, SHAPES

shapes = pytest.mark.parametrize("opening", SHAPES.values(), ids=SHAPES)

Z90 = float(stats.norm.ppf(0.95))

FACTS = {
    "one": ("a: {chance: 0.4}", "a", 2 / 5),
    "percent": ("a: {chance: 35%}", "a", 0.35),
    "two": ("a: {chance: 0.4}\n  b: {chance: 0.5}", "[a, b]", 1 / 5),
    "either": ("a: {chance: 0.4}\n  b: {chance: 0.5}", "{any: [a, b]}", 1 - 3 / 5 * 1 / 2),
    # odds 2/3 * 3 = 2
    "odds": ("a: {chance: 0.4}\n  c: {unlocked: true, effects: [{odds: a, by: 3}]}", "a", 2 / 3),
    # odds 2/3 * 3 * 2 = 4
    "two odds": (
        "a: {chance: 0.4}\n  c: {unlocked: true, effects: [{odds: a, by: 3}, {odds: a, by: 2}]}",
        "a",
        4 / 5,
    ),
    # 1/2 of the time c holds: 2/3, else 2/5
    "odds from a fact": (
        "a: {work: 1, chance: 0.4}\n  c: {chance: 0.5, effects: [{odds: a, by: 3}]}",
        "a",
        (2 / 3 + 2 / 5) / 2,
    ),
    "odds with a chance": (
        "a: {work: 1, chance: 0.4}\n"
        "  c: {unlocked: true, effects: [{odds: a, by: 3, chance: 0.25}]}",
        "a",
        2 / 3 / 4 + 2 / 5 * 3 / 4,
    ),
    # one draw of the fact, wherever it is required
    "the same fact twice": ("a: {chance: 0.4}\n  b: {requires: a}", "[a, b]", 2 / 5),
}


@shapes
@pytest.mark.parametrize(("nodes", "gate", "exact"), FACTS.values(), ids=FACTS)
def test_facts(show: Ask, opening: str, nodes: str, gate: str, exact: float) -> None:
    answer = show(
        f"""{opening}
nodes:
  {nodes}
  good: {{field: safety, requires: {gate}, ending: {{aligned: 1}}}}
  bad: {{field: capability, work: 3, ending: {{misaligned: 1}}}}
"""
    )
    agrees(answer, "aligned", coin(exact))


def _logit_normal(low: float, high: float) -> Law:
    """Return the law of a share whose 5th and 95th percentile are these, by quadrature."""
    middle, half = (logit(low) + logit(high)) / 2, (logit(high) - logit(low)) / 2
    nodes, weights = np.polynomial.hermite_e.hermegauss(101)
    shares = expit(middle + half / Z90 * nodes)
    weights = weights / weights.sum()
    mean = float(weights @ shares)
    return Law(mean, float(weights @ (shares - mean) ** 2) ** 0.5)


# ICD 203, and two words more
WORDS = {
    "almost no chance": (0.01, 0.05),
    "very unlikely": (0.05, 0.20),
    "unlikely": (0.20, 0.45),
    "roughly even chance": (0.45, 0.55),
    "likely": (0.55, 0.80),
    "very likely": (0.80, 0.95),
    "almost certain": (0.95, 0.99),
    "possible": (0.05, 0.50),
    "plausible": (0.20, 0.60),
}
SHARES = WORDS | {"20% to 60%": (0.2, 0.6), "20 to 60%": (0.2, 0.6), "0.01 to 0.3": (0.01, 0.3)}


@pytest.mark.parametrize(("words", "ends"), SHARES.items(), ids=SHARES)
def test_uncertain_share_of_an_ending(show: Ask, words: str, ends: tuple[float, float]) -> None:
    # The share itself is averaged: its mean and spread, not those of a coin.
    answer = show(
        OPENING + f"nodes:\n  end: {{work: 1, ending: {{aligned: {words}, misaligned: rest}}}}\n"
    )
    agrees(answer, "aligned", _logit_normal(*ends))


@pytest.mark.parametrize("words", ["likely", "unlikely", "plausible", "20% to 60%"])
def test_uncertain_chance_of_a_fact(show: Ask, words: str) -> None:
    # A coin of the mean of the range.
    answer = show(
        OPENING
        + f"nodes:\n  a: {{chance: {words}}}\n  end: {{requires: a, ending: {{aligned: 1}}}}\n"
    )
    agrees(answer, "aligned", coin(_logit_normal(*SHARES[words]).mean))


def test_uncertain_factor(show: Ask) -> None:
    # Even odds times f, lognormal with 5% at 2 and 95% at 6: expit of a normal.
    middle, half = log(12) / 2, log(3) / 2
    exact = _logit_normal(float(expit(middle - half)), float(expit(middle + half)))
    answer = show(
        OPENING
        + """
nodes:
  oversight: {unlocked: true, effects: [{odds: end, of: aligned, by: 2 to 6}]}
  end: {work: 1, ending: {aligned: 0.5, misaligned: 0.5}}
"""
    )
    agrees(answer, "aligned", exact)


@pytest.mark.parametrize(
    ("chance", "exact"),
    [
        ('"uniform(0, 1)"', 1 / 4),  # two draws: E[p]^2
        ("$p", 1 / 3),  # one draw wherever it is named: E[p^2]
    ],
)
def test_shared_parameter_of_two_facts(show: Ask, chance: str, exact: float) -> None:
    answer = show(
        OPENING
        + f"""
parameters:
  p: {{value: "uniform(0, 1)", as: probability}}
nodes:
  a: {{chance: {chance}}}
  b: {{chance: {chance}}}
  unused: {{chance: $p}}
  good: {{requires: [a, b], ending: {{aligned: 1}}}}
"""
    )
    agrees(answer, "aligned", coin(exact))


@pytest.mark.parametrize(
    ("work", "exact"),
    [
        ("exponential(1)", (1 - exp(-1)) ** 2),
        ("$d", 1 - exp(-1)),  # both at the same time
    ],
)
@shapes
def test_shared_parameter_of_two_works(show: Ask, opening: str, work: str, exact: float) -> None:
    answer = show(
        opening
        + f"""
parameters:
  d: {{value: exponential(1), as: duration}}
nodes:
  a: {{field: safety, work: {work}}}
  b: {{field: capability, work: {work}}}
  unused: {{work: $d}}
  good: {{field: safety, requires: [a, b], ending: {{aligned: 1}}}}
  bad: {{work: 1, ending: {{misaligned: 1}}}}
"""
    )
    agrees(answer, "aligned", coin(exact))


def test_shared_share_of_two_endings(show: Ask) -> None:
    # Two endings race at rates 1 and 1 with the same uniform share p: mean 1/2, spread that of
    # the uniform, 1/sqrt(12), whichever comes first. With 1 - p in the second: the same law.
    answer = show(
        OPENING
        + """
parameters:
  p: {value: "uniform(0, 1)", as: probability}
nodes:
  first: {work: rate(1), ending: {aligned: $p, misaligned: rest}}
  second: {work: rate(1), ending: {misaligned: $p, aligned: rest}}
"""
    )
    agrees(answer, "aligned", Law(1 / 2, (1 / 12) ** 0.5))
    agrees(answer, "misaligned", Law(1 / 2, (1 / 12) ** 0.5))


def test_correlation_through_efforts(show: Ask) -> None:
    # Both labs have effort s, 1/2 or 2, against a storm of rate 1: the mean of s/(2s + 1) is
    # (1/4 + 2/5)/2 = 13/40. (Drawn apart: (1/4 + 1/7 + 4/7 + 2/5)/4 = 0.341.)
    answer = show(
        OPENING
        + """
parameters:
  s: {value: {mixture: [[0.5, 0.5], [0.5, 2]]}, as: factor}
actors:
  lab_a: {effort: {safety: $s}}
  lab_b: {effort: {capability: $s}}
nodes:
  good: {field: safety, work: rate(1), ending: {aligned: 1}}
  bad: {field: capability, work: rate(1), ending: {misaligned: 1}}
  storm: {work: rate(1), ending: {misaligned: 1}}
"""
    )
    agrees(answer, "aligned", coin(13 / 40))
