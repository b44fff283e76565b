"""Shifts of probabilities as dots with two intervals: of sampling, and over the inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from render.charts.paper import Look, Panel
from render.charts.rows import around_zero, rows_height, set_rows, set_scale
from render.escape import name
from techtree.report.digits import change, change_range
from techtree.report.input_doubt import is_drowned, range_text, share_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from techtree.impact.score import Shift

_POINTS = 100.0


@dataclass(frozen=True, slots=True)
class Row:
    """A shift with its name for readers, its name for marks, and its colour."""

    label: str
    key: str
    shift: Shift
    color: str


def shift_rows(title: str, caption: str, rows: Sequence[Row], without: str = "") -> Panel:
    """Return rows of shifts in percentage points; ``without`` says why no inputs are shown."""
    parts = [caption]
    if any(_low(row.shift) < _high(row.shift) for row in rows):
        parts.append("thin line: sampling 95%")
    if any(has_inputs(row.shift) for row in rows):
        parts.append("wide band: inputs 90%")
    elif without:
        parts.append(without)
    return Panel(title, "; ".join(parts), rows_height(len(rows)), _drawing(rows))


def has_inputs(shift: Shift) -> bool:
    """Tell whether there is a range over the inputs that noise alone does not make."""
    low, high = shift.inputs90
    return low < high and not is_drowned(shift)


def shift_text(shift: Shift) -> str:
    """Write a shift in points with its two intervals."""
    half = (_high(shift) - _low(shift)) / 2
    lines = [f"{change(shift.shift, half, _POINTS)} pp"]
    if half > 0:
        lines[0] += f"  ({change_range(*shift.sampling95, half, _POINTS)})"
    if has_inputs(shift):
        lines.append(f"inputs {range_text(shift, _POINTS)}, above 0: {share_text(shift)}")
    return "\n".join(lines)


def _drawing(rows: Sequence[Row]) -> Callable[[Axes, Look], None]:
    def draw(axes: Axes, look: Look) -> None:
        ends: list[float] = []
        for place, row in enumerate(rows):
            shift, key = row.shift, name(row.key)
            color = look(row.color)
            if has_inputs(shift):
                low, high = (_POINTS * end for end in shift.inputs90)
                (band,) = axes.barh(place, high - low, left=low, height=0.5, color=color, alpha=0.3)
                band.set_gid(f"inputs-{key}")
                ends += [low, high]
            low, high = _POINTS * _low(shift), _POINTS * _high(shift)
            if high > low:
                (line,) = axes.plot([low, high], [place, place], "|-", color=look.ink, ms=8, lw=1.4)
                line.set_gid(f"sampling-{key}")
            (dot,) = axes.plot(
                [_POINTS * shift.shift], [place], "o", color=color, ms=7, mec=look.ink
            )
            dot.set_gid(f"shift-{key}")
            ends += [low, high, _POINTS * shift.shift]
        axes.axvline(0, color=look.soft, linewidth=1.2)
        set_rows(axes, [row.label for row in rows], [shift_text(row.shift) for row in rows], look)
        set_scale(axes, *around_zero(ends), "", look)

    return draw


def _low(shift: Shift) -> float:
    return shift.sampling95[0]


def _high(shift: Shift) -> float:
    return shift.sampling95[1]
