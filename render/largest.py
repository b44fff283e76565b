"""The largest tree that is drawn: a larger one is refused before any work is put into it."""

from __future__ import annotations

from collections.abc import Collection

from render.errors import RenderError
from techtree.model.gates import references
from techtree.model.tree import Tree

NODES, LINKS = 2_000, 10_000  # with so many, a drawing takes some fifteen seconds


def refuse_large(tree: Tree, laid_out: bool = True, kept: Collection[str] | None = None) -> None:
    """Raise :class:`RenderError` for a tree of too many nodes or links to be laid out here.

    DOT text that is not ``laid_out`` may be of any size; ``kept`` are the nodes that are drawn
    where it is not all of them.
    """
    if not laid_out:
        return
    nodes = [node for name, node in tree.nodes.items() if kept is None or name in kept]
    links = sum(len(list(references(node.requires))) + len(node.effects) for node in nodes)
    for found, most, what in ((len(nodes), NODES, "nodes"), (links, LINKS, "links")):
        if found > most:
            raise RenderError(
                f"the tree has {found:,} {what}, and at most {most:,} are drawn: {ADVICE}"
            )


ADVICE = (
    "draw a smaller tree (leave out nodes with `--focus NODE --depth 2`, `--to ENDING` or "
    "`--field FIELD`, or draw fields alone with `--collapse field`), or write DOT text "
    "(`--format dot`, without an item) and lay it out yourself, for instance with `sfdp`"
)
