"""A ranking of nodes, as a table to read, as JSON and as tidy rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from rich.console import RenderableType

from techtree.impact.rank import Effect, Forced, Ranking
from techtree.model.tree import Tree
from techtree.report.closing import closing_lines
from techtree.report.console import table, words
from techtree.report.digits import Z95, plus_minus, whole_percent
from techtree.report.headline import best_outcome
from techtree.report.made import MADE, made_columns
from techtree.report.shared import shared
from techtree.report.show_table import landscape

Row: TypeAlias = dict[str, Any]

MOST_NODES = 40
RANK_COLUMNS = ("node", "field", "known", "change", "kind", "name", "shift", "se", *MADE)


def rank_blocks(tree: Tree, answer: Ranking, top: int | None) -> Iterator[RenderableType]:
    """Yield the table of `rank`, and what closes it."""
    best = best_outcome(tree)
    asked = landscape(answer.stance, answer.provenance.given)
    yield words(f"{tree.title}{': ' + asked if asked else ''}", style="bold")
    yield ""
    most = top or MOST_NODES
    rows = [
        (
            node.id,
            whole_percent(node.known),
            _figure(node.unlock.outcomes[best], 100.0),
            _months(node.unlock),
            _figure(node.block.outcomes[best], 100.0),
            _months(node.block),
        )
        for node in answer.nodes[:most]
    ]
    if not rows:
        yield words("no node to ask about: endings and facts are left out")
        return
    columns = ("known", f"{best} if known now", "months", f"{best} if never", "months")
    yield table("node", columns, rows)
    left = len(answer.nodes) - len(rows)
    if left and top is None:
        yield words(f"... and {left} more; --top N or --format csv lists them")
    yield words(
        f"shifts of '{best}' in percentage points, and of the ending's time; in order of the "
        "expected value, which --format csv shows with all outcomes" + _without_error(answer),
        style="dim",
    )
    yield ""
    yield from closing_lines(answer.provenance)


def _without_error(answer: Ranking) -> str:
    made = answer.provenance
    if made.states:
        return ""
    return f"; without ±: the same in each of the {made.samples:,} worlds that were run"


def _figure(found: Effect, scale: float = 1.0) -> str:
    return plus_minus(found.shift, Z95 * found.se, scale)


def _months(found: Forced) -> str:
    return "-" if found.ending_time is None else _figure(found.ending_time, 12.0)


def rank_json(answer: Ranking, top: int | None) -> dict[str, Any]:
    """Return the keys of `rank`. Times are in years."""
    return {
        **shared(answer.provenance),
        "title": answer.title,
        "stance": answer.stance,
        "nodes": [
            {
                "id": node.id,
                "title": node.title,
                "field": node.field,
                "known": node.known,
                "unlock": _forced(node.unlock),
                "block": _forced(node.block),
            }
            for node in answer.nodes[:top]
        ],
    }


def _forced(found: Forced) -> dict[str, Any]:
    when = found.ending_time
    return {
        "outcomes": {
            name: {"shift": effect.shift, "se": effect.se}
            for name, effect in found.outcomes.items()
        },
        "value": {"shift": found.value.shift, "se": found.value.se},
        "ending_time": {
            "mean_shift": None if when is None else when.shift,
            "se": None if when is None else when.se,
        },
    }


def rank_rows(answer: Ranking, top: int | None) -> Iterator[Row]:
    """Yield a row for each figure of `rank`. Times are in years."""
    made = made_columns(answer.provenance)
    for node in answer.nodes[:top]:
        for change, found in (("unlock", node.unlock), ("block", node.block)):
            row = {"node": node.id, "field": node.field, "known": node.known, "change": change}
            for name, effect in found.outcomes.items():
                yield {**row, "kind": "outcome", "name": name, **_cells(effect), **made}
            yield {**row, "kind": "value", "name": "value", **_cells(found.value), **made}
            when = found.ending_time
            if when is not None:
                yield {**row, "kind": "time", "name": "ending_time", **_cells(when), **made}


def _cells(effect: Effect) -> Row:
    return {"shift": effect.shift, "se": effect.se}
