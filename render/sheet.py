"""The sheet: title, panels, legend and footer, each given its place.

Coordinates are points, with y upward as Graphviz has it; blocks are set from the top down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from render import labels, style
from render.dot import Place, Route
from render.legend import Entry, meaning_vertex, sample_line, sample_vertices
from render.marks import Line, Picture, Vertex
from render.places import Layout

GAP, HEAD_GAP, PANEL_GAP, ROW_GAP = 16.0, 4.0, 40.0, 7.0
SAMPLE_WIDTH, SAMPLE_GAP, COLUMN_GAP = 52.0, 10.0, 26.0
LEAST_WIDTH, MOST_COLUMNS = 620.0, 8

Measured = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Panel:
    """One drawing of the tree: its name, what stands above it, and its picture."""

    name: str
    heading: tuple[Vertex, ...]
    picture: Picture


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How a sheet is set: panels beside one another, the legend beside them or below.

    ``aside`` is the number of columns of a legend beside the panels, 0 for one below; ``width``
    is the least width of the sheet.
    """

    beside: bool
    aside: int = 0
    width: float = LEAST_WIDTH


@dataclass(slots=True)
class Sheet:
    """Everything placed so far, and how far down the sheet is filled."""

    vertices: list[tuple[Vertex, Place]] = field(default_factory=list)
    lines: list[tuple[Line, Route]] = field(default_factory=list)
    y: float = 0.0
    width: float = 0.0

    def add(self, vertex: Vertex, size: tuple[float, float], left: float = 0.0) -> None:
        """Place a vertex at the left and go down by its height."""
        width, height = size
        place = Place(left + width / 2, self.y - height / 2, width, height)
        self.vertices.append((vertex, place))
        self.y -= height

    def rule(self, width: float, left: float = 0.0) -> None:
        """Draw a thin line across."""
        look = {
            "shape": "box",
            "style": "filled",
            "fillcolor": style.RULE,
            "color": style.RULE,
            "fixedsize": "true",
            "penwidth": "0",
            "height": "0.01",
            "width": f"{width / 72:.3f}",
        }
        name = f"rule/{len(self.vertices)}"
        self.vertices.append((Vertex(name, "", look), Place(left + width / 2, self.y, width, 0.7)))


def compose(
    heading: Sequence[Vertex],
    panels: Sequence[Panel],
    layouts: Sequence[Layout],
    entries: Sequence[Entry],
    footer: Sequence[Vertex],
    sizes: Measured,
    arrangement: Arrangement,
) -> Sheet:
    """Place title, panels, legend and footer; ``layouts`` are those of the panels."""
    sheet = Sheet()
    for vertex in heading:
        sheet.add(vertex, sizes[vertex.name])
        sheet.y -= HEAD_GAP
    sheet.y -= GAP - HEAD_GAP
    top = sheet.y
    least = max([arrangement.width, *(sizes[vertex.name][0] for vertex in (*heading, *footer))])
    beside, aside = arrangement.beside, arrangement.aside
    width = _panels(sheet, panels, layouts, sizes, beside, 0.0 if aside else least)
    if aside:
        floor, sheet.y = sheet.y, top
        left = width + PANEL_GAP
        width = max(left + _legend(sheet, entries, sizes, left, aside), least)
        sheet.y = min(sheet.y, floor)
    else:
        sheet.y -= GAP
        sheet.rule(width)
        sheet.y -= GAP
        _legend(sheet, entries, sizes, 0.0, _columns(entries, sizes, width))
    sheet.width = width
    if footer:
        sheet.y -= GAP / 2
        sheet.rule(width)
        sheet.y -= GAP / 2
    for vertex in footer:
        sheet.add(vertex, sizes[vertex.name])
    return sheet


def _panels(
    sheet: Sheet,
    panels: Sequence[Panel],
    layouts: Sequence[Layout],
    sizes: Measured,
    beside: bool,
    least: float,
) -> float:
    """Place the panels and return how wide they are together, which is ``least`` or more."""
    x, start, lowest = 0.0, sheet.y, sheet.y
    heads = [_head_height(panel, sizes) for panel in panels]
    rooms = [
        max([layout.width, *(sizes[vertex.name][0] for vertex in panel.heading)])
        for panel, layout in zip(panels, layouts, strict=True)
    ]
    together = sum(rooms) + PANEL_GAP * (len(rooms) - 1) if beside else max(rooms)
    widest = max(together, least)
    for number, (panel, layout) in enumerate(zip(panels, layouts, strict=True)):
        if beside:
            sheet.y = start
        elif number:
            sheet.y = lowest - PANEL_GAP / 2
            sheet.rule(widest)
            sheet.y -= PANEL_GAP / 2
        floor = sheet.y - (max(heads) if beside else _head_height(panel, sizes))
        for place, vertex in enumerate(panel.heading):
            if place:  # bars beside one another stand on one line
                sheet.y = floor + sizes[vertex.name][1]
            sheet.add(vertex, sizes[vertex.name], x)
        sheet.y = floor - (GAP if panel.heading else 0.0)
        _panel(sheet, panel, layout, sizes, x, sheet.y - layout.height)
        lowest = min(lowest, sheet.y - layout.height)
        x += (rooms[number] + PANEL_GAP) * beside
    sheet.y = lowest
    return widest


def _head_height(panel: Panel, sizes: Measured) -> float:
    heights = [sizes[vertex.name][1] for vertex in panel.heading]
    return sum(heights) + HEAD_GAP * max(len(heights) - 1, 0)


def _panel(
    sheet: Sheet,
    panel: Panel,
    layout: Layout,
    sizes: Measured,
    dx: float,
    dy: float,
) -> None:
    for line, place in layout.grid:
        _across(sheet, panel, line, place.moved(dx, dy))
    _beside(sheet, panel, layout.under, dx, dy)
    for vertex in panel.picture.vertices:
        name, place = panel.name + vertex.name, layout.places[vertex.name].moved(dx, dy)
        named = _at_its_corner(replace(vertex, name=name), place, *sizes[name])
        sheet.vertices.append((named, place))
    for line in panel.picture.lines:
        named_line = replace(line, tail=panel.name + line.tail, head=panel.name + line.head)
        if line.name in layout.routes:
            sheet.lines.append((named_line, layout.routes[line.name].moved(dx, dy)))
    _beside(sheet, panel, layout.over, dx, dy)


def _beside(
    sheet: Sheet, panel: Panel, extra: Iterable[tuple[Vertex, Place]], dx: float, dy: float
) -> None:
    for vertex, place in extra:
        named = replace(vertex, name=panel.name + vertex.name)
        sheet.vertices.append((named, place.moved(dx, dy)))


def _across(sheet: Sheet, panel: Panel, line: Line, place: Place) -> None:
    """Draw a straight line from corner to corner of a place."""
    tail, head = panel.name + line.tail, panel.name + line.head
    right, up = place.width / 2, place.height / 2
    ends = ((place.x - right, place.y - up), (place.x + right, place.y + up))
    for name, (x, y) in zip((tail, head), ends, strict=True):
        sheet.vertices.append((Vertex(name, "", style.POINT), Place(x, y, 0.7, 0.7)))
    (x0, y0), (x1, y1) = ends
    thirds = [(x0 + (x1 - x0) * part / 3, y0 + (y1 - y0) * part / 3) for part in range(4)]
    spline = " ".join(f"{x:.2f},{y:.2f}" for x, y in thirds)
    sheet.lines.append((replace(line, tail=tail, head=head), Route(spline)))


def _at_its_corner(vertex: Vertex, place: Place, width: float, height: float) -> Vertex:
    """Return a vertex whose text stands at the upper left of a place that is larger than it needs.

    Graphviz would centre it, so that the same words stood elsewhere in the other panel.
    """
    right, below = int(place.width - width + 0.01), int(place.height - height + 0.01)
    return replace(vertex, label=labels.padded(vertex.label, right, below))


def _column(entries: Sequence[Entry], sizes: Measured) -> float:
    """Return how wide a column of the legend is, with the gap behind it."""
    words = [sizes[meaning_vertex(place, entry).name][0] for place, entry in enumerate(entries)]
    return SAMPLE_WIDTH + SAMPLE_GAP + max(words, default=0.0) + COLUMN_GAP


def _columns(entries: Sequence[Entry], sizes: Measured, width: float) -> int:
    """Return how many columns of the legend find room in a width."""
    return max(1, min(MOST_COLUMNS, int((width + COLUMN_GAP) // _column(entries, sizes))))


def _legend(
    sheet: Sheet, entries: Sequence[Entry], sizes: Measured, left: float, columns: int
) -> float:
    """Set the entries in columns of equal width, down each in turn, and return the whole width."""
    column = _column(entries, sizes)
    depth = max(1, -(-len(entries) // columns))
    top, lowest = sheet.y, sheet.y
    for place, entry in enumerate(entries):
        if place % depth == 0:
            sheet.y = top
        _entry(sheet, place, entry, sizes, left + (place // depth) * column)
        lowest = min(lowest, sheet.y)
    sheet.y = lowest
    return max(1, -(-len(entries) // depth)) * column - COLUMN_GAP


def _entry(sheet: Sheet, place: int, entry: Entry, sizes: Measured, x: float) -> None:
    words = meaning_vertex(place, entry)
    width, height = sizes[words.name]
    samples = sample_vertices(place, entry)
    row = max([height, *(sizes[vertex.name][1] for vertex in samples)])
    middle = sheet.y - row / 2
    if line := sample_line(place, entry):
        ends = (x, x + SAMPLE_WIDTH)
        for vertex, end in zip(samples, ends, strict=True):
            sheet.vertices.append((vertex, Place(end, middle, 0.7, 0.7)))
        y = middle - (5 if line.label else 0)
        sheet.lines.append((line, _straight(*ends, y, line, middle + 5)))
    else:
        for vertex in samples:
            size = sizes[vertex.name]
            sheet.vertices.append((vertex, Place(x + SAMPLE_WIDTH / 2, middle, *size)))
    sheet.vertices.append(
        (words, Place(x + SAMPLE_WIDTH + SAMPLE_GAP + width / 2, middle, width, height))
    )
    sheet.y -= row + ROW_GAP


def _straight(x0: float, x1: float, y: float, line: Line, label_y: float) -> Route:
    """Return a straight route that leaves room for the arrowhead, and for one at its start."""
    size = 10 * float(line.attributes.get("arrowsize", style.EDGE["arrowsize"]))
    end = x1 - (size * 0.3 if line.attributes.get("arrowhead") == "tee" else size)
    both = line.attributes.get("dir") == "both"
    start = x0 + size if both else x0
    xs: Iterable[float] = (start, start + (end - start) / 3, start + 2 * (end - start) / 3, end)
    points = " ".join(f"{x:.2f},{y:.2f}" for x in xs)
    label = f"{(x0 + end) / 2:.2f},{label_y:.2f}" if line.label else ""
    first = f"s,{x0:.2f},{y:.2f} " if both else ""
    return Route(f"{first}e,{x1:.2f},{y:.2f} {points}", label)
