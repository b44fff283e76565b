"""`techtree render --format html`: a page to explore a tree with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from techtree.commands.options import Asked
from techtree.errors import UsageError

if TYPE_CHECKING:
    from render.page import Findings
    from techtree.model.tree import Item, Tree

FORMAT = "html"
MOST_ITEMS = 50  # that are asked about unless they are named: each takes as long as a score
_WHAT = ("tree", "items", "stances", "output", "format", "figures")
_HOW = ("samples", "seed", "precision", "engine", "memory", "given", "threads")


def paged(
    tree: Tree, items: Sequence[str], stances: Sequence[str], figures: bool, asked: Asked
) -> bytes:
    """Return a page of a tree, with the items and stances named, or with all that there are.

    Raises UsageError for names that are not there, and for options that only drawings have.
    """
    from render.largest import refuse_large

    _refuse_other_options()
    tree = _with_stances(tree, stances)
    named = _items(tree, items)
    refuse_large(tree)
    from render.page import page
    from techtree.impact.settings import with_given

    found = _findings(tree, named, asked) if figures else None
    return page(with_given(tree, asked.given), named, found)


def _findings(tree: Tree, items: Sequence[Item], asked: Asked) -> Findings:
    from render.page import SAMPLES, findings
    from techtree.commands.progress import reported

    if asked.samples is None:
        asked = asked._replace(samples=SAMPLES)
    with reported(tree, [None, *items], asked.engine, ranks=True) as progress:
        return findings(tree, items, asked.settings(progress))


def _items(tree: Tree, names: Sequence[str]) -> list[Item]:
    if not names and len(tree.items) > MOST_ITEMS:
        raise UsageError(
            f"the tree has {len(tree.items):,} items, and a page takes {MOST_ITEMS} at most unless "
            "they are named: choose with --item ITEM, which can be repeated"
        )
    if not names:
        return list(tree.items.values())
    from techtree.impact.settings import find_item

    return [find_item(tree, name) for name in dict.fromkeys(names)]


def _with_stances(tree: Tree, names: Sequence[str]) -> Tree:
    """Return the tree with those of its stances that are named, which then have no mix."""
    from techtree.commands.opening import find_stance

    if not names:
        return tree
    for name in names:
        if name in ("all", "mix"):
            raise UsageError(f"--stance {name}: a page has all stances, and the mix, by itself")
    kept = {name: replace(find_stance(tree, name), weight=None) for name in dict.fromkeys(names)}
    return replace(tree, stances=kept)


def _refuse_other_options() -> None:
    """Raise UsageError for an option that a page has no use for."""
    context = click.get_current_context()
    for parameter in context.command.params:
        name = parameter.name or ""
        source = context.get_parameter_source(name)
        if source is click.core.ParameterSource.COMMANDLINE and name not in (*_WHAT, *_HOW):
            raise UsageError(f"{parameter.opts[0]} is for drawings; a page shows the whole tree")
