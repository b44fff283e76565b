"""Trees in the formats of other programs, for `techtree render`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from techtree.errors import InputError, UsageError

if TYPE_CHECKING:
    from techtree.model.tree import Tree

SUFFIXES = {"mmd": "mermaid", "graphml": "graphml", "json": "json"}
FORMATS = tuple(SUFFIXES.values())


def exchanged(
    name: str,
    format: str,
    item: str | None,
    stance: str | None,
    view: Callable[[Tree, str | None], Tree],
) -> str:
    """Return the tree of that name as text of a format; `view` is the tree under a stance.

    Raises InputError, and UsageError for what a format has no place for.
    """
    from techtree.commands.opening import parse

    if item is not None:
        raise UsageError(f"{format} has no place for a tree after an item; leave out --item")
    if stance is not None and format != "mermaid":
        raise UsageError(
            f"{format} carries the whole tree, its stances included; leave out --stance"
        )
    parsed = parse(name)
    if parsed.tree is None:
        raise InputError(parsed.errors)
    from techtree.exchange import to_graphml, to_mermaid, to_node_link

    if format == "mermaid":
        return to_mermaid(view(parsed.tree, stance))
    write = to_graphml if format == "graphml" else to_node_link
    return write(parsed.tree, parsed.document)
