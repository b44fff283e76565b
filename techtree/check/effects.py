"""Warn of effects that reach nothing, change nothing, or hurry what protects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from techtree.check.protective import protects
from techtree.check.reachable import World, highest, known_from_start, lowest
from techtree.errors import Place, Problem
from techtree.model.effects import Effect
from techtree.model.graph import reached
from techtree.model.numbers import ONE, ZERO
from techtree.model.tree import Node, Tree

_NEUTRAL = {"staff": ZERO, "move": ZERO}


def effect_warnings(
    tree: Tree, world: World, effect: Effect, source: str | None, place: Place
) -> Iterator[Problem]:
    """Yield what is odd about an effect of a node, or, without ``source``, of an item."""
    why = why_neutral(effect)
    if why is not None:
        message = f"this `{effect.kind}` effect changes nothing: {why}"
        yield Problem("warning", "changes-nothing", message, place)
        return
    reason = why_idle(tree, world, effect, source)
    if reason is not None:
        message = f"this `{effect.kind}` effect reaches nothing: {reason}"
        yield Problem("warning", "reaches-nothing", message, place)
        return
    target = effect.target.node if effect.target is not None else None
    hurried = effect.kind == "speed" and lowest(effect.by) >= 0 and _above_one(effect)
    if hurried and target is not None and protects(tree, world.nodes, world.nodes[target]):
        message = f"'{target}' has effects of its own that protect; with `speed` it is done "
        message += "sooner, not better: is `depth` meant?"
        yield Problem("warning", "speed-into-protective", message, place)


def why_neutral(effect: Effect) -> str | None:
    """Say why an effect changes nothing whatever it reaches, or return None if it can."""
    if effect.chance == ZERO:
        return "its chance is 0"
    neutral = _NEUTRAL.get(effect.kind, ONE)
    if effect.by != neutral:
        return None
    return f"`{'add' if effect.kind == 'staff' else 'by'}` is {neutral.value:g}"


def why_idle(tree: Tree, world: World, effect: Effect, source: str | None) -> str | None:
    """Say why an effect can change nothing, or return None if it can."""
    if effect.move is not None:
        return _idle_move(tree, world, effect)
    assert effect.target is not None
    names = reached(effect, world.nodes, source)
    if not names:
        return _nothing_matches(effect, world)
    reasons = [_why_beyond_reach(world.nodes[name], effect, tree, world) for name in names]
    if any(reason is None for reason in reasons):
        return None
    if len(names) == 1:
        return reasons[0]
    return f"{reasons[0]}, and so on for all {len(names)} nodes that it names"


def _above_one(effect: Effect) -> bool:
    return effect.by != ONE and highest(effect.by) > 1


def _nothing_matches(effect: Effect, world: World) -> str:
    target = effect.target
    assert target is not None
    if target.node is None:
        return "no other node that it could change matches"
    if target.field is not None and world.nodes[target.node].field != target.field:
        return f"'{target.node}' is not of the field '{target.field}'"
    if effect.kind == "odds" and effect.outcome is None:
        return f"'{target.node}' has no chance, so it works out anyway"
    if effect.kind == "odds":
        return f"'{target.node}' never ends as '{effect.outcome}'"
    return f"'{target.node}' is an ending, which does not leak"


def _why_beyond_reach(node: Node, effect: Effect, tree: Tree, world: World) -> str | None:
    if known_from_start(node):
        return f"'{node.id}' is known from the start"
    if node.id not in world.possible:
        return f"'{node.id}' can never be known"
    no_work = highest(node.work) == 0
    if no_work and effect.kind in ("speed", "staff") and lowest(effect.by) > 0:
        return f"'{node.id}' has no work"
    if no_work and effect.kind == "depth" and not node.effects:
        return f"'{node.id}' has neither work nor effects"
    actor = effect.target.actor if effect.target is not None else None
    if actor is not None and node.field is not None and (node.raced or not no_work):
        effort = tree.actors[actor].effort.get(node.field, tree.actors[actor].default_effort)
        if highest(effort) == 0 and not _brought(world, actor, node.field):
            return f"'{actor}' has no effort in the field '{node.field}'"
    return None


def _brought(world: World, actor: str, field: str) -> bool:
    return any(
        effect.move is not None
        and effect.move.destination == field
        and effect.move.actor in (None, actor)
        for node in world.nodes.values()
        for effect in node.effects
    )


def _idle_move(tree: Tree, world: World, effect: Effect) -> str | None:
    move = effect.move
    assert move is not None
    names = [move.actor] if move.actor is not None else list(tree.actors)
    for name in names:
        actor = tree.actors[name]
        effort = actor.effort.get(move.origin, actor.default_effort)
        if highest(effort) > 0 or _brought(world, name, move.origin):
            return None
    if move.actor is not None:
        return f"'{move.actor}' has no effort in the field '{move.origin}'"
    return f"nobody has effort in the field '{move.origin}'"


def selector_reach(tree: Tree) -> Mapping[str, tuple[str, ...]]:
    """List, by the path of each effect that names a selector, the nodes that it reaches."""
    found: dict[str, tuple[str, ...]] = {}
    for effect, source, nodes in _all_effects(tree):
        if effect.target is not None and effect.target.node is None:
            found[effect.key] = tuple(reached(effect, nodes, source))
    return found


def _all_effects(tree: Tree) -> Iterator[tuple[Effect, str | None, Mapping[str, Node]]]:
    for node in tree.nodes.values():
        for effect in node.effects:
            yield effect, node.id, tree.nodes
    for item in tree.items.values():
        nodes = dict(tree.nodes) | {node.id: node for node in item.nodes}
        for node in item.nodes:
            for effect in node.effects:
                yield effect, node.id, nodes
        for effect in item.effects:
            yield effect, None, nodes
