"""The mean of a cost: against scipy, and by hand."""

from __future__ import annotations

import math

import pytest
from scipy import integrate, stats

from techtree.model.numbers import Distribution, Family, Fixed, Mixture, Uncertain
from techtree.portfolio.reading.costs import mean


def of(family: Family, *args: float) -> float:
    return mean(Uncertain("x", Distribution(family, args), "input"))


EXPECTED = {
    ("exponential", 3.0): 3.0,
    ("erlang", 4.0, 3.0): 3.0,
    ("uniform", 1.0, 4.0): 5 / 2,
    ("triangular", 1.0, 2.0, 6.0): 9 / 3,
    ("gamma", 2.5, 4.0): 10.0,
    ("beta", 2.0, 6.0): 1 / 4,
    ("weibull", 1.0, 7.0): 7.0,  # an exponential
    ("weibull", 2.0, 1.0): math.sqrt(math.pi) / 2,  # a Rayleigh distribution
    ("lognormal", 2.0, 1.5): stats.lognorm(1.5, scale=2.0).mean(),
    ("normal", 1.0, 2.0): stats.truncnorm(-0.5, math.inf, loc=1.0, scale=2.0).mean(),
    ("normal", -3.0, 1.0): stats.truncnorm(3.0, math.inf, loc=-3.0, scale=1.0).mean(),
}


@pytest.mark.parametrize("written", EXPECTED, ids=str)
def test_means(written: tuple[Family, float]) -> None:
    assert of(*written) == pytest.approx(EXPECTED[written], rel=1e-9)


@pytest.mark.parametrize(("middle", "sd"), [(0.0, 1.0), (2.0, 0.3), (-3.0, 5.0), (1.0, 20.0)])
def test_logitnormal(middle: float, sd: float) -> None:
    def share(z: float) -> float:
        return float(stats.norm.pdf(z)) / (1 + math.exp(-(middle + sd * z)))

    turn = -middle / sd
    parts = [integrate.quad(share, *ends)[0] for ends in ((-12, turn), (turn, 12))]
    assert of("logitnormal", middle, sd) == pytest.approx(sum(parts), rel=1e-6)


def test_mixtures_and_what_is_too_large() -> None:
    parts = ((0.25, Fixed(2.0)), (0.75, Distribution("uniform", (0.0, 4.0))))
    assert mean(Uncertain("x", Mixture(parts), "input")) == 0.25 * 2 + 0.75 * 2
    assert of("lognormal", 1.0, 50.0) == math.inf
    assert mean(Fixed(1.5)) == 1.5
