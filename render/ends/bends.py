"""Lines whose ends are moved, bent so that they run through no box."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

from render.dot import Place
from render.splines import (
    EASE,
    Point,
    flattened,
    last_knots,
    with_end_led,
    with_end_moved,
    with_start_moved,
)

Part: TypeAlias = Literal["head", "tail"]

_LED = (60.0, 30.0)  # how much of a line is led anew where no gentler bend is clear
_AT, _OFF = 3.0, 5.0  # how near to its box an end is, and how far lines keep off the others


def bent(route: str, part: Part, shift: Point, places: Mapping[str, Place]) -> str:
    """Return a route with an end moved, as gently as keeps off other boxes.

    It stays as it was where it would run into a box, however it is bent.
    """

    def harm(way: str) -> tuple[int, int]:
        return _in_the_way(way, part, 2 * EASE, places.values())

    best = min(_ways(route, part, shift), key=harm)
    return best if harm(best)[0] <= harm(route)[0] else route


def _ways(route: str, part: Part, shift: Point) -> Iterator[str]:
    """Yield a route with an end moved, bent ever more sharply."""
    move = with_end_moved if part == "head" else with_start_moved
    for share in (1, 2, 4):
        yield move(route, shift, EASE / share)
    if part == "head" and (knots := last_knots(route)):
        tip = (knots[1][0] + shift[0], knots[1][1] + shift[1])
        for length in _LED:
            yield with_end_led(route, tip, length, (0.0, 0.0))


def clear(route: str, reach: float, places: Iterable[Place]) -> bool:
    """Tell whether the last part of a route runs through no box."""
    return not _in_the_way(route, "head", reach, places)[0]


def _in_the_way(route: str, part: Part, reach: float, places: Iterable[Place]) -> tuple[int, int]:
    """Count the points of an end of a route, but for its tip, in boxes and near others."""
    *path, tip = flattened(route)[:: 1 if part == "head" else -1]
    here = [point for point in path if math.dist(point, tip) <= reach]
    near = [place for place in places if place.holds(tip, reach)]
    others = [place for place in near if not place.holds(tip, _AT)]
    return (
        sum(place.holds(point, -1) for place in near for point in here),
        sum(place.holds(point, _OFF) for place in others for point in here),
    )
