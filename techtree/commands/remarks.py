"""Remarks on standard error that go with an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from techtree.commands.failures import say
from techtree.limits import MAX_PROBLEMS

if TYPE_CHECKING:
    from techtree.model.tree import Tree
    from techtree.portfolio.reading import Portfolio
    from techtree.portfolio.results import Batch

_MOST_WARNINGS = 20


def remark_on_portfolio(portfolio: Portfolio, *, listed: bool) -> None:
    """Say what is odd about a portfolio, and what was left out unless the answer lists it."""
    for problem in portfolio.warnings[:_MOST_WARNINGS]:
        say(str(problem))
    left = len(portfolio.warnings) - _MOST_WARNINGS
    if left > 0:
        least = "at least " if len(portfolio.warnings) >= MAX_PROBLEMS else ""
        say(f"... and {least}{left:,} more warnings")
    if not portfolio.skipped:
        return
    from techtree.report.batch_words import plural

    said = f"note: bad rows are left out, with {plural(len(portfolio.skipped), 'problem')}"
    if listed:
        say(f"{said}; see the answer")
        return
    say(f"{said}:")
    for problem in portfolio.skipped[:_MOST_WARNINGS]:
        say(str(problem))
    left = len(portfolio.skipped) - _MOST_WARNINGS
    if left > 0:
        say(f"... and {left:,} more; --format json lists them")


def remark_on_values(tree: Tree, undecided: float) -> None:
    """Say so where worlds end undecided although the tree gives that no value."""
    from techtree.report.digits import whole_percent

    outcome = tree.outcomes.get("undecided")
    if undecided > 0.0 and (outcome is None or outcome.value is None):
        share = whole_percent(undecided)
        say(
            f"note: {share} of the worlds end undecided; `outcomes` gives that no value, so it "
            "is counted as 0"
        )


def remark_on_choice(answer: Batch) -> None:
    """Say so where the samples cannot tell the chosen set from choosing nothing."""
    from techtree.report.batch_sentence import unsure_text

    if answer.best is not None and answer.best.items and unsure_text(answer.best):
        say(f"note: the chosen set: {unsure_text(answer.best)}")
