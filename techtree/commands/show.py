"""`techtree show`."""

from __future__ import annotations

import click

from techtree.commands.options import (
    Asked,
    output_options,
    simulation_options,
    stance_option,
    tree_argument,
)
from techtree.commands.plotting import Plot, check_plot, plot_options, show_plot


@click.command("show")
@tree_argument
@stance_option
@click.option(
    "--gradients",
    "sloped",
    is_flag=True,
    help="Add how the answer moves with every number of the tree: of the tree as written, or "
    "under one stance.",
)
@output_options
@plot_options
@simulation_options
def command(
    tree: str,
    stances: tuple[str, ...],
    sloped: bool,
    format: str,
    output: str | None,
    plot: Plot | None,
    asked: Asked,
) -> None:
    """Say what a tree implies: how the race ends, when, and what is known by then."""
    from techtree.commands.opening import open_tree
    from techtree.commands.writing import check_target, deliver

    check_target(output, tree)
    check_plot(plot, output, tree)
    found = open_tree(tree)  # before the engine is imported: bad input is told at once

    from techtree.commands.progress import reported
    from techtree.commands.remarks import remark_on_values
    from techtree.impact.gradients import gradients
    from techtree.impact.outcomes import outcomes
    from techtree.report.formats import show_text

    with reported(found, engine=asked.engine) as progress:
        settings = asked.settings(progress, stances)
        slopes = gradients(found, settings) if sloped else None
        answer = outcomes(found, settings)
    remark_on_values(found, answer.picture.outcomes["undecided"].mean)
    chart = None if plot is None else show_plot(found, answer, settings, plot)
    deliver(show_text(found, answer, slopes, format, output), output)
    if plot is not None and chart is not None:
        deliver(chart, plot.file)
