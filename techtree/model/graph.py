"""The tree as a graph: what each effect reaches, what depends on what, and the order of ties."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence

import networkx as nx

from techtree.model.effects import Effect
from techtree.model.gates import references
from techtree.model.tree import Node

GATE, EFFECT, HINT = "gate", "effect", "hint"


def matches(effect: Effect, nodes: Mapping[str, Node], source: str | None) -> list[str]:
    """List the nodes that an effect names or selects.

    A selector and a move reach every match but their own source.
    """
    if effect.move is not None:
        fields = {effect.move.origin, effect.move.destination}
        return [n.id for n in nodes.values() if n.field in fields and n.id != source]
    target = effect.target
    assert target is not None
    if target.node is not None:
        named = nodes.get(target.node)
        found: Iterable[Node] = [named] if named is not None else []
        source = None
    else:
        found = nodes.values()
    return [n.id for n in found if n.id != source and target.field in (None, n.field)]


def reached(effect: Effect, nodes: Mapping[str, Node], source: str | None) -> list[str]:
    """List the matches whose work, chance, outcomes or leaks the effect can change."""
    return [n for n in matches(effect, nodes, source) if _can_act_on(effect, nodes[n])]


def _can_act_on(effect: Effect, node: Node) -> bool:
    if effect.kind == "move":
        return True
    if effect.kind == "staff":
        return node.staff is not None
    if effect.kind == "odds" and effect.outcome is None:
        return node.chance is not None
    if effect.kind == "odds":
        ending = node.ending
        return ending is not None and effect.outcome in dict((*ending.shares, *ending.remainder))
    return effect.kind != "leak" or node.ending is None


def dependency_graph(nodes: Mapping[str, Node], gates_only: bool = False) -> nx.DiGraph:
    """Return the graph with an edge from each source to what it can change, by `kind`.

    Where a gate and an effect join the same two nodes, the edge is the gate's.
    """
    graph = nx.DiGraph()
    graph.add_nodes_from(sorted(nodes))
    for node in nodes.values():
        for reference in references(node.requires):
            graph.add_edge(reference.node, node.id, kind=GATE)
    if gates_only:
        return graph
    for node in nodes.values():
        if node.hint is not None and node.hint.shown_by is not None:
            _add_weaker(graph, node.hint.shown_by.node, node.id, HINT)
        for effect in node.effects:
            for target in matches(effect, nodes, node.id):
                _add_weaker(graph, node.id, target, EFFECT)
    return graph


def _add_weaker(graph: nx.DiGraph, source: str, target: str, kind: str) -> None:
    if source != target and not graph.has_edge(source, target):
        graph.add_edge(source, target, kind=kind)


def tie_order(graph: nx.DiGraph) -> list[str]:
    """Order the nodes as completions at one instant follow each other.

    Sources come before targets; inside a loop gates decide, then the smaller id.
    """
    condensed = nx.condensation(graph)
    members: dict[int, list[str]] = {c: d["members"] for c, d in condensed.nodes(data=True)}
    components = _smallest_first(condensed, {c: min(m) for c, m in members.items()})
    order: list[str] = []
    for component in components:
        inside = members[component]
        if len(inside) == 1:
            order.extend(inside)
            continue
        gates = nx.DiGraph()
        gates.add_nodes_from(inside)
        gates.add_edges_from(
            (a, b) for a, b, kind in graph.subgraph(inside).edges(data="kind") if kind == GATE
        )
        order.extend(_smallest_first(gates, {n: n for n in inside}))
    return order


def _smallest_first(graph: nx.DiGraph, names: Mapping) -> list:
    """Return the topological order that always takes the smallest name available."""
    waiting = dict(graph.in_degree())
    ready = [(names[n], n) for n, d in waiting.items() if d == 0]
    heapq.heapify(ready)
    order = []
    while ready:
        _, node = heapq.heappop(ready)
        order.append(node)
        for successor in graph.successors(node):
            waiting[successor] -= 1
            if waiting[successor] == 0:
                heapq.heappush(ready, (names[successor], successor))
    return order


def runs_forward(nodes: Mapping[str, Node], order: Sequence[str]) -> bool:
    """Tell whether everything that can act on a node comes before it in the order."""
    place = {name: i for i, name in enumerate(order)}
    return all(
        place[node.id] < place[target]
        for node in nodes.values()
        for effect in node.effects
        for target in reached(effect, nodes, node.id)
    )
