"""Read a graph from GraphML, in one pass and without trusting it.

The elements are those of http://graphml.graphdrawing.org/specification.html, and of what yEd adds
for looks its labels and line styles. Document types are refused, so that there are no entities.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from techtree.errors import Place
from techtree.exchange.graph import Edge, Graph, GraphBuilder, refused
from techtree.exchange.meaning import tell_of_graph, vertex_of
from techtree.files.positions import quoted

MAX_DEPTH = 200  # elements inside each other
_LABELS = ("NodeLabel", "EdgeLabel")


def read_graphml(text: str, file: str) -> Graph:
    """Read the first graph of GraphML text. Raises InputError with the place."""
    return _Reader(file).read(text)


@dataclass(slots=True)
class _Key:
    """A declared attribute."""

    name: str
    graphics: bool = False  # how yEd draws it
    default: str | None = None
    of: str = "all"


@dataclass(slots=True)
class _Thing:
    """A node, an edge or the graph, while its element is open."""

    attributes: dict[str, str]
    place: Place
    values: dict[str, str] = field(default_factory=dict)
    key: _Key | None = None  # of the `data` that is open


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.builder = GraphBuilder()
        self.keys: dict[str, _Key] = {}
        self.key: _Key | None = None  # the one being declared
        self.path: list[str] = []
        self.things: list[_Thing] = []
        self.directed: list[bool] = []  # of each graph that is open
        self.graphs = 0
        self.groups: set[str] = set()
        self.text: list[str] | None = None
        self.ignored = 0  # how deep inside what is left out
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self.doctype

    def read(self, text: str) -> Graph:
        """Read the text."""
        try:
            self.parser.Parse(text.encode("utf-8"), True)
        except expat.ExpatError as error:
            reason = expat.errors.messages.get(error.code, "") or str(error)
            place = Place(self.file, error.lineno, error.offset + 1)
            raise refused("xml", f"this is not XML: {reason}", place) from None
        if not self.graphs:
            raise refused("graphml", "the file holds no <graph>", Place(self.file))
        touched = {end for edge in self.builder.edges for end in (edge.tail, edge.head)}
        for name in self.groups - touched:
            del self.builder.vertices[name]
        return self.builder.done()

    def place(self) -> Place:
        """Return where the parser is."""
        return Place(self.file, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def doctype(self, *_: object) -> None:
        """Refuse a document type."""
        message = "a document type cannot stand in GraphML; take the <!DOCTYPE ...> out"
        raise refused("doctype", message, self.place())

    # Elements.

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        name = tag.rpartition(" ")[2]
        self.path.append(name)
        if len(self.path) > MAX_DEPTH:
            message = f"elements are nested more than {MAX_DEPTH} deep"
            raise refused("too-deep", message, self.place())
        if len(self.path) == 1 and name != "graphml":
            message = f"this is XML, but no GraphML: it begins with {quoted('<' + name + '>')}"
            raise refused("graphml", message, self.place())
        if self.ignored:
            self.ignored += 1
            return
        begin: Callable[[dict[str, str]], None] | None = getattr(self, f"start_{name}", None)
        if begin is not None and name.islower():
            begin(attributes)
        elif name in _LABELS:
            self.text = []
        elif name == "LineStyle" and self.things and attributes.get("type", "line") != "line":
            self.things[-1].values.setdefault("style", attributes["type"])

    def end(self, tag: str) -> None:
        """End an element."""
        name = self.path.pop()
        if self.ignored:
            self.ignored -= 1
            return
        text = None if self.text is None else "".join(self.text)
        if name in _LABELS:
            self.label(text or "")
            self.text = None
        elif name in ("data", "default", "desc"):
            self.told(name, text)
            self.text = None
        elif name == "key":
            self.key = None
        elif name == "graph":
            self.directed.pop()
            if not self.directed:
                self.end_graph(self.things.pop())
        elif name == "node":
            self.end_node(self.things.pop())
        elif name == "edge":
            self.end_edge(self.things.pop())

    def characters(self, text: str) -> None:
        """Take text where it means something."""
        inside = self.path[-1] in _LABELS or self.path[-1] in ("data", "default", "desc")
        if self.text is not None and inside:
            self.text.append(text)

    def start_key(self, attributes: dict[str, str]) -> None:
        """Declare an attribute."""
        name = self.needed(attributes, "id", "key")
        graphics = "yfiles.type" in attributes
        called = attributes.get("attr.name", name)
        self.key = _Key(called, graphics, of=attributes.get("for", "all"))
        self.keys[name] = self.key

    def start_default(self, attributes: dict[str, str]) -> None:
        """Begin the value of those that say nothing else."""
        self.text = []

    def start_graph(self, attributes: dict[str, str]) -> None:
        """Begin a graph, or a group inside a node."""
        if not self.directed:
            self.graphs += 1
            if self.graphs > 1:
                self.builder.left["further graph in the file"] += 1
                self.ignored = 1
                return
            self.things.append(_Thing(attributes, self.place()))
        elif self.things:
            self.groups.add(self.things[-1].attributes.get("id", ""))
            self.builder.left["group of nodes"] += 1
        self.directed.append(attributes.get("edgedefault", "directed") != "undirected")

    def start_node(self, attributes: dict[str, str]) -> None:
        """Begin a node."""
        self.inside_graph("node")
        self.needed(attributes, "id", "node")
        self.things.append(_Thing(attributes, self.place()))

    def start_edge(self, attributes: dict[str, str]) -> None:
        """Begin an edge."""
        self.inside_graph("edge")
        for end in ("source", "target"):
            self.needed(attributes, end, "edge")
        self.things.append(_Thing(attributes, self.place()))

    def start_data(self, attributes: dict[str, str]) -> None:
        """Begin the value of an attribute."""
        self.text = []
        if self.things:
            name = self.needed(attributes, "key", "data")
            self.things[-1].key = self.keys.get(name) or _Key(name)

    def start_desc(self, attributes: dict[str, str]) -> None:
        """Begin a description."""
        self.text = []

    def start_port(self, attributes: dict[str, str]) -> None:
        """Leave a port out."""
        self.leave("port")

    def start_hyperedge(self, attributes: dict[str, str]) -> None:
        """Leave an edge of many ends out."""
        self.leave("hyperedge")

    def start_locator(self, attributes: dict[str, str]) -> None:
        """Leave a reference to elsewhere out."""
        self.leave("locator")

    def leave(self, what: str) -> None:
        """Leave an element out with all that is in it."""
        self.builder.left[what] += 1
        self.ignored = 1

    def inside_graph(self, what: str) -> None:
        """Refuse what stands outside every graph."""
        if not self.directed:
            raise refused("graphml", f"this <{what}> stands outside <graph>", self.place())

    def needed(self, attributes: dict[str, str], name: str, what: str) -> str:
        """Return an attribute that an element must have."""
        if name not in attributes:
            raise refused("graphml", f"this <{what}> has no `{name}`", self.place())
        return attributes[name]

    # What is told.

    def told(self, name: str, text: str | None) -> None:
        """Take the text of `data`, `default` or `desc`."""
        if name == "default":
            if self.key is not None:
                self.key.default = text
            return
        if not self.things:
            return
        thing = self.things[-1]
        key, thing.key = thing.key, None
        if name == "desc":
            thing.values.setdefault("description", text or "")
        elif key is not None and not key.graphics and text is not None:
            thing.values[key.name] = text

    def label(self, text: str) -> None:
        """Take the first label that yEd draws."""
        if self.things and text.strip():
            self.things[-1].values.setdefault("label", " ".join(text.split()))

    def defaults(self, of: str) -> dict[str, str]:
        """Return what things are that say nothing else."""
        return {
            key.name: key.default
            for key in self.keys.values()
            if key.default and key.of in (of, "all")
        }

    def end_node(self, thing: _Thing) -> None:
        """Add a node."""
        left, defaults = self.builder.left, self.defaults("node")
        name = thing.attributes["id"]
        self.builder.add_vertex(vertex_of(name, thing.place, thing.values, left, defaults))

    def end_edge(self, thing: _Thing) -> None:
        """Add an edge, if it has a direction."""
        attributes, left = thing.attributes, self.builder.left
        for end in ("sourceport", "targetport"):
            left["port"] += end in attributes
        told = attributes.get("directed")
        if not (self.directed[-1] if told is None else told in ("true", "1")):
            left["undirected edge"] += 1
            return
        ends = attributes["source"], attributes["target"]
        self.builder.add_edge(Edge(*ends, thing.place, thing.values, self.defaults("edge")))

    def end_graph(self, thing: _Thing) -> None:
        """Take the title, and what this program wrote."""
        for name, value in thing.values.items():
            if not value.strip():
                continue
            tell_of_graph(self.builder, name, value)
