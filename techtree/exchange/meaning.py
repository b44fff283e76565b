"""What the attributes of a graph mean for a tree, where there is an honest reading."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

from techtree.errors import Place
from techtree.exchange.carried import CARRIED
from techtree.exchange.graph import Edge, GraphBuilder, Line, Tie, Vertex
from techtree.exchange.links import EFFECT_KINDS
from techtree.files.positions import quoted

Attributes = Mapping[str, str]

TITLES = ("label", "title", "name")
_NOTES = ("note", "description", "desc", "comment", "tooltip")
_FIELDS = ("field",)
_TIES = ("kind", "type", "relation", "label")  # where a line may say what it is
_ANY = frozenset({"any", "or", "alternative", "any of"})
_ALL = frozenset({"all", "and", "requires", "required", "weighted", "prerequisite"})
_BROKEN_LINES = frozenset({"dashed", "dotted", "dashed_dotted"})
_PLAIN_LINES = frozenset({"solid", "line"})
_UNSEEN = frozenset({"invis", "invisible"})
_NO_GATE = frozenset({*EFFECT_KINDS, "hint", "before", "not_before", "at_least"})
_UNTOLD = {"at_least": "how many are needed is not said", "hint": "its factor is not said"}


def tell_of_graph(builder: GraphBuilder, name: str, value: str) -> None:
    """Take what a graph says of itself: its title, and what this program wrote."""
    if name == CARRIED:
        builder.carried = value
    elif name in TITLES and builder.title is None:
        builder.title = value
    else:
        builder.left[f"graph attribute {quoted(name)}"] += 1


def vertex_of(
    name: str, place: Place, own: Attributes, left: Counter[str], defaults: Attributes | None = None
) -> Vertex:
    """Return a node, and count in ``left`` those of its own attributes that mean nothing here."""
    merged = _lower({**(defaults or {}), **own})
    if CARRIED in merged:
        return Vertex(name, place, carried=merged[CARRIED])
    title, note, field = (_first(merged, keys) for keys in (TITLES, _NOTES, _FIELDS))
    for key in own:
        if key.lower() not in (title, note, field) and own[key].strip():
            left[f"node attribute {quoted(key)}"] += 1
    return Vertex(
        name,
        place,
        title=merged[title] if title else None,
        note=merged[note] if note else None,
        field=merged[field] if field else None,
    )


def line_of(edge: Edge, left: Counter[str]) -> Line | None:
    """Return what an edge means, or None where it is no requirement; count what is not read.

    An edge is an alternative if it is drawn dashed or dotted, or is called so.
    """
    own = edge.own
    merged = _lower({**edge.defaults, **own})
    style = merged.get("style", "").strip().lower()
    if style in _UNSEEN:
        left["edge that is not seen: it is about the layout"] += 1
        return None
    tie: Tie = "required"
    read: set[str] = set()
    if style in _BROKEN_LINES:
        tie = "any"
    if style in _BROKEN_LINES or style in _PLAIN_LINES:
        read.add("style")
    for key in _TIES:
        word = merged.get(key, "").strip().lower()
        if word in _NO_GATE and key == "kind":
            reason = _UNTOLD.get(word, "its numbers and its order are not said")
            left[f"edge of the kind {quoted(word)}: {reason}"] += 1
            return None
        if word in _ANY or word in _ALL:
            tie = "any" if word in _ANY else tie
            read.add(key)
    weight = None
    for key in ("strength", "weight"):
        if weight is None and key in merged and (edge.weighs or key == "strength"):
            weight = _positive(merged[key])
            if weight is not None:
                read.add(key)
    for key in own:
        if key.lower() not in read and own[key].strip():
            left[f"edge attribute {quoted(key)}"] += 1
    return Line(edge.tail, edge.head, tie, weight)


def _lower(attributes: Attributes) -> Attributes:
    """Return attributes by names in small letters: some programs begin them with a capital."""
    return {key.lower(): value for key, value in attributes.items()}


def _first(attributes: Attributes, keys: tuple[str, ...]) -> str | None:
    return next((key for key in keys if attributes.get(key, "").strip()), None)


def _positive(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0.0 < value < math.inf else None
