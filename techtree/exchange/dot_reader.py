"""Read a graph from DOT text, in one pass and without trusting it.

The grammar is that of Graphviz: https://graphviz.org/doc/info/lang.html
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise, product

from techtree.errors import Place
from techtree.exchange.dot_tokens import Token, tokens
from techtree.exchange.graph import Edge, Graph, GraphBuilder, refused
from techtree.exchange.meaning import TITLES, vertex_of
from techtree.files.positions import quoted

MAX_DEPTH = 100  # subgraphs inside each other
_MOST_MARKUP = 20_000  # characters of a label in HTML
_THINGS = ("graph", "node", "edge")

Values = dict[str, str]


def read_dot(text: str, file: str) -> Graph:
    """Read the first graph of DOT text. Raises InputError with the place."""
    return _Parser(tokens(text, file)).graph()


class _Markup(str):
    """A text that is HTML."""

    __slots__ = ()


@dataclass(slots=True)
class _Group:
    """The nodes of a subgraph, and the subgraphs with a name right inside it."""

    members: dict[str, None] = field(default_factory=dict)
    inner: dict[str, _Group] = field(default_factory=dict)


@dataclass(slots=True)
class _Scope:
    """A graph or subgraph that is being read: its defaults and nodes, and the line open in it."""

    node: Values = field(default_factory=dict)
    edge: Values = field(default_factory=dict)
    group: _Group = field(default_factory=_Group)
    chain: list[Collection[str]] = field(default_factory=list)  # the ends of the line being read
    place: Place | None = None  # where that line begins


class _Parser:
    def __init__(self, words: Iterator[Token]) -> None:
        self.words = words
        self.now = next(words)
        self.builder = GraphBuilder()
        self.directed = True
        self.name = ""
        self.scopes = [_Scope()]
        self.nodes: dict[str, tuple[Place, Values, Values]] = {}  # own values, and defaults

    # Words.

    def take(self) -> Token:
        """Return the current word and go on to the next."""
        found = self.now
        if found.kind != "end":
            self.now = next(self.words)
        return found

    def expect(self, sign: str) -> None:
        """Take a sign, or say what stands in its place."""
        if not self.now.is_sign(sign):
            raise self.wrong(f"{sign!r} is missing before this")
        self.take()

    def wrong(self, message: str) -> Exception:
        """Return the error that the current word is wrong."""
        found = "the end of the file" if self.now.kind == "end" else quoted(self.now.text)
        return refused("dot", f"this is not DOT: at {found}, {message}", self.now.place)

    def text(self) -> str:
        """Take a text: a name, a quoted text or several with `+` between, or HTML."""
        word = self.take()
        if word.kind not in ("name", "quoted", "html"):
            self.now = word
            raise self.wrong("a name or a text is missing")
        parts = [word.text]
        while word.kind == "quoted" and self.now.is_sign("+"):
            self.take()
            if self.now.kind != "quoted":
                raise self.wrong("a quoted text is missing after '+'")
            parts.append(self.take().text)
        return _Markup(word.text) if word.kind == "html" else "".join(parts)

    # The graph.

    def graph(self) -> Graph:
        """Read the first graph."""
        if self.now.is_word("strict"):
            self.take()
        if not self.now.is_word("graph", "digraph"):
            raise self.wrong("'digraph' or 'graph' is missing")
        self.directed = self.take().text.lower() == "digraph"
        if not self.now.is_sign("{"):
            self.name = self.text()
        self.expect("{")
        while self.scopes:
            self.statement()
        if self.now.kind != "end":
            if not self.now.is_word("strict", "graph", "digraph"):
                raise self.wrong("the graph has been closed")
            self.builder.left["further graph in the file"] += 1
        return self.done()

    def statement(self) -> None:
        """Read one statement, or one end of a line, or the end of a subgraph."""
        scope, word = self.scopes[-1], self.now
        if scope.chain:  # a line is open: its next end, or its attributes
            self.line_goes_on()
        elif word.is_sign("}"):
            self.close()
        elif word.is_sign(";", ","):
            self.take()
        elif word.is_word(*_THINGS):
            self.take()
            self.defaults(word.text.lower())
        elif word.is_sign("{") or word.is_word("subgraph"):
            scope.place = word.place
            self.open()
        else:
            scope.place = word.place
            name = self.text()
            if self.now.is_sign("="):
                self.take()
                self.graph_attribute(name, self.text())
            else:
                self.ends_at(self.node(name, word))

    def open(self) -> None:
        """Begin a subgraph, or take the nodes of one that is only mentioned."""
        outer, group = self.scopes[-1], _Group()
        if self.now.is_word("subgraph"):
            self.take()
            if not self.now.is_sign("{"):
                group = outer.group.inner.setdefault(self.text(), group)
                if not self.now.is_sign("{"):
                    self.ends_at(group.members)
                    return
                self.builder.left["subgraph"] += 1
        if len(self.scopes) > MAX_DEPTH:
            raise self.wrong(f"subgraphs are nested more than {MAX_DEPTH} deep")
        self.expect("{")
        self.scopes.append(_Scope(dict(outer.node), dict(outer.edge), group))

    def close(self) -> None:
        """End a graph or subgraph, whose nodes are the end of a line that may go on."""
        self.take()
        inner = self.scopes.pop()
        if self.scopes:
            self.ends_at(inner.group.members)

    def ends_at(self, nodes: Collection[str]) -> None:
        """Add an end to the line being read; what has one end is no line.

        The nodes of a subgraph are those that it has when the line ends.
        """
        self.scopes[-1].chain.append(nodes)

    def line_goes_on(self) -> None:
        """Read on after an end of a line."""
        scope = self.scopes[-1]
        if self.now.is_sign("->", "--"):
            sign = self.take()
            if (sign.text == "->") != self.directed:
                kind = "digraph" if self.directed else "graph"
                message = f"{sign.text!r} cannot stand in a {kind}"
                raise refused("dot", message, sign.place)
            if self.now.is_sign("{") or self.now.is_word("subgraph"):
                self.open()
            else:
                word = self.now
                self.ends_at(self.node(self.text(), word))
            return
        chain, place = scope.chain, scope.place
        scope.chain = []
        values = self.attributes()
        assert place is not None
        if len(chain) == 1:
            for name in chain[0] if values else ():
                self.nodes[name][1].update(values)
            return
        for tails, heads in pairwise(chain):
            for tail, head in product(tails, heads):
                self.line(tail, head, place, values, dict(scope.edge))

    def node(self, name: str, word: Token) -> list[str]:
        """Note a node, and the port behind its name."""
        scope = self.scopes[-1]
        if name not in self.nodes:
            self.nodes[name] = (word.place, {}, dict(scope.node))
        for scope in self.scopes:
            scope.group.members[name] = None
        if self.now.is_sign(":"):
            self.builder.left["port"] += 1
        while self.now.is_sign(":"):
            self.take()
            self.text()
        return [name]

    def defaults(self, thing: str) -> None:
        """Read what nodes or lines are from here on."""
        values = self.attributes()
        if thing == "graph":
            for name, value in values.items():
                self.graph_attribute(name, value)
            return
        scope = self.scopes[-1]
        (scope.node if thing == "node" else scope.edge).update(values)
        for name in values:
            if name not in TITLES and name != "style":
                self.builder.left[f"default of the {thing} attribute {quoted(name)}"] += 1

    def attributes(self) -> Values:
        """Read lists of attributes, if any stand here."""
        values: Values = {}
        while self.now.is_sign("["):
            self.take()
            while not self.now.is_sign("]"):
                name = self.text()
                value = "true"
                if self.now.is_sign("="):
                    self.take()
                    value = self.text()
                values[name] = value
                if self.now.is_sign(",", ";"):
                    self.take()
            self.take()
        return values

    def graph_attribute(self, name: str, value: str) -> None:
        """Take the title of the whole graph; count all else."""
        if name in TITLES and len(self.scopes) == 1 and value.strip():
            self.builder.title = self.plain(value, self.name)
        else:
            self.builder.left[f"graph attribute {quoted(name)}"] += 1

    def line(self, tail: str, head: str, place: Place, own: Values, defaults: Values) -> None:
        """Add one line."""
        left = self.builder.left
        direction = {**defaults, **own}.get("dir", "forward")
        if not self.directed or direction == "none":
            left["undirected edge"] += 1
            return
        if direction == "both":
            left["edge that points both ways"] += 1
            return
        if direction == "back":
            tail, head = head, tail
        for end in ("tailport", "headport"):
            left["port"] += end in own
        told = {k: v for k, v in own.items() if k not in ("dir", "tailport", "headport")}
        self.builder.add_edge(Edge(tail, head, place, told, defaults, weighs=False))

    def done(self) -> Graph:
        """Return the graph."""
        for name, (place, own, defaults) in self.nodes.items():
            own, defaults = self.labelled(name, own), self.labelled(name, defaults)
            self.builder.add_vertex(vertex_of(name, place, own, self.builder.left, defaults))
        if self.builder.title is None and self.name:
            self.builder.title = self.plain(self.name, "")
        return self.builder.done()

    def labelled(self, name: str, values: Values) -> Values:
        """Return the values with the label as text."""
        if "label" not in values:
            return values
        return {**values, "label": self.plain(values["label"], name)}

    def plain(self, text: str, name: str) -> str:
        r"""Return a label as text: what is HTML without its tags, escapes such as `\n` read."""
        if isinstance(text, _Markup):
            self.builder.left["label in HTML: its text is kept"] += 1
            return _text_of(text[:_MOST_MARKUP])
        parts = text.split("\\\\")
        for escape, value in (("\\N", name), ("\\G", self.name), *((f"\\{c}", " ") for c in "nlr")):
            parts = [part.replace(escape, value) for part in parts]
        return "\\".join(parts)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.parts.append(" " if tag.lower() in ("br", "td", "tr") else "")


def _text_of(markup: str) -> str:
    parser = _Text()
    parser.feed(markup)
    parser.close()
    return " ".join("".join(parser.parts).split())
