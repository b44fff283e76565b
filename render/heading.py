"""What stands above and below all panels: the title, what is drawn, the outcomes, the caption."""

from __future__ import annotations

from render import labels, style
from render.figures import Figures
from render.marks import Vertex, range_mark
from render.nodes import View
from render.panels import Shown, outcomes_vertex
from render.words import date, duration, wrapped
from techtree.model.tree import Tree

_WIDE = 150  # characters of a footer or of a long heading
_SELECTED = 110


def heading_vertices(
    tree: Tree, title: str | None, shown: Shown, figures: Figures | None
) -> list[Vertex]:
    """Return the title with what is drawn, and the outcomes where ``figures`` has them."""
    words = [
        labels.text(line, 20, style.INK, bold=True) for line in wrapped(title or tree.title, 60, 3)
    ]
    horizon = "no horizon" if tree.horizon is None else f"horizon {duration(tree.horizon)}"
    words.append(labels.text(f"from {date(0.0, tree.start)} · {horizon}", 10))
    if shown.selection:
        for line in wrapped(shown.selection.words, _SELECTED, 3):
            words.append(labels.text(line, 10, style.INK))
    found = [Vertex("sheet/title", labels.stack(words), style.PLAIN, range_mark(tree.horizon))]
    if figures is not None and figures.outcomes:
        found.append(outcomes_vertex("sheet/outcomes", View(tree, figures)))
    return found


def footer_vertices(caption: str | None) -> list[Vertex]:
    """Return the caption at the foot, if there is one."""
    rows = [labels.text(line) for line in wrapped(caption or "", _WIDE, 6)]
    return [Vertex("sheet/caption", labels.stack(rows), style.PLAIN)] if rows else []
