"""A model of values that only adds up, fitted from above to every step that was seen.

A set is worth what nothing is, plus what each item adds by itself, plus what pairs add that were
seen to help each other. Where an item was seen to add more than that to some set, what it adds is
raised to it. So a set is worth no more than the model says if no item adds more to any set, built
up one by one, than it was seen to add.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from techtree.portfolio.choosing.constraints import Constraints
from techtree.portfolio.choosing.contexts import Contexts
from techtree.portfolio.choosing.criteria import Criterion

Pair = tuple[int, int]


@dataclass(frozen=True, eq=False, slots=True)
class Additive:
    """For each sum r of a criterion: the start (R,), what items add (n, R), what pairs add.

    What an item adds is not a number where it was not seen by itself.
    """

    start: np.ndarray
    items: np.ndarray
    pairs: Mapping[Pair, np.ndarray]


def fit(constraints: Constraints, steps: Contexts, criterion: Criterion) -> Additive:
    """Return the model of least pairs and raises that no step exceeds."""
    root = constraints.root
    gains = steps.gains @ criterion.weights.T
    alone = first_steps(constraints, steps)
    items = by_itself(constraints, steps, criterion)
    others = [steps.sets[place] - root for place in steps.before.tolist()]
    pairs: dict[Pair, np.ndarray] = {}
    for step in np.flatnonzero(~alone).tolist():
        item = int(steps.items[step])
        if len(others[step]) == 1 and item not in root:
            (other,) = others[step]
            more = np.maximum(gains[step] - items[item], 0.0)
            if np.any(more > 0) and np.all(np.isfinite(more)):
                pair = (min(item, other), max(item, other))
                pairs[pair] = np.maximum(pairs.get(pair, 0.0), more)
    near: dict[int, dict[int, np.ndarray]] = {}
    for (one, other), more in pairs.items():
        near.setdefault(one, {})[other] = more
        near.setdefault(other, {})[one] = more
    raised = items.copy()
    for step in np.flatnonzero(~alone).tolist():
        item = int(steps.items[step])
        helpers = near.get(item, {})
        helped = sum(
            (helpers[other] for other in others[step] if other in helpers),
            start=np.zeros(items.shape[1]),
        )
        raised[item] = np.maximum(raised[item], gains[step] - helped)
    place = steps.sets.index(root)
    start = criterion.sums(steps.values[[place]])[0]
    return Additive(start, np.where(np.isfinite(items), raised, np.nan), pairs)


def first_steps(constraints: Constraints, steps: Contexts) -> np.ndarray:
    """Return which steps begin at no item or at what is in every set."""
    begins: tuple[frozenset[int], ...] = (frozenset(), constraints.root)
    return np.array([steps.sets[place] in begins for place in steps.before.tolist()], dtype=bool)


def by_itself(constraints: Constraints, steps: Contexts, criterion: Criterion) -> np.ndarray:
    """Return the most that each item added in a first step, (n, R); minus infinity if in none."""
    found = np.full((constraints.count, len(criterion.offsets)), -np.inf)
    first = first_steps(constraints, steps)
    gains = steps.gains @ criterion.weights.T
    np.maximum.at(found, steps.items[first], gains[first])
    return found
