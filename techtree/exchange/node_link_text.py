"""Node-link JSON, as networkx and D3 have it, and back."""

from __future__ import annotations

import json

from techtree.exchange.attributes import of_graph, of_link, of_node
from techtree.exchange.carried import take_apart
from techtree.exchange.links import links
from techtree.files.positions import Mapping as Document
from techtree.model.tree import Tree


def to_node_link(tree: Tree, document: Document | None = None) -> str:
    """Return a tree as node-link JSON, which `networkx.node_link_graph` reads.

    It holds what :func:`~techtree.exchange.to_graphml` writes: with the ``document`` from which
    the tree was read, the whole of it.
    """
    carried = take_apart(document) if document is not None else None
    found = {
        "directed": True,
        "multigraph": True,
        "graph": of_graph(tree, carried),
        "nodes": [
            {"id": name, **of_node(tree.nodes[name], carried)} for name in sorted(tree.nodes)
        ],
        "edges": [
            {"source": link.tail, "target": link.head, "key": place, **of_link(link)}
            for place, link in enumerate(links(tree))
        ],
    }
    return json.dumps(found, indent=1) + "\n"
