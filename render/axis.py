"""The calendar that a drawing is set along: its range, its scale and its ticks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from render.quantiles import median
from render.spans import Span
from techtree.model.tree import Tree

_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500)  # years between ticks
_TICK = 46.0  # points between ticks at least
_AIR = 1.08  # what the range is longer than what is shown in it


@dataclass(frozen=True, slots=True)
class Axis:
    """A calendar from the start to ``end`` years after it, ``width`` points long.

    ``horizon`` is None where there is none, and may lie beyond the end.
    """

    start: float
    end: float
    horizon: float | None
    width: float = 0.0

    def at(self, years: float) -> float:
        """Return how far to the right a time lies, in points; what is off the axis at its end."""
        return self.width * min(max(years / self.end, 0.0), 1.0)

    @property
    def horizon_shown(self) -> bool:
        """Tell whether the horizon lies on the axis."""
        return self.horizon is not None and self.horizon <= self.end + 1e-9

    def ticks(self) -> Iterator[int]:
        """Yield the calendar years to be marked, none of them before the start."""
        room = self.width / self.end  # points a year
        step = next((step for step in _STEPS if step * room >= _TICK), None)
        step = step or math.ceil(_TICK / room / 1000) * 1000
        year = math.ceil(self.start / step) * step
        while year <= self.start + self.end + 1e-9:
            yield year
            year += step


def axis(tree: Tree, spans: Iterable[Span]) -> Axis:
    """Return a calendar that reaches to the horizon, or less far where little comes near it."""
    times = [
        time
        for span in spans
        if span.zone == "dated"
        for time in (span.middle, span.high)
        if time is not None and math.isfinite(time)
    ]
    last = max(times, default=1.0) * _AIR or 1.0
    horizon = median(tree.horizon) if tree.horizon is not None else None
    end = horizon if horizon is not None and horizon <= 2 * last else last
    return Axis(tree.start, end, horizon)
