"""From a tree to a picture: its nodes, gates and effects, and those of an item."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from render import labels, style
from render.changes import actor_name, when
from render.effects import BOX_WIDTH, effect_parts, hint_line, reach_lines
from render.errors import RenderError
from render.escape import name
from render.gates import JUNCTION, gate_parts
from render.marks import Line, Picture, Vertex, picture, range_mark
from render.nodes import View, node_vertex
from render.ranks import with_ranks
from render.words import compact, probability, span, wrapped
from techtree.model.numbers import ONE
from techtree.model.tree import Item, Node


def scene(view: View, item: Item | None = None, without: Collection[str] = frozenset()) -> Picture:
    """Return the picture of a tree and, if given, of the item that changes it.

    The nodes ``without`` are left out, and the lines to and from them too. Raises
    :class:`RenderError` where a gate or an effect names a node that is not there.
    """
    nodes = [node for node in view.tree.nodes.values() if node.id not in without]
    tints = style.tints(node.field for node in view.tree.nodes.values() if node.field is not None)
    parts = [part for node in nodes for part in _node_parts(view, node, tints)]
    if item is not None:
        parts += _item_parts(view, item)
    vertices = [part for part in parts if isinstance(part, Vertex)]
    absent = {name(node) for node in without}
    bare = _bare(vertices, [part for part in parts if isinstance(part, Line)], absent)
    absent |= bare
    vertices = [vertex for vertex in vertices if vertex.name not in bare]
    lines = _numbered(
        part
        for part in parts
        if isinstance(part, Line) and part.tail not in absent and part.head not in absent
    )
    _refuse_loose_ends(vertices, lines)
    return picture(vertices, with_ranks(vertices, lines))


def _bare(vertices: Iterable[Vertex], lines: Sequence[Line], absent: set[str]) -> set[str]:
    """Name the junctions into which nothing that is drawn leads."""
    found: set[str] = set()
    junctions = {vertex.name for vertex in vertices if vertex.name.endswith(JUNCTION)}
    while absent:
        fed = {line.head for line in lines if line.tail not in absent | found}
        new = junctions - fed - found
        if not new:
            break
        found |= new
    return found


def _node_parts(view: View, node: Node, tints: Mapping[str, str]) -> Iterator[Vertex | Line]:
    yield node_vertex(view, node, tints)
    yield from gate_parts(view.tree, node.id, node.requires)
    yield from effect_parts(view.tree, name(node.id), node.effects)
    if node.hint is not None and (line := hint_line(view.tree, node.id, node.hint)):
        yield line


def item_vertex(view: View, item: Item) -> Vertex:
    """Return the box of an item."""
    acts = ("acts",) if view.brief and any(reach_lines(view.tree, item.effects)) else ()
    marks = ("item", *range_mark(item.chance, item.cost), *acts)
    label = labels.stack(_item_rows(view, item))
    return Vertex(f"item/{name(item.id)}", label, style.ITEM, marks, "first")


def _item_parts(view: View, item: Item) -> Iterator[Vertex | Line]:
    tree, box = view.tree, item_vertex(view, item)
    source = box.name
    yield box
    for unlock in item.unlocks:
        words = f"unlocks to {actor_name(tree, unlock.to)}" if unlock.to else "unlocks"
        yield _item_line(source, name(unlock.node), words, style.UNLOCKS, "unlocks")
    for block in item.blocks:
        yield _item_line(source, name(block.node), "blocks", style.BLOCKS, "blocks")
    for removal in item.removes:
        chip = f"{source}/without-{name(removal.actor)}"
        rows = [labels.badge("REMOVED", style.CHANGE)]
        rows += labels.title(wrapped(actor_name(tree, removal.actor)), struck=True)
        rows += [labels.text(words) for words in (when(removal.at or item.at, tree),) if words]
        look = {**style.CHIP, **style.ABSENT, "style": "filled"}
        yield Vertex(chip, labels.stack(rows), look, ("removed",))
        local = {**style.BLOCKS, "constraint": "true"}
        yield _item_line(source, chip, "removes", local, "blocks")
    yield from effect_parts(tree, source, item.effects, added=True)


def _item_line(source: str, head: str, words: str, look: style.Attributes, mark: str) -> Line:
    text = labels.text(words, color=style.CHANGE, bold=True, align="CENTER")
    label = labels.stack((text,), "CENTER", style.PAPER)
    return Line(source, head, label, look, (mark,))


def _item_rows(view: View, item: Item) -> Iterator[str]:
    tree = view.tree
    yield labels.tag("RESEARCH ITEM", style.RULE)
    yield from labels.title(wrapped(item.title or "") or wrapped(item.id), color=style.PAPER)
    details = [when(item.at, tree)]
    if item.chance != ONE:
        details.append(f"chance {probability(item.chance)}")
    if item.cost is not None:
        details.append(f"cost {span(item.cost, compact)}")
    for words in filter(None, details):
        yield labels.text(words, color=style.RULE)
    if view.brief:
        told = [f"removes {actor_name(tree, removal.actor)}" for removal in item.removes]
        removed = (line for words in told for line in wrapped(words, BOX_WIDTH, 3))
        for line in (*removed, *reach_lines(tree, item.effects)):
            yield labels.text(line, color=style.RULE)


def _numbered(lines: Iterable[Line]) -> list[Line]:
    """Tell apart lines between the same vertices, in an order that is not the file's."""
    seen: dict[tuple[str, str], int] = {}
    found = []
    for line in sorted(lines, key=lambda line: (line.marks, line.label)):
        ends = (line.tail, line.head)
        seen[ends] = seen.get(ends, -1) + 1
        found.append(Line(*ends, line.label, line.attributes, line.marks, seen[ends]))
    return found


def _refuse_loose_ends(vertices: Iterable[Vertex], lines: Iterable[Line]) -> None:
    names = {vertex.name for vertex in vertices}
    for line in lines:
        for end in (line.tail, line.head):
            if end not in names:
                raise RenderError(
                    f"a link from {line.tail!r} to {line.head!r} cannot be drawn, since the tree "
                    f"has no node {end!r}; `techtree check` names the place in the file"
                )
