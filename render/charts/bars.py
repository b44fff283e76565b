"""Probabilities of outcomes as bars with their 95% intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from render.charts.paper import Look, Panel
from render.charts.rows import rows_height, set_rows, set_scale
from render.escape import name
from render.style import inks, ordered
from techtree.report.digits import percent, percent_range

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from techtree.impact.outcomes import Estimate

_NAMED = {"aligned": "", "misaligned": "////", "undecided": "...."}
_OTHERS = ("xxxx", "----", "\\\\\\\\", "++++", "oooo")


def outcome_bars(outcomes: Mapping[str, Estimate], titles: Mapping[str, str]) -> Panel:
    """Return the bars of outcomes; one that cannot happen is left out if it is `undecided`."""
    shown = [n for n in ordered(outcomes) if n != "undecided" or outcomes[n].mean > 0.0]
    exact = all(outcomes[n].sampling95[0] == outcomes[n].sampling95[1] for n in shown)
    return Panel(
        "How the race ends",
        "probability of each outcome"
        + (", exact" if exact else "; the line on a bar is its 95% interval of sampling"),
        rows_height(len(shown)),
        _drawing({n: outcomes[n] for n in shown}, titles),
    )


def hatches(outcomes: Mapping[str, object]) -> dict[str, str]:
    """Give each outcome the pattern by which a grey print tells it from the others."""
    others = [n for n in ordered(outcomes) if n not in _NAMED]
    return _NAMED | {n: _OTHERS[i % len(_OTHERS)] for i, n in enumerate(others)}


def _drawing(
    outcomes: Mapping[str, Estimate], titles: Mapping[str, str]
) -> Callable[[Axes, Look], None]:
    def draw(axes: Axes, look: Look) -> None:
        colors, patterns = inks(outcomes), hatches(outcomes)
        figures = []
        for row, (outcome, found) in enumerate(outcomes.items()):
            low, high = found.sampling95
            (bar,) = axes.barh(
                row,
                100 * found.mean,
                height=0.62,
                color=look(colors[outcome].color),
                hatch=patterns[outcome],
                edgecolor=look.paper,
                linewidth=0,
            )
            bar.set_gid(f"bar-{name(outcome)}")
            if high > low:
                (line,) = axes.plot([100 * low, 100 * high], [row, row], color=look.ink, lw=2)
                line.set_gid(f"interval-{name(outcome)}")
            words = percent(found.mean, (high - low) / 2)
            between = percent_range(low, high)
            figures.append(words if high == low else f"{words}  ({between})")
        set_rows(axes, [titles.get(n, n) for n in outcomes], figures, look)
        set_scale(axes, 0, 100, "%", look)

    return draw
