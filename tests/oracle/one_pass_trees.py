"""Random trees that the one-pass kernel takes: one actor, no moves, no loops, nothing removed."""

from __future__ import annotations

import random
from dataclasses import replace

from techtree.model.effects import Effect
from techtree.model.gates import Gate, Known, references
from techtree.model.graph import matches
from techtree.model.tree import Item, Node, Tree

from .random_trees import random_tree


def one_pass_tree(rng: random.Random) -> Tree:
    """Return a random tree without what only the event-by-event kernel knows."""
    tree = random_tree(rng)
    while len(tree.actors) > 1:
        tree = random_tree(rng)
    own = {n.id: n for item in tree.items.values() for n in item.nodes}
    every = {**tree.nodes, **own}
    place = _places(every)

    def forward(node: Node) -> Node:
        effects = tuple(
            e
            for e in node.effects
            if e.kind != "move"
            and all(place[t] > place[node.id] for t in matches(e, every, node.id))
        )
        hint = node.hint if node.hint is None or node.hint.shown_by is None else None
        return replace(node, effects=effects, hint=hint)

    items = {
        item.id: replace(
            item,
            removes=(),
            unlocks=tuple(u for u in item.unlocks if every[u.node].ending is None),
            effects=tuple(e for e in item.effects if _keep(e)),
            nodes=tuple(forward(n) for n in item.nodes),
        )
        for item in tree.items.values()
    }
    nodes = {node.id: forward(node) for node in tree.nodes.values()}
    return replace(tree, nodes=nodes, items=_with_parts(items))


def _keep(effect: Effect) -> bool:
    return effect.kind != "move"


def _with_parts(items: dict[str, Item]) -> dict[str, Item]:
    return {k: i for k, i in items.items() if i.channels}


def _places(nodes: dict[str, Node]) -> dict[str, int]:
    """Number the nodes so that gates point forward."""
    place: dict[str, int] = {}

    def visit(name: str) -> None:
        if name not in place:
            for reference in _references(nodes[name].requires):
                visit(reference.node)
            place[name] = len(place)

    for name in sorted(nodes):
        visit(name)
    return place


def _references(gate: Gate | None) -> list[Known]:
    return list(references(gate))
