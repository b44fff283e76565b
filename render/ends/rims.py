"""Ends of lines at round vertices: led to the rim, and heads into one kept apart along it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from render.dot import Place
from render.ends.sides import AWAY, away, straight
from render.marks import Picture
from render.splines import (
    Point,
    first_point,
    flattened,
    last_knots,
    with_end_led,
    with_end_moved,
    with_start_moved,
)

_NEAR, _GAP = 9.0, 12.0  # between two tips, as found and as made
_STEPS = 720  # around a rim
_OUTSIDE = 1.1  # how far out a tip may be, the rim being at 1
_BEHIND, _BESIDE = 12.0, 30.0  # how far a line may run behind its own end, and close beside it
_CLOSE = 12.0  # to a rim a line is beside it
_LED = 30.0  # how much of a line is led anew that stops short


@dataclass(frozen=True, slots=True)
class _Head:
    """The end of one line: where its tip is, and from where it comes, as an angle."""

    name: str
    tip: Point
    angle: float


def rims_shared(
    picture: Picture, places: Mapping[str, Place], routes: Mapping[str, str]
) -> dict[str, str]:
    """Return the routes of lines, the tips of those that meet moved along the rim they come to.

    A line that runs behind its own end or along it, to a tip on the far side, ends where it comes
    to it.
    """
    boxes = straight(picture)
    into: dict[str, list[_Head]] = {}
    moved = dict(routes)
    for line in picture.lines:
        route = routes[line.name]
        if line.tail not in boxes and (gap := _gap(places[line.tail], first_point(route))):
            moved[line.name] = route = with_start_moved(route, gap)
        if line.head not in boxes and last_knots(route):
            place = places[line.head]
            moved[line.name] = route = _to_rim(route, place)
            path = flattened(route)
            origin = away(path, path[-1])
            angle = math.atan2(origin[1] - place.y, origin[0] - place.x)
            into.setdefault(line.head, []).append(_Head(line.name, path[-1], angle))
    for name, heads in into.items():
        for group in _groups(heads):
            for head, tip in _spread(places[name], group):
                shift = (tip[0] - head.tip[0], tip[1] - head.tip[1])
                moved[head.name] = with_end_moved(moved[head.name], shift)
    return moved


def _to_rim(route: str, place: Place) -> str:
    """Return a route that ends at the rim, where it first comes to it if that is well before.

    Where Graphviz led it past boxes, it ends at a box around the rim, and is led to that.
    """
    path = flattened(route)
    for beyond, most in ((_CLOSE, _BESIDE), (0.0, _BEHIND)):
        wide = Place(place.x, place.y, place.width + 2 * beyond, place.height + 2 * beyond)
        first = next((point for point in path if _depth(wide, point) < 1.0), path[-1])
        over = math.dist(first, path[-1])
        if over >= most:
            return with_end_led(route, _rim_at(place, first), over + _LED, (0.0, 0.0))
    if _gap(place, path[-1]) is None:
        return route
    origin = away(path, path[-1])
    return with_end_led(route, _rim_at(place, origin), AWAY, (0.0, 0.0))


def _gap(place: Place, point: Point) -> Point | None:
    """Return the way to the rim from a point outside of it, as a corner of its box is, or None."""
    if _depth(place, point) <= _OUTSIDE:
        return None
    rim = _rim_at(place, point)
    return rim[0] - point[0], rim[1] - point[1]


def _rim_at(place: Place, point: Point) -> Point:
    """Return where the rim is in the direction of a point."""
    share = 1.0 / math.sqrt(max(_depth(place, point), 1e-9))
    return place.x + (point[0] - place.x) * share, place.y + (point[1] - place.y) * share


def _depth(place: Place, point: Point) -> float:
    """Return how far out from the middle of an ellipse a point is: under 1 inside, squared."""
    across, up = (point[0] - place.x) / place.width, (point[1] - place.y) / place.height
    return 4.0 * (across**2 + up**2)


def _groups(heads: Sequence[_Head]) -> list[list[_Head]]:
    """Return the heads that are near one another, several in a group."""
    found: list[list[_Head]] = []
    for head in heads:
        near = [g for g in found if any(math.dist(head.tip, o.tip) < _NEAR for o in g)]
        found = [group for group in found if group not in near]
        found.append([*(other for group in near for other in group), head])
    return [group for group in found if len(group) > 1]


def _spread(place: Place, heads: Sequence[_Head]) -> Iterator[tuple[_Head, Point]]:
    """Yield where each tip goes, about their middle, in the order in which the lines come in."""
    middle = math.atan2(
        sum(math.sin(head.angle) for head in heads), sum(math.cos(head.angle) for head in heads)
    )
    ordered = sorted(heads, key=lambda head: (_turn(head.angle - middle), head.name))
    rim = [_on(place, 2 * math.pi * step / _STEPS) for step in range(_STEPS)]
    tips = (sum(h.tip[0] for h in heads) / len(heads), sum(h.tip[1] for h in heads) / len(heads))
    start = min(range(_STEPS), key=lambda step: math.dist(rim[step], tips))
    around = sum(math.dist(rim[step - 1], rim[step]) for step in range(_STEPS))
    gap = min(_GAP, around / len(heads))
    for number, head in enumerate(ordered):
        yield head, _along(rim, start, gap * (number - (len(ordered) - 1) / 2))


def _turn(angle: float) -> float:
    """Return an angle between minus and plus half a turn."""
    return math.remainder(angle, 2 * math.pi)


def _on(place: Place, angle: float) -> Point:
    return (
        place.x + place.width / 2 * math.cos(angle),
        place.y + place.height / 2 * math.sin(angle),
    )


def _along(rim: Sequence[Point], start: int, length: float) -> Point:
    """Return the point so far along a rim from a start, against the clock if positive."""
    step, gone = start, 0.0
    turn = 1 if length > 0 else -1
    while gone < abs(length):
        after = (step + turn) % len(rim)
        gone += math.dist(rim[step], rim[after])
        step = after
    return rim[step]
