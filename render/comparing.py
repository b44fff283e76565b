"""Two stances on one tree: which nodes, links and other numbers differ between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from render import labels, style
from render.changes import Change, actor_name
from render.figures import NO_FIGURES, Figures
from render.marks import Line, Picture
from techtree.model.tree import Node, Tree

_PARTS = (
    ("requires", "gate"),
    ("work", "work"),
    ("chance", "chance"),
    ("unlocked", "known"),
    ("leak", "leak"),
    ("hint", "hint"),
    ("ending", "outcomes"),
    ("staff", "staff"),
    ("effects", "effects"),
)
_LISTED = 6  # names in the words above a panel


@dataclass(frozen=True, slots=True)
class Side:
    """One of two stances that are drawn side by side: its name, tree and figures."""

    title: str
    tree: Tree
    figures: Figures = NO_FIGURES


def differences(first: Tree, second: Tree) -> dict[str, Change]:
    """Say of each node in which numbers two stances differ."""
    found = {}
    for name in first.nodes.keys() & second.nodes.keys():
        if parts := _differing(first.nodes[name], second.nodes[name]):
            found[name] = Change("DIFFERS", f"in {', '.join(parts)}")
    return found


def _differing(first: Node, second: Node) -> list[str]:
    return [word for part, word in _PARTS if getattr(first, part) != getattr(second, part)]


def other_differences(first: Tree, second: Tree) -> str:
    """Name what differs between two stances and stands on no node."""
    parts = list(_elsewhere(first, second))
    more = len(parts) - _LISTED
    words = ", ".join(parts[:_LISTED]) + (f" and {more} more" if more > 0 else "")
    return f"differs also in: {words}" if words else ""


def no_difference(first: Tree, second: Tree) -> bool:
    """Tell whether two stances are the same, but for what items do."""
    return not differences(first, second) and not list(_elsewhere(first, second))


def _elsewhere(first: Tree, second: Tree) -> Iterator[str]:
    if first.horizon != second.horizon:
        yield "horizon"
    if first.leak != second.leak:
        yield "leak"
    if first.returns != second.returns:
        yield "returns"
    for name in sorted(first.actors.keys() & second.actors.keys()):
        if first.actors[name] != second.actors[name]:
            yield f"effort of {actor_name(second, name)}"
    for name in sorted(first.outcomes.keys() & second.outcomes.keys()):
        if first.outcomes[name].value != second.outcomes[name].value:
            yield f"value of {name}"


def marked_lines(first: Picture, second: Picture) -> tuple[Picture, Picture]:
    """Return both pictures, the lines that differ marked by a word and the colour of changes."""
    return _marked(first, second), _marked(second, first)


def _marked(picture: Picture, other: Picture) -> Picture:
    same = {(_link(line), line.label) for line in other.lines}
    links = {_link(line) for line in other.lines}
    lines = tuple(
        line
        if (_link(line), line.label) in same
        else _told(line, "DIFFERS" if _link(line) in links else "ONLY HERE")
        for line in picture.lines
    )
    return replace(picture, lines=lines)


def _link(line: Line) -> tuple[str, str, tuple[str, ...]]:
    return line.tail, line.head, tuple(mark for mark in line.marks if mark != "range")


def _told(line: Line, word: str) -> Line:
    words = line.label.replace(f' COLOR="{style.INK}"', f' COLOR="{style.CHANGE}"')
    rows = filter(None, (words, labels.text(word, bold=True, color=style.CHANGE, align="CENTER")))
    return replace(
        line,
        attributes={**line.attributes, "color": style.CHANGE},
        label=labels.stack(rows, "CENTER", style.PAPER),
        marks=(*line.marks, "other line"),
    )
