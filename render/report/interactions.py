"""How the members of the set to choose act on one another."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from render.report.shades import largest, shaded, unit
from render.report.tables import Cell, breakable, paragraph, section, table
from techtree.portfolio.results import Best
from techtree.report.batch_set_tables import strongest
from techtree.report.batch_words import figure_text, plural, sentence

MOST_MEMBERS = 16  # in the matrix
MOST_PAIRS = 12


def interactions_section(best: Best) -> Element | None:
    """Return the matrix of interactions and the strongest pairs; None where there is no pair."""
    if not best.pairs:
        many = best.together and len(best.items) > 1
        return paragraph(sentence(best.together)) if many else None
    shown, others = strongest(best.pairs)
    left = len(shown) - MOST_PAIRS
    parts = [f"{plural(left, 'weaker pair')} not listed"] if left > 0 else []
    parts += [f"in {plural(others, 'pair')} the samples show no interaction"] if others else []
    return section(
        "interactions",
        "Which belong together, and which make each other worth less",
        paragraph(sentence(best.together)) if best.together else None,
        _matrix(best),
        _pairs(best) if shown else None,
        paragraph(sentence("; ".join(parts)), "aside") if parts else None,
    )


def _matrix(best: Best) -> Element:
    by_share = sorted(best.members, key=lambda member: -member.shapley.shift)
    every = [member.id for member in by_share] or list(best.items)
    names = every[:MOST_MEMBERS]
    found = {(pair.first, pair.second): pair.interaction for pair in best.pairs}
    found |= {(second, first): figure for (first, second), figure in found.items()}
    most = largest(list(found.values()))
    scale, said = unit(most)
    rows: list[list[Cell]] = []
    for number, row in enumerate(names, 1):
        cells: list[Cell] = [breakable(f"{number} {row}")]
        for column in names:
            figure = found.get((row, column))
            none = "–" if row == column else ""
            cells.append(shaded(figure, scale, most) if figure is not None else (none, "none"))
        rows.append(cells)
    left = len(every) - len(names)
    return table(
        "matrix",
        "What two members are worth together beyond the sum of each, beside nothing else, "
        f"{said}: blue and + where they help each other, orange and − where they overlap or spoil "
        "each other; pale where the samples do not show which"
        + (f"; without the {plural(left, 'member')} of the least share" if left else ""),
        ("member", *(str(number) for number in range(1, len(names) + 1))),
        rows,
    )


def _pairs(best: Best) -> Element:
    shown, _ = strongest(best.pairs)
    rows = [
        (
            f"{pair.first} and {pair.second}",
            figure_text(pair.interaction),
            "help each other" if pair.interaction.shift > 0.0 else "overlap or spoil each other",
        )
        for pair in shown[:MOST_PAIRS]
    ]
    return table(
        "pairs",
        "The strongest of these pairs, in expected value",
        ("pair", "beyond the sum", "so they"),
        rows,
        wordy=(0, 2),
    )
