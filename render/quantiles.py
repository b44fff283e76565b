"""Quantiles of a tree's numbers, so that a drawing can show a range instead of a formula."""

from __future__ import annotations

import math
from statistics import NormalDist

from techtree.model.numbers import Distribution, Fixed, Mixture, Number, Uncertain

_NORMAL = NormalDist()
_STEPS = 60  # halvings of an interval: more than a float can tell apart


def median(number: Number) -> float:
    """Return the median of a number."""
    return quantile(number, 0.5)


def quantile(number: Number, p: float) -> float:
    """Return the value below which a number falls with probability ``p``, 0 < p < 1.

    >>> quantile(Fixed(3.0), 0.05)
    3.0
    """
    return number.value if isinstance(number, Fixed) else _quantile(number, p)


def _quantile(number: Uncertain, p: float) -> float:
    match number.distribution:
        case Mixture(parts):
            return _of_mixture(parts, p)
        case Distribution() as distribution:
            return _of_distribution(distribution, p)


def _of_distribution(distribution: Distribution, p: float) -> float:
    match distribution.family, distribution.args:
        case "exponential", (mean,):
            return -mean * math.log1p(-p)
        case "lognormal", (middle, sigma):
            return middle * math.exp(sigma * _NORMAL.inv_cdf(p))
        case "logitnormal", (mean, sd):
            return 1 / (1 + math.exp(-(mean + sd * _NORMAL.inv_cdf(p))))
        case "normal", (mean, sd):
            return _truncated_normal(mean, sd, p)
        case "uniform", (low, high):
            return low + p * (high - low)
        case "triangular", (low, mode, high):
            return _triangular(low, mode, high, p)
        case "weibull", (shape, scale):
            return scale * (-math.log1p(-p)) ** (1 / shape)
        case family, args:
            return _incomplete(family, args, p)


def _truncated_normal(mean: float, sd: float, p: float) -> float:
    if sd == 0:
        return max(mean, 0.0)
    cut = _NORMAL.cdf(-mean / sd)
    share = cut + p * (1 - cut)
    return max(mean + sd * _NORMAL.inv_cdf(share), 0.0) if 0 < share < 1 else 0.0


def _triangular(low: float, mode: float, high: float, p: float) -> float:
    if high == low:
        return low
    turn = (mode - low) / (high - low)
    if p <= turn:
        return low + math.sqrt(p * (high - low) * (mode - low))
    return high - math.sqrt((1 - p) * (high - low) * (high - mode))


def _incomplete(family: str, args: tuple[float, ...], p: float) -> float:
    from scipy.special import betaincinv, gammaincinv  # slow, seldom needed

    first, second = args
    match family:
        case "gamma":
            return float(second * gammaincinv(first, p))
        case "erlang":
            return float(second / first * gammaincinv(first, p))
        case _:
            return float(betaincinv(first, second, p))


def _of_mixture(parts: tuple[tuple[float, Distribution | Fixed], ...], p: float) -> float:
    """Halve the interval that holds the quantiles of all parts; ``p`` is a share of the weight."""
    ends = [_part(part, p) for _, part in parts]
    total = sum(weight for weight, _ in parts)
    low, high = min(ends), max(ends)
    if _weight_below(parts, low) >= p * total:  # it stands on a value that has weight of its own
        return low
    for _ in range(_STEPS):
        middle = (low + high) / 2
        below = _weight_below(parts, middle)
        low, high = (middle, high) if below < p * total else (low, middle)
    return high


def _weight_below(parts: tuple[tuple[float, Distribution | Fixed], ...], value: float) -> float:
    return sum(weight * _share_below(part, value) for weight, part in parts)


def _part(part: Distribution | Fixed, p: float) -> float:
    return part.value if isinstance(part, Fixed) else _of_distribution(part, p)


def _share_below(part: Distribution | Fixed, value: float) -> float:
    if isinstance(part, Fixed):
        return float(part.value <= value)
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if not 0 < middle < 1:
            break
        low, high = (middle, high) if _of_distribution(part, middle) <= value else (low, middle)
    return low
