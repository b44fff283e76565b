"""What a tree implies, in one sentence."""

from __future__ import annotations

from techtree.impact.outcomes import Outcomes
from techtree.model.tree import UNDECIDED, Tree
from techtree.report.dates import month
from techtree.report.digits import half_width, percent
from techtree.report.wording import joined


def show_sentence(tree: Tree, answer: Outcomes) -> str:
    """Say how the race ends and when, in a sentence that could stand in a memo."""
    picture = answer.picture
    named = [
        f"{name} in {percent(figure.mean, half_width(figure))}"
        for name, figure in picture.outcomes.items()
        if name != UNDECIDED
    ]
    open_ = picture.outcomes[UNDECIDED]
    if open_.mean > 0.0:
        named.append(f"and is still open in {percent(open_.mean, half_width(open_))}")
    when = picture.ending_time.median
    date = f"; half of them have ended by {month(tree.start, when)}" if when is not None else ""
    return f"On this tree the race ends {joined(named)} of the worlds{date}."
