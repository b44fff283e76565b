"""The boxes of nodes: what is written in them, where, and how large that makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from render.nodes import role
from render.outcomes import outcome_name
from render.page.facts import tag, work_words
from render.page.measures import text_width
from render.style import ordered
from render.words import short, wrapped
from techtree.model.tree import Node, Tree

PAD, LEAST_WIDTH, RIM = 11.0, 150.0, 4.0
GAUGE_HEIGHT, BAR_HEIGHT = 5.0, 13.0
# The kinds of rows: the size of their letters, and the height of a line.
_LETTERS = {
    "tag": (9.5, 13.0),
    "name": (13.0, 16.0),
    "badge": (10.0, 14.0),
    "work": (10.5, 14.0),
    "figure": (11.0, 15.0),
    "share": (10.5, 15.0),
}
_WORK_LINES, _WORK_WIDTH, _SWATCH = 2, 34, 18.0
_WIDEST_FIGURE = ">99.9% known · Sep 2030"
_WIDEST_ENDING = "ends >99.9% of worlds · Sep 2030"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of words, its baseline below the top of the box; ``slot`` names what may change."""

    kind: str
    words: str
    y: float
    slot: str = ""
    outcome: str = ""  # whose swatch stands before it


@dataclass(frozen=True, slots=True)
class Box:
    """A node as it is drawn: its size, its words, and where its gauge or bar is."""

    node: Node
    role: str
    width: float
    height: float
    rows: tuple[Row, ...]
    outcomes: tuple[str, ...]  # of an ending, in the order of its bar
    bar: float | None = None  # the top of the bar of an ending
    gauge: float | None = None  # the top of the gauge of another node

    @property
    def inner(self) -> float:
        """Return the width of what stands in the box."""
        return self.width - 2 * PAD


def box(views: Sequence[Tree], node: Node, figures: bool) -> Box:
    """Lay out the box of a node.

    ``views`` are the tree and that of each stance, for the longest of whose words there is room.
    What an item does to the node is written above the box.
    """
    rows = [Row("badge", "", -RIM - 3.0 if node.ending is not None else -5.0, "badge")]
    y = PAD - 2.0

    def write(kind: str, words: str, slot: str = "", outcome: str = "") -> None:
        nonlocal y
        y += _LETTERS[kind][1]
        rows.append(Row(kind, words, y - 0.28 * _LETTERS[kind][1], slot, outcome))

    write("tag", short(tag(node).upper(), 40))
    for line in wrapped(node.title or "", 24, 4) or wrapped(node.id, 24, 4):
        write("name", line)
    for place, words in enumerate(_work_rows(views, node)):
        write("work", words, f"work{place}")
    tree, bar, gauge = views[0], None, None
    outcomes: tuple[str, ...] = ()
    if node.ending is not None:
        shares = (*node.ending.shares, *node.ending.remainder)
        outcomes = tuple(ordered({outcome for outcome, _ in shares}))
        if figures:
            write("figure", "", "figure")
        bar, y = y + 5.0, y + 5.0 + BAR_HEIGHT
        for place, outcome in enumerate(outcomes):
            write("share", short(outcome_name(tree, outcome), 22), f"share{place}", outcome)
    elif figures and not _known_to_all(node):
        gauge, y = y + 4.0, y + 6.0 + GAUGE_HEIGHT
        write("figure", "", "figure")
    width = max(LEAST_WIDTH, *(_row_width(row) for row in rows)) + 2 * PAD
    return Box(node, role(node), width, y + PAD - 2.0, tuple(rows), outcomes, bar, gauge)


def work_rows(tree: Tree, node: Node) -> tuple[str, ...]:
    """Return work and chance in as many lines as a box has for them."""
    return wrapped(work_words(tree, node), _WORK_WIDTH, _WORK_LINES)


def _work_rows(views: Sequence[Tree], node: Node) -> list[str]:
    """Return the rows of the first view, and empty ones where another view needs more."""
    most = max(
        (len(work_rows(view, view.nodes[node.id])) for view in views if node.id in view.nodes),
        default=0,
    )
    own = work_rows(views[0], node)
    return [*own, *[""] * (most - len(own))]


def _known_to_all(node: Node) -> bool:
    return any(actor is None for actor, _ in node.unlocked)


def _row_width(row: Row) -> float:
    size = _LETTERS[row.kind][0]
    if row.slot == "figure":
        return max(text_width(words, size) for words in (_WIDEST_FIGURE, _WIDEST_ENDING))
    if row.slot == "badge":
        return text_width("UNLOCKED from Sep 2030", size, bold=True)
    if row.kind == "share":
        return _SWATCH + text_width(f"{row.words}  >99.9%", size)
    if row.kind == "work":
        return max(text_width(row.words, size), text_width("work 12–34 years", size))
    return text_width(row.words, size, bold=row.kind == "name")
