"""Scales of colours in steps: sequential, over time, and diverging, for fills behind dark words.

Steps differ in lightness, or in blue against orange, which people with any common form of colour
blindness tell apart. What a step means is also written, on each node and in the legend.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

SEQUENTIAL = ("#FFFFFF", "#E6F0F8", "#CDE2F1", "#B4D3EB", "#9BC5E4")
CALENDAR = ("#A9C1E3", "#C4D2E6", "#DDDFDF", "#EBE5C3", "#F8EFA9")
DIVERGING = ("#EBA66B", "#F5CDAB", "#FBE8DA", "#FFFFFF", "#DDEBF7", "#B3D4EC", "#86BADF")
ON_DARK = {  # what stands for a step on a dark page, where a rule for all fills keeps too few apart
    **dict(zip(SEQUENTIAL[1:], ("#1D3447", "#25475F", "#2E5B7C", "#387099"), strict=True)),
    **dict(zip(CALENDAR, ("#44659F", "#2F4262", "#3F4343", "#554C1D", "#75681C"), strict=True)),
}
NOTHING = "#F0F0F0"  # where there is no figure
WHITE = "#FFFFFF"  # the same on the calendar, whose middle is grey

_ROUNDING = 1e-9  # a value that should be at a bound is in the step farther from 0
_PARTS = (0.02, 0.2, 0.5)  # of the largest change: where diverging steps begin


@dataclass(frozen=True, slots=True)
class Scale:
    """Steps of a scale: the colours, the bounds between them, and what each step means."""

    colors: tuple[str, ...]
    bounds: tuple[float, ...]
    meanings: tuple[str, ...]
    nothing: str  # what it means that there is no figure
    blank: str = NOTHING  # the colour of that

    def step(self, value: float) -> int:
        """Return the place of the step in which a value lies."""
        return bisect_right(self.bounds, value + math.copysign(_ROUNDING, value))


def shares(meaning: str, nothing: str) -> Scale:
    """Return a scale for probabilities, in fifths.

    >>> shares("known", "").meanings[0], shares("known", "").step(0.2)
    ('known: 0 to 20%', 1)
    """
    bounds = (0.2, 0.4, 0.6, 0.8)
    edges = (0.0, *bounds, 1.0)
    meanings = tuple(
        f"{meaning}: {100 * low:.0f} to {100 * high:.0f}%"
        for low, high in itertools.pairwise(edges)
    )
    return Scale(SEQUENTIAL, bounds, meanings, nothing)


def calendar(years: Sequence[float], meaning: str, nothing: str) -> Scale:
    """Return a scale for calendar years, with bounds at round ones.

    >>> calendar([2026.2, 2040.0], "median", "").bounds
    (2029.0, 2032.0, 2035.0, 2038.0)
    """
    low, high = (min(years), max(years)) if years else (0.0, 1.0)
    step = max(1.0, float(math.ceil((high - low) / len(CALENDAR))))
    middle = round((low + high) / 2 - 1.5 * step)
    bounds = tuple(middle + step * place for place in range(len(CALENDAR) - 1))
    between = itertools.pairwise(bounds)
    meanings = (
        f"{meaning} before {bounds[0]:.0f}",
        *(_years(meaning, a, b) for a, b in between),
        f"{meaning} {bounds[-1]:.0f} or later",
    )
    return Scale(CALENDAR, tuple(map(float, bounds)), meanings, nothing, WHITE)


def _years(meaning: str, first: float, beyond: float) -> str:
    last = beyond - 1
    return f"{meaning} {first:.0f}" if last <= first else f"{meaning} {first:.0f} to {last:.0f}"


def diverging(
    values: Sequence[float], write: Callable[[float], str], meaning: str, nothing: str
) -> Scale:
    """Return a scale for changes of either sign, symmetric about none.

    >>> diverging([0.03, -0.1], lambda x: f"{x:g}", "moves", "").bounds
    (-0.05, -0.02, -0.002, 0.002, 0.02, 0.05)
    """
    most = _round_up(max((abs(value) for value in values), default=0.0) or 0.01)
    small, middle, large = (round(most * part, 12) for part in _PARTS)
    up = (f"{write(small)} to {write(middle)}", f"{write(middle)} to {write(large)}")
    down = (f"{write(-middle)} to {write(-small)}", f"{write(-large)} to {write(-middle)}")
    words = (
        f"{write(-large)} or lower",
        down[1],
        down[0],
        f"less than {write(small).lstrip('+')} either way",
        up[0],
        up[1],
        f"{write(large)} or higher",
    )
    bounds = (-large, -middle, -small, small, middle, large)
    return Scale(DIVERGING, bounds, tuple(f"{meaning}: {word}" for word in words), nothing)


def _round_up(value: float) -> float:
    """Return the least of 1, 2 or 5 times a power of ten that is not below a value.

    >>> _round_up(0.03), _round_up(7.0), _round_up(0.1)
    (0.05, 10.0, 0.1)
    """
    power = 10.0 ** math.floor(math.log10(value) + 1e-9)
    for factor in (1.0, 2.0, 5.0, 10.0):
        if value <= factor * power * (1 + 1e-9):
            return round(factor * power, 12)
    return 10 * power
