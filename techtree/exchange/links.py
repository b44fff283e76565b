"""What leads to what in a tree, as plain lines: gates, effects on a node, and what shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from techtree.model.effects import Effect
from techtree.model.gates import All, AtLeast, Before, Gate, Known, Weighted
from techtree.model.tree import Tree

EFFECT_KINDS = ("speed", "depth", "odds", "leak", "staff")


class Link(NamedTuple):
    """One line from a node to a node.

    ``kind`` is the gate right around the reference (``all``, ``any``, ``at_least``,
    ``weighted``, ``before``, ``not_before``), ``hint``, or the kind of an effect.
    """

    tail: str
    head: str
    kind: str
    seen_at: str | None = None  # the actor at whom the tail is seen


def links(tree: Tree) -> list[Link]:
    """List every line of a tree once, sorted."""
    found: set[Link] = set()
    for node in tree.nodes.values():
        found.update(_gate_links(node.id, node.requires, "all"))
        if node.hint is not None and node.hint.shown_by is not None:
            found.add(_link(node.hint.shown_by, node.id, "hint"))
        for effect in node.effects:
            target = target_of(effect)
            if target is not None and target in tree.nodes:
                found.add(Link(node.id, target, effect.kind))
    return sorted(found, key=lambda link: (link.head, link.tail, link.kind, link.seen_at or ""))


def target_of(effect: Effect) -> str | None:
    """Return the one node that an effect names, if it does."""
    return effect.target.node if effect.target is not None else None


def _gate_links(head: str, gate: Gate | None, around: str) -> Iterator[Link]:
    match gate:
        case None:
            return
        case Known():
            yield _link(gate, head, around)
        case All(members):
            for member in members:
                yield from _gate_links(head, member, "all")
        case AtLeast(count, members):
            kind = "all" if count == len(members) else "any" if count == 1 else "at_least"
            for member in members:
                yield from _gate_links(head, member, kind)
        case Weighted(strengths):
            for known, _ in strengths:
                yield _link(known, head, "weighted")
        case Before(first, second, _, negated):
            yield _link(first, head, "not_before" if negated else "before")
            yield _link(second, head, "not_before" if negated else "before")


def _link(known: Known, head: str, kind: str) -> Link:
    return Link(known.node, head, kind, known.actor)
