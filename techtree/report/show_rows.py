"""What a tree implies, as tidy rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from techtree.impact.gradients import Gradients
from techtree.impact.outcomes import Estimate, Outcomes, Picture
from techtree.report.gradient_data import GRADIENT_COLUMNS, gradient_rows
from techtree.report.made import MADE, made_columns

Row: TypeAlias = dict[str, Any]

SHOW_COLUMNS = ("stance", "kind", "name", "measure", "estimate", "se", "low95", "high95", *MADE)


def show_columns(slopes: Gradients | None) -> tuple[str, ...]:
    """Return the columns of `show`, with those of gradients if they are there."""
    if slopes is None:
        return SHOW_COLUMNS
    own = len(SHOW_COLUMNS) - len(MADE)
    return (*SHOW_COLUMNS[:own], *GRADIENT_COLUMNS, *MADE)


def show_rows(answer: Outcomes, slopes: Gradients | None = None) -> Iterator[Row]:
    """Yield a row for each figure of `show`. Times are years after the start."""
    made = made_columns(answer.provenance)
    pictures: dict[str | None, Picture] = {answer.stance: answer.picture}
    pictures.update(answer.stances)
    for stance, picture in pictures.items():
        for row in _rows(picture):
            yield {"stance": stance, **row, **made}
    if slopes is not None:
        yield from gradient_rows(slopes)


def _rows(picture: Picture) -> Iterator[Row]:
    for name, figure in picture.outcomes.items():
        yield _row("outcome", name, "probability", figure)
    yield _row("value", "value", "mean", picture.value)
    for measure in ("p5", "median", "p95"):
        when = getattr(picture.ending_time, measure)
        yield {"kind": "ending_time", "name": "ending_time", "measure": measure, "estimate": when}
    for name, share in sorted(picture.endings.items()):
        row = {"kind": "ending", "name": name}
        yield {**row, "measure": "probability", "estimate": share.probability}
        for outcome, inside in share.outcomes.items():
            yield {**row, "measure": outcome, "estimate": inside}
    for name, times in sorted(picture.nodes.items()):
        yield {"kind": "node", "name": name, "measure": "known", "estimate": times.known}
        yield {"kind": "node", "name": name, "measure": "median", "estimate": times.median}


def _row(kind: str, name: str, measure: str, figure: Estimate) -> Row:
    low, high = figure.sampling95
    found = {"estimate": figure.mean, "se": figure.se, "low95": low, "high95": high}
    return {"kind": kind, "name": name, "measure": measure, **found}
