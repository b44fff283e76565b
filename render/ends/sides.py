"""Sides of boxes, and from where lines come to them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from render.dot import Place
from render.marks import Picture
from render.splines import Point

SIDES = {"left": (1.0, 0.0), "right": (-1.0, 0.0), "top": (0.0, -1.0), "bottom": (0.0, 1.0)}
_ROUND = ("ellipse", "point")
_AT_CORNER = 3.0  # how near to two sides a corner is
AWAY = 50.0  # from the end of a line, where lines that end there are told apart


def straight(picture: Picture) -> set[str]:
    """Return the names of the vertices that have straight sides."""
    return {v.name for v in picture.vertices if v.attributes.get("shape", "ellipse") not in _ROUND}


def side_of(place: Place, before: Point, tip: Point) -> str:
    """Name the side that a line ends at; at a corner, the one of both that it runs towards."""
    apart = {
        "left": abs(tip[0] - place.x + place.width / 2),
        "right": abs(tip[0] - place.x - place.width / 2),
        "top": abs(tip[1] - place.y - place.height / 2),
        "bottom": abs(tip[1] - place.y + place.height / 2),
    }
    least = min(apart.values())
    run = (tip[0] - before[0], tip[1] - before[1])
    slant = 0.3 * math.hypot(*run)

    def rank(side: str) -> tuple[bool, float]:
        across, up = SIDES[side]
        return run[0] * across + run[1] * up <= slant, apart[side]

    return min((side for side in SIDES if apart[side] <= least + _AT_CORNER), key=rank)


def border_at(place: Place, side: str) -> float:
    """Return where a side is: its x, or of the top and the bottom its y."""
    across, up = SIDES[side]
    return place.x - across * place.width / 2 if across else place.y - up * place.height / 2


def away(path: Sequence[Point], tip: Point) -> Point:
    """Return the last point of a path that is well away from the tip at its end, or its start.

    >>> away([(0.0, 0.0), (40.0, 0.0), (80.0, 0.0), (100.0, 0.0)], (100.0, 0.0))
    (40.0, 0.0)
    """
    return next((p for p in reversed(path) if math.dist(p, tip) >= AWAY), path[0])
