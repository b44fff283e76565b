"""The channels of an item as steps that add up to the whole shift."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from render import style
from render.charts.paper import Look, Panel
from render.charts.rows import around_zero, rows_height, set_rows, set_scale
from techtree.report.digits import half_width, plus_minus

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_POINTS = 100.0
_UP, _DOWN = (
    style.inks(["aligned"])["aligned"].color,
    style.inks(["misaligned"])["misaligned"].color,
)


@dataclass(frozen=True, slots=True)
class Step:
    """What one channel adds, as a share of 1, with its sampling interval."""

    label: str
    shift: float
    sampling95: tuple[float, float]


def waterfall(outcome: str, steps: Sequence[Step], total: Step) -> Panel:
    """Return the steps from 0 to the total, the largest first, and the total below them."""
    doubtful = any(half_width(step) > 0 for step in (*steps, total))
    ordered = sorted(steps, key=lambda step: (-abs(step.shift), step.label))
    return Panel(
        "Through which channels",
        f"part of the shift of {outcome} in percentage points (Shapley values): blue up, hatched "
        "down, grey their sum" + ("; thin line: sampling 95%" if doubtful else ""),
        rows_height(len(steps) + 1),
        _drawing([*ordered, total]),
    )


def _drawing(steps: Sequence[Step]) -> Callable[[Axes, Look], None]:
    def draw(axes: Axes, look: Look) -> None:
        at, ends = 0.0, [0.0]
        for place, step in enumerate(steps):
            last = place == len(steps) - 1
            begin = 0.0 if last else at
            color = look(_UP if step.shift >= 0 else _DOWN)
            (bar,) = axes.barh(
                place,
                _POINTS * step.shift,
                left=_POINTS * begin,
                height=0.6,
                color=look(style.FAINT) if last else color,
                hatch="" if last or step.shift >= 0 else "////",
                edgecolor=look.paper,
                linewidth=0,
            )
            bar.set_gid("total" if last else f"step-{place}")
            if not last:
                at = begin + step.shift
                axes.plot([_POINTS * at] * 2, [place - 0.3, place + 1.3], color=look.ink, lw=0.9)
            end, (low, high) = begin + step.shift, step.sampling95
            if high > low:
                reach = [_POINTS * (begin + low), _POINTS * (begin + high)]
                axes.plot(reach, [place, place], "|-", color=look.ink, ms=6, lw=1.2)
                ends += reach
            ends += [_POINTS * begin, _POINTS * end]
        axes.axvline(0, color=look.soft, linewidth=1.2)
        total = half_width(steps[-1])
        figures = [
            f"{plus_minus(s.shift, half_width(s), _POINTS, at_most=total)} pp" for s in steps
        ]
        set_rows(axes, [step.label for step in steps], figures, look)
        set_scale(axes, *around_zero(ends), "", look)

    return draw
