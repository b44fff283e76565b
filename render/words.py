"""Numbers, times and long titles in the few words that fit a drawing."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal

from render.escape import visible
from render.quantiles import quantile
from render.widths import broken, fitted
from techtree.model.numbers import Fixed, Number

TITLE_WIDTH = 22  # characters
TITLE_LINES = 4
_NOISE = 9  # decimals of a share: what is closer to 0 or 1 is the noise of sums
LOW, HIGH = 0.05, 0.95  # the quantiles between which a range is shown
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS = ((365.25, 1 / 12, "day"), (12.0, 1.5, "month"), (1.0, math.inf, "year"))


def wrapped(text: str, width: int = TITLE_WIDTH, lines: int = TITLE_LINES) -> tuple[str, ...]:
    """Break text into lines, with an ellipsis where it does not fit.

    >>> wrapped("Scalable oversight of agents", 18)
    ('Scalable oversight', 'of agents')
    """
    return broken(visible(text), width, lines)


def short(text: str, width: int = 28) -> str:
    """Cut text to one line, with an ellipsis where it does not fit.

    >>> short("interpretability of large models", 20)
    'interpretability of…'
    """
    return fitted(visible(text), width)


def compact(value: float) -> str:
    """Write a number in at most three significant digits, without an exponent.

    >>> compact(0.3333), compact(2.0), compact(12345.0)
    ('0.333', '2', '12,300')
    """
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "∞" if value > 0 else "−∞"
    digits = 2 - math.floor(math.log10(abs(value)))
    rounded = round(value, digits)
    text = f"{rounded:,.{max(digits, 0)}f}"
    return minus(text.rstrip("0").rstrip(".") if "." in text else text)


def percent(share: float, beside_change: bool = False) -> str:
    """Write a probability in percent, finer near 0 and 1, and beside a change in tenths.

    >>> percent(0.524), percent(0.0312), percent(0.004), percent(0.00001)
    ('52%', '3%', '0.4%', '<0.1%')
    >>> percent(0.0312, beside_change=True), percent(1.0, beside_change=True)
    ('3.1%', '100%')
    >>> percent(0.6455, beside_change=True), percent(0.3545, beside_change=True)
    ('64.6%', '35.4%')
    """
    share = round(share, _NOISE)
    if 0 < share <= 0.0005:
        return "<0.1%"
    if 0.9995 <= share < 1:
        return ">99.9%"
    fine = 0 < share < 1 and (beside_change or not 0.01 <= share <= 0.99)
    whole = Decimal(f"{100 * share:.{_NOISE - 2}f}")  # of two halves that make 100, one goes up
    return f"{whole:.1f}%" if fine else f"{whole:.0f}%"


def points(change: float) -> str:
    """Write a change of probability in percentage points, with its sign; only none is written as 0.

    >>> points(-0.0141), points(0.0), points(-0.00033)
    ('−1.4 pp', '±0.0 pp', '−0.03 pp')
    """
    moved = 100 * round(change, _NOISE)
    if moved == 0:
        return "±0.0 pp"
    text = f"{moved:+.1f}"
    return f"{minus(text) if float(text) else signed(float(f'{moved:.1g}'))} pp"


def signed(change: float) -> str:
    """Write a change of value, with its sign.

    >>> signed(0.03124), signed(-12.0), signed(0.0)
    ('+0.0312', '−12', '±0')
    """
    text = compact(change)
    return "±0" if text in ("0", "−0") else text if change < 0 else f"+{text}"


def date(years: float, start: float) -> str:
    """Write the month that lies ``years`` after the calendar year ``start``.

    >>> date(5.2, 2026.0)
    'Mar 2031'
    """
    time = start + years
    if not math.isfinite(time):
        return "never"
    months = math.floor(time * 12 + 1e-6)
    return f"{_MONTHS[months % 12]} {months // 12}"


def probability(number: Number) -> str:
    """Write a probability, or the 5th to 95th percentile of an uncertain one."""
    return span(number, percent)


def factor(number: Number) -> str:
    """Write a factor, or the 5th to 95th percentile of an uncertain one.

    >>> factor(Fixed(2.0))
    '×2'
    """
    return f"×{span(number, compact)}"


def duration(number: Number) -> str:
    """Write a length of time in days, months or years, whichever reads best.

    >>> duration(Fixed(0.5)), duration(Fixed(1.0)), duration(Fixed(8.0))
    ('6 months', '1 year', '8 years')
    """
    high = quantile(number, HIGH)
    whole = isinstance(number, Fixed) and high >= 1 and high == int(high)
    per_year, _, unit = _UNITS[-1] if whole else next(u for u in _UNITS if high < u[1])
    text = span(number, compact, per_year)
    return f"{text} {unit}" if text == "1" else f"{text} {unit}s"


def span(number: Number, write: Callable[[float], str], scale: float = 1.0) -> str:
    """Write a fixed number, or the 5th to 95th percentile of an uncertain one, times ``scale``.

    >>> span(Fixed(0.25), percent)
    '25%'
    """
    if isinstance(number, Fixed):
        return write(scale * number.value)
    low, high = (
        write(_two_digits(scale * quantile(number, LOW))),
        write(_two_digits(scale * quantile(number, HIGH))),
    )
    if low == high:
        return low
    return f"{low.removesuffix('%')}–{high}" if high.endswith("%") else f"{low}–{high}"


def _two_digits(value: float) -> float:
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, 1 - math.floor(math.log10(abs(value))))


def minus(text: str) -> str:
    """Return figures with the sign for minus in place of a hyphen.

    >>> minus("-3 to +1")
    '−3 to +1'
    """
    return text.replace("-", "−")
