"""A node for each field: how many nodes it holds, what is known of them, and how fields are tied.

Endings stay nodes of their own. What has no field, events, policies and facts, is one group.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import fmean

from render import labels, style
from render.changes import actor_name
from render.effects import slows
from render.escape import name
from render.marks import Line, Picture, Vertex, picture
from render.nodes import View, node_vertex
from render.roles import role
from render.scene import item_vertex
from render.words import minus, wrapped
from techtree.model.effects import Effect
from techtree.model.gates import preventing, references
from techtree.model.tree import Item, Node

_NO_FIELD = "events, policies and facts"
_LEAST = 0.05  # nodes: as many as a tenth is written for
_THICK = 5  # links between two groups: so many are drawn as thick as any

Links = Counter[tuple[str, str, str]]  # tail, head and mark


def collapsed(view: View, item: Item | None, without: Collection[str]) -> Picture:
    """Return the picture of a tree by field, and of the item that changes it."""
    nodes = sorted(
        (node for node in view.tree.nodes.values() if node.id not in without),
        key=lambda node: node.id,
    )
    tints = style.tints(node.field for node in view.tree.nodes.values() if node.field is not None)
    groups: dict[str, list[Node]] = {}
    for node in nodes:
        groups.setdefault(_group(node), []).append(node)
    home = {node.id: _group(node) for node in nodes}
    fields = _fields(nodes, home)
    links, inside, wide = _links(nodes, home, fields)
    vertices = [
        node_vertex(view, members[0], tints)
        if members[0].ending is not None
        else _vertex(view, key, members, tints, inside[key], wide[key])
        for key, members in groups.items()
    ]
    lines = _lines(links)
    if item is not None:
        box = item_vertex(replace(view, brief=True), item)
        vertices.append(box)
        lines += _item_lines(view, item, box.name, home, fields)
    return picture(vertices, lines)


def _group(node: Node) -> str:
    """Name the vertex that stands for a node: an ending for itself, else its field."""
    if node.ending is not None:
        return name(node.id)
    return f"field/{name(node.field)}" if node.field is not None else "field"


def _links(
    nodes: Iterable[Node], home: Mapping[str, str], fields: Mapping[str, Sequence[str]]
) -> tuple[Links, Counter[str], Counter[str]]:
    """Count links between groups, those inside each, and effects that reach no one group."""
    links: Links = Counter()
    inside: Counter[str] = Counter()
    wide: Counter[str] = Counter()
    for node in nodes:
        here = home[node.id]
        against = Counter(preventing(node.requires))
        needed = Counter(references(node.requires)) - against
        for mark, gates in (("gates", needed), ("prevents", against)):
            for before in sorted({known.node for known in gates} & home.keys()):
                _count(links, inside, home[before], here, mark)
        for effect in node.effects:
            mark = "slower" if slows(effect) else "faster"
            targets = _reached(effect, home, fields)
            for target in targets:
                _count(links, inside, here, target, mark)
            wide[here] += not targets
    return links, inside, wide


def _count(links: Links, inside: Counter[str], tail: str, head: str, mark: str) -> None:
    if tail == head:
        inside[tail] += 1
    else:
        links[tail, head, mark] += 1


def _fields(nodes: Iterable[Node], home: Mapping[str, str]) -> dict[str, list[str]]:
    """Name what stands for each field: its group, or its endings where it has nothing else."""
    found: dict[str, list[str]] = {}
    for node in nodes:
        if node.field is not None:
            found.setdefault(node.field, []).append(home[node.id])
    return {
        field: [group] if (group := f"field/{name(field)}") in homes else homes
        for field, homes in found.items()
    }


def _reached(
    effect: Effect, home: Mapping[str, str], fields: Mapping[str, Sequence[str]]
) -> Sequence[str]:
    """Name the groups that an effect on one node or one field reaches, of those drawn."""
    if effect.target is None:
        return ()
    if effect.target.node is not None:
        return [home[effect.target.node]] if effect.target.node in home else ()
    return fields.get(effect.target.field, ()) if effect.target.field is not None else ()


def _vertex(
    view: View,
    key: str,
    members: Sequence[Node],
    tints: Mapping[str, str],
    inside: int,
    wide: int,
) -> Vertex:
    field = members[0].field
    paint, rows = _paint(view, members)
    fill = paint[0] if paint else tints[field] if field is not None else style.NO_FIELD
    marks = ["group", paint[1]] if paint else ["group", *([f"field:{field}"] if field else [])]
    count = f"{len(members):,} node{'s' * (len(members) != 1)}"
    label = [labels.tag(f"{'FIELD' if field is not None else 'WITHOUT FIELD'} · {count}")]
    label += labels.title(wrapped(field or _NO_FIELD))
    touched = Counter(
        change.word for node in members if (change := (view.changes or {}).get(node.id)) is not None
    )
    look = {**style.GROUP, "fillcolor": fill}
    for word, number in sorted(touched.items()):
        label.append(labels.badge(f"{word}: {number}", style.CHANGE))
        marks.append(word.lower())
        look |= style.CHANGED
    label += [labels.text(words) for words in _counts(members, inside, wide)]
    known, found = _known(view, members)
    label += known
    label += [labels.badge(words, style.INK) for row in rows for words in wrapped(row, 34, 3)]
    text = labels.stack(label)
    marks += ["links inside"] * bool(inside) + ["wide effects"] * bool(wide)
    marks += ["private nodes"] * any(node.private for node in members)
    return Vertex(key, labels.darkened(text) if paint else text, look, (*marks, *found))


def _counts(members: Sequence[Node], inside: int, wide: int) -> Iterator[str]:
    today = sum(any(actor is None for actor, _ in node.unlocked) for node in members)
    roles = Counter(role(node) for node in members)
    parts = [(today, "known today"), (sum(node.private for node in members), "private")]
    if roles["event"]:
        parts.append(
            (roles["event"], "event or policy" if roles["event"] == 1 else "events or policies")
        )
    parts.append((roles["fact"], "fact" if roles["fact"] == 1 else "facts"))
    words = " · ".join(f"{number} {what}" for number, what in parts if number)
    if words:
        yield words
    if inside:
        yield f"{inside:,} link{'s' * (inside != 1)} inside"
    if wide:
        yield f"{_effects(wide)} on more than one field"


def _effects(number: int) -> str:
    return f"{number:,} effect{'s' * (number != 1)}"


def _known(view: View, members: Sequence[Node]) -> tuple[list[str], tuple[str, ...]]:
    """Return how many nodes are expected to be known before the end, as a gauge and in words."""
    shares = [view.figures.known[node.id] for node in members if node.id in view.figures.known]
    if not shares:
        return [], ()
    change, marks = "", ["gauge of nodes", "expected"]
    if view.earlier is not None:
        before = sum(view.earlier.known.get(node.id, 0.0) for node in members)
        if _expected(before) != _expected(sum(shares)):
            moved = sum(shares) - before
            change = f" ({minus(f'{moved:+.1f}' if abs(moved) >= _LEAST else f'{moved:+.1g}')})"
            marks.append("more expected")
    words = f"{_expected(sum(shares))} of {len(members):,} known, expected{change}"
    return [labels.gauge(fmean(shares)), labels.text(words, color=style.INK)], tuple(marks)


def _expected(number: float) -> str:
    """Write how many nodes are expected to be known, in tenths.

    >>> _expected(0.0), _expected(0.03), _expected(2.6180)
    ('0', '<0.1', '2.6')
    """
    if number < _LEAST:
        return "<0.1" if number > 0 else "0"
    return f"{number:,.1f}".removesuffix(".0")


def _paint(view: View, members: Sequence[Node]) -> tuple[tuple[str, str] | None, list[str]]:
    """Return the commonest colour of a group's nodes with its mark, and words if there are any."""
    if view.paints is None:
        return None, []
    paints = [view.paints[node.id] for node in members if node.id in view.paints]
    found = Counter((paint.fill, paint.mark) for paint in paints)
    if not found:
        return None, []
    most = max(sorted(found), key=lambda pair: found[pair])
    return most, [f"colour: that of {_share(found[most], len(paints))}"]


def _share(number: int, whole: int) -> str:
    if number < whole:
        return f"{number:,} of {whole:,} nodes"
    return {1: "its node", 2: "both nodes"}.get(whole, f"all {whole:,} nodes")


def _lines(links: Links) -> list[Line]:
    """Return one line for all links from one group to another."""
    counts = (number for (_, _, mark), number in links.items() if mark == "gates")
    most = max([_THICK, *counts])
    found = []
    for tail, head in sorted({(tail, head) for tail, head, _ in links}):
        gates, against, faster, slower = (
            links[tail, head, mark] for mark in ("gates", "prevents", "faster", "slower")
        )
        parts = [f"{gates:,}"] * bool(gates) + [f"{against:,} not first"] * bool(against)
        if effects := faster + slower:
            parts.append(_effects(effects))
        words = [" + ".join(parts)]
        if faster and slower:
            words = [f"{words[0]},", f"{slower:,} slowing"]
        rows = (labels.text(row, color=style.INK, align="CENTER") for row in words)
        label = labels.stack(rows, "CENTER", style.PAPER)
        tied = bool(gates or against)
        marks = ["gates"] * bool(gates) + ["several effects"] * bool(tied and effects)
        marks += ["slowing"] * bool(faster and slower)
        if gates:
            look = {**style.GATES, "penwidth": style.strength_width(gates / most)}
            marks += ["several prevent"] * bool(against)
        elif against:
            look = dict(style.PREVENTS)
            marks.append("prevents")
        else:
            look = dict(style.FASTER if faster else style.SLOWER)
            marks.append("several faster" if faster else "several slower")
        found.append(Line(tail, head, label, _ranking(look), tuple(marks)))
    return found


def _item_lines(
    view: View,
    item: Item,
    source: str,
    home: Mapping[str, str],
    fields: Mapping[str, Sequence[str]],
) -> list[Line]:
    """Return the lines from an item to the groups that it changes, with how many nodes of each."""
    counted: Counter[tuple[str, str, str, str]] = Counter()
    for unlock in item.unlocks:
        to = f" to {actor_name(view.tree, unlock.to)}" if unlock.to else ""
        if unlock.node in home:
            counted[home[unlock.node], "unlocks", "unlocks", to] += 1
    for block in item.blocks:
        if block.node in home:
            counted[home[block.node], "blocks", "blocks", ""] += 1
    for effect in item.effects:
        for target in _reached(effect, home, fields):
            counted[target, f"several added {'slower' if slows(effect) else 'faster'}", "", ""] += 1
    looks = {
        "unlocks": style.UNLOCKS,
        "blocks": style.BLOCKS,
        "several added faster": {**style.FASTER, **style.ADDED},
        "several added slower": {**style.SLOWER, **style.ADDED},
    }
    found = []
    for place, ((head, mark, verb, to), number) in enumerate(sorted(counted.items())):
        words = f"{verb} {number}{to}" if verb else _effects(number)
        text = labels.text(words, color=style.CHANGE, bold=True, align="CENTER")
        label = labels.stack((text,), "CENTER", style.PAPER)
        found.append(Line(source, head, label, _ranking(looks[mark]), (mark,), place))
    return found


def _ranking(look: style.Attributes) -> style.Attributes:
    """Return how a line looks, without what keeps effects from setting the order of columns."""
    return {key: value for key, value in look.items() if key != "constraint"}
