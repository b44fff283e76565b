"""Ends of lines, turned to face the border that they stand at, and drawn out of it.

A tee, a dot or a square that comes in at a slant lies partly behind its box, and a head that comes
in flat on its neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from render.dot import Place
from render.ends.bends import clear
from render.ends.borders import rounded_boxes, to_centre
from render.ends.sides import SIDES, side_of, straight
from render.marks import Line, Picture
from render.nearby import Nearby
from render.splines import (
    Point,
    first_point,
    flattened,
    last_knots,
    turned,
    with_end_led,
    with_end_moved,
)

_BLUNT = ("tee", "dot", "odot")
_LED = (40.0, 24.0, 14.0)  # how much of a line is led anew, at most
_FLAT = 0.3  # the slope, as a cosine, under which a head comes in flat
_FLAT_BESIDE = 0.8  # the same where tees or dots may be beside it
_BORDER = "1"  # how wide a border is that is said nothing of


def facing(
    picture: Picture, places: Mapping[str, Place], routes: Mapping[str, str]
) -> dict[str, str]:
    """Return the routes of lines: tees, dots and squares led squarely onto their border.

    Heads that come in flat are led a little less so.
    """
    moved = dict(routes)
    borders = _Borders(picture, places)
    beside = {line.head for line in picture.lines if _is_blunt(line)}
    for line in picture.lines:
        route = routes[line.name]
        if knots := last_knots(route):
            before, tip = knots
            inward = borders.inward(line.head, before, tip)
            run = _unit((tip[0] - before[0], tip[1] - before[1]))
            least = _FLAT_BESIDE if line.head in beside else _FLAT
            flat = run[0] * inward[0] + run[1] * inward[1] < least
            blunt = _is_blunt(line)
            if blunt or flat:
                route = borders.led(route, line.head, tip, inward, 0.0 if blunt else 1.0)
            else:
                route = with_end_moved(route, borders.outward(line.head, inward))
        if line.marked_start:
            tip = first_point(route)
            inward = borders.inward(line.tail, flattened(route)[1], tip)
            route = turned(borders.led(turned(route), line.tail, tip, inward, 0.0))
        moved[line.name] = route
    return moved


def _is_blunt(line: Line) -> bool:
    return line.attributes.get("arrowhead") in _BLUNT


class _Borders:
    """Where the borders of vertices are, and how wide they are drawn."""

    def __init__(self, picture: Picture, places: Mapping[str, Place]) -> None:
        self._places = places
        self._boxes = Nearby(places.values())
        self._rounded = rounded_boxes(picture)
        self._out = {
            vertex.name: float(vertex.attributes.get("penwidth", _BORDER)) / 2
            for vertex in picture.vertices
        }
        self.straight = straight(picture)

    def inward(self, name: str, before: Point, tip: Point) -> Point:
        """Return the direction that stands upright on the border of a vertex."""
        place = self._places[name]
        if name not in self.straight:
            across, up = ((t - c) / s**2 for t, c, s in _from_centre(place, tip))
            return _unit((-across, -up))
        if name in self._rounded and (way := to_centre(place, tip)):
            return _unit(way)
        return SIDES[side_of(place, before, tip)]

    def outward(self, name: str, inward: Point) -> Point:
        """Return the way out of the border of a vertex as it is drawn, from its middle."""
        return -self._out[name] * inward[0], -self._out[name] * inward[1]

    def led(self, route: str, name: str, tip: Point, inward: Point, straight_on: float) -> str:
        """Return a route led onto a border, over as much of it as keeps out of boxes."""
        across, up = self.outward(name, inward)
        tip = (tip[0] + across, tip[1] + up)
        ways = (with_end_led(route, tip, length, inward, straight_on) for length in _LED)
        *others, shortest = ways
        found = (way for way in others if clear(way, _LED[0], self._boxes))
        return next(found, shortest)


def _from_centre(place: Place, tip: Point) -> tuple[tuple[float, float, float], ...]:
    return (tip[0], place.x, place.width), (tip[1], place.y, place.height)


def _unit(way: Point) -> Point:
    length = math.hypot(*way) or 1.0
    return way[0] / length, way[1] / length
