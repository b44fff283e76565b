"""Heads of lines into neighbouring boxes, led off the corners that these have beside each other."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from render.dot import Place
from render.ends.bends import clear
from render.ends.sides import away, straight
from render.marks import Picture
from render.nearby import Nearby
from render.splines import Point, flattened, last_knots, with_end_led

_HEAD, _LINE = 26.0, 50.0  # how long a head is, and the part of a line that may run into another
_MEET = 8.0  # how near a line and a head meet
_NARROW = 13.0  # how near to a box a tip may be taken to point at it
_REACH = _HEAD + _LINE + _MEET  # how far apart the tips of two that meet are at most
_CORNER, _OFF = 24.0, 18.0  # how near a corner a head is led off it, and how far
_LED = 90.0  # how much of a line is led anew


@dataclass(frozen=True, slots=True)
class _End:
    """The end of one line: its box, the points of its head and more of the line, its origin."""

    name: str
    box: str
    points: tuple[Point, ...]
    line: tuple[Point, ...]
    away: Point

    @property
    def tip(self) -> Point:
        return self.points[-1]


def off_corners(
    picture: Picture, places: Mapping[str, Place], routes: Mapping[str, str]
) -> dict[str, str]:
    """Return the routes of lines; heads at corners that face a neighbour are led to the sides.

    Graphviz leads a line to the middle of a box and ends it at the border, so that lines from one
    side to two boxes, one above the other, cross at the corners that face each other; and between
    boxes close together one cannot tell to which a head belongs.
    """
    moved, boxes = dict(routes), Nearby(places.values())
    ends = list(_ends(picture, routes))
    lost = _meeting(ends) | {end for end in ends if _between(boxes, places[end.box], end)}
    for end in sorted(lost, key=lambda end: end.name):
        if tip := _beside(places[end.box], end):
            inward = (1.0 if tip[0] < places[end.box].x else -1.0, 0.0)
            led = with_end_led(routes[end.name], tip, _LED, inward)
            if clear(led, 1.5 * _LED, boxes):
                moved[end.name] = led
    return moved


def _ends(picture: Picture, routes: Mapping[str, str]) -> Iterator[_End]:
    boxes = straight(picture)
    for line in picture.lines:
        if line.head in boxes and (knots := last_knots(routes[line.name])):
            tip = knots[1]
            path = flattened(routes[line.name])
            head, rest = (
                tuple(point for point in (*path[-30:], tip) if math.dist(point, tip) <= length)
                for length in (_HEAD, _LINE)
            )
            yield _End(line.name, line.head, head, rest, away(path, tip))


def _meeting(ends: Sequence[_End]) -> set[_End]:
    """Return the ends that meet one at another box."""
    cells: dict[tuple[int, int], list[_End]] = {}
    for end in ends:
        cells.setdefault(_cell(end.tip), []).append(end)
    found: set[_End] = set()
    for (column, row), here in cells.items():
        around = product((column - 1, column, column + 1), (row - 1, row, row + 1))
        others = [end for cell in around for end in cells.get(cell, ())]
        for one, other in product(here, others):
            if one.box != other.box and _meet(one, other):
                found |= {one, other}
    return found


def _between(boxes: Nearby, own: Place, end: _End) -> bool:
    """Tell whether the tip of a line is as near to another box as to be taken for a head there."""
    return any(box is not own for box in boxes.around(end.tip, _NARROW))


def _cell(tip: Point) -> tuple[int, int]:
    """Return in which cell of a grid a tip is; heads that meet are in one, or in neighbours."""
    return int(tip[0] // _REACH), int(tip[1] // _REACH)


def _meet(one: _End, other: _End) -> bool:
    if math.dist(one.tip, other.tip) > _REACH:
        return False
    return any(
        math.dist(p, q) < _MEET
        for head, line in ((one.points, other.line), (other.points, one.line))
        for p in head
        for q in line
    )


def _beside(place: Place, end: _End) -> Point | None:
    """Return where a tip near a corner is led: at the side from which its line comes."""
    out = 1 if end.away[0] > place.x else -1
    side = place.x + out * place.width / 2
    if out * (end.away[0] - side) <= 0 or abs(end.tip[0] - side) > _CORNER:
        return None
    reach = max(place.height / 2 - _OFF, 0.0)
    y = min(max(end.tip[1], place.y - reach), place.y + reach)
    return None if y == end.tip[1] else (side, y)
