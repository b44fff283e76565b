"""`techtree render`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from techtree.commands import exchanging
from techtree.commands.completion import complete_items, complete_stances
from techtree.commands.options import Asked, output_option, simulation_options, tree_argument

if TYPE_CHECKING:
    from render import Figures
    from techtree.model.tree import Item, Tree

_FORMATS = ("svg", "png", "pdf", "dot", *exchanging.FORMATS)
_TEXT = ("svg", "dot", *exchanging.FORMATS)
_SUFFIXES = {**{name: name for name in ("svg", "png", "pdf", "dot")}, **exchanging.SUFFIXES}


@click.command("render")
@tree_argument
@output_option
@click.option(
    "--format",
    "format",
    type=click.Choice(_FORMATS),
    help="Default: what the name of the file ends with, else svg.",
)
@click.option("--item", shell_complete=complete_items, help="Draw before and after this item.")
@click.option(
    "--figures/--no-figures",
    default=True,
    help="Simulate, and show probabilities and dates; on by default.",
)
@click.option("--stance", shell_complete=complete_stances, help="Draw the tree of this stance.")
@simulation_options
def command(
    tree: str,
    output: str | None,
    format: str | None,
    item: str | None,
    figures: bool,
    stance: str | None,
    asked: Asked,
) -> None:
    """Draw a tree, or a tree before and after an item.

    SVG, DOT, Mermaid, GraphML and JSON go to standard output where no FILE is given. GraphML and
    node-link JSON carry the whole tree, which `techtree import` reads back.
    Above 2,000 nodes or 10,000 links only DOT text without an item is written, to be laid
    out elsewhere.
    """
    from techtree.commands.opening import open_tree
    from techtree.commands.writing import STDOUT, check_target, deliver
    from techtree.errors import UsageError

    check_target(output, tree)
    chosen = _format(output, format)
    if output is None and chosen not in _TEXT:
        raise UsageError(f"{chosen} is not text: name a file with -o FILE (`-o {STDOUT}` insists)")
    if chosen in exchanging.FORMATS:
        deliver(exchanging.exchanged(tree, chosen, item, stance, _view), output)
        return
    found, named = _view(open_tree(tree), stance), None
    if item is not None:
        from techtree.impact.settings import find_item

        named = find_item(found, item)
    from render import draw, refuse_large

    refuse_large(found, laid_out=named is not None or chosen != "dot")
    before, after, caption = None, None, None
    if figures:
        before, after, caption = _figures(found, named, asked)
    drawn = draw(
        found,
        figures=before,
        item=named,
        figures_with=after,
        format=chosen,  # type: ignore[arg-type]  # one of _FORMATS
        caption=caption,
    )
    deliver(drawn, output)


def _format(output: str | None, format: str | None) -> str:
    from techtree.errors import UsageError

    if format is not None:
        return format
    suffix = Path(output).suffix.lower().removeprefix(".") if output else ""
    if not suffix:
        return "svg"
    if suffix not in _SUFFIXES:
        known = ", ".join(f".{name}" for name in _SUFFIXES)
        raise UsageError(f"no format is called {suffix!r}; end the name with {known}")
    return _SUFFIXES[suffix]


def _view(tree: Tree, stance: str | None) -> Tree:
    from techtree.errors import UsageError
    from techtree.files.near_miss import did_you_mean

    if stance is None:
        return tree
    if stance in ("all", "mix"):
        raise UsageError(f"'{stance}' is not one tree; draw it under one stance")
    if stance not in tree.stances:
        known = ", ".join(tree.stances) or "none"
        guess = did_you_mean(stance, tree.stances)
        raise UsageError(f"there is no stance '{stance}'{guess or f'; there is {known}'}")
    return tree.stances[stance].tree


def _figures(tree: Tree, item: Item | None, asked: Asked) -> tuple[Figures, Figures | None, str]:
    from techtree.commands.progress import reported
    from techtree.impact.outcomes import outcomes
    from techtree.report.closing import conditional_on, provenance_line
    from techtree.report.drawn_figures import drawn_figures

    with reported(tree, [None, item], asked.engine) as progress:
        settings = asked.settings(progress)
        before = outcomes(tree, settings)
        after = outcomes(tree, settings, item) if item is not None else None
    made = before.provenance
    caption = f"{conditional_on(made)} {provenance_line(made)}."
    return drawn_figures(before), drawn_figures(after) if after else None, caption
