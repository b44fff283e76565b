"""The lines and small boxes of a drawing, named so that those of two stances can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html.parser import HTMLParser

from render.escape import name
from render.figures import NO_FIGURES
from render.marks import Line, Vertex
from render.nodes import View
from render.scene import scene
from techtree.model.tree import Item, Tree

REACH = "reach"


@dataclass(frozen=True, slots=True)
class Small:
    """A junction of a gate, or a chip that says what an effect reaches."""

    name: str
    rows: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Link:
    """A line between two vertices, by their names, with the words on it."""

    name: str
    tail: str
    head: str
    rows: tuple[str, ...]
    line: Line

    @property
    def kind(self) -> str:
        """Return the mark that says what the line means."""
        return self.line.marks[0] if self.line.marks else "required"


@dataclass(frozen=True, slots=True)
class Parts:
    """What is drawn of a tree beside the boxes of its nodes, and the marks of all of it."""

    smalls: Mapping[str, Small]
    links: Mapping[str, Link]
    marks: frozenset[str]


def whole(tree: Tree, items: Iterable[Item]) -> Tree:
    """Return a tree with the nodes of its items in it, sorted by their ids."""
    own = {node.id: node for item in items for node in item.nodes}
    nodes = {**own, **tree.nodes}
    return replace(tree, nodes={node: nodes[node] for node in sorted(nodes)})


def parts(tree: Tree) -> Parts:
    """Read the parts of a tree from the picture that every drawing of it is made of."""
    picture = scene(View(tree, NO_FIGURES))
    nodes = {name(node) for node in tree.nodes}
    small = [vertex for vertex in picture.vertices if vertex.name not in nodes]
    names = dict(_small_names(small))
    smalls = {
        names[vertex.name]: Small(names[vertex.name], label_rows(vertex.label), _kind(vertex))
        for vertex in small
    }
    links: dict[str, Link] = {}
    seen: dict[str, int] = {}
    for line in picture.lines:
        tail, head = names.get(line.tail, line.tail), names.get(line.head, line.head)
        stem = f"{tail}--{head}--{line.marks[0] if line.marks else ''}"
        seen[stem] = seen.get(stem, -1) + 1
        key = f"{stem}--{seen[stem]}"
        links[key] = Link(key, tail, head, label_rows(line.label), line)
    return Parts(smalls, links, picture.marks)


def _kind(vertex: Vertex) -> str:
    return REACH if REACH in vertex.marks else "junction"


def _small_names(vertices: Iterable[Vertex]) -> Iterable[tuple[str, str]]:
    """Name a chip by its source and its words: its number depends on which effects are on."""
    for vertex in vertices:
        if REACH in vertex.marks:
            source = vertex.name.rpartition("/")[0]
            yield vertex.name, f"{source}/{name(' '.join(label_rows(vertex.label)))}"
        else:
            yield vertex.name, vertex.name


class _Rows(HTMLParser):
    """Collects the text of the rows of a label."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Begin a row."""
        if tag == "tr":
            self.rows.append("")

    def handle_data(self, data: str) -> None:
        """Take text into the row that is open."""
        if not self.rows:
            self.rows.append("")
        self.rows[-1] += data


def label_rows(label: str) -> tuple[str, ...]:
    r"""Return the words of an HTML-like label, row by row.

    >>> label_rows("<TABLE><TR><TD>a &amp; b</TD></TR><TR><TD>c\\\\d</TD></TR></TABLE>")
    ('a & b', 'c\\d')
    """
    reader = _Rows()
    reader.feed(label)
    reader.close()
    return tuple(row.replace("\\\\", "\\") for row in reader.rows if row)
