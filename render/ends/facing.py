"""Ends of lines, turned to face the border that they stand at.

A tee or a dot that comes in at a slant lies partly behind its box, and a head that comes in flat
on its neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from render.dot import Place
from render.ends.borders import rounded_boxes, to_centre
from render.ends.sides import SIDES, side_of, straight
from render.marks import Picture
from render.splines import Point, last_knots, with_end_led

_BLUNT = ("tee", "dot", "odot")
_LED = 40.0  # how much of a line is led anew
_FLAT = 0.5  # the slope, as a cosine, under which a head comes in flat


def facing(
    picture: Picture, places: Mapping[str, Place], routes: Mapping[str, str]
) -> dict[str, str]:
    """Return the routes of lines: tees and dots led squarely onto their border, flat heads less so.

    Heads at round vertices stay, as these have room on all sides.
    """
    moved = dict(routes)
    boxes, rounded = straight(picture), rounded_boxes(picture)
    for line in picture.lines:
        if (knots := last_knots(routes[line.name])) is None:
            continue
        before, tip = knots
        place = places[line.head]
        if line.head not in boxes:
            inward = _to_inside(place, tip)
        elif line.head in rounded and (way := to_centre(place, tip)):
            inward = _unit(way)
        else:
            inward = SIDES[side_of(place, before, tip)]
        run = _unit((tip[0] - before[0], tip[1] - before[1]))
        flat = line.head in boxes and run[0] * inward[0] + run[1] * inward[1] < _FLAT
        blunt = line.attributes.get("arrowhead") in _BLUNT
        if blunt or flat:
            led = with_end_led(routes[line.name], tip, _LED, inward, 0.0 if blunt else 1.0)
            moved[line.name] = led
    return moved


def _to_inside(place: Place, tip: Point) -> Point:
    """Return the direction that stands upright on an ellipse, at a point of its rim."""
    across, up = (tip[0] - place.x) / place.width**2, (tip[1] - place.y) / place.height**2
    return _unit((-across, -up))


def _unit(way: Point) -> Point:
    length = math.hypot(*way) or 1.0
    return way[0] / length, way[1] / length
