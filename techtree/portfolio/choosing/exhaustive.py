"""The best of all sets that may be chosen: every one of them is evaluated.

Items enable and spoil each other, so that the value of a set says nothing certain about the sets
around it: adding an item may do anything. What can be cut off without a doubt is what the
constraints forbid, which is never enumerated, and all that is left once a set is found that is
worth as much as any set can be.
"""

from __future__ import annotations

from collections.abc import Sequence

from techtree.portfolio.choosing.best import closeness
from techtree.portfolio.choosing.constraints import Constraints, preference
from techtree.portfolio.choosing.criteria import Criterion
from techtree.portfolio.choosing.evaluations import BATCH, Evaluations


def evaluate_all(
    constraints: Constraints,
    evaluations: Evaluations,
    sets: Sequence[frozenset[int]],
    criterion: Criterion,
    enough: float | None,
) -> bool:
    """Evaluate sets in order of preference until one scores `enough`; return whether one did.

    As they come in order of preference, none that is left could be chosen before it.
    """
    ordered = sorted(sets, key=lambda chosen: preference(constraints, chosen))
    evaluations.expect(evaluations.asked + len(ordered))
    for start in range(0, len(ordered), BATCH):
        values = evaluations.values(ordered[start : start + BATCH])
        if enough is not None:
            best = criterion.score(values).max()
            if best >= enough - closeness(enough):
                return True
    return False
