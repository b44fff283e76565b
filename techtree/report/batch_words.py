"""How the figures of a portfolio are said, the same on the terminal and in the report."""

from __future__ import annotations

import math
from collections.abc import Sequence

from techtree.impact.settings import MIX
from techtree.portfolio.results import Batch, Best, Evaluated, Figure
from techtree.report.digits import (
    Z95,
    half_width,
    percent,
    places,
    plus_minus,
    rounded,
    whole_percent,
)
from techtree.report.input_doubt import is_drowned
from techtree.report.medians import binomial
from techtree.report.show_table import landscape

POINTS = 100.0
MONTHS = 12.0
_EXACT = 1e-12
_COST_DIGITS = 4
_LONG = 1e15
_MOST = 9  # digits after the point
MOST_CHANGES = 4

GAIN, LOSS, OPEN, STILL = "gain", "loss", "open", "none"


def figure_text(figure: Figure, scale: float = 1.0) -> str:
    """Write a shift with its 95% half-width; what rounding leaves of none is none."""
    if sign_text(figure) == STILL:
        return "0"
    return plus_minus(figure.shift, half_width(figure), scale)


def sides_text(figure: Figure, samples: int) -> tuple[str, str]:
    """Write a probability without and with, to the digits that so many samples support.

    >>> sides_text(Figure(0.375, 0.5, 0.125, 0.0, (0.125, 0.125)), 0)
    ('37.50%', '50.00%')
    """
    sides = (figure.baseline, figure.with_item)
    half = 0.0 if samples == 0 else Z95 * max(binomial(side, samples) for side in sides)
    return percent(sides[0], half), percent(sides[1], half)


def seen_text(stance: str | None) -> str:
    """Say as whom figures are seen."""
    return landscape(stance, ()) or "in the tree as written"


def set_seen_text(batch: Batch, best: Best) -> str:
    """Say as whom a set is seen, where its items are seen as another or there are others."""
    if best.stance == batch.stance and (best.stance is not None or not best.stances):
        return ""
    return seen_text(best.stance)


def steps_seen_text(batch: Batch) -> str:
    """Say by what the sets of a frontier are chosen and as whom they are seen, after a comma."""
    best = batch.best
    if best is None:
        return ""
    if best.criterion == "worst":
        return ", each under the stance that is worst for it"
    seen = set_seen_text(batch, best)
    if best.criterion == "regret":
        return f", of least regret beside what the largest buys{f', {seen}' if seen else ''}"
    return f", {seen}" if seen else ""


def rank_text(item: Evaluated) -> str:
    """Write a rank, and the ranks that it may be."""
    low, high = item.rank95
    return f"{item.rank}" if low == high else f"{item.rank} ({low}–{high})"


def sign_text(figure: Figure) -> str:
    """Say what the samples show of the sign of a shift.

    >>> sign_text(Figure(0.5, 0.4, -0.1, 0.02, (-0.14, -0.06)))
    'loss'
    """
    low, high = figure.sampling95
    if max(abs(low), abs(high)) < _EXACT:
        return STILL
    return GAIN if low > 0.0 else LOSS if high < 0.0 else OPEN


def above_text(figure: Figure) -> str:
    """Write in what share of the doubt in the inputs a shift is above 0, where that can be told."""
    if figure.sign_positive is None or is_drowned(figure):
        return "-"
    return whole_percent(figure.sign_positive)


def stances_of(items: Sequence[Evaluated]) -> tuple[str, ...]:
    """Name the stances under which items were evaluated, the mix left out."""
    return tuple(dict.fromkeys(s for item in items for s in item.by_stance if s != MIX))


def stances_text(item: Evaluated) -> str:
    """Say in how many of the stances an item is surely a gain."""
    found = [sign_text(figure) for name, figure in item.by_stance.items() if name != MIX]
    return f"{found.count(GAIN)} of {len(found)}" if found else "-"


def months_text(moved: tuple[float, float] | None) -> str:
    """Write by how many months the ending moves; a dash where no run ends both ways."""
    return "-" if moved is None else plus_minus(moved[0], Z95 * moved[1], MONTHS)


def why_no_time(*, exact: bool) -> str:
    """Say why it is not known by how much the ending moves."""
    if exact:
        return (
            "the exact engine knows when the race ends only where it surely does; "
            "--engine simulation tells it of the runs that end with and without"
        )
    return "no run ends both with and without"


def cost_text(cost: float | None) -> str:
    """Write a cost: in full up to two decimals, else with four significant digits.

    >>> cost_text(12.5), cost_text(10.0), cost_text(1234567.0), cost_text(3.14159), cost_text(0.0)
    ('12.5', '10', '1,234,567', '3.142', '0')
    """
    if cost is None:
        return "-"
    if abs(cost) >= _LONG:
        return f"{cost:.{_COST_DIGITS}g}"
    digits = 2
    if cost and not math.isclose(round(cost, 2), cost, rel_tol=1e-9):
        digits = min(_MOST, max(0, _COST_DIGITS - 1 - math.floor(math.log10(abs(cost)))))
    text = f"{cost:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(cost: float, unit: str | None) -> str:
    """Write a cost with its unit.

    >>> amount(10.0, "million USD"), amount(10.0, None)
    ('10 million USD', '10')
    """
    return f"{cost_text(cost)} {unit}" if unit else cost_text(cost)


def heading(name: str, unit: str | None) -> str:
    """Name a column with its unit.

    >>> heading("cost", "million USD"), heading("cost", None)
    ('cost, million USD', 'cost')
    """
    return f"{name}, {unit}" if unit else name


def per_cost_text(item: Evaluated) -> str:
    """Write the value per unit of cost, with the digits that its error supports."""
    if item.value_per_cost is None or not item.cost:
        return "-"
    found = item.value_per_cost
    return rounded(found, places(half_width(item.value) / item.cost, of=found))


def difference_text(items: Sequence[str], before: Sequence[str]) -> str:
    """Say how a set of items differs from another.

    >>> difference_text(("a", "c"), ("a", "b")), difference_text(("a",), ("a",))
    ('+ c; − b', 'the same set')
    """
    had, has = set(before), set(items)
    added = [name for name in items if name not in had]
    dropped = [name for name in before if name not in has]
    parts = [f"{sign} {_some(names)}" for sign, names in (("+", added), ("−", dropped)) if names]
    return "; ".join(parts) or ("the same set" if items else "nothing")


def _some(names: Sequence[str]) -> str:
    left = len(names) - MOST_CHANGES
    more = f" and {left:,} more" if left > 0 else ""
    return ", ".join(names[:MOST_CHANGES]) + more


def plural(number: int, noun: str) -> str:
    """Write a number of things.

    >>> plural(1, "item"), plural(1200, "item")
    ('1 item', '1,200 items')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def sentence(text: str) -> str:
    """Return text with a capital letter at its beginning and a full stop at its end.

    >>> sentence("they overlap"), sentence("They overlap.")
    ('They overlap.', 'They overlap.')
    """
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
