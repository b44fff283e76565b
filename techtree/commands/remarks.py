"""Remarks on standard error that go with an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from techtree.commands.failures import say

if TYPE_CHECKING:
    from techtree.model.tree import Tree


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
