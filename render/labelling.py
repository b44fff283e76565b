"""Where the words on lines stand: near their own line, on no box, and on no other words.

Graphviz is asked to leave room for words, but where it puts them is no more than a proposal: it
loses those of lines between neighbouring columns, and sets those of parallel lines on top of one
another. So every place along a line is weighed, and the best free one is taken.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from render.layout import Deadline
from render.splines import Point, arrow, flattened

NEAR = 12.0  # points: how far words stand from their own line where there is room
_CLEAR = 2.0  # points kept free around words
_GAPS = (3.0, 6.0, NEAR - 1)
_FAR = tuple(NEAR * 1.5**power for power in range(1, 30))
_PLACES, _FEWEST, _TRIED = 100, 20, 50_000  # tried along a line, at most and least, and in all
_CELL = 48.0
# costs
_ON_LINE, _HIDDEN, _CROSSED, _BESIDE = 7.0, 30.0, 30.0, 6.0
_OFF_MIDDLE, _OFF_LINE, _BELOW = 10.0, 0.6, 0.5
_TOUCH, _REACH = 2.0, NEAR  # points: closer, a line is under the words; closer, beside them


Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True, slots=True)
class Words:
    """What is to be placed: the line's name, its route, and the size of its words."""

    name: str
    path: Sequence[Point]
    width: float
    height: float

    def box(self, centre: Point) -> Box:
        """Return the box of the words around a centre."""
        x, y = centre
        return (
            x - self.width / 2,
            y - self.height / 2,
            x + self.width / 2,
            y + self.height / 2,
        )


def place_words(
    routes: Mapping[str, str],
    sizes: Mapping[str, tuple[float, float]],
    boxes: Iterable[Box],
    deadline: Deadline | None = None,
) -> dict[str, Point]:
    """Return the centre of the words of each line that has a size in ``sizes``.

    ``routes`` are the splines of all lines by name, and ``boxes`` what no words may stand on.
    Short lines choose first, since they have the fewest places. Raises :class:`RenderError` when
    the ``deadline`` is over.
    """
    if not sizes:
        return {}
    paths = {name: flattened(spline) for name, spline in routes.items()}
    wanted = [Words(name, paths[name], *size) for name, size in sizes.items() if paths.get(name)]
    room = _Room(paths, boxes)
    found, places = {}, max(min(_PLACES, _TRIED // max(len(routes), 1)), _FEWEST)
    for words in sorted(wanted, key=lambda words: (_length(words.path), words.name)):
        if deadline is not None:
            deadline.left()
        found[words.name] = centre = _best(words, room, places)
        room.take(words.box(centre))
    return found


class _Room:
    """What stands where: what blocks, boxes, heads and words, and lines, better not covered."""

    def __init__(self, paths: Mapping[str, Sequence[Point]], boxes: Iterable[Box]) -> None:
        self._taken: dict[tuple[int, int], list[Box]] = {}
        self._lines: dict[tuple[int, int], dict[str, list[Point]]] = {}
        for box in boxes:
            self.take(box)
        for name, path in paths.items():
            self.take(arrow(path))
            for x, y in path:
                cell = (math.floor(x / _CELL), math.floor(y / _CELL))
                self._lines.setdefault(cell, {}).setdefault(name, []).append((x, y))

    def take(self, box: Box) -> None:
        """Let nothing else stand here."""
        for cell in _cells(box):
            self._taken.setdefault(cell, []).append(box)

    def free(self, box: Box) -> bool:
        """Tell whether nothing stands in a box, or right beside it."""
        wide = _wider(box, _CLEAR)
        return not any(
            meet(wide, other) for cell in _cells(wide) for other in self._taken.get(cell, ())
        )

    def lines(self, box: Box, near: float) -> set[str]:
        """Name the lines that come nearer to a box than so many points."""
        left, bottom, right, top = wide = _wider(box, near)
        found: set[str] = set()
        for column, row in _cells(wide):
            here = self._lines.get((column, row), {})
            if (
                left <= _CELL * column < _CELL * (column + 1) <= right
                and bottom <= _CELL * row < _CELL * (row + 1) <= top
            ):
                found.update(here)
                continue
            for name, points in here.items():
                if name not in found and any(
                    left <= x <= right and bottom <= y <= top for x, y in points
                ):
                    found.add(name)
        return found


def meet(first: Box, second: Box) -> bool:
    """Tell whether two boxes share more than an edge."""
    return (
        first[0] < second[2]
        and second[0] < first[2]
        and first[1] < second[3]
        and second[1] < first[3]
    )


def _wider(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(math.floor(box[0] / _CELL), math.floor(box[2] / _CELL) + 1):
        for row in range(math.floor(box[1] / _CELL), math.floor(box[3] / _CELL) + 1):
            yield column, row


def _best(words: Words, room: _Room, places: int) -> Point:
    """Return the cheapest free centre at so many places, looking further and further away."""
    best: tuple[float, Point] | None = None
    for gaps in ((None, *_GAPS), *((gap,) for gap in _FAR)):
        if best is not None and best[0] <= _OFF_LINE * (gaps[0] or 0.0):
            break
        reach = max(gaps[-1] or 0.0, _REACH)  # a line within it may be taken for their own
        for cost, centre in sorted(_centres(words, gaps, places)):
            if best is not None and cost >= best[0]:
                break
            box = words.box(centre)
            if not room.free(box):
                continue
            under, own = room.lines(box, _TOUCH), {words.name}
            cost += _CROSSED * len(under - own)
            if own & under:
                cost += _ON_LINE + _HIDDEN * _covered(words.path, box)
            if best is not None and cost >= best[0]:
                continue
            cost += _BESIDE * len(room.lines(box, reach) - under - own)
            if best is None or cost < best[0]:
                best = (cost, centre)
    return best[1] if best is not None else words.path[len(words.path) // 2]


def _covered(path: Sequence[Point], box: Box) -> float:
    """Return the share of a path that is in a box."""
    left, bottom, right, top = box
    return sum(left <= x <= right and bottom <= y <= top for x, y in path) / len(path)


def _centres(
    words: Words, gaps: Iterable[float | None], places: int
) -> Iterator[tuple[float, Point]]:
    """Yield centres along a line with their costs: on it (a gap of None), or beside it."""
    for share, (x, y), (dx, dy) in _along(words.path, places):
        middle = _OFF_MIDDLE * abs(2 * share - 1)
        reach = abs(dy) * words.width / 2 + abs(dx) * words.height / 2
        for gap in gaps:
            if gap is None:
                yield middle + _ON_LINE, (x, y)
                continue
            for side in (1, -1):
                off = side * (reach + gap)
                below = _BELOW if dx * side < 0 else 0.0
                yield middle + below + _OFF_LINE * gap, (x - dy * off, y + dx * off)


def _along(path: Sequence[Point], places: int) -> Iterator[tuple[float, Point, Point]]:
    """Yield so many places along a path: its share so far, the point, the direction."""
    total = _length(path)
    step, reached, due = total / places, 0.0, 0.0
    for (x0, y0), (x1, y1) in pairwise(path):
        length = math.hypot(x1 - x0, y1 - y0)
        if length == 0:
            continue
        while due <= reached + length + 1e-9:
            part = (due - reached) / length
            point = (x0 + part * (x1 - x0), y0 + part * (y1 - y0))
            yield due / total, point, ((x1 - x0) / length, (y1 - y0) / length)
            due += step
        reached += length


def _length(path: Sequence[Point]) -> float:
    return sum(math.dist(a, b) for a, b in pairwise(path))
