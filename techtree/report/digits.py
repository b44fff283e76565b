"""Write figures with the digits that their errors support, and no others."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Protocol

Z95 = 1.96  # standard errors on either side of a figure
EXACT = "exact"  # the same in every world
MINUS = "−"  # the sign, which stands apart from a hyphen
_EXACT = 1e-12  # a half-width below this is no error at all
_ROUNDING = 1e-9  # a half-width below this share of a figure is what rounding makes up
_MOST = 9  # digits after the point
_SURE = 11  # digits after the point that are no rounding of sums
_DRAWS_SHARE = 0.08  # half-width of an end of `inputs90`, as a share of the range (256 draws)


class Sampled(Protocol):
    """A figure with a 95% interval of its sampling."""

    @property
    def sampling95(self) -> tuple[float, float]:
        """Return its ends."""


def half_width(figure: Sampled) -> float:
    """Return half the length of the sampling interval of a figure."""
    low, high = figure.sampling95
    return (high - low) / 2.0


def places(half: float, scale: float = 1.0, exact: int = 4, of: float = 1.0) -> int:
    """Return how many digits after the point show two significant digits of a half-width.

    What is exact gets `exact` digits, or as many more as show two significant ones of `of`.

    >>> places(0.0034), places(0.0034, 100.0), places(12.0), places(0.0)
    (4, 2, 0, 4)
    """
    half = abs(half) * scale
    if half < _EXACT or not math.isfinite(half):
        size = abs(of) * scale
        return min(_MOST, max(exact, 1 - math.floor(math.log10(size)))) if size > 0.0 else exact
    return min(_MOST, max(0, 1 - math.floor(math.log10(half) + 1e-9)))


def plain(number: float, digits: int) -> str:
    """Write a number with so many digits after the point, never as less than a 0.

    Halves go to the even digit, so that of two parts of a whole one is rounded up and the other
    down, and a change as its opposite is.

    >>> plain(-0.001, 2), plain(1233.5, 0), plain(-12.0, 0), plain(0.0, 3)
    ('0.00', '1,234', '−12', '0')
    >>> plain(69.9925, 3), plain(30.0075, 3)
    ('69.992', '30.008')
    """
    if number == 0.0:
        return "0"
    text = f"{Decimal(f'{number:.{_SURE}f}'):,.{digits}f}"
    return text.replace("-", "" if _is_zero(text) else MINUS)


def signed(number: float, digits: int) -> str:
    """Write a change with its sign.

    >>> signed(0.5, 1), signed(-0.5, 1), signed(-0.01, 1)
    ('+0.5', '−0.5', '0.0')
    """
    text = plain(number, digits)
    return text if number <= 0 or _is_zero(text) else f"+{text}"


def rounded(number: float, digits: int) -> str:
    """Write a change with its sign, and what rounds to nothing as 0.

    >>> rounded(0.5, 1), rounded(-0.01, 1)
    ('+0.5', '0')
    """
    text = signed(number, digits)
    return "0" if _is_zero(text) else text


def percent(share: float, half: float) -> str:
    """Write a probability in percent.

    >>> percent(0.37651, 0.0041)
    '37.65%'
    """
    if share == 1.0:
        return "100%"
    return plain(100.0 * share, places(half, 100.0, exact=2)) + "%"


def percent_range(low: float, high: float) -> str:
    """Write an interval of probabilities in percent.

    >>> percent_range(0.3724, 0.3806)
    '37.24 to 38.06%'
    """
    if high - low < _EXACT:
        return EXACT
    digits = places((high - low) / 2.0, 100.0, exact=2)
    return f"{plain(100.0 * low, digits)} to {plain(100.0 * high, digits)}%"


def change(shift: float, half: float, scale: float = 1.0) -> str:
    """Write a shift with its sign."""
    return signed(shift * scale, places(half, scale, exact=_exact(scale), of=shift))


def change_range(low: float, high: float, half: float, scale: float = 1.0) -> str:
    """Write an interval of a shift, rounded as the shift itself is.

    >>> change_range(-0.0021, 0.0007, 0.0014, 100.0)
    '−0.21 to +0.07'
    """
    if high - low < _EXACT:
        return EXACT
    digits = places(half, scale, exact=_exact(scale))
    return f"{signed(low * scale, digits)} to {signed(high * scale, digits)}"


def input_range(low: float, high: float, half: float, scale: float = 1.0) -> str:
    """Write a range over the inputs, whose ends are no surer than the draws that found them."""
    return change_range(low, high, max(half, _DRAWS_SHARE * (high - low)), scale)


def plus_minus(
    shift: float,
    half: float,
    scale: float = 1.0,
    at_least: float = 0.0,
    at_most: float = math.inf,
) -> str:
    """Write a shift with its half-width, as if that were `at_least` so large, or `at_most`.

    A part of a sum is written as finely as the sum, so that one can add the parts up.

    >>> plus_minus(-0.00312, 0.00041, 100.0), plus_minus(-0.00312, 0.00041, 100.0, 0.02)
    ('−0.312 ± 0.041', '−0.3 ± 0.0')
    >>> plus_minus(0.0, 0.0031), plus_minus(0.00001, 0.0031)
    ('0 ± 0.0031', '0 ± 0.0031')
    >>> plus_minus(0.0123, 0.31, at_most=0.031)
    '+0.012 ± 0.310'
    """
    if half * scale < _EXACT or half < _ROUNDING * abs(shift):
        return change(shift, at_least, scale)
    digits = places(min(max(half, at_least), at_most or half), scale)
    return f"{rounded(shift * scale, digits)} ± {plain(half * scale, digits)}"


def whole_percent(share: float) -> str:
    """Write a share in whole percents, with 0 and 100 only for all and none.

    >>> whole_percent(1.0), whole_percent(0.9961), whole_percent(0.414)
    ('100%', '>99%', '41%')
    """
    if 0.0 < share < 0.01:
        return "<1%"
    if 0.99 < share < 1.0:
        return ">99%"
    return f"{100.0 * share:.0f}%"


def _exact(scale: float) -> int:
    return 2 if scale >= 10.0 else 4


def _is_zero(text: str) -> bool:
    return not text.strip("-0.,")
