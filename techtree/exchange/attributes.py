"""What is said of every node and line of a tree in GraphML and node-link JSON."""

from __future__ import annotations

from render.nodes import role
from techtree.exchange.carried import CARRIED, Carried
from techtree.exchange.links import Link
from techtree.model.tree import Node, Tree
from techtree.report.visible import visible

NODE_ATTRIBUTES = ("label", "role", "field", CARRIED)
LINK_ATTRIBUTES = ("kind", "seen_at")
GRAPH_ATTRIBUTES = ("title", CARRIED)


def of_graph(tree: Tree, carried: Carried | None) -> dict[str, str]:
    """Return the title, and what the file says beside the nodes."""
    return {"title": visible(tree.title), **({CARRIED: carried.rest} if carried else {})}


def of_node(node: Node, carried: Carried | None) -> dict[str, str]:
    """Return what a node is for readers, and what the file says of it."""
    found = {"label": visible(node.title or node.id), "role": role(node)}
    if node.field is not None:
        found["field"] = visible(node.field)
    if carried is not None and node.id in carried.nodes:
        found[CARRIED] = carried.nodes[node.id]
    return found


def of_link(link: Link) -> dict[str, str]:
    """Return what ties two nodes, and at whom the first is seen."""
    return {"kind": link.kind, **({"seen_at": link.seen_at} if link.seen_at else {})}
