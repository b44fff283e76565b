"""What a node is, as far as its shape tells."""

from __future__ import annotations

from techtree.model.numbers import ZERO
from techtree.model.tree import Node


def role(node: Node) -> str:
    """Return what a node is: an ending, a fact, an event or policy, or an advance."""
    if node.ending is not None:
        return "ending"
    if node.chance is not None and node.work == ZERO and node.requires is None:
        return "fact"
    return "event" if node.field is None else "advance"
