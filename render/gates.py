"""Gates as lines: solid for what is required, dashed for alternatives, width for strength."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from render import style
from render.changes import actor_name
from render.escape import name
from render.labels import stack, text
from render.marks import Line, Vertex, range_mark
from render.quantiles import median
from render.words import duration, percent, wrapped
from techtree.model.gates import All, AtLeast, Before, Gate, Known, Weighted
from techtree.model.numbers import Number
from techtree.model.tree import Tree

JUNCTION = "/gate"  # what the name of a junction ends with


@dataclass(frozen=True, slots=True)
class _Link:
    """How the members of a gate are tied to what they open."""

    attributes: style.Attributes
    mark: str
    word: str = ""


_REQUIRED = _Link(style.REQUIRED, "required")
_ALTERNATIVE = _Link(style.ALTERNATIVE, "alternative")


def gate_parts(tree: Tree, node: str, gate: Gate | None) -> Iterator[Vertex | Line]:
    """Yield the lines into a node, and a small junction for each gate inside another.

    The alternatives of a gate that stands alone lead straight to the node, whose label says
    how many of them are needed (:func:`gate_words`).
    """
    target = name(node)
    match gate:
        case None:
            return
        case AtLeast(_, members) if len(members) > 1:
            yield from _ties(tree, members, target, _ALTERNATIVE, target)
        case _:
            yield from _tie(tree, gate, target, _REQUIRED, target)


def gate_words(gate: Gate | None) -> str:
    """Return how many alternatives a node needs, where its gate is a choice."""
    match gate:
        case AtLeast(count, members) if len(members) > 1:
            return f"needs {_choice(count)} of {len(members)}"
        case _:
            return ""


def _choice(count: int) -> str:
    return "any 1" if count == 1 else str(count)


def _ties(
    tree: Tree, members: tuple[Gate, ...], target: str, link: _Link, path: str
) -> Iterator[Vertex | Line]:
    """Yield the parts of all members; one line for a node that is seen at several actors."""
    seen: dict[str, list[str]] = {}
    for place, member in enumerate(members):
        if isinstance(member, Known) and member.actor:
            seen.setdefault(member.node, []).append(member.actor)
        else:
            yield from _tie(tree, member, target, link, f"{path}/{place}")
    for node, actors in seen.items():
        yield _line(tree, node, actors, target, link)


def _tie(tree: Tree, gate: Gate, target: str, link: _Link, path: str) -> Iterator[Vertex | Line]:
    """Yield the parts of one member; ``path`` names the junction it may need."""
    match gate:
        case Known():
            yield _line(tree, gate.node, (gate.actor,), target, link)
        case All((single,)) | AtLeast(_, (single,)):
            yield from _tie(tree, single, target, link, path)
        case All(members) if link.mark == "required":
            yield from _ties(tree, members, target, link, path)
        case Weighted(strengths) if "/" not in path:
            yield from _weighted(tree, strengths, target)
        case _:
            junction = f"{path}{JUNCTION}"
            yield _junction(gate, junction)
            yield Line(junction, target, attributes=link.attributes, marks=(link.mark,))
            yield from _inside(tree, gate, junction)


def _inside(tree: Tree, gate: Gate, junction: str) -> Iterator[Vertex | Line]:
    match gate:
        case All(members):
            yield from _ties(tree, members, junction, _REQUIRED, junction)
        case AtLeast(_, members):
            yield from _ties(tree, members, junction, _ALTERNATIVE, junction)
        case Weighted(strengths):
            for known, _ in strengths:
                yield _line(tree, known.node, (known.actor,), junction, _REQUIRED)
        case Before(first, second, _, negated):
            yield _line(tree, first.node, (first.actor,), junction, _order("first", negated))
            yield _line(tree, second.node, (second.actor,), junction, _order("then", False))
        case Known():
            yield _line(tree, gate.node, (gate.actor,), junction, _REQUIRED)


def _order(word: str, negated: bool) -> _Link:
    """Return how a node is tied to the gate of an order, the heads of the two apart."""
    port = {"headport": "sw" if word == "first" else "nw"}
    if negated:
        return _Link({**style.PREVENTS, **port}, "prevents", "not first")
    return _Link({**style.REQUIRED, **port}, "required", word)


def _junction(gate: Gate, junction: str) -> Vertex:
    words, mark = _junction_words(gate)
    label = stack((text(words, color=style.INK, align="CENTER"),), "CENTER")
    marks = (mark, *(range_mark(gate.by) if isinstance(gate, Before) else ()))
    return Vertex(junction, label, style.JUNCTION, marks)


def _junction_words(gate: Gate) -> tuple[str, str]:
    match gate:
        case AtLeast(count, members):
            return f"{_choice(count)} of {len(members)}", "junction"
        case Before(_, _, by, negated):
            lead = f" by {duration(by)}" if median(by) > 0 else ""
            return (
                "not before" if negated else "before"
            ) + lead, "no order" if negated else "order"
        case _:
            return "all", "junction"


def _weighted(
    tree: Tree, strengths: tuple[tuple[Known, Number], ...], target: str
) -> Iterator[Line]:
    sizes = [median(strength) for _, strength in strengths]
    total = sum(sizes) or 1.0
    for (known, _), size in zip(strengths, sizes, strict=True):
        share = size / total
        look = {
            **style.STRENGTH,
            "penwidth": style.strength_width(share),
            "weight": str(1 + round(4 * share)),
        }
        yield _line(
            tree, known.node, (known.actor,), target, _Link(look, "strength", percent(share))
        )


def _line(tree: Tree, node: str, actors: Iterable[str | None], target: str, link: _Link) -> Line:
    """Return the line from a node, with the actors at whom it may be seen."""
    at = [actor for actor in actors if actor]
    words = [link.word, *wrapped(f"seen at {_who(tree, at, link)}" if at else "", 26, 6)]
    rows = [text(word, color=style.INK, align="CENTER") for word in words if word]
    marks = (link.mark, "seen") if at else (link.mark,)
    label = stack(rows, "CENTER", style.PAPER)
    return Line(name(node), target, label, link.attributes, marks)


def _who(tree: Tree, actors: Sequence[str], link: _Link) -> str:
    """Name actors, or say in short that they are all there are."""
    if len(actors) > 1 and set(actors) == tree.actors.keys():
        return "any actor" if link.mark == "alternative" else "every actor"
    return ", ".join(actor_name(tree, actor) for actor in actors)
