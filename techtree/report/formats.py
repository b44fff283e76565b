"""Choose how an answer is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from techtree.model.tree import Tree

if TYPE_CHECKING:  # each brings its analysis along
    from techtree.impact.gradients import Gradients
    from techtree.impact.outcomes import Outcomes
    from techtree.impact.rank import Ranking
    from techtree.impact.score import Score
    from techtree.portfolio.results import Batch


def show_text(
    tree: Tree, answer: Outcomes, slopes: Gradients | None, format: str, output: str | None
) -> str:
    """Write what a tree implies as a table, JSON or CSV, with its gradients if they are there."""
    if format == "json":
        from techtree.report.json_text import json_text
        from techtree.report.show_json import show_json

        return json_text(show_json(tree, answer, slopes))
    if format == "csv":
        from techtree.report.csv_text import csv_text
        from techtree.report.show_rows import show_columns, show_rows

        return csv_text(show_columns(slopes), show_rows(answer, slopes))
    from techtree.report.console import laid_out
    from techtree.report.show_table import show_blocks

    return laid_out(show_blocks(tree, answer, slopes), output)


def score_text(tree: Tree, scores: Sequence[Score], format: str, output: str | None) -> str:
    """Write what items change as a table, JSON or CSV."""
    if format == "json":
        from techtree.report.json_text import json_text
        from techtree.report.score_json import score_json

        return json_text(score_json(scores))
    if format == "csv":
        from techtree.report.csv_text import csv_text
        from techtree.report.score_rows import SCORE_COLUMNS, score_rows

        return csv_text(SCORE_COLUMNS, (row for score in scores for row in score_rows(score)))
    from techtree.report.console import laid_out
    from techtree.report.score_table import score_blocks

    pages = [laid_out(score_blocks(tree, score), output) for score in scores]
    return "\n".join(pages)


def rank_text(tree: Tree, answer: Ranking, top: int | None, format: str, output: str | None) -> str:
    """Write a ranking of nodes as a table, JSON or CSV."""
    if format == "json":
        from techtree.report.json_text import json_text
        from techtree.report.rank_page import rank_json

        return json_text(rank_json(answer, top))
    if format == "csv":
        from techtree.report.csv_text import csv_text
        from techtree.report.rank_page import RANK_COLUMNS, rank_rows

        return csv_text(RANK_COLUMNS, rank_rows(answer, top))
    from techtree.report.console import laid_out
    from techtree.report.rank_page import rank_blocks

    return laid_out(rank_blocks(tree, answer, top), output)


def batch_content(
    tree: Tree, answer: Batch, top: int | None, format: str, output: str | None
) -> str | Iterator[str] | Iterator[bytes]:
    """Write an evaluated portfolio as a table, JSON, CSV or Parquet, in parts if it may be long."""
    if format == "json":
        from techtree.report.batch_json import batch_as_read
        from techtree.report.json_text import json_parts

        return json_parts(batch_as_read(answer))
    if format == "csv":
        from techtree.report.batch_rows import batch_columns, batch_rows
        from techtree.report.csv_text import csv_parts

        return csv_parts(batch_columns(answer), batch_rows(answer))
    if format == "parquet":
        from techtree.report.batch_parquet import batch_parquet

        return batch_parquet(answer)
    from techtree.report.batch_table import batch_blocks
    from techtree.report.console import laid_out

    return laid_out(batch_blocks(tree, answer, top), output)


def batch_report(tree: Tree, answer: Batch) -> str:
    """Write an evaluated portfolio as an HTML report."""
    from render.report import report_html

    return report_html(tree, answer)
