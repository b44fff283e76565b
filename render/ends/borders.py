"""Ends of lines, led to the border of a box as it is drawn.

Graphviz ends a line at a plain rectangle, whether its corners are rounded, one is folded, or a tab
stands on it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from render.dot import Place
from render.marks import Picture, Vertex
from render.splines import Point, first_point, last_knots, with_end_moved, with_start_moved

TAB = 4.0  # points that the tab of a folder stands out above it
_TAB_WIDTH, _SLOPE = 27.0, 3.0  # at the right end, and of each of its slopes
_FOLD = 6.0  # of the upper right corner of a note
_RADIUS, _LEAST = 12.0, 3.0  # of the corners Graphviz draws, of boxes so many times as large


def up_to_borders(
    picture: Picture, places: Mapping[str, Place], routes: Mapping[str, str]
) -> dict[str, str]:
    """Return the routes of lines, those with an end off the border that is drawn led up to it."""
    vertices = {vertex.name: vertex for vertex in picture.vertices}
    moved = dict(routes)
    for line in picture.lines:
        route = routes[line.name]
        if gap := _gap(vertices[line.tail], places[line.tail], first_point(route)):
            route = with_start_moved(route, gap)
        knots = last_knots(route)
        if knots and (gap := _gap(vertices[line.head], places[line.head], knots[1])):
            route = with_end_moved(route, gap)
        moved[line.name] = route
    return moved


def rounded_boxes(picture: Picture) -> set[str]:
    """Return the names of the vertices that have rounded corners."""
    return {vertex.name for vertex in picture.vertices if _rounded(vertex)}


def to_centre(place: Place, point: Point) -> Point | None:
    """Return the way from a point at a rounded corner to the centre of its arc, or None."""
    radius = _radius(place)
    across, up = point[0] - place.x, point[1] - place.y
    over = (abs(across) - place.width / 2 + radius, abs(up) - place.height / 2 + radius)
    if min(over) <= 0.0:
        return None
    return -math.copysign(over[0], across), -math.copysign(over[1], up)


def _rounded(vertex: Vertex) -> bool:
    return "rounded" in vertex.attributes.get("style", "")


def _gap(vertex: Vertex, place: Place, point: Point) -> Point | None:
    """Return the way from a point on a rectangle to the border that is drawn, or None."""
    if _rounded(vertex):
        return _to_arc(place, point)
    left = place.x + place.width / 2 - point[0]  # to the right side and to the top
    below = place.y + place.height / 2 - point[1]
    match vertex.attributes.get("shape"):
        case "folder" if below < 1.0 and left < _TAB_WIDTH:
            return 0.0, TAB * min(left / _SLOPE, (_TAB_WIDTH - left) / _SLOPE, 1.0)
        case "note" if (cut := _FOLD - left - below) > 0.0:
            return -cut / 2, -cut / 2
    return None


def _to_arc(place: Place, point: Point) -> Point | None:
    """Return the way from a point outside of a rounded corner to its arc, or None."""
    way = to_centre(place, point)
    share = 1.0 - _radius(place) / math.hypot(*way) if way else 0.0
    return (way[0] * share, way[1] * share) if way and share > 0.0 else None


def _radius(place: Place) -> float:
    return min(_RADIUS, min(place.width, place.height) / _LEAST)
