"""When things become known, as spans of dates on a calendar."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, TypeAlias

from render.escape import name
from render.nodes import View
from render.quantiles import median
from techtree.model.tree import Item, Node

Zone: TypeAlias = Literal["today", "dated", "never"]

ITEMS, ENDINGS, NO_FIELD = "research item", "endings", "events, policies, facts"


@dataclass(frozen=True, slots=True)
class Span:
    """Where one box belongs: its lane, its zone, and in years after the start its dates."""

    lane: str
    zone: Zone
    low: float | None = None
    middle: float = 0.0
    high: float | None = None  # None: over 5% of all worlds never come to know it
    whisker: bool = False


def spans(view: View, shown: Collection[str], item: Item | None) -> dict[str, Span]:
    """Return the span of each vertex that is shown, by its name."""
    found = {
        name(node.id): _span(view, node)
        for _, node in sorted(view.tree.nodes.items())
        if name(node.id) in shown
    }
    if item is not None:
        at = median(item.at)
        found[f"item/{name(item.id)}"] = Span(ITEMS, "dated" if at > 0 else "today", None, at)
    return found


def _span(view: View, node: Node) -> Span:
    lane = ENDINGS if node.ending is not None else node.field or NO_FIELD
    middle = view.figures.median.get(node.id)
    if any(actor is None for actor, _ in node.unlocked):
        return Span(lane, "today")
    if middle is None:
        return Span(lane, "never")
    if middle <= 0:
        return Span(lane, "today")
    low, high = view.figures.times.get(node.id, (None, None))
    whisker = node.id in view.figures.times
    return Span(lane, "dated", middle if low is None else min(low, middle), middle, high, whisker)


def lanes(found: Collection[Span]) -> list[str]:
    """Return the lanes that occur, from the top: the item, fields by name, events, endings."""
    last = {ITEMS: -1, NO_FIELD: 1, ENDINGS: 2}
    return sorted({span.lane for span in found}, key=lambda lane: (last.get(lane, 0), lane))
