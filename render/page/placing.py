"""Places of the boxes and paths of the lines, in pixels from the upper left."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from render.layout import TIMEOUT, Deadline
from render.marks import Line, Role, Vertex, picture
from render.page.boxes import Box
from render.page.measures import text_width
from render.page.parts import Link, Parts, Small
from render.places import Layout, arrange

Point = tuple[float, float]

LINE_HEIGHT, LETTERS, _MARGIN = 12.0, 10.0, 16.0
_BOX = {"shape": "box", "margin": "0"}


@dataclass(frozen=True, slots=True)
class Placed:
    """Where everything is: upper left corners, paths with their ends, centres of words."""

    width: float
    height: float
    corners: Mapping[str, Point]
    sizes: Mapping[str, Point]
    paths: Mapping[str, str]
    tips: Mapping[str, tuple[Point, Point]]  # where the head of a line begins, and its point
    words: Mapping[str, Point]


def place(boxes: Mapping[str, Box], found: Parts, timeout: float = TIMEOUT) -> Placed:
    """Lay out the boxes (by the names of their vertices), small boxes and lines.

    Raises :class:`render.RenderError` where there is no Graphviz, or it takes too long.
    """
    sizes = {name: (box.width, box.height) for name, box in boxes.items()}
    sizes |= {name: _small_size(small) for name, small in found.smalls.items()}
    vertices = [Vertex(name, "", _BOX, role=_role(boxes.get(name))) for name in sizes]
    lines = _lines(found.links)
    written = {
        lines[name].name: words_size(link.rows) for name, link in found.links.items() if link.rows
    }
    layout = arrange(picture(vertices, lines.values()), sizes, written, Deadline.after(timeout))
    return _in_pixels(layout, sizes, lines)


def _role(box: Box | None) -> Role:
    return "last" if box is not None and box.node.ending is not None else "inner"


def words_size(rows: tuple[str, ...]) -> Point:
    """Return the size of the words on a line."""
    width = max((text_width(row, LETTERS) for row in rows), default=0.0)
    return width + 8.0, len(rows) * LINE_HEIGHT + 4.0


def _small_size(small: Small) -> Point:
    width, height = words_size(small.rows)
    return width + 8.0, height + 6.0


def _lines(links: Mapping[str, Link]) -> dict[str, Line]:
    """Return lines to be laid out, told apart where they join the same two vertices."""
    seen: dict[Point | tuple[str, str], int] = {}
    found = {}
    for name, link in links.items():
        ends = (link.tail, link.head)
        turn = seen[ends] = seen.get(ends, -1) + 1
        line = link.line
        found[name] = Line(*ends, line.label, line.attributes, line.marks, turn)
    return found


def _in_pixels(layout: Layout, sizes: Mapping[str, Point], lines: Mapping[str, Line]) -> Placed:
    def turned(x: float, y: float) -> Point:
        return round(x + _MARGIN, 1), round(layout.height - y + _MARGIN, 1)

    corners = {}
    for name, (width, height) in sizes.items():
        spot = layout.places[name]
        x, y = turned(spot.x, spot.y)
        corners[name] = (round(x - width / 2, 1), round(y - height / 2, 1))
    paths, tips, words = {}, {}, {}
    for name, line in lines.items():
        route = layout.routes.get(line.name)
        if route is None:
            continue
        knots, tip = _knots(route.spline)
        points = [turned(*knot) for knot in knots]
        paths[name] = _path(points)
        tips[name] = (points[-1], turned(*tip) if tip else points[-1])
        if route.label:
            x, y = map(float, route.label.split(","))
            words[name] = turned(x, y)
    width, height = layout.width + 2 * _MARGIN, layout.height + 2 * _MARGIN
    return Placed(math.ceil(width), math.ceil(height), corners, sizes, paths, tips, words)


def _knots(spline: str) -> tuple[list[Point], Point | None]:
    """Read the last piece of a spline: its knots, and the point of its arrow.

    >>> _knots("e,9,0 0,0 2,0 4,0 6,0")
    ([(0.0, 0.0), (2.0, 0.0), (4.0, 0.0), (6.0, 0.0)], (9.0, 0.0))
    """
    knots: list[Point] = []
    tip = None
    for word in spline.split(";")[-1].split():
        *mark, x, y = word.split(",")
        if not mark:
            knots.append((float(x), float(y)))
        elif mark[0] == "e":
            tip = (float(x), float(y))
    return knots, tip


def _path(points: list[Point]) -> str:
    start, *rest = (f"{x:g} {y:g}" for x, y in points)
    return f"M{start}C{' '.join(rest)}" if rest else f"M{start}"
