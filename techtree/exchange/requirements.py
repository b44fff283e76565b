"""From the lines of a graph to what each node of a tree requires."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

from techtree.exchange.graph import Line

_EVEN = "edge weight: the edges into its node do not differ by it, or not all have one"


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a node requires: all of some nodes, one of others, or a share of the strength."""

    every: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    strengths: tuple[tuple[str, float], ...] = ()

    @property
    def needs(self) -> tuple[str, ...]:
        """All nodes that are named."""
        return (*self.every, *self.some, *(name for name, _ in self.strengths))


def requirements(
    lines: Iterable[Line], names: Mapping[str, str], left: Counter[str]
) -> dict[str, Requirement]:
    """Return what each node with lines into it requires, by the ids in ``names``.

    Alternatives are one choice. Weights count where every line into a node is required and has
    one, and they differ; elsewhere they are counted in ``left``.
    """
    into: dict[str, dict[str, Line]] = {}
    for line in lines:
        ties = into.setdefault(names[line.head], {})
        tail = names[line.tail]
        if tail in ties:
            left["edge beside another of the same two nodes: read once"] += 1
        if tail not in ties or _firmness(line) > _firmness(ties[tail]):
            ties[tail] = line
    return {head: _requirement(into[head], left) for head in sorted(into)}


def _firmness(line: Line) -> tuple[bool, float]:
    return line.tie == "required", line.weight or 0.0


def _requirement(ties: Mapping[str, Line], left: Counter[str]) -> Requirement:
    tails = sorted(ties)
    weights = {tail: weight for tail in tails if (weight := ties[tail].weight) is not None}
    every = tuple(tail for tail in tails if ties[tail].tie == "required")
    some = tuple(tail for tail in tails if ties[tail].tie == "any")
    if len(weights) == len(every) == len(tails) and len(set(weights.values())) > 1:
        return Requirement(strengths=tuple(weights.items()))
    if weights:
        left[_EVEN] += len(weights)
    if len(some) == 1:
        left["dashed edge without another into the same node: read as required"] += 1
        return Requirement(tuple(sorted((*every, *some))))
    return Requirement(every, some)


def cycles(found: Mapping[str, Requirement]) -> list[list[str]]:
    """Return one cycle of each knot of nodes that require each other; none in a tree.

    Each begins with its smallest id and goes from what is needed to what needs it.
    """
    graph = _graph((), found)
    knots = []
    for component in nx.strongly_connected_components(graph):
        first = min(component)
        if len(component) > 1 or graph.has_edge(first, first):
            knots.append(_through(graph.subgraph(component), first))
    return sorted(knots)


def _through(graph: nx.DiGraph, first: str) -> list[str]:
    """Return a shortest cycle through a node."""
    if graph.has_edge(first, first):
        return [first]
    paths = nx.single_source_shortest_path(graph, first)
    ends = sorted((len(paths[node]), paths[node]) for node in graph.predecessors(first))
    return list(ends[0][1])


def in_order(nodes: Iterable[str], found: Mapping[str, Requirement]) -> list[str]:
    """Order nodes so that each stands behind what it requires, by id where that leaves it open."""
    return list(nx.lexicographical_topological_sort(_graph(sorted(nodes), found)))


def _graph(nodes: Iterable[str], found: Mapping[str, Requirement]) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(nodes)
    for head, requirement in found.items():
        graph.add_edges_from((tail, head) for tail in requirement.needs)
    return graph
