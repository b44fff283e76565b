"""Ends of lines at the rounded corners of boxes, led up to the border that is drawn there.

Graphviz ends a line where the corner would be if it were square.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from render.dot import Place
from render.marks import Picture
from render.splines import Point, first_point, last_knots, with_end_moved, with_start_moved

_RADIUS, _LEAST = 12.0, 3.0  # of the corners Graphviz draws, of boxes so many times as large


def up_to_rounded(
    picture: Picture, places: Mapping[str, Place], routes: Mapping[str, str]
) -> dict[str, str]:
    """Return the routes of lines, those with an end at a rounded corner led up to it."""
    rounded = rounded_boxes(picture)
    moved = dict(routes)
    for line in picture.lines:
        route = routes[line.name]
        if line.tail in rounded and (gap := _gap(places[line.tail], first_point(route))):
            route = with_start_moved(route, gap)
        knots = last_knots(route)
        if line.head in rounded and knots and (gap := _gap(places[line.head], knots[1])):
            route = with_end_moved(route, gap)
        moved[line.name] = route
    return moved


def rounded_boxes(picture: Picture) -> set[str]:
    """Return the names of the vertices that have rounded corners."""
    return {v.name for v in picture.vertices if "rounded" in v.attributes.get("style", "")}


def to_centre(place: Place, point: Point) -> Point | None:
    """Return the way from a point at a rounded corner to the centre of its arc, or None."""
    radius = _radius(place)
    across, up = point[0] - place.x, point[1] - place.y
    over = (abs(across) - place.width / 2 + radius, abs(up) - place.height / 2 + radius)
    if min(over) <= 0.0:
        return None
    return -math.copysign(over[0], across), -math.copysign(over[1], up)


def _gap(place: Place, point: Point) -> Point | None:
    """Return the way from a point outside of a rounded corner to its arc, or None."""
    way = to_centre(place, point)
    share = 1.0 - _radius(place) / math.hypot(*way) if way else 0.0
    return (way[0] * share, way[1] * share) if way and share > 0.0 else None


def _radius(place: Place) -> float:
    return min(_RADIUS, min(place.width, place.height) / _LEAST)
