"""Pages: their sizes, and how large a drawing comes out on one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from render.style import TAG_SIZE
from render.wishes import DEPTH, Orientation, Page, Wishes

_MM = 72 / 25.4  # points
_SIZES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "a4": (297 * _MM, 210 * _MM),
        "a3": (420 * _MM, 297 * _MM),
        "letter": (792.0, 612.0),
        "slide": (960.0, 540.0),
    }
)
_MARGIN = 10 * _MM
_LARGEST = 1.25  # a small drawing is not blown up further
_READABLE = 4.0  # points of the smallest words, in the hand
_PROJECTED = 8.0  # the same on a slide


@dataclass(frozen=True, slots=True)
class Paper:
    """A page on its side or upright, in points."""

    width: float
    height: float

    def scale(self, width: float, height: float) -> float:
        """Return by how much a drawing of a size is scaled to fit within the margins."""
        room = (self.width - 2 * _MARGIN, self.height - 2 * _MARGIN)
        return min(room[0] / width, room[1] / height, _LARGEST)


def papers(page: Page, orientation: Orientation) -> list[Paper]:
    """Return the pages that may be taken: one, or both ways of turning it."""
    width, height = _SIZES[page]
    landscape, portrait = Paper(width, height), Paper(height, width)
    if page == "slide" or orientation == "landscape":
        return [landscape]
    return [portrait] if orientation == "portrait" else [landscape, portrait]


def too_small(wishes: Wishes, scale: float, width: float, height: float) -> str | None:
    """Say in a sentence that the words of a drawing are too small to be read, if they are.

    On a page it is the ``scale`` that tells. Without one the drawing is taken to be printed on
    A3 where it is larger than that: on a screen, too, more than that is seen only in parts.
    """
    page = wishes.page
    if page is None:
        scale = min(1.0, max(paper.scale(width, height) for paper in papers("a3", "auto")))
    size = TAG_SIZE * scale
    least = _PROJECTED if page == "slide" else _READABLE
    if size >= least:
        return None
    name = {"slide": "on a slide", "letter": "on a letter page"}.get(
        page or "", f"on {(page or 'a3').upper()}"
    )
    tenths = math.floor(10 * size) / 10  # 3.96 is under 4 as it is written, too
    return (
        f"the smallest words of this drawing are {tenths:.1f} points high {name}, and under "
        f"{least:g} they are hard to read: {_advice(wishes)}"
    )


def _advice(wishes: Wishes) -> str:
    """Say what would make the words larger, but for what is done already."""
    parts = []
    if not wishes.focus:
        parts.append(f"`--focus NODE --depth {DEPTH}`")
    elif wishes.depth > 0:
        parts.append(f"`--depth {wishes.depth - 1}`")
    parts += [] if wishes.to else ["`--to ENDING`"]
    parts += [] if wishes.fields else ["`--field FIELD`"]
    parts += [] if wishes.collapse or wishes.time else ["`--collapse field`"]
    less = f"draw less of it with {' or '.join(parts)}" if parts else "draw less of it"
    larger = wishes.page in ("a4", "letter")
    return f"{less}, or take `--page a3`" if larger else less
