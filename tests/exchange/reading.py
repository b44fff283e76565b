"""Reading graphs and trees that are known to be right."""

from __future__ import annotations

from typing import Any

import yaml

from techtree.exchange import Imported, imported
from techtree.files import Parsed, parse_tree
from techtree.model.tree import Tree


def parsed(text: str | bytes, name: str = "tree.yaml") -> Parsed:
    """Read the text of a tree."""
    found = parse_tree(text.encode() if isinstance(text, str) else text, name)
    assert found.tree is not None, [str(error) for error in found.errors]
    return found


def tree_of(found: Imported) -> Tree:
    """Return the tree that came of a graph, which has no errors."""
    assert found.parsed.tree is not None, [str(error) for error in found.parsed.errors]
    return found.parsed.tree


def required(text: str, source: str, **options: Any) -> dict[str, Any]:
    """Return what each node of a graph requires, as the tree file says it."""
    found = imported(text.encode(), f"graph.{source}", source, **options)  # type: ignore[arg-type]
    assert not found.parsed.errors
    nodes = yaml.safe_load(found.text)["nodes"]
    return {name: node["requires"] for name, node in nodes.items() if "requires" in node}
