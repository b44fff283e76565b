"""Which numbers a tree's answer hangs on, as JSON and as tidy rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from techtree.impact.gradients import Gradient, Gradients, Slope
from techtree.report.made import made_columns

Row: TypeAlias = dict[str, Any]

GRADIENT_COLUMNS = ("at", "step", "method", "change")


def gradients_json(found: Gradients) -> list[dict[str, Any]]:
    """Return the key `gradients` of `show`. Times are in years, derivatives per unit."""
    return [
        {
            "number": row.number,
            "at": row.at,
            "step": row.step,
            "method": row.method,
            "outcomes": {
                name: {**_slope(slope), "points": _times(slope, 100.0 * row.step)}
                for name, slope in row.outcomes.items()
            },
            "value": {**_slope(row.value), "change": _times(row.value, row.step)},
            "ending_time": None
            if row.ending_time is None
            else {**_slope(row.ending_time), "change": _times(row.ending_time, row.step)},
        }
        for row in found.rows
    ]


def _slope(slope: Slope) -> dict[str, float | None]:
    return {"derivative": slope.derivative, "se": slope.se}


def _times(slope: Slope, by: float) -> float | None:
    return None if slope.derivative is None else slope.derivative * by


def gradient_rows(found: Gradients) -> Iterator[Row]:
    """Yield a row for each derivative; `change` is that by a step. Times are in years."""
    made = made_columns(found.provenance)
    for gradient in found.rows:
        for measure, slope in _measures(gradient):
            yield {
                "stance": found.stance,
                "kind": "gradient",
                "name": gradient.number,
                "measure": measure,
                "estimate": slope.derivative,
                "se": slope.se,
                "at": gradient.at,
                "step": gradient.step,
                "method": gradient.method,
                "change": _times(slope, gradient.step),
                **made,
            }


def _measures(gradient: Gradient) -> Iterator[tuple[str, Slope]]:
    yield from gradient.outcomes.items()
    yield "value", gradient.value
    if gradient.ending_time is not None:
        yield "ending_time", gradient.ending_time
