"""From a graph in a format of other programs to a tree file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from techtree.errors import Place, UsageError
from techtree.exchange.carried import CARRIED, put_together, read_carried
from techtree.exchange.dot_reader import read_dot
from techtree.exchange.graph import Edge, Graph, Vertex, refused
from techtree.exchange.graphml_reader import read_graphml
from techtree.exchange.links import links
from techtree.exchange.meaning import line_of
from techtree.exchange.naming import ids
from techtree.exchange.node_link_reader import read_node_link
from techtree.exchange.requirements import Requirement, cycles, in_order, requirements
from techtree.exchange.tree_text import BEGINNING, head_comments, left_lines, node_values, tree_text
from techtree.files import Parsed, parse_tree
from techtree.files.near_miss import did_you_mean
from techtree.files.positions import Entry, Scalar, quoted
from techtree.files.positions import Mapping as Document
from techtree.files.source_text import decode
from techtree.files.yaml_writer import yaml_text
from techtree.report.visible import visible

Source: TypeAlias = Literal["graphml", "dot", "node-link"]
SOURCES: tuple[str, ...] = get_args(Source)
_READERS: Mapping[str, Callable[[str, str], Graph]] = {
    "graphml": read_graphml,
    "dot": read_dot,
    "node-link": read_node_link,
}
_MOST_CYCLES, _MOST_IN_CYCLE = 10, 20


@dataclass(frozen=True, slots=True)
class Imported:
    """The text of a tree file, what of the graph was left out, and the text as it is read."""

    text: str
    left: tuple[str, ...]
    parsed: Parsed


def imported(
    content: bytes,
    name: str,
    source: Source,
    endings: Sequence[str] = (),
    reverse: bool = False,
) -> Imported:
    """Read a graph and write it as a tree file.

    ``name`` is what messages call the graph. Its edges go from what is needed to what needs it,
    or with ``reverse`` the other way. ``endings`` are names, titles or ids of nodes that become
    endings. A graph that this program wrote holds the whole tree, and gives it back. Raises
    InputError with the place of what is wrong, and UsageError for an ending that is no node.
    """
    escape = "inside quotes " if source == "node-link" else ""
    graph = _READERS[source](decode(content, name, escape), name)
    if not graph.vertices:
        raise refused("empty", "the graph has no nodes", Place(name))
    if reverse:
        graph = _reversed(graph)
    left = Counter(graph.left)
    own = graph.carried is not None or any(v.carried is not None for v in graph.vertices.values())
    text = (_own if own else _drawn)(graph, name, endings, left)
    head = head_comments(visible(Path(name).name), len(graph.vertices), left)
    whole = f"{head}{text}"
    parsed = parse_tree(whole.encode("utf-8"), name)
    return Imported(whole, tuple(left_lines(left)), parsed)


def _reversed(graph: Graph) -> Graph:
    turned = tuple(replace(edge, tail=edge.head, head=edge.tail) for edge in graph.edges)
    return replace(graph, edges=turned)


def _drawn(graph: Graph, name: str, endings: Sequence[str], left: Counter[str]) -> str:
    """Return the tree of a graph that somebody else drew."""
    names = ids(graph.vertices.values())
    required = _required(graph.edges, names, left)
    _refuse_cycles(graph, names, required)
    chosen = {_ending(wanted, graph.vertices, names) for wanted in endings}
    by_id = {names[vertex.name]: vertex for vertex in graph.vertices.values()}
    nodes = {node: by_id[node] for node in in_order(by_id, required)}
    return tree_text(graph.title or Path(name).stem, nodes, required, chosen, left)


def _required(
    edges: Iterable[Edge], names: Mapping[str, str], left: Counter[str]
) -> dict[str, Requirement]:
    lines = (line_of(edge, left) for edge in edges)
    return requirements((line for line in lines if line is not None), names, left)


def _refuse_cycles(
    graph: Graph, names: Mapping[str, str], required: Mapping[str, Requirement]
) -> None:
    found = cycles(required)
    if not found:
        return
    by_id = {node: name for name, node in names.items()}
    shown = []
    for cycle in found[:_MOST_CYCLES]:
        more = ["..."] if len(cycle) > _MOST_IN_CYCLE else []
        chain = [*(by_id[node] for node in cycle[:_MOST_IN_CYCLE]), *more, by_id[cycle[0]]]
        shown.append(" -> ".join(_called(graph.vertices, name) for name in chain))
    ends = (by_id[found[0][-1]], by_id[found[0][0]])
    edge = next(e for e in graph.edges if (e.tail, e.head) == ends)
    what = "a cycle" if len(found) == 1 else f"{len(found)} cycles"
    more_cycles = f"; and {len(found) - _MOST_CYCLES} more" if len(found) > _MOST_CYCLES else ""
    message = f"the graph has {what}, and what requires itself can never begin: "
    message += f"{'; '.join(shown)}{more_cycles}. Take an edge out of each"
    raise refused("cycle", message, edge.place)


def _called(vertices: Mapping[str, Vertex], name: str) -> str:
    """Return what a node of a cycle is called for a reader."""
    called = vertices[name].title if name in vertices else None
    return visible(called or name)[:60]


def _ending(wanted: str, vertices: Mapping[str, Vertex], names: Mapping[str, str]) -> str:
    """Return the id of the node that is called so: by its name, its id or its title."""
    if wanted in vertices:
        return names[wanted]
    if wanted in names.values():
        return wanted
    titled = [v for v in vertices.values() if v.title and " ".join(v.title.split()) == wanted]
    if len(titled) == 1:
        return names[titled[0].name]
    if titled:
        called = ", ".join(sorted(names[vertex.name] for vertex in titled))
        raise UsageError(f"--ending: several nodes are called {wanted!r}; name one of {called}")
    candidates = [*vertices, *names.values(), *(v.title for v in vertices.values() if v.title)]
    raise UsageError(f"--ending: there is no node {wanted!r}{did_you_mean(wanted, candidates)}")


# Graphs that this program wrote.


def _own(graph: Graph, name: str, endings: Sequence[str], left: Counter[str]) -> str:
    """Return the tree that a graph carries, with the nodes that were added to it since."""
    rest = _rest(graph, name, left)
    kept: dict[str, Entry] = {}
    names: dict[str, str] = {}
    for vertex in graph.vertices.values():
        for entry in _carried_by(vertex):
            if entry.key.text in kept:
                message = f"two nodes of the graph carry the node {quoted(entry.key.text)}"
                raise refused("duplicate-node", message, vertex.place)
            kept[entry.key.text] = entry
            names[vertex.name] = entry.key.text
    added = [vertex for vertex in graph.vertices.values() if vertex.name not in names]
    names |= ids(added, kept)
    into = {vertex.name for vertex in added}
    required = _required((edge for edge in graph.edges if edge.head in into), names, left)
    _refuse_cycles(graph, names, required)
    chosen = {_ending(wanted, graph.vertices, names) for wanted in endings}
    for wanted in sorted(chosen & kept.keys()):
        raise UsageError(f"--ending: the graph itself says what '{wanted}' is")
    drawn = {(names[edge.tail], names[edge.head]) for edge in graph.edges}
    old = put_together(rest, kept.values())
    _count_changes({pair for pair in drawn if pair[1] in kept}, old, name, left)
    for vertex in added:
        node = names[vertex.name]
        values = node_values(vertex, node, required.get(node), node in chosen, left)
        entries = tuple(Entry(Scalar(1, 1, key, True), value) for key, value in values)
        kept[node] = Entry(Scalar(1, 1, node, True), Document(1, 1, entries))
        left["node added to the tree: its work is a placeholder"] += 1
    return yaml_text(put_together(rest, [kept[node] for node in sorted(kept)]))


def _rest(graph: Graph, name: str, left: Counter[str]) -> Document:
    """Return what stands beside the nodes; a beginning of it where that was lost on the way."""
    if graph.carried is not None:
        return read_carried(graph.carried, Place(name), "the graph")
    left["all but the nodes: this graph no longer carries its outcomes, actors and items"] += 1
    return read_carried(BEGINNING, Place(name), "the graph")


def _carried_by(vertex: Vertex) -> tuple[Entry, ...]:
    if vertex.carried is None:
        return ()
    entries = read_carried(vertex.carried, vertex.place, f"node {quoted(vertex.name)}").entries
    if len(entries) != 1:
        message = f"the `{CARRIED}` data of node {quoted(vertex.name)} is not one node"
        raise refused("carried", message, vertex.place)
    return entries


def _count_changes(
    drawn: set[tuple[str, str]], old: Document, name: str, left: Counter[str]
) -> None:
    """Count the edges that were drawn or taken away since the graph was written."""
    tree = parse_tree(yaml_text(old).encode("utf-8"), name).tree
    if tree is None:
        return
    meant = {(link.tail, link.head) for link in links(tree)}
    if added := len(drawn - meant):
        left["edge drawn into a node that says itself what it requires"] += added
    if gone := len(meant - drawn):
        left["edge taken away that its node still names"] += gone
