"""Mermaid flowcharts: boxes by role, solid lines for what is required, dotted for alternatives."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from render.escape import visible
from render.nodes import role
from render.quantiles import median
from render.style import inks
from render.words import duration, factor, percent, probability
from techtree.exchange.links import target_of
from techtree.model.effects import Effect
from techtree.model.gates import All, AtLeast, Before, Gate, Known, Weighted
from techtree.model.numbers import ZERO, Fixed
from techtree.model.tree import Node, Tree

# What Mermaid takes for markup, entities, directives or Markdown: lists, emphasis, links.
_MARKUP = re.compile(
    r"""["#&<>`%\\{}\[\]|;*_~@$^]|:(?=//)|(?<=www)\.|^[-+=]|(?<=^[0-9])[.)]|(?<=^[0-9]{2})[.)]""",
    re.IGNORECASE,
)
_TITLE = 300
_SHAPES = {
    "ending": ('[["', '"]]'),
    "fact": ('{{"', '"}}'),
    "event": ('>"', '"]'),
    "advance": ('("', '")'),
}
_KNOWN = ('(["', '"])')
_CLASSES = (
    "classDef known stroke-width:3px",
    "classDef private stroke-dasharray:5 3",
)
_SOLID, _DOTTED, _STRONG, _PREVENTS, _EFFECT = "-->", "-.->", "==>", "--x", "-.-o"


def to_mermaid(tree: Tree) -> str:
    """Return a tree as a Mermaid flowchart.

    It shows titles, fields, roles (an ending as a box with double sides, a fact as a hexagon, an
    event as a flag, what is known from the start as a stadium), gates, and effects that name a
    node; the numbers of works, chances and endings are words in the boxes. Items, stances,
    sources, notes and effects on selections are left out: it is a drawing, and cannot be read
    back. Text shows as written, and the same tree gives the same text in whatever order its
    nodes stand in the file.
    """
    nodes = [tree.nodes[name] for name in sorted(tree.nodes)]
    lines = ["---", f"title: {json.dumps(visible(tree.title))}", "---", "flowchart LR"]
    for node in nodes:
        lines.append(f"  {_box(tree, node)}")
    for node in nodes:
        lines += [f"  {line}" for line in _gate(tree, _name(node.id), node.requires)]
    for node in nodes:
        lines += [f"  {line}" for line in _effects(tree, node)]
    lines += [f"  {line}" for line in _looks(nodes)]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    r"""Return text that Mermaid shows as written.

    >>> escaped('say "end"')
    'say #34;end#34;'
    """
    shown = visible(text)
    if len(shown) > _TITLE:
        shown = f"{shown[: _TITLE - 1]}…"
    return _MARKUP.sub(lambda found: f"#{ord(found[0])};", shown)


def _name(node: str) -> str:
    """Return a name that is none of Mermaid's words, such as `end`."""
    return f"n_{node}"


def _box(tree: Tree, node: Node) -> str:
    kind = role(node)
    known = any(actor is None for actor, _ in node.unlocked)
    opening, closing = _KNOWN if known and kind != "ending" else _SHAPES[kind]
    rows = [visible(node.title or "") or node.id, *_words(tree, node)]
    return f"{_name(node.id)}{opening}{'<br/>'.join(map(escaped, rows))}{closing}"


def _words(tree: Tree, node: Node) -> Iterator[str]:
    if node.field is not None:
        yield f"{node.field}{', private' if node.private and node.ending is None else ''}"
    if node.work != ZERO:
        yield f"{'takes' if node.field is None else 'work'} {duration(node.work)}"
    if node.chance is not None:
        yield f"chance {probability(node.chance)}"
    if node.ending is not None:
        shares = [f"{probability(share)} {outcome}" for outcome, share in node.ending.shares]
        left = [outcome for outcome, _ in node.ending.remainder]
        yield "ends: " + ", ".join([*shares, *(f"rest {outcome}" for outcome in left)])
    for actor, time in node.unlocked:
        since = f" for {duration(Fixed(-median(time)))}" if median(time) < 0 else ""
        yield f"known{f' to {actor}' if actor else ''}{since}"


def _gate(tree: Tree, head: str, gate: Gate | None) -> Iterator[str]:
    """Yield the lines into a node; alternatives that stand alone lead straight to it."""
    match gate:
        case None:
            return
        case All(members):
            for place, member in enumerate(members):
                yield from _member(tree, head, member, _SOLID, f"{head}__{place}")
        case AtLeast(count, members) if len(members) > 1:
            word = f"{count} of {len(members)}"
            for place, member in enumerate(members):
                yield from _member(tree, head, member, _DOTTED, f"{head}__{place}", word)
        case Weighted(strengths):
            total = sum(median(strength) for _, strength in strengths) or 1.0
            for known, strength in strengths:
                yield _line(known, head, _STRONG, percent(median(strength) / total))
        case _:
            yield from _member(tree, head, gate, _SOLID, f"{head}__0")


def _member(
    tree: Tree, head: str, gate: Gate, arrow: str, junction: str, word: str = ""
) -> Iterator[str]:
    """Yield a line, or a junction and its lines, for a gate inside another."""
    match gate:
        case Known():
            yield _line(gate, head, arrow, word)
        case All((single,)) | AtLeast(_, (single,)):
            yield from _member(tree, head, single, arrow, junction, word)
        case All(members) if arrow == _SOLID:
            for place, member in enumerate(members):
                yield from _member(tree, head, member, arrow, f"{junction}_{place}", word)
        case _:
            yield f'{junction}(("{escaped(_junction_words(gate))}"))'
            yield f"{junction} {arrow}{_label(word)} {head}"
            yield from _inside(tree, junction, gate)


def _inside(tree: Tree, junction: str, gate: Gate) -> Iterator[str]:
    match gate:
        case Before(first, second, _, negated):
            yield _line(first, junction, _PREVENTS if negated else _SOLID, "first")
            yield _line(second, junction, _SOLID, "then")
        case AtLeast(_, members):  # the junction says how many
            for place, member in enumerate(members):
                yield from _member(tree, junction, member, _DOTTED, f"{junction}_{place}")
        case _:
            yield from _gate(tree, junction, gate)


def _junction_words(gate: Gate) -> str:
    match gate:
        case AtLeast(count, members):
            return f"{count} of {len(members)}"
        case Before(_, _, by, negated):
            lead = f" by {duration(by)}" if median(by) > 0 else ""
            return f"{'not ' * negated}before{lead}"
        case Weighted():
            return "all of the strength"
        case _:
            return "all"


def _line(known: Known, head: str, arrow: str, word: str = "") -> str:
    seen = f"seen at {known.actor}" if known.actor else ""
    words = ", ".join(part for part in (word, seen) if part)
    return f"{_name(known.node)} {arrow}{_label(words)} {head}"


def _label(words: str) -> str:
    return f'|"{escaped(words)}"|' if words else ""


def _effects(tree: Tree, node: Node) -> Iterator[str]:
    for effect in node.effects:
        target = target_of(effect)
        if target is not None and target in tree.nodes:
            label = _label(_effect_words(effect))
            yield f"{_name(node.id)} {_EFFECT}{label} {_name(target)}"


def _effect_words(effect: Effect) -> str:
    what = effect.kind if effect.outcome is None else f"odds of {effect.outcome}"
    size = f"+{median(effect.by):g}" if effect.kind == "staff" else factor(effect.by)
    return f"{what} {size}"


def _looks(nodes: list[Node]) -> Iterator[str]:
    """Yield the classes; an ending has the border of the outcome that is likeliest there."""
    yield from _CLASSES
    likeliest = {node.id: _likeliest(node) for node in nodes if node.ending is not None}
    colors = inks({outcome for outcome in likeliest.values() if outcome})
    for outcome, ink in colors.items():
        yield f"classDef {_name(outcome)} stroke:{ink.color},stroke-width:3px"
    for node in nodes:
        if likely := likeliest.get(node.id):
            yield f"class {_name(node.id)} {_name(likely)}"
        elif node.unlocked:
            yield f"class {_name(node.id)} known"
        elif node.private:
            yield f"class {_name(node.id)} private"


def _likeliest(node: Node) -> str | None:
    if node.ending is None:
        return None
    shares = {outcome: median(share) for outcome, share in node.ending.shares}
    left = max(0.0, 1.0 - sum(shares.values()))
    total = sum(weight for _, weight in node.ending.remainder) or 1.0
    shares |= {outcome: left * weight / total for outcome, weight in node.ending.remainder}
    return max(sorted(shares), key=lambda outcome: shares[outcome], default=None)
