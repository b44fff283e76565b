"""`techtree score`."""

from __future__ import annotations

import click

from techtree.commands.completion import complete_items
from techtree.commands.options import (
    Asked,
    output_options,
    simulation_options,
    stance_option,
    tree_argument,
)
from techtree.commands.plotting import Plot, check_plot, plot_options, score_plot


@click.command("score")
@tree_argument
@click.argument("items", nargs=-1, required=True, metavar="ITEM...", shell_complete=complete_items)
@stance_option
@output_options
@plot_options
@simulation_options
def command(
    tree: str,
    items: tuple[str, ...],
    stances: tuple[str, ...],
    format: str,
    output: str | None,
    plot: Plot | None,
    asked: Asked,
) -> None:
    """Say what each ITEM changes: with it minus without it, on the same draws.

    ITEM is an item of the tree, or a node, which is then known from the start.
    """
    from techtree.commands.opening import open_tree
    from techtree.commands.writing import check_target, deliver

    check_target(output, tree)
    check_plot(plot, output, tree, len(items))
    found = open_tree(tree)  # before the engine is imported: bad input is told at once

    from techtree.commands.progress import reported
    from techtree.commands.remarks import remark_on_values
    from techtree.impact.score import score
    from techtree.impact.settings import find_item
    from techtree.report.formats import score_text

    wanted = [find_item(found, item) for item in items]
    with reported(found, wanted, asked.engine) as progress:
        settings = asked.settings(progress, stances)
        scores = [score(found, item.id, settings) for item in wanted]
    undecided = [s.view.outcomes["undecided"] for s in scores]
    remark_on_values(found, max(max(u.baseline, u.with_item) for u in undecided))
    chart = None if plot is None else score_plot(found, scores, wanted, settings, plot)
    deliver(score_text(found, scores, format, output), output)
    if plot is not None and chart is not None:
        deliver(chart, plot.file)
