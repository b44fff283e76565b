"""Splines as Graphviz writes them: read as points, and drawn past what it did not lay out."""

from __future__ import annotations

import math
from collections.abc import Sequence

Point = tuple[float, float]

_STEP, _MOST_STEPS = 5.0, 400  # points of the page between points of a flattened curve
_TIP, _NECK = 9.0, 20.0  # how long an arrowhead is, alone and with what leads to it
_LIFT, _MOST_LIFT = 0.12, 400.0
EASE = 100.0  # how far from a tip that is moved its line is bent


def flattened(spline: str) -> list[Point]:
    """Return points along a spline, close together, from its start to the tip of its arrow.

    >>> flattened("e,9,0 0,0 2,0 4,0 6,0")
    [(0.0, 0.0), (3.0, 0.0), (6.0, 0.0), (9.0, 0.0)]
    """
    found: list[Point] = []
    for part in spline.split(";"):
        start, knots, end = _read(part)
        found += start
        found += _curves(knots)
        found += _segment(knots[-1], end[0]) if knots and end else end
    return found


def last_part(spline: str, reach: float) -> list[Point]:
    """Return points along the end of a spline, about as much as is so near to the tip.

    >>> last_part("e,40,0 0,0 9,0 11,0 20,0 23,0 27,0 30,0", 15.0)[:3]
    [(20.0, 0.0), (25.0, 0.0), (30.0, 0.0)]
    """
    _, knots, end = _read(spline.rpartition(";")[2])
    tip = (end or knots[-1:])[0]
    found = _curves(_within(knots, tip, reach))
    return found + (_segment(found[-1], tip) if end else [])


def first_part(spline: str, reach: float) -> list[Point]:
    """Return points along the start of a spline, about as much as is so near to its first point.

    They lead to that point, from the last of them.
    """
    start, knots, _ = _read(spline.partition(";")[0])
    tip = (start or knots)[0]
    return _curves(_within(knots[::-1], tip, reach)) + start


def _within(knots: Sequence[Point], tip: Point, reach: float) -> Sequence[Point]:
    """Return the last pieces of a curve, as many as are near to its tip."""
    first = len(knots) - 4
    while first > 0 and math.dist(knots[first], tip) <= reach:
        first -= 3
    return knots[max(first, 0) :]


def hull(spline: str) -> tuple[float, float, float, float]:
    """Return a box around a spline: left, bottom, right, top.

    >>> hull("e,9,0 0,0 2,0 4,5 6,0")
    (0.0, 0.0, 9.0, 5.0)
    """
    points = [point for part in spline.split(";") for mark in _read(part) for point in mark]
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _read(part: str) -> tuple[list[Point], list[Point], list[Point]]:
    """Read one piece of a spline: where an arrow starts it, its knots, where an arrow ends it."""
    start: list[Point] = []
    knots: list[Point] = []
    end: list[Point] = []
    for word in part.split():
        *mark, x, y = word.split(",")
        into = knots if not mark else end if mark[0] == "e" else start
        into.append((float(x), float(y)))
    return start, knots, end


def arrow(path: Sequence[Point]) -> tuple[float, float, float, float]:
    """Return the box around the arrowhead at the end of a path, with a little of its line."""
    last = [point for point in path[-12:] if math.dist(point, path[-1]) <= _NECK] or [path[-1]]
    xs, ys = zip(*last, strict=True)
    return min(xs) - 3, min(ys) - 3, max(xs) + 3, max(ys) + 3


def arc(tail: Point, head: Point) -> str:
    """Return a spline that leaves upward and comes down on its end, past what lies between.

    >>> arc((0, 0), (100, 0))
    'e,100.00,0.00 0.00,0.00 25.00,12.00 75.00,12.00 91.89,3.89'
    """
    (x0, y0), (x1, y1) = tail, head
    lift = min(_LIFT * math.dist(tail, head), _MOST_LIFT)
    first = (x0 + (x1 - x0) / 4, y0 + (y1 - y0) / 4 + lift)
    second = (x1 - (x1 - x0) / 4, y1 - (y1 - y0) / 4 + lift)
    away = math.dist(second, head) or 1.0
    tip = (x1 + (second[0] - x1) * _TIP / away, y1 + (second[1] - y1) * _TIP / away)
    return f"e,{_written(head)} {' '.join(map(_written, (tail, first, second, tip)))}"


def last_knots(spline: str) -> tuple[Point, Point] | None:
    """Return the last control point of a spline and the tip of its arrow, if it has one.

    >>> last_knots("e,9,0 0,0 2,0 4,1 6,0"), last_knots("0,0 2,0 4,0 6,0")
    (((4.0, 1.0), (9.0, 0.0)), None)
    """
    _, knots, end = _read(spline.rpartition(";")[2])
    return (knots[-2], end[0]) if end and len(knots) > 3 else None


def turned(spline: str) -> str:
    """Return a spline that runs the other way, the arrow at its end at its start.

    >>> turned("e,9,0 0,0 2,0 4,0 6,0")
    's,9,0 6,0 4,0 2,0 0,0'
    >>> turned("s,1,0 e,9,0 2,0 4,0 5,0 6,0")  # Graphviz reads no start after an end
    's,9,0 e,1,0 6,0 5,0 4,0 2,0'
    """
    other = {"s": "e", "e": "s"}
    found = []
    for part in reversed(spline.split(";")):
        words = part.split()
        marks = [other[word[0]] + word[1:] for word in words if word[0] in other]
        knots = [word for word in reversed(words) if word[0] not in other]
        found.append(" ".join([*sorted(marks, reverse=True), *knots]))
    return ";".join(found)


def with_end_moved(spline: str, by: Point, ease: float = EASE) -> str:
    """Return a spline whose tip is moved, and the less of the rest the further it is from there.

    From ``ease`` points away on nothing is moved.

    >>> with_end_moved("e,9,0 0,0 2,0 4,0 6,0", (0, 5))
    'e,9.00,5.00 0.00,0.00 1.10,0.00 2.20,0.00 3.30,0.00 4.20,0.64 5.10,1.45 6.00,5.00'
    """
    first, joint, last = spline.rpartition(";")
    start, knots, end = _read(last)
    tip = (end or knots[-1:])[0]
    reach = min(math.dist(knots[0], tip) / 2 + 1, ease)
    kept, led = _parted(knots, tip, reach)
    knots = [*kept, *led[1:]]
    shares = [0.0, *(max(1 - math.dist(knot, tip) / reach, 0.0) for knot in knots[1:-1]), 1.0]
    moved = [
        (x + by[0] * share, y + by[1] * share) for (x, y), share in zip(knots, shares, strict=True)
    ]
    return f"{first}{joint}{_joined(start, moved, [_sum(point, by) for point in end])}"


def with_start_moved(spline: str, by: Point, ease: float = EASE) -> str:
    """Return a spline whose start is moved, and the less of the rest the further it is from there.

    >>> with_start_moved("e,9,0 0,0 2,0 4,0 6,0", (0, 5))
    'e,9.00,0.00 0.00,5.00 1.40,3.25 2.80,1.50 4.20,0.00 4.80,0.00 5.40,0.00 6.00,0.00'
    """
    return turned(with_end_moved(turned(spline), by, ease))


def first_point(spline: str) -> Point:
    """Return where a spline starts.

    >>> first_point("s,1,0 e,9,0 2,0 3,0 4,0 6,0")
    (1.0, 0.0)
    """
    start, knots, _ = _read(spline.partition(";")[0])
    return (start or knots)[0]


def _joined(start: Sequence[Point], knots: Sequence[Point], end: Sequence[Point]) -> str:
    """Write a spline."""
    words = [f"s,{_written(point)}" for point in start] + [f"e,{_written(point)}" for point in end]
    return " ".join([*words, *map(_written, knots)])


def _sum(a: Point, b: Point) -> Point:
    return a[0] + b[0], a[1] + b[1]


def aside(spline: str, by: float) -> str:
    """Return a spline led so far to the left of where it was, its ends where they were.

    >>> aside("e,39,0 0,0 6,0 9,0 15,0 21,0 24,0 30,0", 6.0)
    'e,39.00,0.00 0.00,0.00 6.00,2.00 9.00,6.00 15.00,6.00 21.00,6.00 24.00,2.00 30.00,0.00'
    >>> aside("e,39,0 0,0 10,0 20,0 30,0", 6.0)
    'e,39.00,0.00 0.00,0.00 10.00,8.00 20.00,8.00 30.00,0.00'
    """
    if ";" in spline:
        return spline
    start, knots, end = _read(spline)
    if len(knots) == 4:
        bulge = _left(knots[0], knots[3], 4 / 3 * by)  # a curve goes three quarters as far
        moved = [knots[0], _sum(knots[1], bulge), _sum(knots[2], bulge), knots[3]]
    else:
        shifts = [(0.0, 0.0)] * len(knots)
        for place in range(3, len(knots) - 3, 3):
            shift = _left(knots[place - 1], knots[place + 1], by)
            shifts[place - 1 : place + 2] = [shift] * 3
        shifts[1] = _between((0.0, 0.0), shifts[2], 1 / 3)
        shifts[-2] = _between((0.0, 0.0), shifts[-3], 1 / 3)
        moved = [_sum(knot, shift) for knot, shift in zip(knots, shifts, strict=True)]
    return _joined(start, moved, end)


def _left(a: Point, b: Point, by: float) -> Point:
    """Return the way to the left of a direction, so far."""
    length = math.dist(a, b) or 1.0
    return -by * (b[1] - a[1]) / length, by * (b[0] - a[0]) / length


def with_end_led(
    spline: str, tip: Point, length: float, inward: Point, straight_on: float = 1.0
) -> str:
    """Return a spline whose last part, so many points long, is one curve that ends at a new tip.

    It comes in between ``inward``, a direction of length 1, and as often ``straight_on``.

    >>> with_end_led("e,40,0 0,0 10,0 20,0 30,0", (40.0, 0.0), 25.0, (1.0, 0.0))
    'e,40.00,0.00 0.00,0.00 5.00,0.00 10.00,0.00 15.00,0.00 23.33,0.00 21.67,0.00 30.00,0.00'
    """
    first, joint, last = spline.rpartition(";")
    start, knots, end = _read(last)
    old = (end or knots[-1:])[0]
    kept, _ = _parted(knots, old, length)
    after = (kept[-1][0] - kept[-2][0], kept[-1][1] - kept[-2][1]) if len(kept) > 1 else (0.0, 0.0)
    origin, ease = kept[-1], math.dist(kept[-1], tip) / 3
    pace = ease / (math.hypot(*after) or 1.0)
    far = 3 * ease or 1.0
    onward = straight_on / far
    run = (
        (tip[0] - origin[0]) * onward + inward[0],
        (tip[1] - origin[1]) * onward + inward[1],
    )
    unit = (run[0] / (math.hypot(*run) or 1.0), run[1] / (math.hypot(*run) or 1.0))
    head = math.dist(knots[-1], old)
    points = [
        (origin[0] + after[0] * pace, origin[1] + after[1] * pace),
        (tip[0] - unit[0] * (head + ease), tip[1] - unit[1] * (head + ease)),
        (tip[0] - unit[0] * head, tip[1] - unit[1] * head),
    ]
    return f"{first}{joint}{_joined(start, [*kept, *points], [tip] * len(end))}"


def _parted(knots: Sequence[Point], tip: Point, length: float) -> tuple[list[Point], list[Point]]:
    """Part a curve where it is the last time so far from its tip; both parts have that knot."""
    for place in range(len(knots) - 4, -1, -3):
        a, b, c, d = knots[place : place + 4]
        for step in range(20, 0, -1):
            ab, bc, cd = (_between(*ends, step / 20) for ends in ((a, b), (b, c), (c, d)))
            abc, bcd = _between(ab, bc, step / 20), _between(bc, cd, step / 20)
            at = _between(abc, bcd, step / 20)
            if math.dist(at, tip) >= length:
                before = [*knots[: place + 1], ab, abc, at]
                return before, [at, bcd, cd, *knots[place + 3 :]]
    return list(knots[:1]), list(knots)


def _between(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def _written(point: Point) -> str:
    return f"{point[0]:.2f},{point[1]:.2f}"


def _steps(length: float) -> int:
    return max(1, min(_MOST_STEPS, math.ceil(length / _STEP)))


def _curves(knots: Sequence[Point]) -> list[Point]:
    """Return points along pieces of a curve, its first knot among them."""
    found = list(knots[:1])
    for place in range(0, len(knots) - 3, 3):
        found += _curve(*knots[place : place + 4])
    return found


def _curve(a: Point, b: Point, c: Point, d: Point) -> list[Point]:
    """Return points on a cubic curve, its first left out."""
    steps = _steps(math.dist(a, b) + math.dist(b, c) + math.dist(c, d))
    found = []
    for step in range(1, steps + 1):
        t = step / steps
        u = 1 - t
        p, q, r, s = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
        x = p * a[0] + q * b[0] + r * c[0] + s * d[0]
        y = p * a[1] + q * b[1] + r * c[1] + s * d[1]
        found.append((x, y))
    return found


def _segment(a: Point, b: Point) -> list[Point]:
    """Return points on a straight line, its first left out."""
    steps = _steps(math.dist(a, b))
    return [
        (a[0] + (b[0] - a[0]) * step / steps, a[1] + (b[1] - a[1]) * step / steps)
        for step in range(1, steps + 1)
    ]
