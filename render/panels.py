"""What each panel of a drawing shows: one tree, a tree before and after, or two stances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from render import labels, style
from render.changes import changes, find_item, with_nodes
from render.collapsing import collapsed
from render.comparing import Side, differences, marked_lines, no_difference, other_differences
from render.figures import NO_FIGURES, Figures
from render.flattening import flattened
from render.marks import Picture, Vertex
from render.nodes import View
from render.outcomes import outcome_rows
from render.painting import Step, paintings
from render.scene import scene
from render.selecting import Selection, select
from render.sheet import Panel
from render.spans import Span, spans
from render.wishes import Wishes
from render.words import wrapped
from techtree.model.tree import Item, Tree

_WIDE = 110  # characters of the words below a panel's title


@dataclass(frozen=True, slots=True)
class Shown:
    """The panels with the view that each is drawn from, and what they have in common.

    ``whole`` is the tree with all nodes that occur, ``steps`` are those of the scale, and
    ``item`` is what changes the last panel, if it is an item.
    """

    panels: list[Panel]
    views: list[View]
    whole: Tree
    selection: Selection | None
    steps: tuple[Step, ...] = ()
    item: Item | None = None

    def spans(self) -> list[dict[str, Span]]:
        """Return for each panel when what is in it becomes known."""
        last = len(self.panels) - 1
        return [
            spans(
                view,
                {vertex.name for vertex in panel.picture.vertices},
                self.item if place == last else None,
            )
            for place, (panel, view) in enumerate(zip(self.panels, self.views, strict=True))
        ]


def one(tree: Tree, figures: Figures, wishes: Wishes) -> Shown:
    """Return the panel of a tree by itself."""
    selection = select([tree], wishes)
    views, steps = _painted([View(tree, figures)], selection, wishes)
    picture = _picture(views[0], wishes, selection)
    return Shown([Panel("", (), picture)], views, tree, selection, steps)


def before_and_after(
    tree: Tree,
    figures: Figures | None,
    item: Item | str,
    figures_with: Figures | None,
    wishes: Wishes,
) -> Shown:
    """Return the panels of a tree before and after an item."""
    found = find_item(tree, item)
    whole = with_nodes(tree, found)
    selection = select([whole], wishes)
    before = View(whole, figures or NO_FIGURES, compared=bool(figures and figures_with))
    after = View(
        whole, figures_with or NO_FIGURES, figures if figures_with else None, changes(tree, found)
    )
    views, steps = _painted([before, after], selection, wishes)
    own = {node.id for node in found.nodes}
    title = f"After: {found.title or found.id}"
    panels = [
        Panel(
            "before/",
            _heading("before", "Before", views[0]),
            _picture(views[0], wishes, selection, without=own),
        ),
        Panel(
            "after/",
            _heading("after", title, views[1], changed=True),
            _picture(views[1], wishes, selection, found),
        ),
    ]
    return Shown(panels, views, whole, selection, steps, found)


def side_by_side(sides: tuple[Side, Side], wishes: Wishes) -> Shown:
    """Return the panels of two stances."""
    first, second = sides
    selection = select([side.tree for side in sides], wishes)
    found = differences(first.tree, second.tree)
    compared = bool(first.figures.outcomes and second.figures.outcomes)
    before = View(first.tree, first.figures, changes=found, compared=compared)
    after = View(second.tree, second.figures, first.figures if compared else None, found)
    views, steps = _painted([before, after], selection, wishes)
    pictures = marked_lines(*(_picture(view, wishes, selection) for view in views))
    elsewhere = other_differences(first.tree, second.tree)
    if no_difference(first.tree, second.tree):
        elsewhere = "nothing differs but what items do: draw an item under each stance"
    panels = [
        Panel(f"{name}/", _heading(name, f"Stance: {side.title}", view, bool(number), words), drawn)
        for number, (name, side, view, drawn, words) in enumerate(
            zip(("first", "second"), sides, views, pictures, ("", elsewhere), strict=True)
        )
    ]
    return Shown(panels, views, first.tree, selection, steps)


def _painted(
    views: Sequence[View], selection: Selection | None, wishes: Wishes
) -> tuple[list[View], tuple[Step, ...]]:
    """Return the views with the colours of nodes, and with what is left out beside them."""
    tree = views[-1].tree
    kept = selection.kept if selection else tree.nodes.keys()
    found = paintings(wishes.color, tree, [view.figures for view in views], kept)
    left = selection.left if selection else None
    painted = [
        replace(view, paints=painting.paints if painting else None, left=left, brief=wishes.time)
        for view, painting in zip(views, found, strict=True)
    ]
    return painted, found[0].steps if found[0] else ()


def _picture(
    view: View,
    wishes: Wishes,
    selection: Selection | None,
    item: Item | None = None,
    without: set[str] | None = None,
) -> Picture:
    left_out = set(view.tree.nodes) - selection.kept if selection else set()
    left_out |= without or set()
    if wishes.collapse:
        return collapsed(view, item, left_out)
    picture = scene(view, item, left_out)
    return flattened(picture) if wishes.time else picture


def _heading(
    name: str, words: str, view: View, changed: bool = False, more: str = ""
) -> tuple[Vertex, ...]:
    color = style.CHANGE if changed else style.INK
    rows = [labels.text(line, 15, color, bold=True) for line in wrapped(words, 70, 2)]
    rows += [labels.text(line, color=style.CHANGE) for line in wrapped(more, _WIDE, 2)]
    found = [Vertex(f"sheet/{name}", labels.stack(rows), style.PLAIN)]
    if view.figures.outcomes:
        found.append(outcomes_vertex(f"sheet/{name}-outcomes", view))
    return tuple(found)


def outcomes_vertex(name: str, view: View) -> Vertex:
    """Return the bar of the world's outcomes under a view."""
    earlier = view.earlier.outcomes if view.earlier else None
    rows = list(
        outcome_rows(view.tree, view.figures.outcomes, earlier, across=True, fine=view.fine)
    )
    label = labels.stack(row for row, _ in rows)
    return Vertex(name, label, style.PLAIN, tuple(mark for _, found in rows for mark in found))
