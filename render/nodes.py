"""Nodes as boxes: role by shape, state by border, both and the field by word, then the figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from render import labels, style
from render.changes import Change, actor_name
from render.effects import BOX_WIDTH, reach_lines
from render.escape import name
from render.figures import NO_FIGURES, Figures
from render.gates import gate_words
from render.marks import Vertex, range_mark
from render.outcomes import Row, fallback_shares, outcome_rows
from render.painting import Paint
from render.quantiles import median
from render.roles import role
from render.selecting import Left
from render.words import (
    date,
    duration,
    factor,
    percent,
    points,
    probability,
    short,
    wrapped,
)
from techtree.model.numbers import ZERO, Number
from techtree.model.tree import NEVER, Ending, Node, Tree


@dataclass(frozen=True, slots=True)
class View:
    """What one panel shows: a tree, its figures, and what changed since another's figures."""

    tree: Tree
    figures: Figures = NO_FIGURES
    earlier: Figures | None = None  # before the item, in the panel after it
    changes: Mapping[str, Change] | None = None
    compared: bool = False  # to a panel after it, so that its figures are as fine as changes
    paints: Mapping[str, Paint] | None = None  # instead of the tints of fields
    left: Mapping[str, Left] | None = None  # what is left out beside each node
    brief: bool = False  # without what is said of the work

    @property
    def fine(self) -> bool:
        """Tell whether figures are shown as finely as changes of them."""
        return self.compared or self.earlier is not None


def node_vertex(view: View, node: Node, tints: Mapping[str, str]) -> Vertex:
    """Return the box of a node; ``tints`` are those of all fields."""
    change = (view.changes or {}).get(node.id)
    kind = role(node)
    shape = _shape(node, kind)
    paint = (view.paints or {}).get(node.id)
    fill = paint.fill if paint else tints[node.field] if node.field else style.NO_FIELD
    look = {**shape, "fillcolor": fill}
    marks = [kind, *_state_marks(node), *_fill_marks(node, paint)]
    if node.unlocked:
        look |= style.KNOWN
    if change:
        look |= style.ABSENT if change.word == "BLOCKED" else style.CHANGED
        marks.append(change.word.lower())
    rows = list(_rows(view, node, kind, change))
    marks += [mark for _, found in rows for mark in found]
    label = labels.stack(row for row, _ in rows if row)
    if paint:
        label = labels.darkened(label)
    return Vertex(
        name(node.id), label, look, tuple(marks), "inner" if node.ending is None else "last"
    )


def _shape(node: Node, kind: str) -> style.Attributes:
    match kind:
        case "ending":
            return style.ENDING
        case "fact":
            return style.FACT
        case "event":
            return style.PRIVATE_EVENT if node.private else style.EVENT
        case _:
            return style.PRIVATE if node.private else style.ADVANCE


def _state_marks(node: Node) -> Iterator[str]:
    if node.private and node.ending is None:
        yield "private"
    if node.unlocked:
        yield "known"


def _fill_marks(node: Node, paint: Paint | None) -> Iterator[str]:
    if paint:
        yield paint.mark
    elif node.field is not None:
        yield f"field:{node.field}"


def _rows(view: View, node: Node, kind: str, change: Change | None) -> Iterator[Row]:
    yield labels.tag(_role_words(node, kind)), ()
    blocked = change is not None and change.word == "BLOCKED"
    for line in labels.title(wrapped(node.title or "") or wrapped(node.id), struck=blocked):
        yield line, ()
    if change:
        yield labels.badge(" ".join((change.word, change.details)).strip(), style.CHANGE), ()
    for line in _known_words(view.tree, node):
        yield labels.badge(line, style.INK), ()
    for words, numbers in () if view.brief else _work_words(node):
        for line in wrapped(words, BOX_WIDTH, 3):
            yield labels.text(line), range_mark(*numbers)
    for line in reach_lines(view.tree, node.effects) if view.brief else ():
        yield labels.text(line), ("acts",)
    if node.ending is None:
        yield from _known_rows(view, node)
        yield from _painted_rows(view, node)
    else:
        yield from _ending_rows(view, node, node.ending)
    if (left := (view.left or {}).get(node.id)) is not None:
        yield labels.badge(_left_words(left), style.INK), ("left out",)


def _painted_rows(view: View, node: Node) -> Iterator[Row]:
    """Yield the figure that colours a node, where nothing else says it."""
    if paint := (view.paints or {}).get(node.id):
        for line in wrapped(paint.words, BOX_WIDTH, 3):
            yield labels.badge(line, style.INK), ()


def _left_words(left: Left) -> str:
    """Say how many nodes that lead here, and on from here, are left out."""
    before = f"← +{left.before} more" if left.before else ""
    after = f"+{left.after} more →" if left.after else ""
    return " · ".join(filter(None, (before, after)))


def _role_words(node: Node, kind: str) -> str:
    words = {"event": "EVENT OR POLICY"}.get(kind, kind.upper())
    private = node.private and node.ending is None
    return " · ".join(filter(None, (words, short(node.field or ""), "PRIVATE" if private else "")))


def _known_words(tree: Tree, node: Node) -> Iterator[str]:
    for actor, time in node.unlocked:
        years = median(time)
        who = f" TO {actor_name(tree, actor)}" if actor else ""
        since = f" since {date(years, tree.start)}" if years < 0 else ""
        yield f"KNOWN{who}{since}"


def _known_to_all(node: Node) -> bool:
    return any(actor is None for actor, _ in node.unlocked)


def _work_words(node: Node) -> Iterator[tuple[str, tuple[Number | str | None, ...]]]:
    """Yield what is said of the work on a node, with the numbers in it."""
    if _known_to_all(node):
        return
    parts = []
    if node.work != ZERO:
        parts.append(f"{'takes' if node.field is None else 'work'} {duration(node.work)}")
    if node.chance is not None:
        parts.append(f"chance {probability(node.chance)}")
    if parts:
        yield " · ".join(parts), (node.work, node.chance)
    if needs := gate_words(node.requires):
        yield needs, ()
    if node.raced and node.leak is not None:
        leaks = "never leaks" if node.leak == NEVER else f"leaks after {duration(node.leak)}"
        yield leaks, (node.leak,)
    if node.hint is not None and node.hint.shown_by is None:
        yield f"once seen, others work {factor(node.hint.by)}", (node.hint.by,)


def _known_rows(view: View, node: Node) -> Iterator[Row]:
    known = view.figures.known.get(node.id)
    if known is None or _known_to_all(node):
        return
    yield labels.gauge(known), ("gauge",)
    state = "likely to hold" if role(node) == "fact" else "known"
    change = ""
    if view.earlier is not None and node.id in view.earlier.known:
        change = _change(view, node, view.earlier.known[node.id], known)
    yield _figures_row(view, node, f"{percent(known, view.fine)} {state}", change)


def _figures_row(view: View, node: Node, words: str, change: str) -> Row:
    median_ = _median(view, node)
    marks = [mark for mark, shown in (("points", change), ("median", median_)) if shown]
    return labels.text(words + change + median_, color=style.INK), tuple(marks)


def _median(view: View, node: Node) -> str:
    years = view.figures.median.get(node.id)
    if years is None or role(node) == "fact":
        return ""
    return f" · {date(years, view.tree.start)}"


def _change(view: View, node: Node, before: float, after: float) -> str:
    """Write a change of probability that can be read, unless a colour says it in words."""
    told = (view.paints or {}).get(node.id)
    same = percent(before, view.fine) == percent(after, view.fine)
    return "" if same or (told and told.words) else f" ({points(after - before)})"


def _ending_rows(view: View, node: Node, ending: Ending) -> Iterator[Row]:
    probability_ = view.figures.ending_probability.get(node.id)
    if probability_ is None:
        probability_ = view.figures.known.get(node.id)
    if probability_ is not None:
        words, change = f"ends {percent(probability_, view.fine)} of worlds", ""
        if view.earlier is not None:
            before = view.earlier.ending_probability
            before = before if node.id in before else view.earlier.known
            change = _change(view, node, before.get(node.id, 0.0), probability_)
        yield _figures_row(view, node, words, change)
    yield from _painted_rows(view, node)
    shares = view.figures.endings.get(node.id) or fallback_shares(ending)
    earlier = None
    if view.earlier is not None:
        earlier = view.earlier.endings.get(node.id) or fallback_shares(ending)
    yield from outcome_rows(view.tree, shares, earlier, fine=view.fine)
