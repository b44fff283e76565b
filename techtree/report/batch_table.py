"""A portfolio, ranked and chosen from, as tables to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType

from techtree.model.tree import Tree
from techtree.portfolio.results import Batch, Evaluated
from techtree.report.batch_sentence import batch_sentences
from techtree.report.batch_set_tables import frontier_blocks, set_blocks
from techtree.report.batch_survey import survey
from techtree.report.batch_words import (
    POINTS,
    above_text,
    cost_text,
    figure_text,
    per_cost_text,
    plural,
    rank_text,
    seen_text,
    sign_text,
    stances_of,
    stances_text,
)
from techtree.report.closing import closing_lines
from techtree.report.console import table, words
from techtree.report.headline import best_outcome
from techtree.report.show_table import landscape

MOST_ITEMS = 40
MOST_SKIPPED = 20
CHOSEN = "*"


def batch_blocks(tree: Tree, batch: Batch, top: int | None) -> Iterator[RenderableType]:
    """Yield the tables of `batch`, and what closes them."""
    found = survey(batch)
    yield words(batch_title(batch), style="bold")
    yield ""
    yield from _ranking(tree, batch, top)
    if batch.best is not None and batch.best.items:
        yield from set_blocks(batch, batch.best, found)
    yield from frontier_blocks(batch)
    yield from _skipped(batch)
    yield words(" ".join(batch_sentences(tree, batch, found)))
    yield from closing_lines(batch.provenance)


def batch_title(batch: Batch) -> str:
    """Say what was evaluated, on which tree, and as whom."""
    asked = landscape(batch.stance, batch.provenance.given)
    return f"{batch.portfolio} on '{batch.title}'{', ' + asked if asked else ''}"


def _ranking(tree: Tree, batch: Batch, top: int | None) -> Iterator[RenderableType]:
    shown = batch.items[: top or MOST_ITEMS]
    if not shown:
        return
    best = best_outcome(tree)
    stances = stances_of(shown)
    chosen = batch.best.items if batch.best is not None else ()
    columns = ["item", "cost", "value", best, "value per cost", "sign"]
    doubted = any(item.value.inputs90 is not None for item in shown)
    columns += ["above 0"] if doubted else []
    columns += ["stances"] if stances else []
    rows = [_row(item, best, item.id in chosen, doubted, bool(stances)) for item in shown]
    yield table("rank", columns, rows, wordy=(1, 6), spare=_spare(columns, best))
    left = len(batch.items) - len(shown)
    if left and top is None:
        yield words(f"... and {left:,} more; --top N or --format csv lists them")
    yield words(_key(batch, best, bool(stances)), style="dim")
    yield ""


def _spare(columns: Sequence[str], best: str) -> list[int]:
    """Return the places of the columns that a narrow page can do without, the first first."""
    wanted = ("value per cost", "stances", "above 0", best)
    return [columns.index(name) + 1 for name in wanted if name in columns]


def _row(item: Evaluated, best: str, chosen: bool, doubted: bool, stances: bool) -> tuple[str, ...]:
    cells: tuple[str, ...] = (
        rank_text(item),
        f"{item.id} {CHOSEN}" if chosen else item.id,
        cost_text(item.cost),
        figure_text(item.value),
        figure_text(item.outcomes[best], POINTS),
        per_cost_text(item),
        sign_text(item.value),
    )
    cells = (*cells, above_text(item.value)) if doubted else cells
    return (*cells, stances_text(item)) if stances else cells


def _key(batch: Batch, best: str, stances: bool) -> str:
    unit = batch.cost_unit
    parts = [
        f"cost in {unit}" if unit else "",
        f"value: shift of the expected value{f' {seen_text(batch.stance)}' if stances else ''}",
        f"shifts of '{best}' in percentage points",
        *doubt_words(batch),
        f"{CHOSEN} chosen" if batch.best is not None and batch.best.items else "",
        "stances: those in which the value is surely above 0" if stances else "",
    ]
    return "; ".join(part for part in parts if part)


def doubt_words(batch: Batch) -> list[str]:
    """Say how sure ranks, signs and figures are."""
    made = batch.provenance
    if made.states:
        return [
            "rank: in brackets those that items of the same value share",
            "without sampling error; doubt in the inputs is not in these figures",
        ]
    return [
        "rank: in brackets those it may be as far as the samples tell (95%)",
        "sign: of the value, as far as the samples tell",
        "± is half of the 95% interval of sampling, which may lean to one side",
        "doubt in the inputs is not in it",
        *_above_words(batch),
        f"without ±: the same in each of the {made.samples:,} worlds that were run",
    ]


def _above_words(batch: Batch) -> list[str]:
    """Say what `above 0` is, where the doubt in the inputs was asked."""
    if not len(batch.items) or batch.items[0].value.inputs90 is None:
        return []
    return ["above 0: in what share of the doubt in the inputs the value is, - below noise"]


def _skipped(batch: Batch) -> Iterator[RenderableType]:
    if not batch.skipped:
        return
    yield words(f"{plural(len(batch.skipped), 'problem')} in rows that were left out", style="bold")
    for problem in batch.skipped[:MOST_SKIPPED]:
        yield words(f"{problem.place}: {problem.message}")
    left = len(batch.skipped) - MOST_SKIPPED
    if left > 0:
        yield words(f"... and {left:,} more; --format json lists them")
    yield ""
