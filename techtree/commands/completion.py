"""What a shell offers when the tabulator key is pressed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from techtree.model.tree import Tree

Completer: TypeAlias = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def complete_files(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Leave it to the shell to offer files."""
    return [CompletionItem(incomplete, type="file")]


def complete_trees(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the shipped trees and the files."""
    import trees

    return [*_starting(incomplete, trees.names()), CompletionItem(incomplete, type="file")]


def _from_tree(names: Callable[[Tree], Iterable[str]]) -> Completer:
    def complete(
        ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from techtree.commands.opening import open_tree

        with suppress(Exception):  # a tree that cannot be read has nothing to offer
            # click has not yet told the arguments apart where an option waits for its value
            tree = ctx.params.get("tree") or ctx.args[0]
            return _starting(incomplete, names(open_tree(tree)))
        return []

    return complete


complete_items = _from_tree(lambda tree: [*tree.items, *tree.nodes])
complete_nodes = _from_tree(lambda tree: tree.nodes)
complete_fields = _from_tree(
    lambda tree: sorted({node.field for node in tree.nodes.values() if node.field is not None})
)
complete_endings = _from_tree(
    lambda tree: [name for name, node in tree.nodes.items() if node.ending is not None]
)
complete_outcomes = _from_tree(lambda tree: tree.outcomes)
complete_stances = _from_tree(lambda tree: [*tree.stances, "all", "mix"])


def _starting(incomplete: str, names: Iterable[str]) -> list[CompletionItem]:
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]
