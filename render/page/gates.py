"""Gates in words: nested, for a reader who goes through them, and on one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from render.changes import actor_name
from render.quantiles import median
from render.words import duration, percent
from techtree.model.gates import All, AtLeast, Before, Gate, Known, Weighted
from techtree.model.numbers import ZERO
from techtree.model.tree import Tree

_MOST = 12  # members that are named on one line


def needs(tree: Tree, gate: Gate | None) -> dict[str, Any] | None:
    """Return a gate as a word and its members; a member is a node, or a gate again."""
    match gate:
        case None:
            return None
        case Known():
            return _known(tree, gate)
        case All((single,)) | AtLeast(_, (single,)):
            return needs(tree, single)
        case All(members):
            return _group("all of these", [needs(tree, member) for member in members])
        case AtLeast(count, members):
            word = "any one of these" if count == 1 else f"at least {count} of these"
            return _group(word, [needs(tree, member) for member in members])
        case Weighted(strengths):
            total = sum(median(strength) for _, strength in strengths) or 1.0
            rows = [
                {**_known(tree, known), "share": percent(median(strength) / total)}
                for known, strength in strengths
            ]
            return _group("the more of these, the faster", rows)
        case Before(first, second, by, negated):
            pair = [_known(tree, first), _known(tree, second)]
            return _group(_order(by, negated), pair)


def _order(by: Any, negated: bool) -> str:
    lead = "" if by == ZERO else f" by at least {duration(by)}"
    if negated:
        return f"the second, and not the first before it{lead}"
    return f"the first before the second{lead}"


def _known(tree: Tree, known: Known) -> dict[str, Any]:
    found: dict[str, Any] = {"node": known.node}
    return {**found, "at": actor_name(tree, known.actor)} if known.actor else found


def _group(word: str, members: Sequence[dict[str, Any] | None]) -> dict[str, Any]:
    return {"word": word, "members": [member for member in members if member]}


def needs_text(tree: Tree, gate: Gate | None) -> str:
    """Return a gate on one line; long lists are cut.

    >>> from techtree.model.tree import Tree
    >>> empty = Tree("", 2026.0, None, {}, {}, {})
    >>> needs_text(empty, AtLeast(1, (Known("a"), All((Known("b"), Known("c"))))))
    'any one of these: a; (all of these: b; c)'
    """
    found = needs(tree, gate)
    return _text(tree, found) if found else ""


def _text(tree: Tree, found: dict[str, Any]) -> str:
    if "node" in found:
        node = tree.nodes.get(found["node"])
        title = (node.title if node else None) or found["node"]
        seen = f" (seen at {found['at']})" if "at" in found else ""
        share = f" ({found['share']})" if "share" in found else ""
        return f"{title}{seen}{share}"
    members = found["members"]
    words = [
        _text(tree, member) if "node" in member else f"({_text(tree, member)})"
        for member in members[:_MOST]
    ]
    if len(members) > _MOST:
        words.append(f"and {len(members) - _MOST} more")
    return f"{found['word']}: {'; '.join(words)}"
