"""Where the names of points go: beside them, over no other name and no other point."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from render.page.measures import text_width

_NEAR, _FAR, _FARTHER = 8.0, 22.0, 38.0
_DOT = 8.0  # within which a line is its own point's
_STEP = 2.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Tell whether two rectangles have a point inside both.

        >>> Box(0, 0, 2, 2).meets(Box(1, 1, 3, 3)), Box(0, 0, 2, 2).meets(Box(2, 0, 3, 2))
        (True, False)
        """
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def within(self, other: Box) -> bool:
        """Tell whether the rectangle lies in another."""
        across = other.left <= self.left and self.right <= other.right
        return across and other.top <= self.top and self.bottom <= other.bottom


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place (the left end of their base line), and the point that they name."""

    words: str
    x: float
    y: float
    box: Box
    point: tuple[float, float]
    distant: bool  # so far from its point that a line has to lead there

    @property
    def end(self) -> tuple[float, float]:
        """Return the place at the rim of the words that is nearest to their point."""
        x, y = self.point
        return (
            min(max(x, self.box.left), self.box.right),
            min(max(y, self.box.top), self.box.bottom),
        )


def placed(
    wanted: Sequence[tuple[str, tuple[float, float]]],
    dots: Sequence[Box],
    frame: Box,
    size: float,
) -> list[Label]:
    """Place names in order, clear of the dots of points; what finds no free place is left out."""
    boxes = list(dots)
    found = []
    for words, point in wanted:
        label = next(_free(words, point, boxes, frame, size), None)
        if label is not None:
            boxes += [label.box, *_way(label)]
            found.append(label)
    return found


def _free(
    words: str, point: tuple[float, float], boxes: Sequence[Box], frame: Box, size: float
) -> Iterator[Label]:
    """Yield the free places for a name, the nearest first."""
    width, (x, y) = text_width(words, size), point
    for away in (_NEAR, _FAR, _FARTHER):
        for across, down in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1)):
            # by its middle where the name stands above or below, by its end where it is beside
            left = x + across * away - width * (1 - across) / 2
            middle = y + down * (away + size / 3)
            box = Box(left, middle - size * 0.6, left + width, middle + size * 0.6)
            label = Label(words, left, middle + size * 0.35, box, point, away > _NEAR)
            if box.within(frame) and not any(
                part.meets(other) for part in (box, *_way(label)) for other in boxes
            ):
                yield label


def _way(label: Label) -> list[Box]:
    """Return what the line from a point to its distant name passes over, but for the point."""
    if not label.distant:
        return []
    (x, y), (to_x, to_y) = label.point, label.end
    steps = max(2, round(math.dist((x, y), (to_x, to_y)) / _STEP))
    found = []
    for step in range(steps + 1):
        at_x, at_y = x + (to_x - x) * step / steps, y + (to_y - y) * step / steps
        if math.dist((x, y), (at_x, at_y)) > _DOT:
            found.append(Box(at_x - 1, at_y - 1, at_x + 1, at_y + 1))
    return found
