"""The chart of the frontier: what the best set is worth at each budget."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from xml.etree.ElementTree import Element

from render.page.markup import element
from render.report import chart
from render.report.axes import axis
from render.report.chart import Size, number
from techtree.portfolio.results import Step
from techtree.report.batch_words import amount, figure_text, heading, plural

_RADIUS = 4.0
_FALLS = (
    " Sets are valued on draws other than those that chose them, so that a larger budget may seem "
    "to buy less."
)


def frontier_chart(steps: Sequence[Step], budget: float | None, unit: str | None) -> Element | None:
    """Return the chart, or None where there are fewer than two budgets."""
    if len(steps) < 2:
        return None
    exact = all(step.value.se == 0.0 for step in steps)
    under = "The best set that was found at each budget"
    under += "" if exact else ", with the 95% interval of its value"
    under += "; the dashed line is the budget asked about" if budget is not None else ""
    return chart.figure(
        "frontier-chart",
        f"Chart of the value of the best set at {len(steps)} budgets. "
        "The table below it has the same figures.",
        lambda size: _drawing(steps, budget, unit, size),
        f"{under}.{_FALLS if _falls(steps) else ''}",
        "Rest on a point to see its set.",
    )


def _falls(steps: Sequence[Step]) -> bool:
    """Tell whether a larger budget seems to buy less."""
    return any(later.value.shift < step.value.shift for step, later in pairwise(steps))


def _drawing(
    steps: Sequence[Step], budget: float | None, unit: str | None, size: Size
) -> list[Element]:
    frame = chart.plot_area(size, 0.0)
    values = [0.0, *(end for step in steps for end in step.value.sampling95)]
    down = axis([*values, *(step.value.shift for step in steps)], frame.bottom, frame.top)
    area = chart.plot_area(size, chart.words_beside(down))
    budgets = [step.budget for step in steps]
    asked = [budget] if budget is not None else []
    across = axis([*budgets, *asked], area.left, area.right, skewed=True)
    names = (heading("budget", unit), "value of the best set")
    drawn = chart.axes(area, across, down, names, size.most_across)
    if budget is not None:
        drawn.append(
            chart.line("asked", across.at(budget), area.top, across.at(budget), area.bottom)
        )
    places = [(across.at(step.budget), down.at(step.value.shift)) for step in steps]
    way = f"M{number(places[0][0])} {number(places[0][1])}"
    way += "".join(f"H{number(x)}V{number(y)}" for x, y in places[1:])
    if budget is not None and budget > budgets[-1]:
        way += f"H{number(across.at(budget))}"
    drawn.append(element("path", {"class": "stairs", "d": way}))
    for step, (x, y) in zip(steps, places, strict=True):
        low, high = (down.at(end) for end in step.value.sampling95)
        drawn.append(
            element(
                "g",
                {"class": "point chosen"},
                chart.title(_words(step, unit)),
                chart.line("whisker", x, high, x, low),
                element("circle", {"cx": number(x), "cy": number(y), "r": number(_RADIUS)}),
            )
        )
    return drawn


def _words(step: Step, unit: str | None) -> str:
    items = ", ".join(step.items) or "nothing"
    return (
        f"budget {amount(step.budget, unit)}: {plural(len(step.items), 'item')} at a cost of "
        f"{amount(step.cost, unit)}, value {figure_text(step.value)}: {items}"
    )
