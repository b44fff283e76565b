"""Warn of nodes that can never be known, endings out of reach, and keys that do nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from techtree.check.reachable import World, can_open, obstacle
from techtree.errors import Place, Problem
from techtree.model.gates import references
from techtree.model.numbers import ZERO, Fixed
from techtree.model.tree import Node, Tree


def node_warnings(
    tree: Tree, world: World, paths: Mapping[str, str], places: Mapping[str, Place]
) -> Iterator[Problem]:
    """Yield what is odd about the nodes of a tree and of its items, each at its place."""
    endings = [node for node in world.nodes.values() if node.ending is not None]
    if not endings:
        place = places[next(iter(paths.values()))]
        message = "no node is an ending, so the outcome is always `undecided`"
        yield Problem("warning", "no-ending", message, place)
    given = _given_to_one(tree, world)
    for node in world.nodes.values():
        place = places[paths[node.id]]
        if node.id not in world.possible:
            yield _impossible(node, world, place)
        yield from _idle_keys(node, given, paths[node.id], places)
        yield from _learned_at_once(tree, world, node, place)


def _learned_at_once(tree: Tree, world: World, node: Node, place: Place) -> Iterator[Problem]:
    """Warn of what some actors are given and others complete at the start, as it takes no work."""
    given = {actor for actor, _ in node.unlocked if actor is not None}
    free = node.work == Fixed(0.0) and node.chance is None and node.requires is None
    if not (given and free and node.private and node.id in world.possible):
        return
    others = [
        name
        for name, actor in sorted(tree.actors.items())
        if name not in given
        and (node.field is None or actor.effort.get(node.field, actor.default_effort) != ZERO)
    ]
    if others:
        message = (
            f"'{node.id}' is unlocked for {_quoted(sorted(given))}, but {_quoted(others)} "
            f"complete{'s' * (len(others) == 1)} it at time 0, as it takes no work; give it work, "
            "or a field of its own"
        )
        yield Problem("warning", "learned-at-once", message, place)


def _impossible(node: Node, world: World, place: Place) -> Problem:
    reason = obstacle(node, world.worked)
    code = "never-known"
    if reason is None:
        reason = _closed_gate(node, world)
    elif reason.startswith("nobody"):
        code = "no-effort"
    effects = len(node.effects)
    tail = "" if not effects else f", and its {effects} effect{'s' * (effects > 1)} never act"
    if node.ending is not None:
        message = f"the ending '{node.id}' can never be reached: {reason}"
        return Problem("warning", "ending-never-reached", message + tail, place)
    message = f"'{node.id}' can never be known: {reason}{tail}"
    return Problem("warning", code, message, place)


def _closed_gate(node: Node, world: World) -> str:
    ends = {n.id for n in world.nodes.values() if n.ending is not None}
    names = list(dict.fromkeys(reference.node for reference in references(node.requires)))
    never = [name for name in names if name not in world.possible and name not in ends]
    final = [name for name in names if name in ends]
    if never and not can_open(node.requires, set(world.possible) | ends):
        return f"its gate needs {_quoted(never)}, which can never be known"
    return f"its gate needs {_quoted(final)}, which ends the world"


def _quoted(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names[:5]) + (", ..." if len(names) > 5 else "")


def _given_to_one(tree: Tree, world: World) -> set[str]:
    """Collect the nodes that one actor can know before the others do."""
    given = {
        node.id
        for node in world.nodes.values()
        if any(actor is not None for actor, _ in node.unlocked)
    }
    for item in tree.items.values():
        given |= {part.node for part in item.unlocks if part.to is not None}
    return given


def _idle_keys(
    node: Node, given: set[str], path: str, places: Mapping[str, Place]
) -> Iterator[Problem]:
    if node.ending is None and (node.private or node.id in given):
        return
    why = "an ending ends the world at once"
    if node.ending is None:
        why = "everybody learns a public node at once; is `private: true` missing?"
    if node.leak is not None:
        message = f"the leak of '{node.id}' changes nothing: {why}"
        place = places.get(f"{path}.leak", places[path])
        yield Problem("warning", "idle-leak", message, place)
    if node.hint is not None and node.hint.shown_by is None:
        message = f"the hint of '{node.id}' changes nothing: {why}"
        place = places.get(f"{path}.hint", places[path])
        yield Problem("warning", "idle-hint", message, place)
