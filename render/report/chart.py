"""What charts share: their frame, axes and size, once for wide pages and once for narrow ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from render.page.markup import Child, element
from render.page.measures import text_width
from render.report.axes import Axis
from render.report.labels import Box

LETTERS = 12.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 14.0, 14.0, 30.0, 46.0


@dataclass(frozen=True, slots=True)
class Size:
    """How large a chart is, in pixels, and on which pages it is shown."""

    name: str
    width: float
    height: float

    @property
    def most_across(self) -> int:
        """Return how many values are written along the lower edge."""
        return int(self.width // 90)


WIDE = Size("wide", 760.0, 420.0)
NARROW = Size("narrow", 350.0, 340.0)


def number(value: float) -> str:
    """Write a coordinate.

    >>> number(1.0), number(2.34567)
    ('1', '2.35')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def line(name: str, x1: float, y1: float, x2: float, y2: float) -> Element:
    """Return a line."""
    ends = zip(("x1", "y1", "x2", "y2"), (x1, y1, x2, y2), strict=True)
    return element("line", {"class": name, **{key: number(end) for key, end in ends}})


def text(name: str, x: float, y: float, words: str) -> Element:
    """Return words with the left end of their base line at a place."""
    return element("text", {"class": name, "x": number(x), "y": number(y)}, words)


def title(words: str) -> Element:
    """Return what is shown of a mark when a pointer rests on it."""
    return element("title", {}, words)


def plot_area(size: Size, widest: float) -> Box:
    """Return where marks may stand, beside tick words that are so wide."""
    return Box(_LEFT + widest, _TOP, size.width - _RIGHT, size.height - _BOTTOM)


def words_beside(down: Axis) -> float:
    """Return how wide the words beside a vertical axis are."""
    return max(text_width(word, LETTERS) for word in down.words(down.ticks(6), signed=True))


def axes(
    area: Box, across: Axis, down: Axis, names: tuple[str, str], most_across: int
) -> list[Element]:
    """Return both axes, with the line at no change."""
    found = []
    ticks = down.ticks(6)
    for tick, words in zip(ticks, down.words(ticks, signed=True), strict=True):
        y = down.at(tick)
        found.append(line("nought" if tick == 0 else "grid", area.left, y, area.right, y))
        found.append(text("tick end", area.left - 6, y + 4, words))
    ticks = across.ticks(most_across)
    for tick, words in zip(ticks, across.words(ticks), strict=True):
        x = across.at(tick)
        found.append(line("mark", x, area.bottom, x, area.bottom + 5))
        found.append(text("tick middle", x, area.bottom + 19, words))
    found.append(line("edge", area.left, area.bottom, area.right, area.bottom))
    kind = ", logarithmic" if across.logarithmic else ""
    middle = (area.left + area.right) / 2
    found.append(text("axis middle", middle, area.bottom + 38, names[0] + kind))
    found.append(text("axis", 4, 14, names[1]))
    return found


def figure(
    name: str,
    described: str,
    draw: Callable[[Size], Sequence[Child]],
    under: str,
    hint: str,
    *,
    crowded: bool = False,
) -> Element:
    """Return a figure drawn at both sizes, of which a page shows the one that fits.

    What stands `under` it is said on paper too, the `hint` only where there is a pointer. Where
    points are `crowded`, the intervals of those that were not chosen are pale.
    """
    drawings = [
        element(
            "svg",
            {
                "class": f"chart {size.name}{' crowded' if crowded else ''}",
                "viewBox": f"0 0 {number(size.width)} {number(size.height)}",
                "role": "img",
                "aria-label": described,
            },
            *draw(size),
        )
        for size in (WIDE, NARROW)
    ]
    caption = element("figcaption", {}, under, element("span", {"class": "hint"}, hint))
    return element("figure", {"id": name}, *drawings, caption)
