"""Fitting a sheet on a page: of all ways to set it, the one that comes out largest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from render import style
from render.dot import Place
from render.marks import Vertex
from render.pages import Paper, papers
from render.places import Layout
from render.sheet import LEAST_WIDTH, Arrangement, Sheet
from render.wishes import Wishes

_WIDTHS = (LEAST_WIDTH, 900.0, 1200.0, 1600.0, 2100.0)
_SHAPE = 1.41  # width to height of a page on its side
_ASIDE = (1, 2, 3)
_DOT = 0.72  # points: the size of the invisible marks in the corners


@dataclass(frozen=True, slots=True)
class Fitted:
    """A sheet, and the page it is scaled to if there is one."""

    sheet: Sheet
    scale: float = 1.0
    paper: Paper | None = None

    @property
    def size(self) -> tuple[float, float]:
        """Return width and height of the finished drawing in points."""
        if self.paper:
            return self.paper.width, self.paper.height
        return self.sheet.width, -self.sheet.y

    def attributes(self) -> dict[str, str]:
        """Return the attributes of the graph that make it exactly as large as the page."""
        if self.paper is None:
            return {}
        width, height = (side / 72 for side in self.size)
        return {"size": f"{width:.4f},{height:.4f}!", "pad": "0", "margin": "0"}

    def corners(self) -> list[tuple[Vertex, Place]]:
        """Return invisible marks in two corners of the page, between which the sheet stands."""
        if self.paper is None:
            return []
        width, height = (side / self.scale for side in self.size)
        left = (self.sheet.width - width) / 2
        above = height + self.sheet.y  # what is left of the height
        top = above / 2 if self.paper.width > self.paper.height else min(above / 2, 30 / self.scale)
        ends = (
            (left + _DOT / 2, top - _DOT / 2),
            (left + width - _DOT / 2, top - height + _DOT / 2),
        )
        return [
            (Vertex(f"page/{place}", "", style.POINT), Place(x, y, _DOT, _DOT))
            for place, (x, y) in enumerate(ends)
        ]


def fit(
    compose: Callable[[Arrangement], Sheet], layouts: Sequence[Layout], wishes: Wishes
) -> Fitted:
    """Return the sheet that ``compose`` makes of the best arrangement for the page wished for."""
    if wishes.page is None:
        width = max(layout.width for layout in layouts)
        height = max(layout.height for layout in layouts)
        beside = max(2 * width / _SHAPE, height) < max(width / _SHAPE, 2 * height)
        return Fitted(compose(Arrangement(beside)))
    found = [
        Fitted(sheet, paper.scale(sheet.width, -sheet.y), paper)
        for sheet in map(compose, _arrangements(len(layouts)))
        for paper in papers(wishes.page, wishes.orientation)
    ]
    return max(found, key=lambda fitted: fitted.scale)


def _arrangements(panels: int) -> Iterator[Arrangement]:
    for beside in (False, True)[:panels]:
        for width in _WIDTHS:
            yield Arrangement(beside, 0, width)
        for columns in _ASIDE:
            yield Arrangement(beside, columns)
