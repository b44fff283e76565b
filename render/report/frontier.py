"""The best set at each budget, as a chart and as a table."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from render.report.frontier_chart import frontier_chart
from render.report.tables import Cell, section, table
from techtree.portfolio.results import Batch
from techtree.report.batch_words import (
    cost_text,
    difference_text,
    figure_text,
    heading,
    steps_seen_text,
)


def frontier_section(batch: Batch) -> Element | None:
    """Return the frontier; None where it was not asked for."""
    if not batch.frontier:
        return None
    budget = batch.best.budget if batch.best is not None else None
    return section(
        "frontier",
        "What other budgets buy",
        frontier_chart(batch.frontier, budget, batch.cost_unit),
        _steps(batch, budget),
    )


def _steps(batch: Batch, budget: float | None) -> Element:
    rows: list[list[Cell]] = []
    before: tuple[str, ...] = ()
    for step in batch.frontier:
        costs = (cost_text(step.budget), cost_text(step.cost))
        differs = difference_text(step.items, before)
        rows.append([*costs, figure_text(step.value), f"{len(step.items):,}", differs])
        before = step.items
    return table(
        "steps",
        f"The best set that was found at each budget{steps_seen_text(batch)}; "
        "and how it differs from the one before",
        (heading("budget", batch.cost_unit), "cost", "value", "items", "changes"),
        rows,
        wordy=(4,),
        marked=[place for place, step in enumerate(batch.frontier) if step.budget == budget],
    )
