"""The mean of a number, with which an uncertain cost counts."""

from __future__ import annotations

import math
from statistics import NormalDist

from techtree.model.numbers import Distribution, Fixed, Mixture, Number

_STANDARD = NormalDist()
_STEP = 1 / 256  # of the trapezoid rule, in standard deviations


def mean(number: Number) -> float:
    """Return the mean; infinity where it is too large for a number.

    >>> mean(Fixed(3.0))
    3.0
    """
    return _mean(number if isinstance(number, Fixed) else number.distribution)


def _mean(drawn: Fixed | Distribution | Mixture) -> float:
    match drawn:
        case Fixed(value):
            return value
        case Mixture(parts):
            return math.fsum(weight * _mean(part) for weight, part in parts)
        case Distribution(family, args):
            try:
                return _of_family(family, args)
            except OverflowError:
                return math.inf


def _of_family(family: str, args: tuple[float, ...]) -> float:
    match family, args:
        case "exponential", (mean,):
            return mean
        case "lognormal", (median, sigma):
            return median * math.exp(sigma * sigma / 2)
        case "logitnormal", (middle, sd):
            return _logitnormal(middle, sd)
        case "normal", (mean, sd):  # truncated at 0
            kept = _STANDARD.cdf(mean / sd)
            return mean + sd * _STANDARD.pdf(mean / sd) / kept
        case "uniform", (low, high):
            return (low + high) / 2
        case "triangular", (low, mode, high):
            return (low + mode + high) / 3
        case "gamma", (shape, scale):
            return shape * scale
        case "weibull", (shape, scale):
            return scale * math.gamma(1 + 1 / shape)
        case "beta", (a, b):
            return a / (a + b)
        case "erlang", (_, mean):
            return mean
    raise AssertionError(family)


def _logitnormal(middle: float, sd: float) -> float:
    """Integrate by the trapezoid rule, over the nine standard deviations on either side."""
    reach = round(9 / _STEP)
    total = 0.0
    for step in range(-reach, reach + 1):
        z = step * _STEP
        total += _STANDARD.pdf(z) * 0.5 * (1 + math.tanh((middle + sd * z) / 2))
    return total * _STEP
