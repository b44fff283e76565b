"""Nodes as boxes: role by shape, state by border, both and the field by word, then the figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from render import labels, style
from render.changes import Change, actor_name
from render.escape import name
from render.figures import NO_FIGURES, Figures
from render.gates import gate_words
from render.marks import Vertex
from render.outcomes import Row, fallback_shares, outcome_rows
from render.quantiles import median
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
from techtree.model.numbers import ZERO, Uncertain
from techtree.model.tree import NEVER, Ending, Node, Tree

_NOTICED = 0.005  # a smaller change of probability is not written on a node


@dataclass(frozen=True, slots=True)
class View:
    """What one panel shows: a tree, its figures, and what changed since another's figures."""

    tree: Tree
    figures: Figures = NO_FIGURES
    earlier: Figures | None = None  # before the item, in the panel after it
    changes: Mapping[str, Change] | None = None
    compared: bool = False  # to a panel after it, so that its figures are as fine as changes

    @property
    def fine(self) -> bool:
        """Tell whether figures are shown as finely as changes of them."""
        return self.compared or self.earlier is not None


def role(node: Node) -> str:
    """Return what a node is: an ending, a fact, an event or policy, or an advance."""
    if node.ending is not None:
        return "ending"
    if node.chance is not None and node.work == ZERO and node.requires is None:
        return "fact"
    return "event" if node.field is None else "advance"


def node_vertex(view: View, node: Node) -> Vertex:
    """Return the box of a node."""
    change = (view.changes or {}).get(node.id)
    kind = role(node)
    shape = _shape(node, kind)
    look = {**shape, "fillcolor": _tint(view.tree, node)}
    marks = [kind, *_state_marks(node)]
    if node.unlocked:
        look |= style.KNOWN
    if change:
        look |= style.ABSENT if change.word == "BLOCKED" else style.CHANGED
        marks.append(change.word.lower())
    rows = list(_rows(view, node, kind, change))
    marks += [mark for _, found in rows for mark in found]
    label = labels.stack(row for row, _ in rows if row)
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


def _tint(tree: Tree, node: Node) -> str:
    if node.field is None:
        return style.NO_FIELD
    fields = (each.field for each in tree.nodes.values() if each.field is not None)
    return style.tints(fields)[node.field]


def _state_marks(node: Node) -> Iterator[str]:
    if node.private and node.ending is None:
        yield "private"
    if node.unlocked:
        yield "known"
    if node.field is not None:
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
    for words in _work_words(node):
        for line in wrapped(words, 34, 3):
            yield labels.text(line), ()
    if any(isinstance(number, Uncertain) for number in (node.work, node.chance)):
        yield "", ("range",)
    if node.ending is None:
        yield from _known_rows(view, node)
    else:
        yield from _ending_rows(view, node, node.ending)


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


def _work_words(node: Node) -> Iterator[str]:
    if _known_to_all(node):
        return
    parts = []
    if node.work != ZERO:
        parts.append(f"{'takes' if node.field is None else 'work'} {duration(node.work)}")
    if node.chance is not None:
        parts.append(f"chance {probability(node.chance)}")
    if parts:
        yield " · ".join(parts)
    if needs := gate_words(node.requires):
        yield needs
    if node.raced and node.leak is not None:
        yield "never leaks" if node.leak == NEVER else f"leaks after {duration(node.leak)}"
    if node.hint is not None and node.hint.shown_by is None:
        yield f"once seen, others work {factor(node.hint.by)}"


def _known_rows(view: View, node: Node) -> Iterator[Row]:
    known = view.figures.known.get(node.id)
    if known is None or _known_to_all(node):
        return
    yield labels.gauge(known), ("gauge",)
    state = "likely to hold" if role(node) == "fact" else "known"
    words = f"{percent(known, view.fine)} {state}"
    if view.earlier is not None and node.id in view.earlier.known:
        words += _noticed(known - view.earlier.known[node.id])
    yield _with_median(view, node, words)


def _with_median(view: View, node: Node, words: str) -> Row:
    median_ = _median(view, node)
    return labels.text(words + median_, color=style.INK), ("median",) if median_ else ()


def _median(view: View, node: Node) -> str:
    years = view.figures.median.get(node.id)
    if years is None:
        return ""
    return f" · {date(years, view.tree.start)}"


def _noticed(change: float) -> str:
    return f" ({points(change)})" if abs(change) >= _NOTICED else ""


def _ending_rows(view: View, node: Node, ending: Ending) -> Iterator[Row]:
    probability_ = view.figures.ending_probability.get(node.id)
    if probability_ is None:
        probability_ = view.figures.known.get(node.id)
    if probability_ is not None:
        words = f"ends {percent(probability_, view.fine)} of runs"
        if view.earlier is not None:
            before = view.earlier.ending_probability
            before = before if node.id in before else view.earlier.known
            words += _noticed(probability_ - before.get(node.id, 0.0))
        yield _with_median(view, node, words)
    shares = view.figures.endings.get(node.id) or fallback_shares(ending)
    earlier = None
    if view.earlier is not None:
        earlier = view.earlier.endings.get(node.id) or fallback_shares(ending)
    yield from outcome_rows(view.tree, shares, earlier, fine=view.fine)
