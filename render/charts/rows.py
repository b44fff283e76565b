"""Rows of a chart: what each is at the left, its figures at the right, and a scale below."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from render.charts.paper import ROW, Look
from render.words import minus, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LABEL_WIDTH = 27  # characters


def rows_height(count: int) -> float:
    """Return the height of so many rows, in inches."""
    return max(1, count) * ROW


def set_rows(axes: Axes, labels: Sequence[str], figures: Sequence[str], look: Look) -> None:
    """Name the rows, from the top down, and write the figures of each at its right."""
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_yticks([])
    for place, (label, figure) in enumerate(zip(labels, figures, strict=True)):
        lines = wrapped(label, _LABEL_WIDTH, 2) or ("",)
        _beside(axes, place, "\n".join(lines), -0.1, "right", look.ink)
        _beside(axes, place, figure, 0.12, "left", look.ink)


def _beside(axes: Axes, row: int, text: str, inches: float, side: str, color: str) -> None:
    axes.annotate(
        text,
        (0.0 if side == "right" else 1.0, row),
        xycoords=("axes fraction", "data"),
        xytext=(inches * 72, 0),
        textcoords="offset points",
        ha=side,
        va="center",
        size=8.2,
        color=color,
        linespacing=1.25,
        annotation_clip=False,
    )


def set_scale(axes: Axes, low: float, high: float, unit: str, look: Look) -> None:
    """Set a scale from `low` to `high`, with its unit at each mark, and faint lines up from it."""
    ticks = round_steps(low, high)
    axes.set_xlim(low, high)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    axes.set_xticks(ticks)
    signed = low < 0.0
    axes.set_xticklabels([_mark(tick, digits, signed) + unit for tick in ticks])
    axes.grid(axis="x", color=look.rule, linewidth=0.8)


def _mark(value: float, digits: int, signed: bool) -> str:
    text = f"{value:+.{digits}f}" if signed and value else f"{abs(value):.{digits}f}"
    return minus(text)


def round_steps(low: float, high: float, most: int = 6) -> list[float]:
    """Return round numbers between two.

    >>> round_steps(0, 1), round_steps(-0.034, 0.021)
    ([0.0, 0.2, 0.4, 0.6, 0.8, 1.0], [-0.03, -0.02, -0.01, 0.0, 0.01, 0.02])
    """
    width = high - low
    step = 10.0 ** math.floor(math.log10(width / most))
    step *= next(factor for factor in (1, 2, 5, 10) if width / (factor * step) <= most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    digits = max(0, 1 - math.floor(math.log10(step)))
    return [round(place * step, digits) + 0.0 for place in range(first, last + 1)]


def around_zero(values: Sequence[float]) -> tuple[float, float]:
    """Return ends of a scale that hold 0 and all values, with some room.

    >>> around_zero([0.0])
    (-1.0, 1.0)
    """
    low, high = min(0.0, *values), max(0.0, *values)
    if high - low < 1e-12:
        return -1.0, 1.0
    room = 0.06 * (high - low)
    return low - room, high + room
