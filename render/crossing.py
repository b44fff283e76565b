"""Lines that run over what is not theirs: behind a box, or over a head at one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from render.dot import Place
from render.marks import Line, Picture
from render.nearby import NearPoints
from render.splines import Point, flattened, hull, last_knots

_TOUCH = 2.0  # points: nearer to a box a line touches it
_CLOSE, _LONG = 7.0, 40.0  # how near to a border a line seems to be part of it, if for so long
_HEAD, _OVER = 9.0, 4.0  # how long a head is, and how near to its middle a line runs over it
_MOST = 200_000  # pairs of lines and boxes that are looked at: half a second
_MOST_LINES = 2_000  # that are looked at for heads: a second


def blocked(picture: Picture, places: Mapping[str, Place], routes: Mapping[str, str]) -> set[str]:
    """Name the lines, of those that have a route, with a box in their way that is not their end.

    They run behind it, or close along its border. Of a picture too large for that none is named.
    """
    if len(routes) * len(places) > _MOST:
        return set()
    return {
        line.name
        for line in picture.lines
        if line.name in routes and _runs_over(line, routes[line.name], places)
    }


def over_heads(picture: Picture, routes: Mapping[str, str]) -> set[str]:
    """Name the lines that run over the head of another at a box at which they do not end.

    Of a picture with too many of them none is named.
    """
    if len(picture.lines) > _MOST_LINES:
        return set()
    paths = {line.name: flattened(routes[line.name]) for line in picture.lines}
    heads = NearPoints(_OVER)
    for line in picture.lines:
        if last_knots(routes[line.name]):
            path = paths[line.name]
            heads.add(line.head, (p for p in path[-4:] if math.dist(p, path[-1]) <= _HEAD))
    return {
        line.name
        for line in picture.lines
        if any(heads.names(point) - {line.tail, line.head} for point in paths[line.name])
    }


def _runs_over(line: Line, route: str, places: Mapping[str, Place]) -> bool:
    """Tell whether a line would run behind a box that is not its end, or close along its border."""
    left, bottom, right, top = hull(route)
    near = [
        box
        for name, box in places.items()
        if name not in (line.tail, line.head)
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
