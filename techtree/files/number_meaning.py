"""What a number that was written means as a number of its kind: a value or a distribution.

Ranges are fitted to their 5th and 95th percentile: lognormal, or logit-normal for probabilities.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist
from typing import TypeAlias

from techtree.files.dates import FIRST_YEAR, LAST_YEAR, is_year
from techtree.files.number_grammar import (
    FAMILY_ARGUMENTS,
    PERCENT,
    UNITS,
    WORDS,
    Call,
    Date,
    Expression,
    MixtureOf,
    NumberError,
    Parameter,
    Quantity,
    Range,
    Word,
)
from techtree.files.number_kinds import Kind
from techtree.model.numbers import Distribution, Fixed, Mixture

Drawn: TypeAlias = Fixed | Distribution | Mixture

Z95 = NormalDist().inv_cdf(0.95)
_ON_THE_CALENDAR = {"uniform", "triangular"}
_PLAIN = {"sigma", "shape", "stages", "a", "b", "rate"}


def meaning(expression: Expression, kind: Kind, start: float | None) -> Drawn:
    """Turn an expression into a value or a distribution of a kind, in years after ``start``.

    Raises NumberError if it cannot be one. Parameters are resolved by the caller.
    """
    match expression:
        case Quantity() | Date():
            drawn: Drawn = Fixed(_value(expression, kind, start))
        case Range(low, high):
            drawn = _range(_value(low, kind, start), _value(high, kind, start), kind)
        case Word(text):
            if not kind.words:
                raise NumberError(f"'{text}' is a probability; here stands {kind.what}")
            drawn = _range(*WORDS[text], kind)
        case Call():
            drawn = _call(expression, kind, start)
        case MixtureOf(parts):
            drawn = _mixture(parts, kind, start)
        case Parameter():
            raise NumberError("a parameter stands alone, not inside a distribution")
    check_bounds(drawn, kind)
    return drawn


def check_bounds(drawn: Drawn, kind: Kind) -> None:
    """Raise NumberError if a number can take a value that its kind cannot."""
    low, high = support(drawn)
    if low >= kind.low and high <= kind.high:
        return
    if isinstance(drawn, Fixed):
        raise NumberError(f"{drawn.value:g} is not {kind.what}: that is {kind.allowed}")
    reach = f"{'above ' + format(kind.high, 'g') if high > kind.high else 'below 0'}"
    advice = ""
    if kind.name == "probability":
        advice = "; write a range, or a uniform, triangular or beta distribution within 0 and 1"
    raise NumberError(f"this distribution can be {reach}, which {kind.what} cannot{advice}")


def support(drawn: Drawn) -> tuple[float, float]:
    """Return the smallest interval that holds every value.

    >>> support(Distribution("uniform", (0.2, 0.6)))
    (0.2, 0.6)
    """
    match drawn:
        case Fixed(value):
            return value, value
        case Mixture(parts):
            bounds = [support(part) for _, part in parts]
            return min(low for low, _ in bounds), max(high for _, high in bounds)
        case Distribution("uniform" | "triangular", args):
            return args[0], args[-1]
        case Distribution("beta" | "logitnormal"):
            return 0.0, 1.0
    return 0.0, math.inf


def _value(written: Quantity | Date, kind: Kind, start: float | None) -> float:
    if isinstance(written, Date):
        if not kind.dated:
            raise NumberError(f"a date cannot stand here; here stands {kind.what}, {kind.allowed}")
        return _since(written.year, start)
    value, unit = written.value, written.unit
    if unit is None:
        if kind.dated and is_year(value):
            return _since(value, start)
        if kind.dated and FIRST_YEAR <= value <= LAST_YEAR:
            raise NumberError(f"{value:g} is no time; write a date such as {int(value)}-07")
        return value
    if unit == PERCENT:
        if kind.timed:
            raise NumberError(f"{value:g}% cannot stand here; here stands {kind.what}")
        return value / 100
    if not kind.timed:
        raise NumberError(
            f"'{value:g} {unit if value == 1 else unit + 's'}' is a length of time; "
            f"here stands {kind.what}, {kind.allowed}"
        )
    return value * UNITS[unit]


def _since(year: float, start: float | None) -> float:
    if start is None:
        raise NumberError("a date needs a `start` of the tree, such as `start: 2026-01`")
    return year - start


def _range(low: float, high: float, kind: Kind) -> Drawn:
    if low > high:
        raise NumberError(f"this runs from {low:g} down to {high:g}; the lower end comes first")
    if low == high:
        return Fixed(low)
    if kind.name == "probability":
        if low < 0 or high > 1:
            outside = low if low < 0 else high
            raise NumberError(f"{outside:g} is not a probability: that is between 0 and 1")
        if low == 0 or high == 1:
            raise NumberError(
                f"a range of probabilities has both ends strictly between 0 and 1; "
                f"write uniform({low:g}, {high:g}), or an end such as "
                f"{'0.1%' if low == 0 else '99.9%'}"
            )
        a, b = math.log(low / (1 - low)), math.log(high / (1 - high))
        return Distribution("logitnormal", ((a + b) / 2, (b - a) / (2 * Z95)))
    if low <= 0:
        if kind.low == 0 and low < 0:
            raise NumberError(f"{low:g} is not {kind.what}: that is {kind.allowed}")
        raise NumberError(
            f"a range has both ends above 0 (its 5th and 95th percentile); "
            f"write uniform({low:g}, {high:g}) for what starts at {low:g}"
        )
    a, b = math.log(low), math.log(high)
    return Distribution("lognormal", (math.sqrt(low) * math.sqrt(high), (b - a) / (2 * Z95)))


def _call(call: Call, kind: Kind, start: float | None) -> Drawn:
    names = FAMILY_ARGUMENTS[call.family]
    values: list[float] = []
    for name, argument in zip(names, call.arguments, strict=True):
        if name in _PLAIN or call.family == "logitnormal":
            if isinstance(argument, Date) or argument.unit is not None:
                raise NumberError(f"the {name} of {call.family}(...) takes no unit")
            values.append(argument.value)
        elif kind.dated and call.family not in _ON_THE_CALENDAR:
            if isinstance(argument, Date):
                raise NumberError(f"a date cannot stand in {call.family}(...)")
            unit = argument.unit or "year"
            values.append(_value(Quantity(argument.value, unit), kind, start))
        else:
            values.append(_value(argument, kind, start))
    if call.family == "normal" and kind.low < 0 and values[0] < 0:
        raise NumberError(
            f"normal(mean, sd) is cut at 0, and {values[0]:g} lies below; "
            "write uniform(low, high) or triangular(low, mode, high)"
        )
    return FAMILIES[call.family](*values)


def _mixture(parts: tuple[tuple[float, Expression], ...], kind: Kind, start: float | None) -> Drawn:
    meant = [(weight, meaning(part, kind, start)) for weight, part in parts]
    total = math.fsum(weight for weight, _ in meant)
    if any(weight < 0 for weight, _ in meant):
        raise NumberError("the weights of a mixture are 0 or more")
    if abs(total - 1) > 1e-9:
        raise NumberError(f"the weights of a mixture add up to {total:.6g}; they must add up to 1")
    flat: list[tuple[float, Distribution | Fixed]] = []
    for weight, part in meant:
        if isinstance(part, Mixture):
            flat.extend((weight * inner, leaf) for inner, leaf in part.parts)
        elif weight > 0:
            flat.append((weight, part))
    if len(flat) == 1:
        return flat[0][1]
    return Mixture(tuple(flat))


def _demand(holds: bool, sentence: str) -> None:
    if not holds:
        raise NumberError(sentence)


def _exponential(mean: float) -> Drawn:
    _demand(mean >= 0, f"the mean of exponential(mean) is 0 or more, not {mean:g}")
    return Distribution("exponential", (mean,)) if mean > 0 else Fixed(0.0)


def _rate(rate: float) -> Drawn:
    _demand(rate > 0, f"the rate of rate(r) is above 0, not {rate:g}")
    return Distribution("exponential", (1 / rate,))


def _lognormal(median: float, sigma: float) -> Drawn:
    _demand(median > 0, f"the median of lognormal(median, sigma) is above 0, not {median:g}")
    _demand(0 <= sigma <= 20, f"the sigma of lognormal(median, sigma) is 0 to 20, not {sigma:g}")
    return Distribution("lognormal", (median, sigma)) if sigma > 0 else Fixed(median)


def _logitnormal(mean: float, sd: float) -> Drawn:
    _demand(abs(mean) <= 50, f"the mean of logitnormal(mean, sd) is -50 to 50, not {mean:g}")
    _demand(0 <= sd <= 20, f"the sd of logitnormal(mean, sd) is 0 to 20, not {sd:g}")
    if sd > 0:
        return Distribution("logitnormal", (mean, sd))
    return Fixed(1 / (1 + math.exp(-mean)))


def _normal(mean: float, sd: float) -> Drawn:
    _demand(sd >= 0, f"the sd of normal(mean, sd) is 0 or more, not {sd:g}")
    if sd == 0:
        _demand(mean >= 0, f"normal(mean, sd) is cut at 0, which leaves nothing of {mean:g}")
        return Fixed(mean)
    _demand(
        mean >= -5 * sd,
        f"normal(mean, sd) is cut at 0, which leaves next to nothing of normal({mean:g}, {sd:g})",
    )
    return Distribution("normal", (mean, sd))


def _uniform(low: float, high: float) -> Drawn:
    _demand(low <= high, f"uniform(low, high) runs from {low:g} down to {high:g}")
    return Distribution("uniform", (low, high)) if low < high else Fixed(low)


def _triangular(low: float, mode: float, high: float) -> Drawn:
    _demand(
        low <= mode <= high,
        f"triangular(low, mode, high) needs low <= mode <= high, not {low:g}, {mode:g}, {high:g}",
    )
    return Distribution("triangular", (low, mode, high)) if low < high else Fixed(low)


def _gamma(shape: float, scale: float) -> Drawn:
    _demand(0.01 <= shape <= 1e6, f"the shape of gamma(shape, scale) is 0.01 to 1e6, not {shape:g}")
    _demand(scale > 0, f"the scale of gamma(shape, scale) is above 0, not {scale:g}")
    return Distribution("gamma", (shape, scale))


def _weibull(shape: float, scale: float) -> Drawn:
    _demand(
        0.05 <= shape <= 1e6, f"the shape of weibull(shape, scale) is 0.05 to 1e6, not {shape:g}"
    )
    _demand(scale > 0, f"the scale of weibull(shape, scale) is above 0, not {scale:g}")
    return Distribution("weibull", (shape, scale))


def _beta(a: float, b: float) -> Drawn:
    _demand(0.01 <= a <= 1e6 and 0.01 <= b <= 1e6, f"beta(a, b) takes 0.01 to 1e6: {a:g}, {b:g}")
    return Distribution("beta", (a, b))


def _erlang(stages: float, mean: float) -> Drawn:
    whole = stages == int(stages) and 1 <= stages <= 1000
    _demand(whole, f"the stages of erlang(stages, mean) are a whole number 1 to 1000: {stages:g}")
    _demand(mean > 0, f"the mean of erlang(stages, mean) is above 0, not {mean:g}")
    return Distribution("erlang", (stages, mean))


FAMILIES: dict[str, Callable[..., Drawn]] = {
    "exponential": _exponential,
    "lognormal": _lognormal,
    "logitnormal": _logitnormal,
    "normal": _normal,
    "uniform": _uniform,
    "triangular": _triangular,
    "gamma": _gamma,
    "weibull": _weibull,
    "beta": _beta,
    "erlang": _erlang,
    "rate": _rate,
}
