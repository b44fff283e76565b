"""All items by rank, as a chart of value against cost and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from render.page.markup import Child
from render.report.cost_chart import cost_chart
from render.report.tables import named, paragraph, section, table
from techtree.model.tree import UNDECIDED
from techtree.portfolio.results import Batch, Evaluated
from techtree.report.batch_survey import Survey
from techtree.report.batch_table import doubt_words
from techtree.report.batch_words import (
    POINTS,
    above_text,
    cost_text,
    figure_text,
    heading,
    months_text,
    per_cost_text,
    rank_text,
    seen_text,
    sign_text,
    stances_of,
    stances_text,
)

MOST_ITEMS = 500


def ranking_section(batch: Batch, found: Survey) -> Element:
    """Return the chart and the table of the first items."""
    shown = list(batch.items[:MOST_ITEMS])
    first = {item.id for item in shown}
    # an item that was chosen may rank low: it is cheap, or others are worth more only beside it
    charted = [*shown, *(item for name, item in found.chosen.items() if name not in first)]
    left = len(batch.items) - len(shown)
    more = None
    if left > 0:
        more = paragraph(
            f"The first {len(shown):,} of {len(batch.items):,} items by rank are shown; the CSV, "
            "JSON and Parquet files have all of them.",
            "aside",
        )
    chart = cost_chart(charted, set(found.chosen), batch.cost_unit) if shown else None
    none = "No chart of value against cost: fewer than two items have a cost."
    return section(
        "items",
        "All items by rank" if left <= 0 else "The first items by rank",
        chart if chart is not None else paragraph(none, "aside") if shown else None,
        more,
        _table(batch, shown, found) if shown else paragraph("No item was evaluated."),
    )


def _table(batch: Batch, items: Sequence[Evaluated], found: Survey) -> Element:
    outcomes = [
        name
        for name in items[0].outcomes
        if name != UNDECIDED or any(_moves(item, name) for item in items)
    ]
    doubted = any(item.value.inputs90 is not None for item in items)
    stances = bool(stances_of(items))
    head = ["rank", "item", heading("cost", batch.cost_unit), "value", *outcomes]
    head += ["months", "value per cost", "sign"]
    words = [0, 1, len(head) - 1]
    head += ["above 0"] if doubted else []
    if stances:
        words.append(len(head))
        head.append("stances")
    rows = [_row(item, outcomes, doubted, stances) for item in items]
    return table(
        "ranking",
        _caption(batch, stances),
        head,
        rows,
        wordy=words,
        marked=[place for place, item in enumerate(items) if item.id in found.chosen],
    )


def _moves(item: Evaluated, outcome: str) -> bool:
    shift = item.outcomes.get(outcome)
    return shift is not None and (shift.baseline != 0.0 or shift.with_item != 0.0)


def _row(item: Evaluated, outcomes: Sequence[str], doubted: bool, stances: bool) -> list[Child]:
    cells: list[Child] = [
        rank_text(item),
        named(item.id, item.title),
        cost_text(item.cost),
        figure_text(item.value),
        *(figure_text(item.outcomes[name], POINTS) for name in outcomes),
        months_text(item.ending_time),
        per_cost_text(item),
        sign_text(item.value),
    ]
    cells += [above_text(item.value)] if doubted else []
    return [*cells, stances_text(item)] if stances else cells


def _caption(batch: Batch, stances: bool) -> str:
    parts = [
        f"Each item by itself{f', {seen_text(batch.stance)}' if stances else ''}",
        "value: shift of the expected value",
        "outcomes: shifts of their probability in percentage points",
        "months: by which the ending moves",
        *doubt_words(batch),
        "stances: those in which the value is surely above 0" if stances else "",
        "marked rows are chosen" if batch.best is not None and batch.best.items else "",
    ]
    return "; ".join(part for part in parts if part)
