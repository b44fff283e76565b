"""Heads of lines into one box, kept apart where Graphviz leads several to one point."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from render.dot import Place
from render.marks import Picture
from render.splines import EASE, Point, flattened, last_knots, with_end_moved

_NEAR, _GAP, _CORNER = 9.0, 14.0, 10.0  # between two tips, as found and as made; from a corner
_AT, _OFF = 3.0, 5.0  # how near to its box a tip is, and how far lines keep off the others
_AWAY = 50.0  # from a tip, where lines into it are told apart
_LEFT, _RIGHT = 11.0, 24.0  # of what stands on a box, up to a tip: there may be an arrow there
SIDES = {"left": (1.0, 0.0), "right": (-1.0, 0.0), "top": (0.0, -1.0), "bottom": (0.0, 1.0)}
_ROUND = ("ellipse", "point")


@dataclass(frozen=True, slots=True)
class _Head:
    """The end of one line: where its tip is, at which side of the box, and from where it comes."""

    name: str
    tip: Point
    side: str
    away: Point

    @property
    def along(self) -> int:
        """Return the axis along which the head can be moved: 0 for x, 1 for y."""
        return 0 if self.side in ("top", "bottom") else 1


def heads_apart(
    picture: Picture,
    places: Mapping[str, Place],
    routes: Mapping[str, str],
    stems: Mapping[str, float] = MappingProxyType({}),
) -> dict[str, str]:
    """Return the routes of lines, the tips of those that meet moved along the side of their box.

    ``stems`` tell at which x something stands on a box, which no tip from above comes near.
    """
    boxes = straight(picture)
    into: dict[str, list[_Head]] = {}
    for line in picture.lines:
        if line.head in boxes and (ends := last_knots(routes[line.name])):
            before, tip = ends
            side = side_of(places[line.head], before, tip)
            origin = away(routes[line.name], tip)
            into.setdefault(line.head, []).append(_Head(line.name, tip, side, origin))
    moved = dict(routes)
    for head, found in into.items():
        for name, shift in _shifts(places[head], found, stems.get(head)):
            moved[name] = _moved(routes[name], shift, places)
    return moved


def _moved(route: str, shift: Point, places: Mapping[str, Place]) -> str:
    """Return a route with its end moved, bent as gently as keeps it out of boxes, or as it was."""
    ways = [*(with_end_moved(route, shift, EASE / part) for part in (1, 2, 4)), route]
    return min(ways, key=lambda way: _in_the_way(way, 2 * EASE, places.values()))


def clear(route: str, reach: float, places: Iterable[Place]) -> bool:
    """Tell whether the last part of a route runs through no box."""
    return not _in_the_way(route, reach, places)[0]


def _in_the_way(route: str, reach: float, places: Iterable[Place]) -> tuple[int, int]:
    """Count the points of the last part of a route, but for its tip, in boxes and near others."""
    path = flattened(route)
    last = [point for point in path[:-1] if math.dist(point, path[-1]) <= reach]
    near = [place for place in places if place.holds(path[-1], reach)]
    others = [place for place in near if not place.holds(path[-1], _AT)]
    return (
        sum(place.holds(point, -1) for place in near for point in last),
        sum(place.holds(point, _OFF) for place in others for point in last),
    )


def straight(picture: Picture) -> set[str]:
    """Return the names of the vertices that have straight sides."""
    return {v.name for v in picture.vertices if v.attributes.get("shape", "ellipse") not in _ROUND}


def side_of(place: Place, before: Point, tip: Point) -> str:
    """Name the side that a line comes in at: the nearest of those that it runs towards."""
    apart = {
        "left": abs(tip[0] - place.x + place.width / 2),
        "right": abs(tip[0] - place.x - place.width / 2),
        "top": abs(tip[1] - place.y - place.height / 2),
        "bottom": abs(tip[1] - place.y + place.height / 2),
    }
    run = (tip[0] - before[0], tip[1] - before[1])
    least = 0.3 * math.hypot(*run)
    towards = [s for s, (x, y) in SIDES.items() if run[0] * x + run[1] * y > least]
    return min(towards or apart, key=lambda side: apart[side])


def away(route: str, tip: Point) -> Point:
    """Return the last point of a route that is well away from its tip, or else its start."""
    path = flattened(route)
    return next((p for p in reversed(path) if math.dist(p, tip) >= _AWAY), path[0])


def _shifts(
    place: Place, heads: Sequence[_Head], stem: float | None
) -> Iterator[tuple[str, Point]]:
    """Yield how far each tip is moved of those that are near another, or near the stem."""
    near = {
        head.name
        for head in heads
        if any(o is not head and math.dist(o.tip, head.tip) < _NEAR for o in heads)
        or (stem is not None and head.side == "top" and -_LEFT < head.tip[0] - stem < _RIGHT)
    }
    for side in SIDES:
        here = [head for head in heads if head.side == side]
        if near.isdisjoint(head.name for head in here):
            continue
        across = side in ("top", "bottom")
        centre, length = (place.x, place.width) if across else (place.y, place.height)
        room = (centre - length / 2 + _CORNER, centre + length / 2 - _CORNER)
        for part, own in _parts(here, room, stem if side == "top" else None):
            for group in _groups(part, near, own):
                for head, at in zip(group.heads, group.tips, strict=True):
                    if by := at - head.tip[head.along]:
                        yield head.name, ((by, 0.0) if across else (0.0, by))


def _parts(
    heads: Sequence[_Head], room: Point, stem: float | None
) -> Iterator[tuple[list[_Head], Point]]:
    """Yield heads with the room they have: all of them, or those on each side of a stem."""
    low, high = room
    if stem is None or not low < stem < high:
        yield list(heads), room
        return
    left, right = (low, stem - _LEFT), (stem + _RIGHT, high)
    if left[0] > left[1] or right[0] > right[1]:
        yield list(heads), max(left, right, key=lambda part: part[1] - part[0])
        return
    ordered = sorted(heads, key=lambda head: (head.tip[0], head.away[0], head.name))
    fits, others = (int((end - start) / _GAP) + 1 for start, end in (left, right))
    here = sum((head.tip[0], head.away[0]) < (stem, stem) for head in ordered)
    if len(ordered) > fits + others:
        here = round(len(ordered) * fits / (fits + others))
    else:
        here = max(min(here, fits), len(ordered) - others)
    yield ordered[:here], left
    yield ordered[here:], right


@dataclass(frozen=True, slots=True)
class _Group:
    """Neighbours at one side in the order in which their lines come in, and where tips go."""

    heads: tuple[_Head, ...]
    tips: tuple[float, ...]


def _groups(heads: Iterable[_Head], near: Collection[str], room: Point) -> list[_Group]:
    """Return the heads at one side in groups, no tip of which is near another group's."""
    found: list[_Group] = []
    for head in sorted(heads, key=lambda head: (head.tip[head.along], head.name)):
        found.append(_spread([head], near, room))
        while len(found) > 1 and found[-1].tips[0] - found[-2].tips[-1] < _NEAR:
            last, before = found.pop(), found.pop()
            found.append(_spread([*before.heads, *last.heads], near, room))
    return found


def _spread(heads: Sequence[_Head], near: Collection[str], room: Point) -> _Group:
    """Spread heads about their middle, away from the corners; one alone that is free stays."""
    heads = sorted(heads, key=lambda head: (head.away[head.along], head.name))
    tips = [head.tip[head.along] for head in heads]
    low, high = room
    free = len(heads) == 1 and heads[0].name not in near
    if free and low - _CORNER - 1 <= tips[0] <= high + _CORNER + 1:
        return _Group(tuple(heads), tuple(tips))
    gap = min(_GAP, max(high - low, 0.0) / max(len(heads) - 1, 1))
    reach = gap * (len(heads) - 1)
    start = max(low, min(sum(tips) / len(tips) - reach / 2, high - reach))
    return _Group(tuple(heads), tuple(start + gap * step for step in range(len(heads))))
