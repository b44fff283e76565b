"""GraphML: for Gephi, Cytoscape, yEd, networkx and igraph, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from techtree.exchange.attributes import (
    GRAPH_ATTRIBUTES,
    LINK_ATTRIBUTES,
    NODE_ATTRIBUTES,
    of_graph,
    of_link,
    of_node,
)
from techtree.exchange.carried import take_apart
from techtree.exchange.links import links
from techtree.files.positions import Mapping as Document
from techtree.model.tree import Tree

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_DECLARED: tuple[tuple[str, Sequence[str]], ...] = (
    ("graph", GRAPH_ATTRIBUTES),
    ("node", NODE_ATTRIBUTES),
    ("edge", LINK_ATTRIBUTES),
)


def to_graphml(tree: Tree, document: Document | None = None) -> str:
    """Return a tree as GraphML.

    Nodes carry `label`, `role` and `field`; edges go from what is needed to what needs it, and
    from a node to what it has an effect on, with the `kind` of the gate or effect. With the
    ``document`` from which the tree was read (`Parsed.document`), the attribute `techtree` of
    each node holds all that the file says of it, and that of the graph all the rest: reading it
    back gives the same tree. The same tree gives the same text in whatever order its nodes stand.
    """
    carried = take_apart(document) if document is not None else None
    root = Element("graphml", xmlns=NAMESPACE)
    for thing, names in _DECLARED:
        for name in names:
            SubElement(
                root,
                "key",
                {"id": f"{thing}.{name}", "for": thing, "attr.name": name, "attr.type": "string"},
            )
    graph = SubElement(root, "graph", id="tree", edgedefault="directed")
    _data(graph, "graph", of_graph(tree, carried))
    for name in sorted(tree.nodes):
        _data(SubElement(graph, "node", id=name), "node", of_node(tree.nodes[name], carried))
    for link in links(tree):
        edge = SubElement(graph, "edge", source=link.tail, target=link.head)
        _data(edge, "edge", of_link(link))
    ElementTree.indent(root)
    return ElementTree.tostring(root, "unicode", xml_declaration=False).join(
        ('<?xml version="1.0" encoding="UTF-8"?>\n', "\n")
    )


def _data(parent: Element, thing: str, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        SubElement(parent, "data", key=f"{thing}.{name}").text = value
