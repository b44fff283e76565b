"""What the chosen set, its members or the first items are worth under each stance."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from render.report.shades import largest, shaded, unit
from render.report.tables import Cell, breakable, section, table
from techtree.portfolio.results import Batch, Best, Evaluated
from techtree.report.batch_set_tables import best_there, stance_figures
from techtree.report.batch_survey import Survey
from techtree.report.batch_words import cost_text, figure_text

MOST_ITEMS = 24


def stances_section(batch: Batch, found: Survey) -> Element | None:
    """Return the matrices of stances; None where no stance was asked about."""
    best = batch.best
    members = sorted(found.chosen.values(), key=lambda item: item.rank)
    rows = (members or list(batch.items[:MOST_ITEMS]))[:MOST_ITEMS]
    names = list(dict.fromkeys(name for item in rows for name in item.by_stance))
    parts = [_sets(best)] if best is not None and best.stances else []
    parts += [_items(rows, names, batch.stance or "as written", bool(members))] if names else []
    return section("stances", "As others see it", *parts) if parts else None


def _sets(best: Best) -> Element:
    rows = [
        (
            of.stance,
            cost_text(of.weight) if of.weight else "-",
            figure_text(of.value),
            *stance_figures(of),
            best_there(of, best),
        )
        for of in best.stances
    ]
    head = ("stance", "weight", "value of the set", "of the best there", "regret", "the best there")
    return table(
        "sets",
        "The chosen set under each stance, beside the best that was found under that stance alone; "
        "regret is what the choice gives up there",
        head,
        rows,
        wordy=(0, 5),
    )


def _items(items: Sequence[Evaluated], names: Sequence[str], main: str, chosen: bool) -> Element:
    most = largest([figure for item in items for figure in item.by_stance.values()])
    scale, said = unit(most)
    rows: list[list[Cell]] = []
    for item in items:
        cells: list[Cell] = [breakable(item.id), shaded(item.value, scale, most)]
        for name in names:
            figure = item.by_stance.get(name)
            cells.append(("", "none") if figure is None else shaded(figure, scale, most))
        rows.append(cells)
    which = "member of the set" if chosen else "of the first items"
    return table(
        "matrix",
        f"The value of each {which} by itself under each stance, {said}; pale where the samples do "
        "not show its sign",
        ("item", main, *names),
        rows,
    )
