"""Lines that a box is in the way of which is not theirs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from render.dot import Place
from render.marks import Picture
from render.splines import Point, flattened, hull

_TOUCH = 2.0  # points: nearer to a box a line touches it
_CLOSE, _LONG = 4.0, 30.0  # how near to a border a line seems to be part of it, if for so long
_MOST = 200_000  # pairs of lines and boxes that are looked at: half a second


def blocked(picture: Picture, places: Mapping[str, Place], routes: Mapping[str, str]) -> set[str]:
    """Name the lines, of those that have a route, with a box in their way that is not their end.

    They run behind it, or close along its border. Of a picture too large for that none is named.
    """
    if len(routes) * len(places) > _MOST:
        return set()
    return {
        line.name
        for line in picture.lines
        if line.name in routes and _is_blocked(routes[line.name], places, (line.tail, line.head))
    }


def _is_blocked(route: str, places: Mapping[str, Place], ends: Collection[str]) -> bool:
    left, bottom, right, top = hull(route)
    near = [
        box
        for name, box in places.items()
        if name not in ends
        and left < box.x + box.width / 2 + _CLOSE
        and right > box.x - box.width / 2 - _CLOSE
        and bottom < box.y + box.height / 2 + _CLOSE
        and top > box.y - box.height / 2 - _CLOSE
    ]
    points = flattened(route) if near else []
    return any(_blocks(box, points) for box in near)


def _blocks(box: Place, points: Sequence[Point]) -> bool:
    """Tell whether a line touches a box, or is close to it for long."""
    near = [point for point in points if box.holds(point, _CLOSE)]
    if any(box.holds(point, _TOUCH) for point in near):
        return True
    xs, ys = zip(*near, strict=True) if near else ((0.0,), (0.0,))
    return max(max(xs) - min(xs), max(ys) - min(ys)) > _LONG
