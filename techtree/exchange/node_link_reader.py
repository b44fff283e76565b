"""Read a graph from node-link JSON, as networkx and D3 write it, without trusting it."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from techtree.errors import Place
from techtree.exchange.graph import Edge, Graph, GraphBuilder, refused
from techtree.exchange.meaning import tell_of_graph, vertex_of
from techtree.files.positions import quoted

_LINES = ("edges", "links")
_NO_DIRECTION = (
    "edge whose direction the file leaves open (no `directed`): read from source to target"
)


def read_node_link(text: str, file: str) -> Graph:
    """Read a graph from node-link JSON. Raises InputError with the place."""
    return _Reader(file).graph(_parsed(text, file))


def _parsed(text: str, file: str) -> Any:
    """Parse JSON; numbers stay as they are written."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
            message = f"the key {quoted(twice)} stands twice in one object"
            raise refused("duplicate-key", message, Place(file))
        return found

    try:
        return json.loads(
            text, object_pairs_hook=unique, parse_int=str, parse_float=str, parse_constant=str
        )
    except json.JSONDecodeError as error:
        place = Place(file, error.lineno, error.colno)
        raise refused("json", f"this is not JSON: {error.msg}", place) from None
    except RecursionError:
        message = "lists and objects are nested too deeply"
        raise refused("too-deep", message, Place(file)) from None


class _Reader:
    def __init__(self, file: str) -> None:
        self.place = Place(file)
        self.builder = GraphBuilder()

    def graph(self, found: Any) -> Graph:
        """Read the whole."""
        if not isinstance(found, dict) or "nodes" not in found:
            raise self.wrong("the file is JSON, but no graph: it needs an object with `nodes`")
        lines = next((name for name in _LINES if name in found), _LINES[0])
        for place, node in enumerate(self.listed(found, "nodes")):
            self.node(f"nodes[{place}]", node)
        directed = found.get("directed")
        for place, line in enumerate(self.listed(found, lines)):
            self.line(f"{lines}[{place}]", line, directed)
        self.about(found.get("graph"))
        known = {"nodes", lines, "directed", "multigraph", "graph"}
        for name in found.keys() - known:
            self.builder.left[f"graph attribute {quoted(name)}"] += 1
        return self.builder.done()

    def wrong(self, message: str) -> Exception:
        """Return the error that the graph is not as it should be."""
        return refused("node-link", message, self.place)

    def listed(self, found: dict[str, Any], name: str) -> list[Any]:
        """Return a list of the graph."""
        members = found.get(name, [])
        if not isinstance(members, list):
            raise self.wrong(f"`{name}` is no list")
        return members

    def node(self, where: str, node: Any) -> None:
        """Add a node."""
        if not isinstance(node, dict) or "id" not in node:
            raise self.wrong(f"{where} is no object with an `id`")
        values = self.values(node, "node", {"id"})
        name = self.named(where, node, "id")
        self.builder.add_vertex(vertex_of(name, self.place, values, self.builder.left))

    def line(self, where: str, line: Any, directed: Any) -> None:
        """Add a line, if it has a direction."""
        if not isinstance(line, dict):
            raise self.wrong(f"{where} is no object with a `source` and a `target`")
        ends = [self.named(where, line, end) for end in ("source", "target")]
        if directed is False:
            self.builder.left["undirected edge"] += 1
            return
        if directed is None:
            self.builder.left[_NO_DIRECTION] += 1
        values = self.values(line, "edge", {"source", "target", "key"})
        self.builder.add_edge(Edge(ends[0], ends[1], self.place, values))

    def named(self, where: str, thing: dict[str, Any], key: str) -> str:
        """Return the name of a node."""
        name = thing.get(key)
        if isinstance(name, bool) or not isinstance(name, str):
            raise self.wrong(f"{where} has no `{key}` that is a text or a number")
        return _whole(name)

    def values(self, thing: dict[str, Any], what: str, names: set[str]) -> dict[str, str]:
        """Return the attributes that are texts; count the others."""
        found: dict[str, str] = {}
        for key, value in thing.items():
            if key in names or value is None:
                continue
            if isinstance(value, bool | str):
                found[_whole(key)] = _whole(str(value))
            else:
                self.builder.left[f"{what} attribute {quoted(key)}"] += 1
        return found

    def about(self, about: Any) -> None:
        """Take the title, and what this program wrote."""
        told = self.values(about if isinstance(about, dict) else {}, "graph", set())
        for name, value in told.items():
            tell_of_graph(self.builder, name, value)


def _whole(text: str) -> str:
    """Return text whose surrogates are in pairs; a lone one is no character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
