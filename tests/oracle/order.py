"""The order in which completions of one instant take their turn."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping

from techtree.model.effects import Effect
from techtree.model.gates import references
from techtree.model.tree import Node

Graph = dict[str, set[str]]


def node_order(nodes: Mapping[str, Node]) -> list[str]:
    """List the nodes sources first, loops in the order of their gates."""
    gates, effects = gate_edges(nodes), effect_edges(nodes)
    edges = {name: gates[name] | effects[name] for name in nodes}
    components = strong_components(edges)
    label = {name: min(component) for component in components for name in component}
    between: Graph = {min(component): set() for component in components}
    for name, targets in edges.items():
        between[label[name]] |= {label[target] for target in targets} - {label[name]}
    inside = {min(component): component for component in components}
    return [name for first in kahn(between) for name in kahn(restricted(gates, inside[first]))]


def gate_edges(nodes: Mapping[str, Node]) -> Graph:
    """Draw an edge from each node to those whose gate names it."""
    edges: Graph = {name: set() for name in nodes}
    for node in nodes.values():
        for known in references(node.requires):
            if known.node in edges:
                edges[known.node].add(node.id)
    return edges


def effect_edges(nodes: Mapping[str, Node]) -> Graph:
    """Draw an edge from each node to those that its effects reach or whose hint it shows."""
    edges: Graph = {name: set() for name in nodes}
    for node in nodes.values():
        for effect in node.effects:
            edges[node.id] |= {target.id for target in reached(effect, nodes.values())}
        edges[node.id].discard(node.id)
    for node in nodes.values():
        if node.hint is not None and node.hint.shown_by is not None:
            shown = node.hint.shown_by.node
            if shown in edges and shown != node.id:
                edges[shown].add(node.id)
    return edges


def reached(effect: Effect, nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield the nodes that an effect's selector names, or whose field its move touches."""
    for node in nodes:
        if effect.move is not None:
            if node.field is not None and node.field in (
                effect.move.origin,
                effect.move.destination,
            ):
                yield node
        elif effect.target is not None and (
            effect.target.node in (None, node.id) and effect.target.field in (None, node.field)
        ):
            yield node


def strong_components(edges: Graph) -> list[set[str]]:
    """Group the nodes that reach each other."""
    reach = {name: reachable(edges, name) for name in edges}
    components: list[set[str]] = []
    placed: set[str] = set()
    for name in edges:
        if name not in placed:
            component = {other for other in reach[name] if name in reach[other]}
            components.append(component)
            placed |= component
    return components


def reachable(edges: Graph, start: str) -> set[str]:
    """Collect what can be reached from a node, itself included."""
    seen, todo = {start}, [start]
    while todo:
        for target in edges[todo.pop()]:
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return seen


def restricted(edges: Graph, names: set[str]) -> Graph:
    """Keep the edges among some nodes."""
    return {name: edges[name] & names for name in names}


def kahn(edges: Graph) -> list[str]:
    """Sort an acyclic graph topologically, the smallest available name first."""
    waiting = dict.fromkeys(edges, 0)
    for targets in edges.values():
        for target in targets:
            waiting[target] += 1
    heap = [name for name, count in waiting.items() if count == 0]
    heapq.heapify(heap)
    result: list[str] = []
    while heap:
        name = heapq.heappop(heap)
        result.append(name)
        for target in edges[name]:
            waiting[target] -= 1
            if waiting[target] == 0:
                heapq.heappush(heap, target)
    if len(result) != len(edges):
        raise ValueError("the gates have a cycle")
    return result
