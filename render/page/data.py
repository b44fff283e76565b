"""The data of a page, which its script reads: what the tree says, and every figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from render.changes import changes
from render.nodes import role
from render.outcomes import outcome_name
from render.page.boxes import Box, work_rows
from render.page.facts import item_words, node_facts, tag
from render.page.figures import AS_WRITTEN, Findings
from render.page.legend import ACTED_ON
from render.page.parts import Parts, parts, whole
from render.page.shifts import ranks_data, scores_data
from render.page.tables import stance_title
from render.page.worlds import worlds_data
from render.style import ordered
from techtree.model.graph import reached
from techtree.model.tree import Item, Source, Tree
from techtree.report.closing import provenance_line
from techtree.report.headline import best_outcome

Data = dict[str, Any]
Views = Mapping[str, Tree]  # the tree of each stance that has one of its own


def views(tree: Tree, items: Sequence[Item]) -> dict[str, Tree]:
    """Return the tree as written and that of each stance, with the items' own nodes in them."""
    found = {AS_WRITTEN: whole(tree, items)}
    for name, stance in tree.stances.items():
        own = [stance.tree.items.get(item.id, item) for item in items]
        found[name] = whole(stance.tree, own)
    return found


def tree_data(tree: Tree, items: Sequence[Item], stances: Sequence[str], seen: Views) -> Data:
    """Return what the tree says: names, notes, sources, and facts under each stance."""
    first = seen[AS_WRITTEN]
    facts = {node.id: node_facts(first, node) for node in first.nodes.values()}
    return {
        "outcomes": [[name, outcome_name(tree, name)] for name in ordered(tree.outcomes)],
        "best": best_outcome(tree),
        "stances": [_stance(tree, name) for name in stances],
        "items": [_item(tree, item) for item in sorted(items, key=lambda item: item.id)],
        "nodes": [_node(first, name) for name in first.nodes],
        "sources": {name: _source(tree.sources[name]) for name in sorted(tree.sources)},
        "facts": {AS_WRITTEN: facts, **_other_facts(seen, facts)},
    }


def _other_facts(seen: Views, facts: Data) -> Data:
    found: Data = {}
    for stance, view in seen.items():
        other = {node.id: node_facts(view, node) for node in view.nodes.values()}
        found[stance] = {name: fact for name, fact in other.items() if fact != facts.get(name)}
    return {stance: changed for stance, changed in found.items() if stance and changed}


def _stance(tree: Tree, name: str) -> Data:
    stance = tree.stances.get(name)
    found: Data = {"id": name, "title": stance_title(tree, name)}
    if stance is not None:
        found |= {"note": stance.note, "source": stance.source, "weight": stance.weight}
    return {key: value for key, value in found.items() if value is not None}


def _item(tree: Tree, item: Item) -> Data:
    found: Data = {
        "id": item.id,
        "title": item.title or item.id,
        "does": item_words(tree, item),
        "touched": touched(tree, item),
        "own": sorted(node.id for node in item.nodes),
        "note": item.note,
        "source": item.source,
    }
    return {key: value for key, value in found.items() if value not in (None, [], {})}


def touched(tree: Tree, item: Item) -> dict[str, str]:
    """Return what an item does to nodes, in a few words for each of them."""
    nodes = {**tree.nodes, **{node.id: node for node in item.nodes}}
    found = {
        target: ACTED_ON
        for effect in item.effects
        if effect.target is not None and effect.target.node is not None
        for target in reached(effect, nodes, None)
    }
    for name, change in changes(tree, item).items():
        found[name] = f"{change.word} {change.details}".strip()
    return dict(sorted(found.items()))


def change_words(tree: Tree, items: Sequence[Item]) -> frozenset[str]:
    """Return the words of all that items do to nodes, without when and to whom."""
    found = {words for item in items for words in touched(tree, item).values()}
    return frozenset(words if words == ACTED_ON else words.split()[0] for words in found)


def _node(tree: Tree, name: str) -> Data:
    node = tree.nodes[name]
    found: Data = {
        "id": name,
        "title": node.title or name,
        "tag": tag(node),
        "role": role(node),
        "field": node.field,
        "note": node.note,
        "source": node.source,
        "as_of": node.as_of,
        "staff": node.staff is not None or None,
        "chance": node.chance is not None or None,
    }
    if node.ending is not None:
        found["ending"] = ordered({o for o, _ in (*node.ending.shares, *node.ending.remainder)})
    return {key: value for key, value in found.items() if value is not None}


def _source(source: Source) -> Data:
    year = f" ({source.year})" if source.year else ""
    author = f"{source.author}: " if source.author else ""
    found: Data = {"words": f"{author}{source.title or source.id}{year}"}
    found |= {"url": source.url, "note": source.note, "as_of": source.as_of}
    return {key: value for key, value in found.items() if value is not None}


def figure_data(tree: Tree, items: Sequence[Item], stances: Sequence[str], found: Findings) -> Data:
    """Return every figure in words, and how it was found."""
    names = ["", *sorted(item.id for item in items)]
    asked = found.ranks[AS_WRITTEN].provenance
    return {
        "worlds": worlds_data(tree, found, stances, names),
        "scores": scores_data(tree, found, stances, names),
        "ranks": ranks_data(found, stances),
        "made": {name: provenance_line(found.worlds[name].provenance) for name in names},
        "asked": provenance_line(asked),
    }


def words_data(
    first: Parts, seen: Views, boxes: Mapping[str, Box], numbers: Mapping[str, str]
) -> Data:
    """Return for each stance the words of the drawing that differ: rows of them, None for none.

    ``numbers`` are the names of lines, small boxes and nodes in the page.
    """
    found = {}
    for stance, view in seen.items():
        if stance:
            found[stance] = _other_words(first, seen[AS_WRITTEN], view, boxes, numbers)
    return {stance: words for stance, words in found.items() if words}


def _other_words(
    first: Parts, tree: Tree, view: Tree, boxes: Mapping[str, Box], numbers: Mapping[str, str]
) -> Data:
    other = parts(view)
    found: Data = {}
    for name, link in first.links.items():
        twin = other.links.get(name)
        if twin is None or twin.rows != link.rows:
            found[numbers[name]] = list(twin.rows) if twin else None
    for name, small in first.smalls.items():
        double = other.smalls.get(name)
        if double is None or double.rows != small.rows:
            found[numbers[name]] = list(double.rows) if double else None
    for box in boxes.values():
        node = view.nodes.get(box.node.id)
        if node is not None and work_rows(view, node) != work_rows(tree, box.node):
            found[numbers[box.node.id]] = list(work_rows(view, node))
    return found
