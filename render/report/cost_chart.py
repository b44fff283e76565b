"""The chart of value against cost: a point with its interval for each item."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from render.page.markup import element
from render.report import chart
from render.report.axes import axis
from render.report.chart import Size, number
from render.report.labels import Box, placed
from render.words import short
from techtree.portfolio.results import Evaluated
from techtree.report.batch_words import amount, figure_text, heading, plural

_RADIUS = 4.0
_MOST_NAMED = 12
_NAME = 26  # columns of a name
_CROWD = 100  # points, of which the intervals would hide one another


@dataclass(frozen=True, slots=True)
class _Point:
    item: Evaluated
    cost: float
    chosen: bool


def cost_chart(
    items: Sequence[Evaluated], chosen: Collection[str], unit: str | None
) -> Element | None:
    """Return the chart of the items that have a cost, or None where fewer than two have one."""
    points = [_Point(item, item.cost, item.id in chosen) for item in items if item.cost is not None]
    if len(points) < 2:
        return None
    points.sort(key=lambda point: point.chosen)  # those that were chosen are drawn last
    left = len(items) - len(points)
    said = f"{plural(len(points), 'item')}, each with its cost and its value"
    said += ", filled where chosen" if chosen else ""
    under = "Each item by itself"
    if any(point.item.value.se for point in points):
        under += ", with the 95% interval of its value"
    under += (
        "; filled are those of the set to choose, of which the best are named" if chosen else ""
    )
    under += f"; {plural(left, 'item')} without a cost not shown" if left else ""
    return chart.figure(
        "cost-chart",
        f"Chart of value against cost: {said}. The table of items has the same figures.",
        lambda size: _drawing(points, unit, size),
        under + ".",
        "Rest on a point to see which it is.",
        crowded=len(points) > _CROWD,
    )


def _drawing(points: Sequence[_Point], unit: str | None, size: Size) -> list[Element]:
    ends = [end for point in points for end in point.item.value.sampling95]
    values = [0.0, *ends, *(point.item.value.shift for point in points)]
    frame = chart.plot_area(size, 0.0)
    down = axis(values, frame.bottom, frame.top)
    area = chart.plot_area(size, chart.words_beside(down))
    across = axis([point.cost for point in points], area.left, area.right, skewed=True)
    names = (heading("cost", unit), "value: shift of the expected value")
    drawn = chart.axes(area, across, down, names, size.most_across)
    at = {
        point.item.id: (across.at(point.cost), down.at(point.item.value.shift)) for point in points
    }
    for point in points:
        x, y = at[point.item.id]
        low, high = (down.at(end) for end in point.item.value.sampling95)
        drawn.append(
            element(
                "g",
                {"class": "point chosen" if point.chosen else "point"},
                chart.title(_words(point.item, unit)),
                chart.line("whisker", x, high, x, low),
                element("circle", {"cx": number(x), "cy": number(y), "r": number(_RADIUS)}),
            )
        )
    return [*drawn, *_names(points, at, area)]


def _names(
    points: Sequence[_Point], at: dict[str, tuple[float, float]], area: Box
) -> list[Element]:
    """Name the best of the chosen items, or the best of all, where there is room."""
    some = [point for point in points if point.chosen] or list(points)
    best = sorted(some, key=lambda point: point.item.rank)[:_MOST_NAMED]
    room = _RADIUS + 1
    dots = [Box(x - room, y - room, x + room, y + room) for x, y in at.values()]
    wanted = [(short(point.item.id, _NAME), at[point.item.id]) for point in best]
    found = []
    for label in placed(wanted, dots, area, chart.LETTERS):
        if label.distant:
            found.append(chart.line("leader", *label.point, *label.end))
        found.append(chart.text("name", label.x, label.y, label.words))
    return found


def _words(item: Evaluated, unit: str | None) -> str:
    low, high = item.rank95
    rank = f"rank {item.rank}" + (f" ({low} to {high})" if low != high else "")
    name = f"{item.title} ({item.id})" if item.title else item.id
    cost = "" if item.cost is None else f", cost {amount(item.cost, unit)}"
    return f"{name}: {rank}, value {figure_text(item.value)}{cost}"
