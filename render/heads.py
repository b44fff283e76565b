"""Heads of lines into one box, kept apart where Graphviz leads several to one point."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from render.dot import Place
from render.marks import Picture
from render.splines import Point, flattened, last_knots, with_end_moved

_NEAR, _GAP, _CORNER = 9.0, 14.0, 10.0  # between two tips, as found and as made; from a corner
_AWAY = 50.0  # from a tip, where lines into it are told apart
_SIDES = {"left": (1.0, 0.0), "right": (-1.0, 0.0), "top": (0.0, -1.0), "bottom": (0.0, 1.0)}
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
    picture: Picture, places: Mapping[str, Place], routes: Mapping[str, str]
) -> dict[str, str]:
    """Return the routes of lines, the tips of those that meet moved along the side of their box."""
    straight = {
        v.name for v in picture.vertices if v.attributes.get("shape", "ellipse") not in _ROUND
    }
    into: dict[str, list[_Head]] = {}
    for line in picture.lines:
        if line.head in straight and (ends := last_knots(routes[line.name])):
            before, tip = ends
            side = _side(places[line.head], before, tip)
            away = _away(routes[line.name], tip)
            into.setdefault(line.head, []).append(_Head(line.name, tip, side, away))
    moved = dict(routes)
    for head, found in into.items():
        for name, shift in _shifts(places[head], found):
            moved[name] = with_end_moved(routes[name], shift)
    return moved


def _side(place: Place, before: Point, tip: Point) -> str:
    """Name the side that a line comes in at: the nearest of those that it runs towards."""
    away = {
        "left": abs(tip[0] - place.x + place.width / 2),
        "right": abs(tip[0] - place.x - place.width / 2),
        "top": abs(tip[1] - place.y - place.height / 2),
        "bottom": abs(tip[1] - place.y + place.height / 2),
    }
    run = (tip[0] - before[0], tip[1] - before[1])
    least = 0.3 * math.hypot(*run)
    towards = [s for s, (x, y) in _SIDES.items() if run[0] * x + run[1] * y > least]
    return min(towards or away, key=lambda side: away[side])


def _away(route: str, tip: Point) -> Point:
    """Return the last point of a route that is well away from its tip, or else its start."""
    path = flattened(route)
    return next((p for p in reversed(path) if math.dist(p, tip) >= _AWAY), path[0])


def _shifts(place: Place, heads: Sequence[_Head]) -> Iterator[tuple[str, Point]]:
    """Yield how far each tip is moved of those that are near another."""
    near = {
        head.name
        for head in heads
        if any(o is not head and math.dist(o.tip, head.tip) < _NEAR for o in heads)
    }
    for side in _SIDES:
        here = [head for head in heads if head.side == side]
        if near.isdisjoint(head.name for head in here):
            continue
        across = side in ("top", "bottom")
        centre, length = (place.x, place.width) if across else (place.y, place.height)
        room = (centre - length / 2 + _CORNER, centre + length / 2 - _CORNER)
        for group in _groups(here, near, room):
            for head, at in zip(group.heads, group.tips, strict=True):
                if by := at - head.tip[head.along]:
                    yield head.name, ((by, 0.0) if across else (0.0, by))


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
    if len(heads) == 1 and heads[0].name not in near:
        return _Group(tuple(heads), tuple(tips))
    low, high = room
    gap = min(_GAP, max(high - low, 0.0) / max(len(heads) - 1, 1))
    reach = gap * (len(heads) - 1)
    start = max(low, min(sum(tips) / len(tips) - reach / 2, high - reach))
    return _Group(tuple(heads), tuple(start + gap * step for step in range(len(heads))))
