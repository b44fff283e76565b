"""A page: one file that shows a tree, can be explored, and asks nothing of the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from xml.etree.ElementTree import Element

from render.escape import name
from render.largest import refuse_large
from render.outcomes import fallback_shares
from render.page import tables
from render.page.boxes import Box, box
from render.page.colors import color_css, field_classes
from render.page.data import Data, change_words, figure_data, tree_data, views, words_data
from render.page.drawing import line_element, node_element, patterns, small_element
from render.page.figures import AS_WRITTEN, NO_ITEM, Findings, stance_names
from render.page.filling import fill
from render.page.frame import body
from render.page.legend import legend_section
from render.page.markup import document, element, json_text, raw, root
from render.page.parts import Parts, parts
from render.page.placing import Placed, place
from render.style import inks
from render.words import percent
from techtree.model.tree import Item, Tree

_LARGEST = 1.25  # times its own size, where it cannot be zoomed


def page(
    tree: Tree,
    items: Sequence[Item] = (),
    found: Findings | None = None,
    caption: str = "",
) -> bytes:
    """Return a page of a tree with its stances and the items given.

    ``found`` are the figures (:func:`render.page.findings`); without them the page shows what
    the tree itself says. Raises :class:`render.RenderError` where the tree cannot be laid out.
    """
    refuse_large(tree)
    items = sorted(items, key=lambda item: item.id)
    names = stance_names(tree) if found else [AS_WRITTEN, *tree.stances]
    seen = views(tree, items)
    first = seen[AS_WRITTEN]
    fields = field_classes(n.field for n in first.nodes.values() if n.field is not None)
    every = [seen[stance] for stance in sorted(seen)]
    boxes = {name(node.id): box(every, node, found is not None) for node in first.nodes.values()}
    read = parts(first)
    data = tree_data(tree, items, names, seen)
    if found:
        data |= figure_data(tree, items, names, found)
    numbers = _numbers(read, boxes)
    data["words"] = words_data(read, seen, boxes, numbers)
    data["drawn"] = {box.node.id: round(box.inner, 1) for box in boxes.values()}
    placed = place(boxes, read)
    drawing = _drawing(first, read, boxes, placed, numbers, fields, data)
    hits = change_words(tree, items)
    marks = read.marks | _outcome_marks(data)
    legend = legend_section(first, marks, found is not None, hits, fields, _patterns(first))
    listing = _listing(first, tree, items, names, boxes, data)
    look = color_css(fields, inks(first.outcomes)) + _most_width(placed)
    content = body(tree, drawing, legend, listing, data, caption)
    return document(_root(tree, look, content, data))


def _numbers(read: Parts, boxes: Mapping[str, Box]) -> dict[str, str]:
    """Return the names that lines, small boxes and nodes have in the page."""
    found = {link: f"l{place}" for place, link in enumerate(read.links)}
    found |= {small: f"s{place}" for place, small in enumerate(read.smalls)}
    return found | {box.node.id: f"n{place}" for place, box in enumerate(boxes.values())}


def _outcome_marks(data: Data) -> frozenset[str]:
    """Return the marks of outcomes that some world of the page ends in."""
    worlds = [world for items in data.get("worlds", {}).values() for world in items.values()]
    return frozenset(
        f"outcome:{outcome}"
        for world in worlds
        for outcome, figure in world["outcomes"].items()
        if figure[0] > 0
    )


def _patterns(tree: Tree) -> dict[str, int]:
    return {outcome: place for place, outcome in enumerate(inks(tree.outcomes))}


def _drawing(
    tree: Tree,
    read: Parts,
    boxes: Mapping[str, Box],
    placed: Placed,
    numbers: Mapping[str, str],
    fields: Mapping[str, str],
    data: Data,
) -> Element:
    ends = {vertex: numbers[box.node.id] for vertex, box in boxes.items()}
    ends |= {small: numbers[small] for small in read.smalls}
    lines = [
        line_element(link, place, (ends[link.tail], ends[link.head]), placed)
        for place, link in enumerate(read.links.values())
    ]
    smalls = [small_element(small, at, placed) for at, small in enumerate(read.smalls.values())]
    world = data["worlds"][AS_WRITTEN][NO_ITEM] if "worlds" in data else None
    own = {node for item in data["items"] for node in item.get("own", ())}
    nodes = []
    for at, (vertex, drawn) in enumerate(boxes.items()):
        classes = fields.get(drawn.node.field or "", "f")
        classes += " own" if drawn.node.id in own else ""
        group = node_element(drawn, at, placed.corners[vertex], classes, _patterns(tree))
        _fill(group, drawn, world)
        nodes.append(group)
    size = {"viewBox": f"0 0 {placed.width:g} {placed.height:g}"}
    rules = {"id": "tree", "role": "img", "aria-label": f"Drawing of {tree.title}", **size}
    return element(
        "svg",
        rules,
        patterns(inks(tree.outcomes)),
        element("g", {"id": "lines"}, *lines),
        element("g", {"id": "smalls"}, *smalls),
        element("g", {"id": "boxes"}, *nodes),
    )


def _fill(group: Element, drawn: Box, world: Data | None) -> None:
    node = drawn.node
    shares: Data = {}
    if node.ending is not None:
        fallback = fallback_shares(node.ending)
        shares = {outcome: [share, percent(share)] for outcome, share in fallback.items()}
    if world is not None:
        shares = world["endings"].get(node.id) or shares
    fill(group, drawn, world["nodes"].get(node.id) if world else None, shares)


def _listing(
    first: Tree,
    tree: Tree,
    items: Sequence[Item],
    names: Sequence[str],
    boxes: Mapping[str, Box],
    data: Data,
) -> list[Element]:
    world = data["worlds"][AS_WRITTEN][NO_ITEM] if "worlds" in data else None
    found = []
    if world is not None:
        found.append(tables.outcomes_table(tree, world))
        if items:
            found.append(tables.items_table(tree, items, data["scores"][AS_WRITTEN]))
        if len(names) > 1:
            found.append(tables.stances_table(tree, names, data["worlds"]))
    ranks = data["ranks"][AS_WRITTEN] if world is not None else {}
    return [*found, tables.nodes_table(first, boxes.values(), world, ranks)]


@cache
def _shipped(file: str) -> str:
    return files("render.page").joinpath(file).read_text(encoding="utf-8")


def _most_width(placed: Placed) -> str:
    """Return the rule that keeps a small drawing from growing to the width of the page."""
    return f"#tree {{ max-width: {_LARGEST * placed.width:.0f}px; }}\n"


def _root(tree: Tree, look: str, content: Element, data: Data) -> Element:
    look, script = look + _shipped("page.css"), _shipped("page.js")
    content.append(raw("script", {"type": "application/json", "id": "data"}, json_text(data)))
    content.append(raw("script", {}, script))
    return root(tree.title, look, content, script)
