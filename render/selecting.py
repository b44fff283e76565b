"""Which nodes are drawn: those near a node, those that lead to one, those of some fields."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from render.errors import RenderError
from render.wishes import Wishes
from render.words import short
from techtree.model.gates import references
from techtree.model.tree import Tree

_NAMED = 3  # names that are written out


@dataclass(frozen=True, slots=True)
class Left:
    """How many nodes that are left out a node has links from, and links to."""

    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Selection:
    """The nodes that are drawn, what is left out beside each of them, and both in words."""

    kept: frozenset[str]
    left: Mapping[str, Left]
    words: str


def select(trees: Iterable[Tree], wishes: Wishes) -> Selection | None:
    """Return what is drawn of trees that share their nodes, or None if that is all of them.

    Raises :class:`RenderError` where a name is unknown, or nothing would be left.
    """
    shown = list(trees)
    if not wishes.selective:
        return None
    tree = shown[0]
    nodes = {name for each in shown for name in each.nodes}
    fields = {node.field for each in shown for node in each.nodes.values() if node.field}
    _check(wishes.focus, nodes, "node")
    _check(wishes.to, nodes, "node")
    _check(wishes.fields, fields, "field")
    links = {link for each in shown for link in _links(each)}
    kept, words = set(nodes), []
    if wishes.focus:
        kept &= _near(wishes.focus, links, wishes.depth)
        count = f"{wishes.depth} link{'s' * (wishes.depth != 1)}"
        words.append(f"within {count} of {_titles(tree, wishes.focus)}")
    if wishes.to:
        kept &= _leading(wishes.to, links)
        words.append(f"what leads to {_titles(tree, wishes.to)} by links")
    if wishes.fields:
        some = set(wishes.fields)
        kept = {
            name
            for name in kept
            for each in shown
            if (node := each.nodes.get(name)) and (node.field in some or node.ending)
        }
        named = ", ".join(sorted(map(short, some)))
        words.append(f"the field{'s' * (len(some) != 1)} {named}, and endings")
    if not kept:
        raise RenderError(f"nothing is left to draw: no node is all of {'; '.join(words)}")
    rest = len(nodes) - len(kept)
    counted = f"{len(kept):,} of {len(nodes):,} nodes drawn ({'; '.join(words)}), "
    left = f"+{rest:,} more" if rest else "none left out"
    return Selection(frozenset(kept), _left(kept, links), counted + left)


def _check(names: Iterable[str], known: Collection[str], what: str) -> None:
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise RenderError(f"the tree has no {what} named {short(name, 60)!r}{hint}")


def _titles(tree: Tree, names: tuple[str, ...]) -> str:
    titles = [f"“{short(tree.nodes[n].title or n, 60)}”" if n in tree.nodes else n for n in names]
    more = len(titles) - _NAMED
    return ", ".join(titles[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _links(tree: Tree) -> set[tuple[str, str]]:
    """Return the pairs of nodes of which one opens, affects or hints at the other by name."""
    found = set()
    for node in tree.nodes.values():
        found |= {(known.node, node.id) for known in references(node.requires)}
        found |= {
            (node.id, effect.target.node)
            for effect in node.effects
            if effect.target is not None and effect.target.node is not None
        }
        if node.hint is not None and node.hint.shown_by is not None:
            found.add((node.hint.shown_by.node, node.id))
    return found


def _near(names: Iterable[str], links: Iterable[tuple[str, str]], depth: int) -> set[str]:
    beside: dict[str, set[str]] = {}
    for tail, head in links:
        beside.setdefault(tail, set()).add(head)
        beside.setdefault(head, set()).add(tail)
    found, edge = set(names), set(names)
    for _ in range(min(depth, len(beside))):
        edge = {other for name in edge for other in beside.get(name, ())} - found
        found |= edge
    return found


def _leading(names: Iterable[str], links: Iterable[tuple[str, str]]) -> set[str]:
    into: dict[str, set[str]] = {}
    for tail, head in links:
        into.setdefault(head, set()).add(tail)
    found, edge = set(names), set(names)
    while edge:
        edge = {tail for name in edge for tail in into.get(name, ())} - found
        found |= edge
    return found


def _left(kept: Collection[str], links: Iterable[tuple[str, str]]) -> dict[str, Left]:
    before: dict[str, int] = dict.fromkeys(kept, 0)
    after: dict[str, int] = dict.fromkeys(kept, 0)
    for tail, head in links:
        if tail in kept and head not in kept:
            after[tail] += 1
        if head in kept and tail not in kept:
            before[head] += 1
    return {name: Left(before[name], after[name]) for name in kept if before[name] or after[name]}
