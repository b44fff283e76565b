"""The figures of a drawing: what `techtree render` asks of the engine before it draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from render import Figures
from techtree.commands.options import Asked
from techtree.commands.progress import reported
from techtree.commands.rank import DEFAULT_SAMPLES
from techtree.impact.outcomes import outcomes
from techtree.impact.rank import rank
from techtree.model.tree import Item, Tree
from techtree.report.closing import conditional_on, provenance_line
from techtree.report.drawn_figures import drawn_figures, drawn_shifts
from techtree.report.drawn_times import drawn_times


class Wanted(NamedTuple):
    """Which figures are needed beside probabilities and medians."""

    times: bool = False  # the dates of a calendar
    shifts: bool = False  # what each node would do, were it known now
    outcome: str | None = None  # to this outcome, not to the expected value


def figured(
    worlds: Sequence[tuple[Tree, Item | None]], asked: Asked, wanted: Wanted
) -> tuple[list[Figures], str]:
    """Return the figures of each world, and what they are conditional on."""
    found = []
    tree = worlds[0][0]
    with reported(tree, [item for _, item in worlds], asked.engine) as progress:
        settings = asked.settings(progress)
        answers = [outcomes(world, settings, item) for world, item in worlds]
        for (world, item), answer in zip(worlds, answers, strict=True):
            times = None
            if wanted.times:
                times = drawn_times(world, settings, item, answer.provenance.samples)
            found.append(drawn_figures(answer, times))
    caption = f"{conditional_on(answers[0].provenance)} {provenance_line(answers[0].provenance)}."
    if wanted.shifts:
        samples = asked.samples or DEFAULT_SAMPLES
        with reported(tree, engine=asked.engine, ranks=True) as progress:
            ranking = rank(tree, asked._replace(samples=samples).settings(progress))
        shifts = drawn_shifts(ranking, wanted.outcome)
        found = [replace(figures, shifts=shifts, shift_of=wanted.outcome) for figures in found]
        caption += f" Shifts: {provenance_line(ranking.provenance)}."
    return found, caption
