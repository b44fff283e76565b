"""What a tree itself says of its nodes and items, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from render.changes import actor_name, when
from render.nodes import role
from render.outcomes import fallback_shares, outcome_name
from render.page.gates import needs
from render.quantiles import median
from render.style import ordered
from render.words import compact, date, duration, factor, percent, probability, span
from techtree.model.effects import Effect
from techtree.model.numbers import ONE, ZERO, Fixed
from techtree.model.tree import NEVER, Item, Node, Tree

_ROLES = {"event": "event or policy"}


def tag(node: Node) -> str:
    """Return what a node is, its field, and whether it is private."""
    kind = role(node)
    private = "private" if node.private and node.ending is None else ""
    return " · ".join(filter(None, (_ROLES.get(kind, kind), node.field or "", private)))


def node_facts(tree: Tree, node: Node) -> dict[str, Any]:
    """Return what may differ between stances: the gate, numbers in words, and effects."""
    return {
        "needs": needs(tree, node.requires),
        "about": [list(pair) for pair in about(tree, node)],
        "effects": [effect_facts(tree, effect) for effect in node.effects],
    }


def about(tree: Tree, node: Node) -> Iterator[tuple[str, str]]:
    """Yield what is said of a node as a word and its value."""
    for actor, time in node.unlocked:
        years = median(time)
        since = f", since {date(years, tree.start)}" if years < 0 else ""
        yield "Known today", f"to {actor_name(tree, actor)}{since}"
    if node.work != ZERO:
        yield ("Work" if node.field else "Takes"), duration(node.work)
    elif node.chance is None:
        yield "Work", "none: it comes as soon as what it needs is there"
    if node.chance is not None:
        yield "Chance that it works out", probability(node.chance)
    if node.raced and node.ending is None:
        yield from _leak(tree, node)
    if node.hint is not None:
        shown = node.hint.shown_by
        seen = tree.nodes.get(shown.node) if shown else None
        by = f" once {(seen.title or seen.id) if seen else shown.node} is known" if shown else ""
        yield "Hint", f"others work {factor(node.hint.by)}{by or ' once somebody has it'}"
    if node.staff is not None:
        yield "People at work on it today", span(node.staff, compact)
    if node.ending is not None:
        shares = fallback_shares(node.ending)
        parts = [f"{outcome_name(tree, o)} {percent(shares[o])}" for o in ordered(shares)]
        yield "Distribution in the tree", ", ".join(parts)


def _leak(tree: Tree, node: Node) -> Iterator[tuple[str, str]]:
    leak = node.leak if node.leak is not None else tree.leak
    yield "Leaks to others", "never" if leak == NEVER else f"after {duration(leak)}"


def work_words(tree: Tree, node: Node) -> str:
    """Return work and chance on one line, as a box of the drawing has them."""
    if any(actor is None for actor, _ in node.unlocked):
        return "known today"
    parts = []
    if node.unlocked:
        parts.append("known today to " + ", ".join(actor_name(tree, a) for a, _ in node.unlocked))
    if node.work != ZERO:
        parts.append(f"{'work' if node.field else 'takes'} {duration(node.work)}")
    if node.chance is not None:
        parts.append(f"chance {probability(node.chance)}")
    return " · ".join(parts)


def effect_facts(tree: Tree, effect: Effect) -> dict[str, Any]:
    """Return an effect in words, what it reaches, its channel, source and note."""
    found: dict[str, Any] = {"words": effect_words(tree, effect), "kind": effect.kind}
    found |= _reach(effect)
    for key in ("channel", "source", "note"):
        if (value := getattr(effect, key)) and value != "other":
            found[key] = value
    return found


def _reach(effect: Effect) -> dict[str, Any]:
    """Return the node or the fields that an effect reaches; nothing if it reaches all work."""
    target, move = effect.target, effect.move
    if move is not None:
        return {"fields": [move.origin, move.destination]}
    if target is not None and target.node is not None:
        return {"node": target.node}
    return {"fields": [target.field]} if target is not None and target.field is not None else {}


def effect_words(tree: Tree, effect: Effect) -> str:
    """Return an effect in words: what it changes, by how much, when and how surely."""
    parts = [_change(tree, effect)]
    if effect.after != ZERO:
        parts.append(f"from {duration(effect.after)} after")
    if effect.lasts is not None:
        parts.append(f"for {duration(effect.lasts)}")
    if effect.chance is not None:
        parts.append(f"with chance {probability(effect.chance)}")
    if effect.at is not None and (start := when(effect.at, tree)):
        parts.append(start)
    return ", ".join(parts)


def _change(tree: Tree, effect: Effect) -> str:
    by, what = effect.by, _target(tree, effect)
    match effect.kind:
        case "speed":
            return f"stops {what}" if by == Fixed(0.0) else f"speed of {what} {factor(by)}"
        case "depth":
            return f"depth of {what} {factor(by)}"
        case "odds" if effect.outcome:
            outcome = outcome_name(tree, effect.outcome)
            return f"odds of {outcome} at {what} {factor(by)}"
        case "odds":
            return f"odds that {what} works out {factor(by)}"
        case "leak":
            return f"publishes {what}" if by == Fixed(0.0) else f"leak delay of {what} {factor(by)}"
        case "staff":
            return f"people at work on {what}: {span(by, compact)} more"
        case "move":
            return _move(tree, effect)


def _target(tree: Tree, effect: Effect) -> str:
    target = effect.target
    if target is None:
        return "all work"
    if target.node is not None:
        node = tree.nodes.get(target.node)
        what = f"‘{(node.title if node else None) or target.node}’"
    else:
        what = f"all {target.field} work" if target.field else "all work"
    return f"{what} of {actor_name(tree, target.actor)}" if target.actor else what


def _move(tree: Tree, effect: Effect) -> str:
    move = effect.move
    assert move is not None
    arrives = "" if move.efficiency == ONE else f", {probability(move.efficiency)} of it arrives"
    whose = actor_name(tree, move.actor)
    share = probability(effect.by)
    return (
        f"moves {share} of the effort of {whose} from {move.origin} to {move.destination}{arrives}"
    )


def item_words(tree: Tree, item: Item) -> list[str]:
    """Return what an item does, a sentence for each part."""

    def title(node: str) -> str:
        own = {n.id: n for n in item.nodes}
        found = own.get(node) or tree.nodes.get(node)
        return f"‘{(found.title if found else None) or node}’"

    def start(at: Any) -> str:
        words = when(at or item.at, tree)
        return f", {words}" if words else ""

    rows = [
        f"unlocks {title(u.node)} to {actor_name(tree, u.to)}{start(u.at)}" for u in item.unlocks
    ]
    rows += [f"blocks {title(b.node)}{start(b.at)}" for b in item.blocks]
    rows += [f"removes {actor_name(tree, r.actor)}{start(r.at)}" for r in item.removes]
    rows += [effect_words(tree, effect) for effect in item.effects]
    rows += [f"brings {title(node.id)}" for node in item.nodes]
    if item.chance != ONE:
        rows.append(f"all of it with chance {probability(item.chance)}")
    if item.cost is not None:
        rows.append(f"costs {span(item.cost, compact)}")
    return rows
