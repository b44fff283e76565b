"""Trees in the formats of other programs: Mermaid, GraphML and node-link JSON out, graphs in."""

from techtree.exchange.graphml_text import to_graphml
from techtree.exchange.importing import SOURCES, Imported, imported
from techtree.exchange.mermaid import to_mermaid
from techtree.exchange.node_link_text import to_node_link

__all__ = ["SOURCES", "Imported", "imported", "to_graphml", "to_mermaid", "to_node_link"]
