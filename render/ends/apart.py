"""Ends of lines at one box, kept apart where a head would lie on another end."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from types import MappingProxyType

from render.dot import Place
from render.ends.bends import Part, bent
from render.ends.borders import rounded_boxes
from render.ends.sides import AWAY, SIDES, away, border_at, side_of, straight
from render.marks import Line, Picture
from render.nearby import Nearby
from render.splines import Point, flattened, last_knots

_NEAR, _GAP = 15.0, 17.0  # between the tips of two heads, as found and as made
_NEAR_BARE, _GAP_BARE = 11.0, 13.0  # between a head and an end without one
_HEAD, _CLEAR = 9.0, 5.0  # how long a head is, and how near a line may come to it
_CORNER, _ROUND_CORNER = 10.0, 16.0  # from a corner, square or rounded
_NARROW = 0.25  # of a side: as much as corners may take at each end of it
_FLAT = 10.0  # how far out at least a line is taken to come in from
_LEFT, _RIGHT = 11.0, 24.0  # of what stands on a box, up to a tip: there may be an arrow there
_MOST = 2_000  # lines: of more, the ends are moved without a look at what boxes are near


@dataclass(frozen=True, slots=True, eq=False)
class _End:
    """One end of a line: its tip, at which side of the box, and from where it comes.

    ``marked`` tells whether a head is drawn there, or another mark, and ``near`` are the points
    of the line that are as near to the tip as a head is long.
    """

    name: str
    part: Part
    tip: Point
    side: str
    away: Point
    marked: bool
    near: tuple[Point, ...]

    @property
    def along(self) -> int:
        """Return the axis along which the end can be moved: 0 for x, 1 for y."""
        return 0 if self.side in ("top", "bottom") else 1

    @property
    def at(self) -> float:
        """Return where the end is along its side."""
        return self.tip[self.along]

    @property
    def order(self) -> tuple[float, str, Part]:
        """Return what tells the order in which ends of lines that do not cross stand at a side."""
        out = max(abs(self.away[1 - self.along] - self.tip[1 - self.along]), _FLAT)
        run = (self.away[self.along] - self.at) * AWAY / out  # as far along as it is that far out
        return self.at + run, self.name, self.part


def ends_apart(
    picture: Picture,
    places: Mapping[str, Place],
    routes: Mapping[str, str],
    stems: Mapping[str, float] = MappingProxyType({}),
) -> dict[str, str]:
    """Return the routes of lines, ends that meet a head moved along the side of their box.

    ``stems`` tell at which x something stands on a box, which no end at the top comes near.
    """
    boxes, rounded = straight(picture), rounded_boxes(picture)
    at: dict[str, list[_End]] = {}
    for line in picture.lines:
        for box, end in _ends(line, boxes, places, routes[line.name]):
            at.setdefault(box, []).append(end)
    moved = dict(routes)
    near = Nearby(places.values() if len(picture.lines) <= _MOST else ())
    for box, found in at.items():
        corner = _ROUND_CORNER if box in rounded else _CORNER
        for end, shift in _shifts(places[box], found, stems.get(box), corner):
            moved[end.name] = bent(moved[end.name], end.part, shift, near)
    return moved


def _ends(
    line: Line, boxes: Set[str], places: Mapping[str, Place], route: str
) -> Iterator[tuple[str, _End]]:
    """Yield each end of a line that is at a box with straight sides, with the name of the box."""
    knots = last_knots(route)
    if knots is None or not boxes & {line.tail, line.head}:
        return
    path = flattened(route)
    parts: tuple[tuple[str, Part, bool], ...] = (
        (line.head, "head", True),
        (line.tail, "tail", line.marked_start),
    )
    for box, part, marked in parts:
        if box in boxes:
            points = path if part == "head" else path[::-1]
            tip = points[-1]
            before = knots[0] if part == "head" else points[-2]
            near = tuple(point for point in points[-12:] if math.dist(point, tip) <= _HEAD)
            side = side_of(places[box], before, tip)
            yield box, _End(line.name, part, tip, side, away(points, tip), marked, near)


def _shifts(
    place: Place, ends: Sequence[_End], stem: float | None, corner: float
) -> Iterator[tuple[_End, Point]]:
    """Yield how far each end is moved of those that meet another, or are near stem or corner."""
    rooms = {side: _room(place, side, corner) for side in SIDES}
    near = _meeting(ends)
    near |= {e for e in ends if e.marked and not rooms[e.side][0] <= e.at <= rooms[e.side][1]}
    if stem is not None:
        near |= {e for e in ends if e.side == "top" and -_LEFT < e.tip[0] - stem < _RIGHT}
    for side in sorted({end.side for end in near}):
        here = [end for end in ends if end.side == side]
        across = side in ("top", "bottom")
        border = border_at(place, side)
        for part, own in _parts(here, rooms[side], stem if side == "top" else None):
            for group in _groups(part, near, own):
                for end, at in zip(group.ends, group.tips, strict=True):
                    if by := at - end.at:
                        off = border - end.tip[1 - end.along]
                        yield end, ((by, off) if across else (off, by))


def _room(place: Place, side: str, corner: float) -> Point:
    """Return where heads may be at a side, off its corners, where only half of one is seen."""
    across = side in ("top", "bottom")
    centre, length = (place.x, place.width) if across else (place.y, place.height)
    reach = length / 2 - min(corner, _NARROW * length)
    return centre - reach, centre + reach


def _meeting(ends: Sequence[_End]) -> set[_End]:
    """Return the marked ends that another is near, and those others."""
    found: set[_End] = set()
    for one in ends:
        if one.marked:
            others = (other for other in ends if other is not one and _meet(one, other))
            if (other := next(others, None)) is not None:
                found |= {one, other}
    return found


def _meet(one: _End, other: _End) -> bool:
    """Tell whether two ends, the first with a mark, lie on one another or seem to."""
    apart = math.dist(one.tip, other.tip)
    if apart > 2 * _HEAD + _CLEAR:
        return False
    if apart < _near(one, other):
        return True
    return any(math.dist(p, q) < _CLEAR for p in one.near for q in other.near)


def _near(one: _End, other: _End) -> float:
    return _NEAR if one.marked and other.marked else _NEAR_BARE * (one.marked or other.marked)


def _offsets(ends: Sequence[_End]) -> list[float]:
    """Return how far from the first end each of them stands at least."""
    found = [0.0] * bool(ends)
    last: dict[bool, float] = {}  # where the last end is, with a mark and without
    for place, end in enumerate(ends):
        if place:
            own = (_GAP if end.marked else _GAP_BARE, _GAP_BARE if end.marked else 0.0)
            after = [last[mark] + own[not mark] for mark in last]
            found.append(max(found[-1], *after))
        last[end.marked] = found[-1]
    return found


def _parts(
    ends: Sequence[_End], room: Point, stem: float | None
) -> Iterator[tuple[Sequence[_End], Point]]:
    """Yield ends with the room they have: all of them, or those on each side of a stem."""
    low, high = room
    if stem is None or not low < stem < high:
        yield ends, room
        return
    left, right = (low, stem - _LEFT), (stem + _RIGHT, high)
    ordered = sorted(ends, key=lambda end: (end.at, end.order))
    natural = sum((end.at, end.away[0]) < (stem, stem) for end in ordered)
    here = min(
        range(len(ordered) + 1),
        key=lambda count: (
            max(_crowding(ordered[:count], left), _crowding(ordered[count:], right)),
            abs(count - natural),
        ),
    )
    yield ordered[:here], left
    yield ordered[here:], right


def _crowding(ends: Sequence[_End], room: Point) -> float:
    """Return how many times the room is needed that there is, and 1 where there is enough."""
    needed = _offsets(ends)[-1] if ends else -math.inf
    length = room[1] - room[0]
    return 1.0 if needed <= length else needed / length if length > 0.0 else math.inf


@dataclass(frozen=True, slots=True)
class _Group:
    """Neighbours at one side in the order in which their lines come in, and where tips go."""

    ends: tuple[_End, ...]
    tips: tuple[float, ...]


def _groups(ends: Iterable[_End], near: Collection[_End], room: Point) -> list[_Group]:
    """Return the ends at one side in groups, no tip of which is near another group's."""
    found: list[_Group] = []
    for end in sorted(ends, key=lambda end: (end.at, end.name, end.part)):
        found.append(_spread([end], near, room))
        while len(found) > 1 and _touch(*found[-2:]):
            last, before = found.pop(), found.pop()
            found.append(_spread([*before.ends, *last.ends], near, room))
    return found


def _touch(before: _Group, after: _Group) -> bool:
    """Tell whether neighbouring groups are near, or have ends that meet."""
    one, other = before.ends[-1], after.ends[0]
    gap = after.tips[0] - before.tips[-1]
    return gap < _near(one, other) or gap < 0 or (_near(one, other) > 0 and _meet(one, other))


def _spread(ends: Sequence[_End], near: Collection[_End], room: Point) -> _Group:
    """Spread ends about their middle, away from the corners; one alone that is free stays."""
    low, high = room
    free = len(ends) == 1 and ends[0] not in near
    if free and (not ends[0].marked or low <= ends[0].at <= high):
        return _Group(tuple(ends), (ends[0].at,))
    ordered = sorted(ends, key=lambda end: end.order)
    offsets = _offsets(ordered)
    scale = min(1.0, max(high - low, 0.0) / (offsets[-1] or 1.0))
    offsets = [offset * scale for offset in offsets]
    middle = sum(end.at - offset for end, offset in zip(ordered, offsets, strict=True))
    start = max(low, min(middle / len(ordered), high - offsets[-1]))
    return _Group(tuple(ordered), tuple(start + offset for offset in offsets))
