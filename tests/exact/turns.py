"""In which order the completions of one instant take their turns."""

from __future__ import annotations

from collections.abc import Mapping

from techtree.model.effects import Effect
from techtree.model.gates import references
from techtree.model.tree import Node

Before = dict[str, set[str]]  # who must come before each


def turns(nodes: Mapping[str, Node]) -> list[str]:
    """List the nodes: sources before targets; in a loop gates decide, then the smaller id."""
    gates = {name: gate_sources(nodes, name) for name in nodes}
    all_before = closure({name: gates[name] | effect_sources(nodes, name) for name in nodes})
    loops = {name: loop_of(name, all_before) for name in nodes}
    order: list[str] = []
    while len(order) < len(nodes):
        ready = [
            min(loops[name])
            for name in nodes
            if name not in order and all_before[name] - loops[name] <= set(order)
        ]
        order += inside(loops[min(ready)], gates)
    return order


def inside(loop: set[str], gates: Before) -> list[str]:
    """List the nodes of a loop by their gates, then by id."""
    order: list[str] = []
    while len(order) < len(loop):
        order.append(min(n for n in loop - set(order) if gates[n] & loop <= set(order)))
    return order


def loop_of(name: str, before: Before) -> set[str]:
    """Collect the nodes that come both before and after a node, itself included."""
    return {name} | {other for other in before[name] if name in before[other]}


def closure(before: Before) -> Before:
    """Add what comes before what comes before, and so on."""
    result = {name: set(sources) for name, sources in before.items()}
    for middle in result:
        for name, sources in result.items():
            if middle in sources:
                result[name] = sources | result[middle]
    return result


def gate_sources(nodes: Mapping[str, Node], name: str) -> set[str]:
    """Collect the nodes that a gate names."""
    return {known.node for known in references(nodes[name].requires)} & set(nodes)


def effect_sources(nodes: Mapping[str, Node], name: str) -> set[str]:
    """Collect the other nodes whose effects reach a node, or which show its hint."""
    node = nodes[name]
    found = {s.id for s in nodes.values() for e in s.effects if reaches(e, s.id, node)}
    if node.hint is not None and node.hint.shown_by is not None:
        found |= {node.hint.shown_by.node} & set(nodes)
    return found - {name}


def reaches(effect: Effect, source: str | None, node: Node) -> bool:
    """Tell whether a node is among those that an effect names or selects.

    A selector, and a move, reaches every match but its own source.
    """
    if effect.move is not None:
        fields = (effect.move.origin, effect.move.destination)
        return node.field in fields and node.id != source
    assert effect.target is not None
    if effect.target.field not in (None, node.field):
        return False
    return node.id != source if effect.target.node is None else effect.target.node == node.id
