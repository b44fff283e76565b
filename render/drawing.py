"""Drawing a tree, and a tree before and after an item, from end to end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias, get_args

from render import labels, style
from render.changes import changes, find_item, with_nodes
from render.dot import document_dot, placed_dot, words_of
from render.errors import RenderError
from render.figures import NO_FIGURES, Figures
from render.largest import refuse_large
from render.layout import TIMEOUT, Deadline, graphviz
from render.legend import Entry, legend, legend_picture, meaning_vertex, sample_vertices
from render.marks import Line, Picture, Vertex, picture, range_mark
from render.nodes import View
from render.outcomes import outcome_rows
from render.places import arrange, measure, without_letters
from render.safety import checked
from render.scene import scene
from render.sheet import Panel, Sheet, compose
from render.words import date, duration, wrapped
from techtree.model.tree import Item, Tree

Format: TypeAlias = Literal["svg", "png", "pdf", "dot"]

_PNG_DPI, _PNG_PIXELS, _PNG_SIDE = 144.0, 40e6, 30_000.0  # Cairo draws no side over 32,767
_NO_FONT = (
    "no font is installed here, so that PNG and PDF would show boxes for letters: install one "
    "(on Debian: apt-get install fonts-dejavu-core), or draw SVG, which takes the viewer's font"
)
_WIDE = 150  # characters of a footer or of a long heading


def draw(
    tree: Tree,
    figures: Figures | None = None,
    item: Item | str | None = None,
    figures_with: Figures | None = None,
    format: Format = "svg",
    title: str | None = None,
    caption: str | None = None,
    timeout: float = TIMEOUT,
) -> bytes:
    """Draw a tree, or with ``item`` the tree before and after it on one layout.

    ``item`` is an item, its id, or the id of a node that is then known from the start.
    ``figures`` are those of the tree, ``figures_with`` those with the item; without them the
    drawing shows what the tree itself says. ``title`` stands for the tree's own title and
    ``caption`` at the foot: what the figures are conditional on. SVG, PNG and PDF need
    Graphviz, as does DOT with an item, since its places are given; DOT of a tree alone is
    still to be laid out. Raises :class:`RenderError` in sentences; a tree that
    :func:`refuse_large` finds too large is one of its reasons.
    """
    deadline = Deadline.after(timeout)
    if format not in get_args(Format):
        raise RenderError(f"no drawing in the format {format!r}: choose svg, png, pdf or dot")
    refuse_large(tree, item is not None or format != "dot")
    heading = _heading(tree, title, figures if item is None else None)
    footer = _footer(caption)
    panels = _panels(tree, figures, item, figures_with)
    marks = frozenset().union(
        *(panel.picture.marks for panel in panels), *(v.marks for v in heading)
    )
    marks |= {mark for panel in panels for vertex in panel.heading for mark in vertex.marks}
    entries = legend(_whole(tree, item), marks)
    if format == "dot" and item is None:
        words = [labels.stack([vertex.label for vertex in part]) for part in (heading, footer)]
        return document_dot(panels[0].picture, words[0], legend_picture(entries), words[1]).encode()
    sheet = _sheet(heading, panels, entries, footer, deadline)
    dot = placed_dot(sheet.vertices, sheet.lines, _raster(sheet) if format == "png" else None)
    if format == "dot":
        return dot.encode()
    if format != "svg" and without_letters(deadline):
        raise RenderError(_NO_FONT)
    drawn = graphviz(dot, "nop2", format, deadline)
    return checked(drawn) if format == "svg" else drawn


def _raster(sheet: Sheet) -> dict[str, str]:
    """Return the resolution of a PNG: fine, but of a size that can still be opened."""
    width = max(place.x + place.width / 2 for _, place in sheet.vertices) / 72
    height = max(-sheet.y / 72, 0.1)
    dpi = min(_PNG_DPI, (_PNG_PIXELS / (width * height)) ** 0.5, _PNG_SIDE / max(width, height))
    return {"dpi": f"{dpi:.0f}"}


def _whole(tree: Tree, item: Item | str | None) -> Tree:
    return tree if item is None else with_nodes(tree, find_item(tree, item))


def _panels(
    tree: Tree, figures: Figures | None, item: Item | str | None, figures_with: Figures | None
) -> list[Panel]:
    compared = bool(figures and figures_with)
    before = View(tree, figures or NO_FIGURES, compared=compared)
    if item is None:
        return [Panel("", (), scene(before))]
    found = find_item(tree, item)
    whole = with_nodes(tree, found)
    tints = replace(before, tree=whole)  # one set of tints for both panels
    own = {node.id for node in found.nodes}
    after = View(
        whole, figures_with or NO_FIGURES, figures if figures_with else None, changes(tree, found)
    )
    title = found.title or found.id
    return [
        Panel("before/", _panel_heading("before", "Before", before), scene(tints, without=own)),
        Panel("after/", _panel_heading("after", f"After: {title}", after), scene(after, found)),
    ]


def _sheet(
    heading: Sequence[Vertex],
    panels: Sequence[Panel],
    entries: Sequence[Entry],
    footer: Sequence[Vertex],
    deadline: Deadline,
) -> Sheet:
    loose = [*heading, *footer, *(vertex for panel in panels for vertex in panel.heading)]
    for place, entry in enumerate(entries):
        loose += [*sample_vertices(place, entry), meaning_vertex(place, entry)]
    named = [
        replace(vertex, name=panel.name + vertex.name)
        for panel in panels
        for vertex in panel.picture.vertices
    ]
    words = {
        line.name: words_of(line) for panel in panels for line in panel.picture.lines if line.label
    }
    sizes = measure([*loose, *named, *words.values()], deadline)
    union, least = _union(panels, sizes)
    written = {line: sizes[vertex.name] for line, vertex in words.items()}
    layout = arrange(union, least, written, deadline)
    return compose(heading, panels, layout, entries, footer, sizes)


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


def _heading(tree: Tree, title: str | None, figures: Figures | None) -> list[Vertex]:
    words = [
        labels.text(line, 20, style.INK, bold=True) for line in wrapped(title or tree.title, 60, 3)
    ]
    horizon = "no horizon" if tree.horizon is None else f"horizon {duration(tree.horizon)}"
    words.append(labels.text(f"from {date(0.0, tree.start)} · {horizon}", 10))
    marks = range_mark(tree.horizon)
    found = [Vertex("sheet/title", labels.stack(words), style.PLAIN, marks)]
    if figures is not None and figures.outcomes:
        found.append(_outcomes("sheet/outcomes", View(tree, figures)))
    return found


def _panel_heading(name: str, words: str, view: View) -> tuple[Vertex, ...]:
    color = style.INK if name == "before" else style.CHANGE
    rows = [labels.text(line, 15, color, bold=True) for line in wrapped(words, 70, 2)]
    found = [Vertex(f"sheet/{name}", labels.stack(rows), style.PLAIN)]
    if view.figures.outcomes:
        found.append(_outcomes(f"sheet/{name}-outcomes", view))
    return tuple(found)


def _outcomes(name: str, view: View) -> Vertex:
    earlier = view.earlier.outcomes if view.earlier else None
    rows = list(
        outcome_rows(view.tree, view.figures.outcomes, earlier, across=True, fine=view.fine)
    )
    label = labels.stack(row for row, _ in rows)
    return Vertex(name, label, style.PLAIN, tuple(mark for _, found in rows for mark in found))


def _footer(caption: str | None) -> list[Vertex]:
    rows = [labels.text(line) for line in wrapped(caption or "", _WIDE, 6)]
    return [Vertex("sheet/caption", labels.stack(rows), style.PLAIN)] if rows else []
