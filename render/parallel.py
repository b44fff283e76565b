"""Lines that run on one another for long, led side by side.

Graphviz leads lines around boxes by the shortest way, so that all of one corridor share it, and
those between the same two boxes are one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from render.dot import Place
from render.marks import Picture
from render.nearby import Nearby, NearPoints
from render.splines import Point, aside, flattened

_NEAR = 4.0  # points: from one line to a point on another that it seems to run on
_STEP, _LONG = 3, 4  # every so many points of a line are looked at; so many make a stretch
_ASIDE = (6, -6, 12, -12)  # points: how far a line may be led aside
_CLEAR = 10.0  # points: from a box to a line past it, where a head may be
_TOUCH, _AT_IT = 3.0, 100  # points: closer, a line is at a box; what each such point counts
_APART = 5.0  # of points along what has its way
_MOST = 600  # lines: of more, which take seconds and few can tell apart, none is led aside


def side_by_side(
    picture: Picture,
    places: Mapping[str, Place],
    routes: Mapping[str, str],
    others: Sequence[Place] = (),
) -> dict[str, str]:
    """Return the routes of lines; those that run on another's are led beside it, where they can.

    ``places`` are those of all that is drawn of the vertices, and ``others`` of lines that have
    their way, level or upright.
    """
    moved = dict(routes)
    if len(picture.lines) > _MOST:
        return moved
    drawn, boxes = NearPoints(_NEAR), Nearby(places.values())
    for number, place in enumerate(others):
        drawn.add(f"other/{number}", _middle(place))
    for line in picture.lines:
        ends = places[line.tail], places[line.head]
        moved[line.name] = _beside(routes[line.name], ends, boxes, drawn)
        drawn.add(line.name, flattened(moved[line.name]))
    return moved


def _beside(route: str, ends: Collection[Place], boxes: Nearby, drawn: NearPoints) -> str:
    """Return the way of a line that shares little with those drawn, near no box and not far off."""
    path = flattened(route)
    shared = _shared(path, drawn)
    if not shared:
        return route
    best, least = route, shared + _close(path, ends, boxes)
    for by in _ASIDE:
        way = aside(route, by)
        path = flattened(way)
        cost = _shared(path, drawn) + _close(path, ends, boxes) + abs(by)
        if cost < least:
            best, least = way, cost
    return best


def _shared(path: Sequence[Point], drawn: NearPoints) -> int:
    """Return how many points of a path are on other lines, where it runs on one for long."""
    found = Counter(name for point in path[::_STEP] for name in drawn.names(point))
    return sum(number for number in found.values() if number >= _LONG)


def _close(path: Iterable[Point], ends: Collection[Place], boxes: Nearby) -> int:
    """Count how often a point of a path is close to a box that is not an end, at it many times."""
    found = 0
    for point in path:
        for box in boxes.around(point, _CLEAR):
            if all(box is not end for end in ends):
                found += _AT_IT if box.holds(point, _TOUCH) else 1
    return found


def _middle(place: Place) -> list[Point]:
    """Return points along the longer axis of a place, close together."""
    wide = place.width >= place.height
    length = max(place.width, place.height)
    steps = max(int(length / _APART), 1)
    offsets = [length * (step / steps - 0.5) for step in range(steps + 1)]
    return [(place.x + d * wide, place.y + d * (not wide)) for d in offsets]
