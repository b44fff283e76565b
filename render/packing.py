"""Rows and columns of a calendar: where each box stands, so that no two overlap.

Every lane is filled from the top: each box, the earliest first, takes the first row in which it
is free in all panels. What is known today and what is never known stand in columns of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from render.axis import Axis
from render.spans import Span, Zone

GAP, ROW_GAP, LANE_GAP = 22.0, 16.0, 14.0
_CLEAR = 16.0  # between a box and the line of today, or of the horizon
STUB = 16.0  # what is drawn of the later part of a whisker that has no end
WHISKER = 24.0  # the height of a whisker with the room around it: below it heads of links

Sizes = Mapping[str, tuple[float, float]]
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Columns:
    """The left edges of the columns of a zone, and how wide each is."""

    lefts: tuple[float, ...]
    width: float

    @property
    def right(self) -> float:
        """Return where the zone ends."""
        return self.lefts[-1] + self.width if self.lefts else 0.0


@dataclass(frozen=True, slots=True)
class Grid:
    """A calendar with the zones on both sides of it; the axis begins at ``left``."""

    axis: Axis
    left: float
    today: Columns
    never: Columns
    width: float


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane from its top, measured downward, with its height."""

    title: str
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Packed:
    """For each panel the centre of each box, with y downward, and the lanes of all panels."""

    grid: Grid
    centres: Sequence[Mapping[str, tuple[float, float]]]
    lanes: Sequence[Lane]
    height: float


def grid(axis: Axis, panels: Sequence[Mapping[str, Span]], sizes: Sizes) -> Grid:
    """Return the calendar with as many columns on either side as what stands there needs."""
    today, never = (_wanted(zone, panels, sizes) for zone in ("today", "never"))
    first = _columns(0.0, *today)
    left = first.right + 2 * GAP if first.lefts else GAP
    last = _columns(left + axis.width + 2 * GAP, *never)
    return Grid(axis, left, first, last, last.right if last.lefts else left + axis.width)


def _wanted(zone: Zone, panels: Sequence[Mapping[str, Span]], sizes: Sizes) -> tuple[int, float]:
    """Return how many columns a zone needs, and how wide they are."""
    names = {name for panel in panels for name, span in panel.items() if span.zone == zone}
    fullest: dict[str, int] = {}
    for name in names:
        lane = next(panel[name].lane for panel in panels if name in panel)
        fullest[lane] = fullest.get(lane, 0) + 1
    deep = max(fullest.values(), default=0)
    columns = 0 if deep == 0 else 1 if deep <= 3 else 2 if deep <= 8 else 3
    return columns, max((sizes[name][0] for name in names), default=0.0)


def _columns(left: float, count: int, width: float) -> Columns:
    return Columns(tuple(left + place * (width + GAP) for place in range(count)), width)


def pack(
    grid: Grid, panels: Sequence[Mapping[str, Span]], sizes: Sizes, lanes: Sequence[str]
) -> Packed:
    """Place all boxes of all panels, a box in the same row of each."""
    centres: list[dict[str, tuple[float, float]]] = [{} for _ in panels]
    found, y = [], 0.0
    for lane in lanes:
        top = y
        for row in _rows(lane, grid, panels, sizes):
            height = max(sizes[name][1] + WHISKER for name in row)
            for name, lefts in row.items():
                width, own = sizes[name]
                for centre, left in zip(centres, lefts, strict=True):
                    if left is not None:
                        centre[name] = (left + width / 2, y + WHISKER + own / 2)
            y += height + ROW_GAP
        found.append(Lane(lane, top, y - top))
        y += LANE_GAP
    return Packed(grid, centres, found, y - LANE_GAP if lanes else 0.0)


def _rows(
    lane: str, grid: Grid, panels: Sequence[Mapping[str, Span]], sizes: Sizes
) -> list[dict[str, list[float | None]]]:
    """Return for each row its boxes, with the left edge of each in each panel."""
    spans = {
        name: [panel.get(name) for panel in panels]
        for panel in panels
        for name, span in panel.items()
        if span.lane == lane
    }
    order = {"today": 0, "dated": 1, "never": 2}

    def when(name: str) -> tuple[int, float, str]:
        first = next(span for span in spans[name] if span is not None)
        return order[first.zone], first.middle, name

    rows: list[dict[str, list[float | None]]] = []
    taken: list[list[list[Interval]]] = []
    for name in sorted(spans, key=when):
        for place in range(len(rows) + 1):
            if place == len(rows):
                rows.append({})
                taken.append([[] for _ in panels])
            lefts = [
                None if span is None else _free(span, grid, sizes[name][0], held)
                for span, held in zip(spans[name], taken[place], strict=True)
            ]
            if all(span is None or left for span, left in zip(spans[name], lefts, strict=True)):
                break
        rows[place][name] = [None if left is None else left[0] for left in lefts]
        for held, left in zip(taken[place], lefts, strict=True):
            if left is not None:
                held.append(left[1])
    return rows


def _free(
    span: Span, grid: Grid, width: float, held: Sequence[Interval]
) -> tuple[float, Interval] | None:
    """Return the left edge of a box in a row and all that it takes of it, if that is free."""
    for left, interval in _offers(span, grid, width):
        if all(interval[1] <= low or high <= interval[0] for low, high in held):
            return left, interval
    return None


def _offers(span: Span, grid: Grid, width: float) -> list[tuple[float, Interval]]:
    if span.zone != "dated":
        columns = grid.today if span.zone == "today" else grid.never
        return [(left, (left, left + columns.width)) for left in columns.lefts]
    low, middle, high = reach(span, grid)
    right = grid.left + grid.axis.width
    start, end = min(grid.left + _CLEAR, middle), max(right - _CLEAR, middle)
    left = max(start, min(middle - width / 2, end - width))
    return [(left, (min(left, low) - GAP / 2, max(left + width, high) + GAP / 2))]


def reach(span: Span, grid: Grid) -> tuple[float, float, float]:
    """Return where on the page a whisker begins, has its mark, and ends.

    One that has no end, since too few worlds come so far, is cut off short behind its mark.
    """
    axis = grid.axis
    middle = axis.at(span.middle)
    low = axis.at(span.middle if span.low is None else span.low)
    high = middle if span.high is None else axis.at(span.high)
    if span.whisker and span.high is None:
        high += STUB
    return grid.left + low, grid.left + middle, grid.left + high
