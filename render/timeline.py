"""A drawing along the calendar: boxes at their median dates, whiskers, lanes and an axis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from render import labels, style
from render.axis import Axis, axis
from render.dot import Place
from render.layout import Deadline
from render.marks import Line, Vertex
from render.packing import WHISKER, Grid, Lane, Packed, grid, pack, reach
from render.places import (
    HEAD_ROOM,
    Around,
    Layout,
    links_into,
    placed_layout,
    with_room,
)
from render.sheet import Panel
from render.spans import Span, lanes
from render.widths import room
from render.words import date, wrapped
from techtree.model.tree import Tree

_WIDTHS = (600.0, 850.0, 1200.0, 1700.0, 2400.0, 3400.0)
_PAGE = 1.41  # width to height of what is aimed at
_HEAD, _LABEL = 40.0, 126.0  # room for the axis above, and for the names of lanes at the left
_BAR, _CAP, _MARK = 2.2, 9.0, 8.0  # of a whisker
_INDENT, _LETTER = 16, 6.3  # columns of the name of a lane; points a letter at most
_MANY = 10  # links to one box, above which all have room above it
_LANE_SIZE = 10  # of the letters of such a name

Sizes = Mapping[str, tuple[float, float]]


def timelines(
    tree: Tree,
    panels: Sequence[Panel],
    spans: Sequence[Mapping[str, Span]],
    sizes: Sizes,
    words: Sizes,
    deadline: Deadline,
) -> list[Layout]:
    """Return the layout of each panel, all along one calendar and with the same rows.

    ``sizes`` are those of the boxes and ``words`` of the words on lines.
    """
    most: Counter[str] = Counter()
    for panel in panels:
        most |= links_into(panel.picture)
    sizes = with_room(sizes, most, _MANY, HEAD_ROOM)
    every = [span for panel in spans for span in panel.values()]
    packed = _packed(axis(tree, every), spans, sizes, lanes(every))
    found = []
    for panel, own, centres in zip(panels, spans, packed.centres, strict=True):
        height = packed.height + _HEAD
        places = {
            name: Place(x + _LABEL, height - _HEAD - y, *sizes[name])
            for name, (x, y) in centres.items()
        }
        frame = list(_frame(packed, height))
        around = Around(
            frame,
            list(_ends(packed.grid, own, places)),
            [*_grid(packed, height), *_whiskers(packed.grid, own, places)],
            (packed.grid.width + _LABEL, height),
            {name: middle for name, _, (_, middle, _), _ in _dated(packed.grid, own, places)},
            [place for vertex, place in frame if vertex.attributes is style.LANE],
        )
        found.append(placed_layout(panel.picture, places, words, around, deadline))
    return found


def _packed(
    calendar: Axis, spans: Sequence[Mapping[str, Span]], sizes: Sizes, names: Sequence[str]
) -> Packed:
    """Return the boxes packed along a calendar so long that all comes near a page's shape."""
    found = []
    for width in _WIDTHS:
        long = Axis(calendar.start, calendar.end, calendar.horizon, width)
        found.append(pack(grid(long, spans, sizes), spans, sizes, names))
    return min(found, key=_extent)


def _extent(packed: Packed) -> float:
    """Return how high the page is that a calendar just fits on."""
    return max((packed.grid.width + _LABEL) / _PAGE, packed.height + _HEAD)


def marks(tree: Tree, spans: Sequence[Span]) -> frozenset[str]:
    """Return the marks of a calendar that occur."""
    found = {"bounded calendar" if axis(tree, spans).horizon_shown else "calendar"}
    for span in spans:
        if span.zone != "dated":
            found.add(span.zone)
        if span.whisker:
            found.add("open whisker" if span.high is None else "whisker")
    return frozenset(found)


def _grid(packed: Packed, height: float) -> Iterator[tuple[Line, Place]]:
    """Yield the line of each year, and those between lanes."""
    calendar, left, top = packed.grid.axis, packed.grid.left + _LABEL, height - _HEAD
    for year in calendar.ticks():
        x = left + calendar.at(year - calendar.start)
        yield _line(f"axis/{year}", 0.8, style.RULE), Place(x, (top + 6) / 2, 0.0, top + 6)
    for place, lane in enumerate(packed.lanes):
        if place:
            width = packed.grid.width + _LABEL
            at = Place(width / 2, top - lane.top + 4, width, 0.0)
            yield _line(f"lane/{place}/rule", 1.0, style.FAINT), at


def _line(name: str, width: float, color: str) -> Line:
    look = {**style.GRID, "penwidth": f"{width:g}", "color": color}
    return Line(f"{name}/from", f"{name}/to", attributes=look)


def _frame(packed: Packed, height: float) -> Iterator[tuple[Vertex, Place]]:
    """Yield the axis and the names of years and lanes, and of what stands beside the axis."""
    calendar, left = packed.grid.axis, packed.grid.left + _LABEL
    top, floor = height - _HEAD + 6, 0.0
    for year in calendar.ticks():
        x = left + calendar.at(year - calendar.start)
        if not _crowded(x, calendar, left):
            yield _words(f"axis/{year}/words", str(year), (x, top + 7), style.SOFT)
    yield _stroke("axis/today", left, (floor, top), 2.0, style.INK)
    today = f"today: {date(0.0, calendar.start)}"
    yield _words("axis/today/words", today, (left, top + 20), style.INK, bold=True)
    yield _rule("axis/line", (left, left + calendar.width), top, style.INK)
    yield from _horizon(calendar, left, floor, top)
    for zone, columns, words in (
        ("today", packed.grid.today, "TODAY OR BEFORE"),
        ("never", packed.grid.never, "NEVER, IN HALF OR MORE"),
    ):
        if columns.lefts:
            x = columns.lefts[0] + _LABEL
            centre = (x + (columns.right - columns.lefts[0]) / 2, top + 7)
            yield _words(f"zone/{zone}", words, centre, style.INK, bold=True)
    for place, lane in enumerate(packed.lanes):
        yield _lane(place, lane, height - _HEAD)


def _crowded(x: float, calendar: Axis, left: float) -> bool:
    """Tell whether a year would stand where the horizon is named."""
    return calendar.horizon_shown and abs(x - left - calendar.at(calendar.horizon or 0)) < 1


def _horizon(
    calendar: Axis, left: float, floor: float, top: float
) -> Iterator[tuple[Vertex, Place]]:
    right = left + calendar.width
    if calendar.horizon is None:
        words = "no horizon"
    else:
        words = f"horizon: {date(calendar.horizon, calendar.start)}"
        words += "" if calendar.horizon_shown else " →"
    if calendar.horizon_shown:
        right = left + calendar.at(calendar.horizon or 0.0)
        yield _stroke("axis/horizon", right, (floor, top), 2.0, style.INK)
    yield _words("axis/horizon/words", words, (right, top + 20), style.INK, bold=True)


def _lane(place: int, lane: Lane, height: float) -> tuple[Vertex, Place]:
    y = height - lane.top + 4
    lines = wrapped(lane.title, _INDENT, 3)
    rows = [labels.text(line, _LANE_SIZE, style.INK, bold=True) for line in lines]
    width = 2 + max(room(line, _LANE_SIZE, bold=True)[0] for line in lines)
    vertex = Vertex(f"lane/{place}", labels.stack(rows, background=style.PAPER), style.LANE)
    return vertex, Place(width / 2, y - 8 - 15 * len(rows) / 2, width, 15 * len(rows))


def _dated(
    grid: Grid, spans: Mapping[str, Span], places: Mapping[str, Place]
) -> Iterator[tuple[str, Span, tuple[float, float, float], float]]:
    """Yield each dated box with its span, and where its whisker has its ends and its mark."""
    for name, span in spans.items():
        if span.zone == "dated" and name in places:
            low, middle, high = (x + _LABEL for x in reach(span, grid))
            top = places[name].y + places[name].height / 2
            yield name, span, (low, middle, high), top + WHISKER - 8.0


def _whiskers(
    grid: Grid, spans: Mapping[str, Span], places: Mapping[str, Place]
) -> Iterator[tuple[Line, Place]]:
    """Yield the lines of the whisker above each dated box: a bar with caps, and a stem."""
    for name, span, (low, middle, high), y in _dated(grid, spans, places):
        if span.whisker:
            bar = Place((low + high) / 2, y, max(high - low, 0.1), 0.0)
            yield _line(f"whisker/{name}/bar", _BAR, style.INK), bar
            yield _line(f"whisker/{name}/low", 1.4, style.INK), Place(low, y, 0.0, _CAP)
            if span.high is not None:
                yield _line(f"whisker/{name}/high", 1.4, style.INK), Place(high, y, 0.0, _CAP)
        top = places[name].y + places[name].height / 2
        yield (
            _line(f"whisker/{name}/stem", 1.2, style.INK),
            Place(middle, (top + y) / 2, 0.0, y - top),
        )


def _ends(
    grid: Grid, spans: Mapping[str, Span], places: Mapping[str, Place]
) -> Iterator[tuple[Vertex, Place]]:
    """Yield the mark at the median of each dated box, and the arrow of a whisker without end."""
    for name, span, (_, middle, high), y in _dated(grid, spans, places):
        if span.whisker and span.high is None:
            yield _shape(f"whisker/{name}/on", "triangle", (high - _MARK / 2, y), style.OPEN)
        yield _shape(f"whisker/{name}/median", "diamond", (middle, y), style.MEDIAN)


def _shape(
    name: str, shape: str, centre: tuple[float, float], look: style.Attributes
) -> tuple[Vertex, Place]:
    return Vertex(name, "", {**look, "shape": shape}), Place(*centre, _MARK, _MARK)


def _rule(name: str, ends: tuple[float, float], y: float, color: str) -> tuple[Vertex, Place]:
    left, right = ends
    return _filled(name, color), Place((left + right) / 2, y, max(right - left, 0.1), 1.0)


def _stroke(
    name: str, x: float, ends: tuple[float, float], width: float, color: str
) -> tuple[Vertex, Place]:
    bottom, top = ends
    return _filled(name, color), Place(x, (bottom + top) / 2, width, max(top - bottom, 0.1))


def _filled(name: str, color: str) -> Vertex:
    return Vertex(name, "", {**style.FILLED, "fillcolor": color, "color": color})


def _words(
    name: str, words: str, centre: tuple[float, float], color: str, bold: bool = False
) -> tuple[Vertex, Place]:
    label = labels.stack((labels.text(words, color=color, bold=bold, align="CENTER"),), "CENTER")
    return Vertex(name, label, style.PLAIN), Place(*centre, _LETTER * len(words), 13.0)
