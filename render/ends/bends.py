"""Lines whose ends are moved, bent so that they run through no box."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Literal, TypeAlias

from render.nearby import Nearby
from render.splines import (
    EASE,
    Point,
    first_part,
    last_knots,
    last_part,
    with_end_led,
    with_end_moved,
    with_start_moved,
)

Part: TypeAlias = Literal["head", "tail"]

_LED = (60.0, 30.0)  # how much of a line is led anew where no gentler bend is clear
_AT, _OFF = 3.0, 5.0  # how near to its box an end is, and how far lines keep off the others


def bent(route: str, part: Part, shift: Point, boxes: Nearby) -> str:
    """Return a route with an end moved, as gently as keeps off other boxes.

    It stays as it was where it would run into a box, however it is bent.
    """
    found: list[tuple[tuple[int, int], str]] = []
    for way in _ways(route, part, shift):
        harm = _in_the_way(way, part, 2 * EASE, boxes)
        if harm == (0, 0):
            return way
        found.append((harm, way))
    least, best = min(found, key=lambda pair: pair[0])
    return best if least[0] <= _in_the_way(route, part, 2 * EASE, boxes)[0] else route


def _ways(route: str, part: Part, shift: Point) -> Iterator[str]:
    """Yield a route with an end moved, bent ever more sharply."""
    move = with_end_moved if part == "head" else with_start_moved
    for share in (1, 2, 4):
        yield move(route, shift, EASE / share)
    if part == "head" and (knots := last_knots(route)):
        tip = (knots[1][0] + shift[0], knots[1][1] + shift[1])
        for length in _LED:
            yield with_end_led(route, tip, length, (0.0, 0.0))


def clear(route: str, reach: float, boxes: Nearby) -> bool:
    """Tell whether the last part of a route runs through no box."""
    return not _in_the_way(route, "head", reach, boxes)[0]


def _in_the_way(route: str, part: Part, reach: float, boxes: Nearby) -> tuple[int, int]:
    """Count the points of an end of a route, but for its tip, in boxes and near others."""
    *path, tip = (last_part if part == "head" else first_part)(route, reach)
    here = [point for point in path if math.dist(point, tip) <= reach]
    near = boxes.around(tip, reach)
    others = [place for place in near if not place.holds(tip, _AT)]
    return (
        sum(place.holds(point, -1) for place in near for point in here),
        sum(place.holds(point, _OFF) for place in others for point in here),
    )
