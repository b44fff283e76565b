"""Lines that run behind boxes which are not theirs."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from render.dot import Place
from render.marks import Picture
from render.splines import flattened, hull

_DEEP = 3.0  # points: less far inside of its border a line touches a box, and is not behind it
_MOST = 200_000  # pairs of lines and boxes that are looked at: half a second


def behind_boxes(
    picture: Picture, places: Mapping[str, Place], routes: Mapping[str, str]
) -> set[str]:
    """Name the lines, of those that have a route, that run behind a box which is not their end.

    Of a picture too large for that none is named.
    """
    if len(routes) * len(places) > _MOST:
        return set()
    return {
        line.name
        for line in picture.lines
        if line.name in routes and _is_behind(routes[line.name], places, (line.tail, line.head))
    }


def _is_behind(route: str, places: Mapping[str, Place], ends: Collection[str]) -> bool:
    left, bottom, right, top = hull(route)
    near = [
        (box.x, box.y, box.width / 2 - _DEEP, box.height / 2 - _DEEP)
        for name, box in places.items()
        if name not in ends
        and left < box.x + box.width / 2
        and right > box.x - box.width / 2
        and bottom < box.y + box.height / 2
        and top > box.y - box.height / 2
    ]
    points = flattened(route) if near else []
    return any(
        abs(px - x) < wide and abs(py - y) < high for px, py in points for x, y, wide, high in near
    )
