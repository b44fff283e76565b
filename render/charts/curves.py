"""The time of the ending: which share of the worlds has ended by each date."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from render import style
from render.charts.paper import Look, Panel
from render.charts.rows import round_steps
from techtree.report.dates import month

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from techtree.impact.times import Quantiles

_SHOWN = 0.985  # of the worlds that end have done so at the right edge
_YEARS, _MONTHS, _MOST = 3.0, (1, 3, 6), 6  # beyond so many years whole ones are marked
_AT_ONCE = 1e-3  # years within which all ends at once
_ALONE = {"linestyle": "-", "marker": "o", "linewidth": 3.2, "markersize": 9}
_FIRST = {**_ALONE, "linewidth": 5.0, "markersize": 11}
_SECOND = {"linestyle": (0, (4, 1.5)), "marker": "s", "linewidth": 1.8, "markersize": 5}
# the second on the first, each of which is seen where they coincide
_BOTH: tuple[tuple[dict[str, Any], str], ...] = (
    (_FIRST, style.FAINT_LINE),
    (_SECOND, style.CHANGE),
)
_POINTS = ((0.05, "5%"), (0.5, "half"), (0.95, "95%"))


@dataclass(frozen=True, slots=True)
class Curve:
    """The share of worlds that has ended by each time, in years after the start, both rising."""

    label: str
    years: tuple[float, ...]
    shares: tuple[float, ...]
    quantiles: Quantiles


def ending_curves(curves: Sequence[Curve], start: float, note: str) -> Panel:
    """Return the curves of one world, or of two; ``note`` says where they come from."""
    return Panel(
        "When it ends",
        f"share of worlds that have ended by a date, with marks at 5%, half and 95%; {note}",
        1.7,
        _drawing(curves, start),
    )


def _drawing(curves: Sequence[Curve], start: float) -> Callable[[Axes, Look], None]:
    def draw(axes: Axes, look: Look) -> None:
        last = max(map(_edge, curves)) or 1.0
        looks = _BOTH if len(curves) > 1 else ((_ALONE, style.INK),)
        for place, (curve, (marks, color)) in enumerate(zip(curves, looks, strict=True)):
            _line(axes, curve, start, last, marks, look(color))
            _dates(axes, curve, start, place, look(color))
        axes.set_xlim(start, start + last)
        axes.set_ylim(0, 104)
        axes.set_yticks([0, 25, 50, 75, 100], ["0%", "25%", "50%", "75%", "100%"])
        ticks = _ticks(start, start + last)
        axes.set_xticks(ticks, _marks(ticks))
        axes.grid(color=look.rule, linewidth=0.8)

    return draw


def _line(
    axes: Axes, curve: Curve, start: float, last: float, marks: dict[str, Any], color: str
) -> None:
    """Draw one curve up to the right edge, and its quantiles."""
    inside = [(y, s) for y, s in zip(curve.years, curve.shares, strict=True) if y <= last]
    inside = [(0.0, 0.0), *inside, (last, inside[-1][1] if inside else 0.0)]
    (line,) = axes.plot(
        [start + years for years, _ in inside],
        [100 * share for _, share in inside],
        color=color,
        linestyle=marks["linestyle"],
        linewidth=marks["linewidth"],
    )
    line.set_gid(f"curve-{curve.label}")
    for (share, _), years in zip(_POINTS, _times(curve.quantiles), strict=True):
        if years is not None and years <= last:
            dot = [start + years], [100 * share]
            axes.plot(*dot, marks["marker"], color=color, ms=marks["markersize"], clip_on=False)


def _dates(axes: Axes, curve: Curve, start: float, place: int, color: str) -> None:
    """Write the name of a curve and its dates at the right."""
    dates = [
        f"{point} by {month(start, years)}" if years is not None else f"{point}: not reached"
        for (_, point), years in zip(_POINTS, _times(curve.quantiles), strict=True)
    ]
    sign = "■ - - " if place else "● — "
    axes.annotate(
        "\n".join([f"{sign}{curve.label}" if curve.label else "", *dates]).strip(),
        (1.0, 1.0 - 0.56 * place),
        xycoords="axes fraction",
        xytext=(9, 0),
        textcoords="offset points",
        size=8.5,
        va="top",
        color=color,
        linespacing=1.3,
        annotation_clip=False,
    )


def _times(found: Quantiles) -> tuple[float | None, float | None, float | None]:
    return found.p5, found.median, found.p95


def _edge(curve: Curve) -> float:
    if not curve.years:
        return 0.0
    most = curve.shares[-1] * _SHOWN
    edge = next(y for y, s in zip(curve.years, curve.shares, strict=True) if s >= most)
    marks = [1.02 * years for years in _times(curve.quantiles) if years is not None]
    edge = max([edge, *marks])
    return edge if edge > _AT_ONCE else 1.0


def _ticks(start: float, end: float) -> list[float]:
    """Return dates to mark: whole years, or as many months apart where these are too coarse.

    >>> _ticks(2026.0, 2032.0)[:3], _ticks(2070.0, 2071.0)
    ([2026.0, 2027.0, 2028.0], [2070.0, 2070.25, 2070.5, 2070.75, 2071.0])
    """
    if end - start > _YEARS:
        return round_steps(start, end)
    apart = next(months for months in _MONTHS if 12 * (end - start) <= _MOST * months)
    first, last = math.ceil(12 * start / apart - 1e-6), math.floor(12 * end / apart + 1e-6)
    return [place * apart / 12 for place in range(first, last + 1)]


def _marks(ticks: Sequence[float]) -> list[str]:
    """Write dates as years, or as months where years are too coarse."""
    if all(math.isclose(tick, round(tick)) for tick in ticks):
        return [f"{tick:.0f}" for tick in ticks]
    return [month(tick, 0.0) for tick in ticks]
