"""Draws follow their distributions, and depend on seed, name and index alone.

Each statistical check compares 20,000 draws with scipy's distribution by Kolmogorov and Smirnov
and fails falsely once in a million; a planted error shows that it can fail.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from numba import njit
from scipy import stats

from techtree.engine import draws
from techtree.engine.draws import draw, fill, key_of
from techtree.engine.slots import Slots
from techtree.model.numbers import Distribution, Fixed, Mixture, Uncertain

N = 20_000
FALSE_ALARM = 1e-6


@njit
def one_draw(numbers, slot, index):  # type: ignore[no-untyped-def]
    return draw(numbers, slot, index, 0.0)


def sample(distribution: Distribution | Mixture, name: str = "x", seed: int = 1) -> np.ndarray:
    slots = Slots(seed)
    slot = slots.number(Uncertain(name, distribution, "race"))
    numbers = slots.numbers()
    out = np.empty(N)
    fill(numbers, slot, 0, out)
    return out


CASES = [
    (("exponential", (2.5,)), stats.expon(scale=2.5)),
    (("lognormal", (3.0, 0.5)), stats.lognorm(0.5, scale=3.0)),
    (("uniform", (-1.0, 4.0)), stats.uniform(-1.0, 5.0)),
    (("triangular", (1.0, 2.0, 5.0)), stats.triang(0.25, 1.0, 4.0)),
    (("gamma", (0.4, 2.0)), stats.gamma(0.4, scale=2.0)),
    (("gamma", (7.5, 0.3)), stats.gamma(7.5, scale=0.3)),
    (("weibull", (1.7, 2.0)), stats.weibull_min(1.7, scale=2.0)),
    (("beta", (2.0, 5.0)), stats.beta(2.0, 5.0)),
    (("beta", (0.3, 0.6)), stats.beta(0.3, 0.6)),
    (("erlang", (4.0, 6.0)), stats.gamma(4.0, scale=1.5)),
    (("normal", (1.0, 2.0)), stats.truncnorm(-0.5, math.inf, 1.0, 2.0)),
    (("normal", (-3.0, 1.0)), stats.truncnorm(3.0, math.inf, -3.0, 1.0)),
]


@pytest.mark.parametrize(("written", "law"), CASES, ids=lambda x: str(x)[:40])
def test_families_follow_their_laws(written, law) -> None:
    assert stats.kstest(sample(Distribution(*written)), law.cdf).pvalue > FALSE_ALARM


def test_the_check_catches_a_wrong_parameter() -> None:
    wrong = stats.expon(scale=2.7)
    assert stats.kstest(sample(Distribution("exponential", (2.5,))), wrong.cdf).pvalue < FALSE_ALARM


def test_logitnormal_is_normal_in_log_odds() -> None:
    x = sample(Distribution("logitnormal", (0.3, 0.8)))
    assert stats.kstest(np.log(x / (1.0 - x)), stats.norm(0.3, 0.8).cdf).pvalue > FALSE_ALARM


def test_mixture_takes_its_parts_by_weight() -> None:
    x = sample(Mixture(((0.3, Fixed(2.0)), (0.7, Distribution("exponential", (1.0,))))))
    fixed = int((x == 2.0).sum())
    assert stats.binomtest(fixed, N, 0.3).pvalue > FALSE_ALARM
    rest = x[x != 2.0]
    assert stats.kstest(rest, stats.expon().cdf).pvalue > FALSE_ALARM


def test_names_and_indices_are_independent() -> None:
    a, b = (sample(Distribution("uniform", (0.0, 1.0)), name) for name in ("a", "b"))
    for x, y in ((a, b), (a[1:], a[:-1]), (a[7:], b[:-7])):
        assert stats.spearmanr(x, y).pvalue > FALSE_ALARM


def test_all_draws_are_distinct() -> None:
    many = [sample(Distribution("uniform", (0.0, 1.0)), f"n{i}") for i in range(50)]
    assert len(np.unique(np.concatenate(many))) == 50 * N


def test_one_draw_is_the_same_as_in_a_block() -> None:
    for family, args in [written for written, _ in CASES]:
        slots = Slots(3)
        slot = slots.number(Uncertain("x", Distribution(family, args), "race"))
        numbers = slots.numbers()
        out = np.empty(50)
        fill(numbers, slot, 1000, out)
        assert [one_draw(numbers, slot, 1000 + i) for i in range(50)] == list(out)


def test_log_is_within_a_unit_in_the_last_place() -> None:
    x = np.concatenate([np.random.default_rng(5).random(5000), 1.0 - 2.0 ** -np.arange(2, 53)])
    got = np.array([draws.log(v) for v in x])
    want = np.array([math.log(v) for v in x])
    assert np.all(np.abs(got - want) <= 2.3e-16 * np.abs(want))


def test_keys_depend_on_seed_and_name() -> None:
    assert len({key_of(seed, name) for seed in range(50) for name in ("a", "b", "ab")}) == 150


def test_uniforms_of_a_key_are_those_that_are_compiled() -> None:
    slots = Slots(3)
    slot = slots.uniform("x")
    out = np.empty(1000)
    fill(slots.numbers(), slot, 2**40, out)
    assert list(draws.uniforms(slots.numbers().keys[slot], 2**40, 1000)) == list(out)
