"""DOT text of pictures: to be laid out, to be measured, or with every place given.

The text depends on the picture alone: attributes are sorted, and so are vertices and lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from render.escape import quoted
from render.marks import Line, Picture, Vertex
from render.style import EDGE, GRAPH, NODE, PLAIN, RULE

# Above so many lines the layout is asked to try less hard: 1,200 lines take half a minute with
# curves, and one second with straight lines.
_LARGE, _HUGE = 300, 800
_HURRY = {"mclimit": "0.3", "nslimit": "2", "nslimit1": "2"}
_TIGHT = {"nodesep": "0.22", "ranksep": "0.7"}
_OFF = 10.0  # points that lines are led past boxes, where these leave room for two
_RUSH = {"mclimit": "0.1", "nslimit": "0.5", "nslimit1": "0.5", "splines": "line"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a vertex stands: its centre in points from the lower left, and its size in points."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, point: tuple[float, float], more: float = 0.0) -> bool:
        """Tell whether a point is inside, were the place so much larger on each side."""
        x, y = point
        return abs(x - self.x) < self.width / 2 + more and abs(y - self.y) < self.height / 2 + more

    def moved(self, dx: float, dy: float) -> Place:
        """Return the place moved."""
        return Place(self.x + dx, self.y + dy, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Route:
    """How a line runs: its spline as Graphviz writes it, and the centre of its label."""

    spline: str
    label: str = ""

    def moved(self, dx: float, dy: float) -> Route:
        """Return the route moved."""
        return Route(_moved(self.spline, dx, dy), _moved(self.label, dx, dy))


Sizes = Mapping[str, tuple[float, float]]  # width and height by name, in points


def tree_dot(
    picture: Picture, sizes: Sizes | None = None, rush: bool = False, tight: bool = False
) -> str:
    """Return the DOT text of a picture that is still to be laid out.

    ``sizes`` are the least sizes of vertices; to ``rush`` is to lay out as fast as can be, and
    ``tight`` with lines close together.
    """
    attributes = {**_effort(len(picture.lines), rush), **(_TIGHT if tight else {})}
    return _graph(_tree_statements(picture, sizes or {}), attributes)


def _effort(lines: int, rush: bool = False) -> Mapping[str, str]:
    return _RUSH if rush or lines > _HUGE else _HURRY if lines > _LARGE else {}


def document_dot(picture: Picture, heading: str, legend: Picture, footer: str) -> str:
    """Return the DOT text of a picture with title and legend, for any Graphviz to lay out."""
    statements = [
        "  subgraph cluster_tree {",
        *_attributes(
            "    ", {"label": heading, "labeljust": "l", "labelloc": "t", "pencolor": "none"}
        ),
        *(f"  {line}" for line in _tree_statements(picture, {})),
        "  }",
        "  subgraph cluster_legend {",
        *_attributes(
            "    ", {"label": "Legend", "labeljust": "l", "labelloc": "t", "pencolor": RULE}
        ),
        *(f"  {line}" for line in _tree_statements(legend, {})),
        "  }",
    ]
    effort = _effort(len(picture.lines))
    return _graph(statements, {**effort, "label": footer, "labelloc": "b", "labeljust": "l"})


def measure_dot(vertices: Iterable[Vertex]) -> str:
    """Return DOT text that lays nothing out, from which Graphviz tells the size of each vertex."""
    nowhere = {"pos": "0,0"}
    return _graph((_vertex(vertex, nowhere) for vertex in vertices), {"layout": "nop2"})


def routed_dot(picture: Picture, places: Mapping[str, Place], others: Sequence[Place] = ()) -> str:
    """Return DOT text with the places of vertices given, for lines to be led around them.

    And around ``others``, which stand well apart from all else.
    """
    statements = [
        *(_vertex(*_bare(vertex, places[vertex.name])) for vertex in picture.vertices),
        *(_vertex(*_bare(Vertex(f"other/{number}"), place)) for number, place in enumerate(others)),
        *(_line(replace(line, label=""), {"id": line.name}) for line in picture.lines),
    ]
    off = max(min(_OFF, _narrowest(list(places.values())) / 2 - 1.0), 0.0)
    return _graph(statements, {"splines": "true", "esep": f"+{off:.1f}"})


def _narrowest(places: Sequence[Place]) -> float:
    """Return how far apart the two boxes are that are nearest, if less than two lines need."""
    least = 2 * _OFF + 2.0
    across = sorted(places, key=lambda place: place.x - place.width / 2)
    for number, one in enumerate(across):
        for other in across[number + 1 :]:
            beside = other.x - other.width / 2 - one.x - one.width / 2
            if beside >= least:
                break
            above = abs(other.y - one.y) - (other.height + one.height) / 2
            least = min(least, max(beside, above))
    return least


def placed_dot(
    vertices: Iterable[tuple[Vertex, Place]],
    lines: Iterable[tuple[Line, Route]],
    graph: Mapping[str, str] | None = None,
) -> str:
    """Return DOT text with every place given, which any Graphviz draws as it is.

    The words on a line are drawn after all lines, so that none runs through them.
    """
    routed = list(lines)
    statements = [
        *(_vertex(vertex, _placed(vertex, place)) for vertex, place in vertices),
        *(_line(replace(line, label=""), _routed(line, route)) for line, route in routed),
        *(_vertex(words_of(line), {"pos": route.label}) for line, route in routed if route.label),
    ]
    return _graph(statements, {"layout": "nop2", **(graph or {})})


def least_size(vertex: Vertex, width: float, height: float) -> dict[str, str]:
    """Return the attributes that make a vertex at least so large, its outer border included."""
    rings = 8 * (int(vertex.attributes.get("peripheries", "1")) - 1)
    return {
        "width": f"{max(width - rings, 0) / 72:.4f}",
        "height": f"{max(height - rings, 0) / 72:.4f}",
    }


def _tree_statements(picture: Picture, sizes: Sizes) -> Iterator[str]:
    for vertex in picture.vertices:
        if size := sizes.get(vertex.name):  # its words are not measured again
            yield _vertex(replace(vertex, label=""), least_size(vertex, *size))
        else:
            yield _vertex(vertex, {})
    for role, rank in (("first", "min"), ("last", "sink")):
        names = [quoted(vertex.name) for vertex in picture.vertices if vertex.role == role]
        if names:
            yield f"  {{ rank={quoted(rank)}; {'; '.join(names)}; }}"
    for line in picture.lines:
        yield _line(line, {"id": line.name})


def _placed(vertex: Vertex, place: Place) -> dict[str, str]:
    size = (
        {}
        if vertex.attributes.get("shape") in ("plain", "point")
        else least_size(vertex, place.width, place.height)
    )
    return {**size, "id": vertex.name, "pos": f"{place.x:.2f},{place.y:.2f}"}


def _bare(vertex: Vertex, place: Place) -> tuple[Vertex, dict[str, str]]:
    """Return an empty box for a vertex, and the attributes of its place."""
    empty = Vertex(vertex.name, "", {"shape": "box"})
    return empty, _placed(empty, place)


def _routed(line: Line, route: Route) -> dict[str, str]:
    return {"id": line.name, "pos": route.spline}


def words_of(line: Line) -> Vertex:
    """Return the words on a line as a vertex, to be measured and drawn."""
    name = f"{line.name}--words"
    return Vertex(name, line.label, {**PLAIN, "id": name})


def _graph(statements: Iterable[str], attributes: Mapping[str, str]) -> str:
    lines = [
        'digraph "techtree" {',
        *_attributes("  ", {**GRAPH, **attributes}),
        f"  node [{_list(NODE)}];",
        f"  edge [{_list(EDGE)}];",
        *statements,
        "}",
    ]
    return "\n".join(lines) + "\n"


def _attributes(indent: str, attributes: Mapping[str, str]) -> list[str]:
    return [f"{indent}{key}={_value(key, attributes[key])};" for key in sorted(attributes)]


def _vertex(vertex: Vertex, extra: Mapping[str, str]) -> str:
    attributes = {**vertex.attributes, **extra, "label": vertex.label}
    return f"  {quoted(vertex.name)} [{_list(attributes)}];"


def _line(line: Line, extra: Mapping[str, str]) -> str:
    label = {"label": line.label} if line.label else {}
    attributes = {**line.attributes, **extra, **label}
    return f"  {quoted(line.tail)} -> {quoted(line.head)} [{_list(attributes)}];"


def _list(attributes: Mapping[str, str]) -> str:
    return ", ".join(f"{key}={_value(key, attributes[key])}" for key in sorted(attributes))


def _value(key: str, value: str) -> str:
    """Write a value; what starts as a table is an HTML-like label, built from escaped text."""
    if key == "label" and value.startswith("<"):
        return f"<{value}>"
    return quoted(value)


def _moved(coordinates: str, dx: float, dy: float) -> str:
    """Move a spline: points ``x,y``, some of them marked as ends by ``e,`` or ``s,``.

    >>> _moved("e,3,4 0,0 1,1 2,2 3,3", 1, 10)
    'e,4.00,14.00 1.00,10.00 2.00,11.00 3.00,12.00 4.00,13.00'
    """
    return ";".join(
        " ".join(_moved_point(point, dx, dy) for point in part.split())
        for part in coordinates.split(";")
    )


def _moved_point(point: str, dx: float, dy: float) -> str:
    *end, x, y = point.split(",")
    return ",".join((*end, f"{float(x) + dx:.2f}", f"{float(y) + dy:.2f}"))
