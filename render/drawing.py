"""Drawing a tree, a tree before and after an item, or two stances, from end to end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias, get_args

from render import labels
from render.comparing import Side
from render.dot import document_dot, placed_dot, words_of
from render.errors import RenderError
from render.figures import NO_FIGURES, Figures
from render.fitting import Fitted, fit
from render.fonts import lacking
from render.heading import footer_vertices, heading_vertices
from render.largest import refuse_large
from render.layout import TIMEOUT, Deadline, graphviz
from render.legend import Entry, legend, legend_picture, meaning_vertex, sample_vertices
from render.marks import Line, Picture, Vertex, picture
from render.pages import too_small
from render.panels import Shown, before_and_after, one, side_by_side
from render.places import Layout, arrange, measure, without_letters
from render.safety import checked
from render.selecting import select
from render.sheet import Arrangement, Panel, Sheet, compose
from render.spans import Span
from render.themes import themed
from render.timeline import marks, timelines
from render.wishes import PLAIN_WISHES, Wishes, check_wishes
from techtree.model.tree import Item, Tree

Format: TypeAlias = Literal["svg", "png", "pdf", "dot"]
Remark: TypeAlias = Callable[[str], None]

_PNG_DPI, _PAGE_DPI, _PNG_PIXELS = 144.0, 200.0, 40e6
_CROWDED = 40  # lines between fields: with more, no room is kept for their words
_PNG_SIDE = 30_000.0  # Cairo draws no side over 32,767
_NO_FONT = (
    "no font is installed here, so that PNG and PDF would show boxes for letters: install one "
    "(on Debian: apt-get install fonts-dejavu-core), or draw SVG, which takes the viewer's font"
)


def draw(
    tree: Tree,
    figures: Figures | None = None,
    item: Item | str | None = None,
    figures_with: Figures | None = None,
    format: Format = "svg",
    title: str | None = None,
    caption: str | None = None,
    timeout: float = TIMEOUT,
    wishes: Wishes = PLAIN_WISHES,
    sides: tuple[Side, Side] | None = None,
    remark: Remark | None = None,
) -> bytes:
    """Draw a tree, or with ``item`` the tree before and after it, or two stances of it.

    ``item`` is an item, its id, or the id of a node that is then known from the start.
    ``figures`` are those of the tree, ``figures_with`` those with the item; without them the
    drawing shows what the tree itself says. ``title`` stands for the tree's own title and
    ``caption`` at the foot: what the figures are conditional on. ``wishes`` say what is drawn
    and how, ``sides`` are two stances to be compared, and ``remark`` is told in sentences where
    a drawing is hard to read. SVG, PNG and PDF need Graphviz, as does DOT text in which places
    are given: with an item, two stances, a page or a calendar; other DOT text is still to be
    laid out. Raises :class:`RenderError` in sentences; a tree that :func:`refuse_large` finds
    too large is one of its reasons.
    """
    deadline = Deadline.after(timeout)
    if format not in get_args(Format):
        raise RenderError(f"no drawing in the format {format!r}: choose svg, png, pdf or dot")
    placed = format != "dot" or places_given(wishes, item is not None, sides is not None)
    trees = [side.tree for side in sides] if sides else [tree]
    check_drawing(trees, wishes, item is not None, placed)
    if wishes.time and not (figures or (sides and sides[0].figures.known)):
        raise RenderError("a calendar shows when things become known, so it needs figures")
    shown = _shown(tree, figures, item, figures_with, wishes, sides)
    heading = heading_vertices(tree, title, shown, figures if not (item or sides) else None)
    footer = footer_vertices(caption)
    every = shown.spans() if wishes.time else []
    found = _marks(heading, shown.panels)
    if wishes.time:
        found |= marks(tree, [span for panel in every for span in panel.values()])
    entries = legend(shown.whole, found, shown.steps, stances=sides is not None)
    if not placed:
        words = [labels.stack([vertex.label for vertex in part]) for part in (heading, footer)]
        dot = document_dot(shown.panels[0].picture, words[0], legend_picture(entries), words[1])
        return themed(dot, wishes.theme).encode()
    fitted = _fitted(tree, shown, (heading, entries, footer), every, wishes, deadline)
    dot = themed(_dot(fitted, wishes, format), wishes.theme)
    if remark and (small := too_small(wishes, fitted.scale, *fitted.size)):
        remark(small)
    if format == "dot":
        return dot.encode()
    if format != "svg":
        if without_letters(deadline):
            raise RenderError(_NO_FONT)
        if remark and (missing := lacking(dot, deadline)):
            remark(missing)
    drawn = graphviz(dot, "nop2", format, deadline)
    return checked(drawn) if format == "svg" else drawn


def places_given(wishes: Wishes, item: bool, stances: bool) -> bool:
    """Tell whether even DOT text has its places given, and so needs Graphviz."""
    return item or stances or wishes.time or wishes.page is not None


def check_drawing(
    trees: Sequence[Tree], wishes: Wishes, item: bool = False, laid_out: bool = True
) -> None:
    """Raise :class:`RenderError` for what cannot be drawn, before any figure is worked out.

    ``trees`` are the tree, or both of two stances; ``laid_out`` is false for DOT text in which
    no places are given, which may be of any size.
    """
    check_wishes(wishes, item, len(trees) > 1)
    selection = select(trees, wishes)
    if not wishes.collapse:
        refuse_large(trees[0], laid_out, selection.kept if selection else None)


def _shown(
    tree: Tree,
    figures: Figures | None,
    item: Item | str | None,
    figures_with: Figures | None,
    wishes: Wishes,
    sides: tuple[Side, Side] | None,
) -> Shown:
    if sides is not None:
        return side_by_side(sides, wishes)
    if item is not None:
        return before_and_after(tree, figures, item, figures_with, wishes)
    return one(tree, figures or NO_FIGURES, wishes)


def _marks(heading: Sequence[Vertex], panels: Sequence[Panel]) -> frozenset[str]:
    """Collect all marks that occur in a drawing."""
    vertices = [*heading, *(vertex for panel in panels for vertex in panel.heading)]
    found = {mark for vertex in vertices for mark in vertex.marks}
    return frozenset(found).union(*(panel.picture.marks for panel in panels))


def _fitted(
    tree: Tree,
    shown: Shown,
    around: tuple[Sequence[Vertex], Sequence[Entry], Sequence[Vertex]],
    every: Sequence[Mapping[str, Span]],
    wishes: Wishes,
    deadline: Deadline,
) -> Fitted:
    """Return the whole drawing, every part of it in its place and scaled to its page."""
    heading, entries, footer = around
    panels = shown.panels
    loose = [*heading, *footer, *(vertex for panel in panels for vertex in panel.heading)]
    for place, entry in enumerate(entries):
        loose += [*sample_vertices(place, entry), meaning_vertex(place, entry)]
    named = [
        replace(vertex, name=panel.name + vertex.name)
        for panel in panels
        for vertex in panel.picture.vertices
    ]
    words = [
        (line.name, replace(words_of(line), name=f"{panel.name}{line.name}--words"))
        for panel in panels
        for line in panel.picture.lines
        if line.label
    ]
    sizes = measure([*loose, *named, *(vertex for _, vertex in words)], deadline)
    union, least = _union(panels, sizes)
    written: dict[str, tuple[float, float]] = {}
    for line_name, vertex in words:
        width, height = written.get(line_name, (0.0, 0.0))
        own = sizes[vertex.name]
        written[line_name] = (max(width, own[0]), max(height, own[1]))
    layouts: list[Layout]
    if wishes.time:
        layouts = timelines(tree, panels, every, least, written, deadline)
    else:
        tight = wishes.collapse and len(union.lines) > _CROWDED
        layout = arrange(union, least, written, deadline, tight=tight)
        layouts = [layout] * len(panels)

    def composed(arrangement: Arrangement) -> Sheet:
        return compose(heading, panels, layouts, entries, footer, sizes, arrangement)

    return fit(composed, layouts, wishes)


def _union(
    panels: Sequence[Panel], sizes: Mapping[str, tuple[float, float]]
) -> tuple[Picture, dict[str, tuple[float, float]]]:
    """Join the panels into the one picture that is laid out, each vertex at its largest."""
    vertices: dict[str, Vertex] = {}
    lines: dict[str, Line] = {}
    least: dict[str, tuple[float, float]] = {}
    for panel in panels:
        for vertex in panel.picture.vertices:
            vertices[vertex.name] = vertex
            width, height = sizes[panel.name + vertex.name]
            other = least.get(vertex.name, (0.0, 0.0))
            least[vertex.name] = (max(width, other[0]), max(height, other[1]))
        lines |= {line.name: line for line in panel.picture.lines}
    return picture(vertices.values(), lines.values()), least


def _dot(fitted: Fitted, wishes: Wishes, format: Format) -> str:
    sheet = fitted.sheet
    attributes = fitted.attributes()
    if format == "png":
        width, height = (max(side / 72, 0.1) for side in fitted.size)
        finest = _PAGE_DPI if wishes.page and wishes.page != "slide" else _PNG_DPI
        dpi = min(finest, (_PNG_PIXELS / (width * height)) ** 0.5, _PNG_SIDE / max(width, height))
        attributes["dpi"] = f"{dpi:.0f}"
    return placed_dot([*sheet.vertices, *fitted.corners()], sheet.lines, attributes)
