"""Which numbers a tree's answer hangs on, as a table to read."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from techtree.impact.gradients import Gradient, Gradients, Slope
from techtree.model.tree import Tree
from techtree.report.console import table, words
from techtree.report.digits import Z95, plus_minus
from techtree.report.headline import best_outcome
from techtree.report.wording import joined

MOST_NUMBERS = 20
MOST_NAMED = 5


def gradient_blocks(tree: Tree, found: Gradients) -> Iterator[RenderableType]:
    """Yield the table of the numbers that matter most, and how to read it."""
    best = best_outcome(tree)
    moving = [row for row in found.rows if _moves(row)]
    rows = [
        (
            row.number,
            f"{row.at:.4g}",
            "+0.1" if row.absolute else "+10%",
            _figure(row.outcomes[best], row.step, 100.0),
            _figure(row.value, row.step, 1.0),
            "-" if row.ending_time is None else _figure(row.ending_time, row.step, 12.0),
        )
        for row in moving[:MOST_NUMBERS]
    ]
    if not rows:
        yield words("no number of this tree moves anything")
        return
    yield table("number", ("now", "by", best, "value", "end, months"), rows)
    if len(moving) > MOST_NUMBERS:
        left = len(moving) - MOST_NUMBERS
        yield words(f"... and {left} more; --format csv lists all")
    yield words(_reading(best, found), style="dim")
    jumps = [row.number for row in found.rows if row.value.derivative is None]
    if jumps:
        more = f" and {len(jumps) - MOST_NAMED} more" if len(jumps) > MOST_NAMED else ""
        yield words(f"no derivative, as things jump there: {', '.join(jumps[:MOST_NAMED])}{more}")


def _moves(row: Gradient) -> bool:
    slopes = [*row.outcomes.values(), row.value, row.ending_time]
    return any(slope is not None and slope.derivative for slope in slopes)


def _figure(slope: Slope, step: float, scale: float) -> str:
    if slope.derivative is None:
        return "-"
    return plus_minus(slope.derivative * step, Z95 * slope.se * step, scale)


def _reading(best: str, found: Gradients) -> str:
    """Say what the figures are, and how they were found."""
    ways = {
        "score": "scores of the draws",
        "pathwise": "smooth averages",
        "differences": "differences of runs on the same draws, which a step of 5% biases a little",
    }
    used = {row.method for row in found.rows}
    how = "exactly"
    if not found.provenance.states:
        how = f"from {joined([way for name, way in ways.items() if name in used])}"
    return (
        f"derivatives times so much, of '{best}' in percentage points; {how}; in order of the "
        "probability that moves most"
    )
