"""What boxes, or named points, are near a point, without a look at all of them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import product

from render.dot import Place
from render.splines import Point

_CELL = 200.0


class Nearby:
    """Places, kept by the cells of a grid that they cover."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._cells: dict[tuple[int, int], list[Place]] = {}
        for place in places:
            for cell in _covered((place.x, place.y), place.width / 2, place.height / 2):
                self._cells.setdefault(cell, []).append(place)

    def around(self, point: Point, reach: float) -> list[Place]:
        """Return the places that would hold a point, were they so much larger on each side."""
        cells = _covered(point, reach, reach)
        found = {id(place): place for cell in cells for place in self._cells.get(cell, ())}
        return [place for place in found.values() if place.holds(point, reach)]


class NearPoints:
    """Points with names, kept by the cells of a grid as wide as the distance that is asked for."""

    def __init__(self, reach: float) -> None:
        self._reach = reach
        self._cells: dict[tuple[int, int], list[tuple[Point, str]]] = {}

    def add(self, name: str, points: Iterable[Point]) -> None:
        """Keep points under a name."""
        for point in points:
            self._cells.setdefault(self._cell(point), []).append((point, name))

    def names(self, point: Point) -> set[str]:
        """Return the names of the points that are nearer than the reach."""
        column, row = self._cell(point)
        around = product((column - 1, column, column + 1), (row - 1, row, row + 1))
        return {
            name
            for cell in around
            for other, name in self._cells.get(cell, ())
            if math.dist(point, other) < self._reach
        }

    def _cell(self, point: Point) -> tuple[int, int]:
        return int(point[0] // self._reach), int(point[1] // self._reach)


def _covered(centre: Point, across: float, up: float) -> list[tuple[int, int]]:
    (left, right), (bottom, top) = (
        (int((at - reach) // _CELL), int((at + reach) // _CELL))
        for at, reach in zip(centre, (across, up), strict=True)
    )
    return [(x, y) for x in range(left, right + 1) for y in range(bottom, top + 1)]
