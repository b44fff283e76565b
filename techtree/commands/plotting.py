"""The option `--plot`, and the charts that it asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from techtree.commands.completion import complete_files
from techtree.commands.options import theme_option
from techtree.errors import UsageError

if TYPE_CHECKING:
    from render.charts import Curve, Drawn
    from techtree.impact.outcomes import Outcomes
    from techtree.impact.score import Score
    from techtree.impact.settings import Settings
    from techtree.impact.times import Quantiles
    from techtree.model.tree import Item, Tree

_MOST_ITEMS = 8  # on one page


class Plot(NamedTuple):
    """Where a chart goes, in which format and theme."""

    file: str
    form: str
    theme: str


def plot_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--plot` and `--theme`; the command gets them as `plot`."""

    @click.option(
        "--plot",
        "file",
        metavar="FILE",
        shell_complete=complete_files,
        help="Draw the answer as a chart too: .svg, .png or .pdf.",
    )
    @theme_option
    @wraps(command)
    def run(*args: Any, file: str | None, theme: str, **others: Any) -> Any:
        return command(*args, plot=_plot(file, theme), **others)

    return run


def _plot(file: str | None, theme: str) -> Plot | None:
    if file is None:
        return None
    form = file.rpartition(".")[2].lower()
    if form not in ("svg", "png", "pdf"):
        raise UsageError(f"--plot: end the name {file!r} with .svg, .png or .pdf")
    return Plot(file, form, theme)


def check_plot(plot: Plot | None, output: str | None, tree: str, items: int = 1) -> None:
    """Refuse a chart that could not be written, before time is spent. Raises UsageError."""
    from techtree.commands.writing import check_target

    if plot is None:
        return
    if plot.file == output:
        raise UsageError(f"--plot: {plot.file!r} is where the answer goes; give another name")
    if items > _MOST_ITEMS:
        raise UsageError(f"--plot: {items} items are too many for a page; at most {_MOST_ITEMS}")
    check_target(plot.file, tree)


def show_plot(tree: Tree, answer: Outcomes, settings: Settings, plot: Plot) -> bytes:
    """Return the chart of what a tree implies."""
    from render.charts import show_chart

    curves, note = _curves(tree, answer, settings, [answer.picture.ending_time], None)
    return _content(show_chart(tree, answer, curves, note, plot.form, _theme(plot)))


def score_plot(
    tree: Tree, scores: Sequence[Score], items: Sequence[Item], settings: Settings, plot: Plot
) -> bytes:
    """Return the chart of what items change."""
    from render.charts import score_chart

    found, notes = {}, {}
    for score, item in zip(scores, items, strict=True):
        times = score.view.ending_time
        pair = [times.baseline, times.with_item]
        found[score.item], notes[score.item] = _curves(tree, score, settings, pair, item)
    return _content(score_chart(tree, scores, found, notes, plot.form, _theme(plot)))


def _curves(
    tree: Tree,
    answer: Outcomes | Score,
    settings: Settings,
    quantiles: Sequence[Quantiles],
    item: Item | None,
) -> tuple[list[Curve], str]:
    from render.charts import Curve
    from techtree.commands.progress import reported
    from techtree.report.ending_curve import ending_curves

    exactly = "exact" if answer.provenance.states else "simulation"
    with reported(tree, [item], exactly):
        found, note = ending_curves(tree, answer.provenance, settings, quantiles, item)
    labels = [""] if item is None else ["without", "with"]
    curves = [
        Curve(label, curve.years, curve.shares, times)
        for label, curve, times in zip(labels, found, quantiles, strict=True)
    ]
    return (curves if any(curve.years for curve in curves) else []), note


def _theme(plot: Plot) -> Any:
    return plot.theme


def _content(drawn: Drawn) -> bytes:
    from techtree.commands.failures import say

    if drawn.letters_missing:
        say("note: no font here has all letters of this chart; as .svg it takes the reader's fonts")
    return drawn.content
