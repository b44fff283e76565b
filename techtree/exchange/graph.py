"""A graph that somebody else drew: its nodes and lines, and what of it a tree has no place for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from techtree.errors import InputError, Place, Problem
from techtree.files.positions import quoted
from techtree.limits import MAX_ENTRIES

MAX_EDGES = 60_000  # lines of one graph

Tie: TypeAlias = Literal["required", "any"]


@dataclass(frozen=True, slots=True)
class Vertex:
    """A node: its name in the graph, what it is called, and where it stands.

    ``carried`` is the YAML that this program wrote with the node, if it did.
    """

    name: str
    place: Place
    title: str | None = None
    field: str | None = None
    note: str | None = None
    carried: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line from a node to one that needs it; ``weight`` is the strength of the tie."""

    tail: str
    head: str
    tie: Tie = "required"
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A line as it was read, before it is asked what it means.

    ``defaults`` are the attributes that it has without saying so. Its `weight` is a strength
    where it ``weighs``: to Graphviz that word is about the layout.
    """

    tail: str
    head: str
    place: Place
    own: Mapping[str, str]
    defaults: Mapping[str, str] = field(default_factory=dict)
    weighs: bool = True


@dataclass(frozen=True, slots=True)
class Graph:
    """What was read; ``left`` counts what cannot be carried over, by what it is."""

    vertices: Mapping[str, Vertex]
    edges: tuple[Edge, ...]
    left: Mapping[str, int] = field(default_factory=dict)
    title: str | None = None
    carried: str | None = None  # the YAML of all but the nodes, if this program wrote it


@dataclass(slots=True)
class GraphBuilder:
    """Collects a graph within the limits; every mistake is an InputError with its place."""

    vertices: dict[str, Vertex] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)
    title: str | None = None
    carried: str | None = None

    def add_vertex(self, vertex: Vertex) -> None:
        """Add a node."""
        if vertex.name in self.vertices:
            first = self.vertices[vertex.name].place
            message = f"the node {quoted(vertex.name)} stands here a second time"
            if first.line is not None:
                message += f"; the first is at line {first.line}, column {first.column}"
            raise refused("duplicate-node", message, vertex.place)
        self.vertices[vertex.name] = vertex
        if len(self.vertices) > MAX_ENTRIES:
            message = f"the graph has more than {MAX_ENTRIES:,} nodes, the most that a tree holds"
            raise refused("too-many", message, vertex.place)

    def add_edge(self, edge: Edge) -> None:
        """Add a line."""
        self.edges.append(edge)
        if len(self.edges) > MAX_EDGES:
            message = f"the graph has more than {MAX_EDGES:,} edges, the most that are read"
            raise refused("too-many", message, edge.place)

    def done(self) -> Graph:
        """Return the graph. Raises InputError where an end of a line is no node."""
        for edge in self.edges:
            for end in (edge.tail, edge.head):
                if end not in self.vertices:
                    message = f"an edge names {quoted(end)}, and there is no such node"
                    raise refused("dangling-edge", message, edge.place)
        left = {what: count for what, count in self.left.items() if count}
        return Graph(self.vertices, tuple(self.edges), left, self.title, self.carried)


def refused(code: str, message: str, place: Place) -> InputError:
    """Return the error that a graph cannot be read."""
    return InputError([Problem("error", code, message, place)])
