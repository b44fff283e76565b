"""A portfolio, evaluated, as a table with a row for each item and units in its header."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from techtree.portfolio.results import Batch, Evaluated, Figure
from techtree.report.made import MADE, made_columns
from techtree.report.visible import visible

Row: TypeAlias = dict[str, Any]

_FIGURE = ("baseline", "with", "shift", "se", "low95", "high95")
_DOUBT = ("inputs low90", "inputs high90", "sign positive", "inputs noise")
_PARTS = ("shift", "se", "low95", "high95")
_PROBABILITY = "probability"
_YEARS = "years"


def batch_columns(batch: Batch) -> tuple[str, ...]:
    """Name the columns, with their units: probabilities are shares of 1, times are years."""
    return (
        "rank", "rank low95", "rank high95", "id", "title", *_cost_columns(batch), "chosen",
        *_figure_columns("value", (*_FIGURE, *_DOUBT)),
        *(
            column
            for name in _outcomes(batch)
            for column in _figure_columns(f"outcome {name}", _FIGURE, _PROBABILITY)
        ),
        *_figure_columns("ending time", ("shift", "se"), _YEARS),
        *(
            column
            for name in _stances(batch)
            for column in _figure_columns(f"stance {name} value", _PARTS)
        ),
        *_figure_columns("shapley value", _PARTS),
        *_figure_columns("marginal value", _PARTS),
        "samples of the item", *MADE,
    )  # fmt: skip


def batch_rows(batch: Batch) -> Iterator[Row]:
    """Yield a row for each item, by rank."""
    made = made_columns(batch.provenance)
    best = batch.best
    members = {member.id: member for member in best.members} if best is not None else {}
    chosen = frozenset(best.items) if best is not None else None
    cost, per_cost = _cost_columns(batch)
    for item in batch.items:
        row = {
            "rank": item.rank,
            "rank low95": item.rank95[0],
            "rank high95": item.rank95[1],
            "id": item.id,
            "title": item.title,
            cost: item.cost,
            per_cost: item.value_per_cost,
            "chosen": None if chosen is None else item.id in chosen,
            "samples of the item": item.samples,
            **_item(item),
            **made,
        }
        if item.id in members:
            member = members[item.id]
            row |= _figure("shapley value", member.shapley, _PARTS)
            row |= _figure("marginal value", member.marginal, _PARTS)
        yield row


def _item(item: Evaluated) -> Row:
    row = _figure("value", item.value, _FIGURE)
    value = item.value
    if value.inputs90 is not None:
        doubt = (*value.inputs90, value.sign_positive, value.inputs_noise)
        row |= dict(zip(_figure_columns("value", _DOUBT), doubt, strict=True))
    for name, figure in item.outcomes.items():
        row |= _figure(f"outcome {name}", figure, _FIGURE, _PROBABILITY)
    for name, figure in item.by_stance.items():
        row |= _figure(f"stance {name} value", figure, _PARTS)
    if item.ending_time is not None:
        columns = _figure_columns("ending time", ("shift", "se"), _YEARS)
        row |= dict(zip(columns, item.ending_time, strict=True))
    return row


def _cost_columns(batch: Batch) -> tuple[str, str]:
    unit = visible(batch.cost_unit) if batch.cost_unit else ""
    return (
        (f"cost [{unit}]", f"value per cost [1 / {unit}]") if unit else ("cost", "value per cost")
    )


def _outcomes(batch: Batch) -> Sequence[str]:
    return tuple(batch.items[0].outcomes) if len(batch.items) else ()


def _stances(batch: Batch) -> Sequence[str]:
    return tuple(batch.items[0].by_stance) if len(batch.items) else ()


@lru_cache(maxsize=1024)
def _figure_columns(name: str, parts: tuple[str, ...], unit: str = "") -> tuple[str, ...]:
    return tuple(f"{name} {part} [{unit}]" if unit else f"{name} {part}" for part in parts)


def _figure(name: str, figure: Figure, parts: tuple[str, ...], unit: str = "") -> Row:
    """Return the columns of a figure; an interval has its two ends, in the order of the parts."""
    low, high = figure.sampling95
    found = {
        "baseline": figure.baseline,
        "with": figure.with_item,
        "shift": figure.shift,
        "se": figure.se,
        "low95": low,
        "high95": high,
    }
    columns = _figure_columns(name, parts, unit)
    return {column: found[part] for column, part in zip(columns, parts, strict=True)}
