"""Axes of charts: where a value stands, and which values are written beside the line."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from render.words import compact

_SKEWED, _TOO_SKEWED = 30.0, 1e15  # largest over smallest, between which an axis is logarithmic
_FEWEST = 2  # values beside a line, for it to be read
_LONG = 1e9  # from which a number is written with an exponent
_ROOM = 0.04  # of the length, on each side of what is shown


@dataclass(frozen=True, slots=True)
class Axis:
    """A line from `start` to `end`, in pixels, on which values from `low` to `high` stand."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def at(self, value: float) -> float:
        """Return where a value stands.

        >>> Axis(0.0, 10.0, 100.0, 200.0).at(5.0), Axis(1.0, 100.0, 0.0, 10.0, True).at(10.0)
        (150.0, 5.0)
        """
        low, high = self.low, self.high
        if self.logarithmic:
            low, high, value = math.log(low), math.log(high), math.log(value)
        share = (value / 4 - low / 4) / (high / 4 - low / 4)  # quarters, so that none overflows
        return self.start + (self.end - self.start) * share

    def words(self, ticks: Sequence[float], signed: bool = False) -> list[str]:
        """Write the values beside the line; those of a logarithmic one each as it is shortest."""
        if self.logarithmic:
            return [_short(tick) for tick in ticks]
        return tick_words(ticks, signed)

    def ticks(self, most: int) -> list[float]:
        """Return round values on the line: at least two, at most so many or a few more."""
        found = _powers(self.low, self.high) if self.logarithmic else []
        if len(found) > most:
            found = [tick for tick in found if round(math.log10(tick), 9) % 1 == 0]
        while len(found) < _FEWEST:
            found = round_values(self.low, self.high, most)
            most += 1
        return found


def axis(values: Sequence[float], start: float, end: float, *, skewed: bool = False) -> Axis:
    """Return an axis on which all values fit; a `skewed` one may be logarithmic."""
    low, high = min(values), max(values)
    if skewed and low > 0.0 and _SKEWED <= high / low <= _TOO_SKEWED:
        stretch = (high / low) ** _ROOM
        return Axis(low / stretch, high * stretch, start, end, True)
    room = _ROOM * (high - low) or 0.5 * abs(high) or 1.0
    most = sys.float_info.max
    return Axis(max(low - room, -most), min(high + room, most), start, end)


def round_values(low: float, high: float, most: int) -> list[float]:
    """Return multiples of 1, 2 or 5 times a power of ten between two values.

    >>> round_values(0.0, 1.0, 5), round_values(-3.0, 12.0, 4)
    ([0.0, 0.2, 0.4, 0.6, 0.8, 1.0], [0.0, 5.0, 10.0])
    """
    rough = high / most - low / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(f * power for f in (1.0, 2.0, 5.0, 10.0) if f * power >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(place * step, 12) for place in range(first, last + 1)]


def _powers(low: float, high: float) -> list[float]:
    """Return 1, 2 and 5 times the powers of ten between two values."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    every = [factor * 10.0**power for power in range(first, last + 1) for factor in (1, 2, 5)]
    return [float(f"{tick:.1g}") for tick in every if low <= tick <= high]


def tick_words(ticks: Sequence[float], signed: bool = False) -> list[str]:
    """Write the values beside an axis alike, a change with its sign.

    >>> tick_words([-0.1, 0.0, 0.25], signed=True), tick_words([1.0, 2000.0])
    (['−0.10', '0', '+0.25'], ['1', '2,000'])
    """
    if any(abs(tick) >= _LONG or 0.0 < abs(tick) <= 1.0 / _LONG for tick in ticks):
        return [f"{tick:+g}" if signed and tick else f"{tick:g}" for tick in ticks]
    texts = [compact(abs(tick)) for tick in ticks]
    digits = max((len(text.partition(".")[2]) for text in texts), default=0)
    return [_tick(tick, digits, signed) for tick in ticks]


def _short(tick: float) -> str:
    return f"{tick:g}" if tick >= _LONG or tick <= 1.0 / _LONG else compact(tick)


def _tick(tick: float, digits: int, signed: bool) -> str:
    if tick == 0.0:
        return "0"
    sign = "−" if tick < 0.0 else "+" if signed else ""
    return f"{sign}{abs(tick):,.{digits}f}"
