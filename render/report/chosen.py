"""The set to choose: its members with their shares, and what it does to the outcomes."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from render.page.markup import Child
from render.report.bars import bar, ruler
from render.report.tables import named, paragraph, section, table
from techtree.portfolio.results import Batch, Best
from techtree.report.batch_set_tables import moved_text, orders_text, set_title, shown_outcomes
from techtree.report.batch_survey import Survey
from techtree.report.batch_words import (
    POINTS,
    cost_text,
    figure_text,
    heading,
    sentence,
    sides_text,
)
from techtree.report.digits import change_range, half_width


def chosen_section(batch: Batch, best: Best, found: Survey) -> Element:
    """Return what is known of the set to choose."""
    samples = best.samples
    moved = moved_text(best)
    return section(
        "chosen",
        set_title(batch, best),
        _members(batch, best, found),
        _outcomes(best, samples),
        paragraph(sentence(moved)) if moved else None,
    )


def _members(batch: Batch, best: Best, found: Survey) -> Element:
    members = sorted(best.members, key=lambda member: -member.shapley.shift)
    drawn = orders_text(best)
    scale = ruler([member.shapley for member in members])
    rows: list[list[Child]] = [
        [
            named(member.id, found.chosen[member.id].title if member.id in found.chosen else None),
            cost_text(found.cost(member.id)),
            bar(member.shapley, scale),
            *map(figure_text, (member.shapley, member.alone, member.marginal)),
        ]
        for member in members
    ]
    if not members:
        rows = [
            [named(name, None), cost_text(found.cost(name)), "", "-", "-", "-"]
            for name in best.items
        ]
    rows.append(["together", cost_text(best.cost), "", figure_text(best.value), "", ""])
    return table(
        "members",
        "Members by their share of the set's value (Shapley value, which adds up to it), by what "
        "each is worth alone, and by what is lost if it alone is taken out"
        f"{f'; {drawn}' if drawn else ''}",
        (
            "item",
            heading("cost", batch.cost_unit),
            "share",
            "share ± 95%",
            "alone",
            "lost without it",
        ),
        rows,
        wordy=(0, 2),
        marked=(len(rows) - 1,),
    )


def _outcomes(best: Best, samples: int) -> Element:
    rows = [
        (
            name,
            *sides_text(shift, samples),
            figure_text(shift, POINTS),
            change_range(*shift.sampling95, half_width(shift), POINTS),
        )
        for name, shift in shown_outcomes(best.outcomes).items()
    ]
    return table(
        "outcomes",
        "How the race ends without the set and with it: probabilities in percent, their shifts in "
        "percentage points",
        ("outcome", "without", "with the set", "shift", "95% interval"),
        rows,
    )
