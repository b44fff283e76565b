"""Probabilities under several stances as dots with their intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from render.charts.paper import Look, Panel
from render.charts.rows import rows_height, set_rows, set_scale
from render.escape import name
from techtree.report.digits import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from techtree.impact.outcomes import Estimate


@dataclass(frozen=True, slots=True)
class Dot:
    """A probability with its names, and what else is said of it at the right."""

    label: str
    key: str
    found: Estimate
    words: str


def probability_dots(title: str, caption: str, dots: Sequence[Dot], color: str) -> Panel:
    """Return a row for each dot, on a scale from 0 to 100%."""
    return Panel(title, caption, rows_height(len(dots)), _drawing(dots, color))


def _drawing(dots: Sequence[Dot], color: str) -> Callable[[Axes, Look], None]:
    def draw(axes: Axes, look: Look) -> None:
        figures = []
        for place, dot in enumerate(dots):
            low, high = dot.found.sampling95
            if high > low:
                ends = [100 * low, 100 * high]
                axes.plot(ends, [place, place], "|-", color=look.ink, ms=8, lw=1.4)
            (mark,) = axes.plot(
                [100 * dot.found.mean],
                [place],
                "o",
                color=look(color),
                ms=7,
                mec=look.ink,
                clip_on=False,
            )
            mark.set_gid(f"dot-{name(dot.key)}")
            figures.append(f"{percent(dot.found.mean, (high - low) / 2)}  {dot.words}".strip())
        set_rows(axes, [dot.label for dot in dots], figures, look)
        set_scale(axes, 0, 100, "%", look)

    return draw
