"""Exchange search: change a set by up to three moves as long as that makes it better.

Neighbours of a set, in turn: one thing added or dropped; one swapped for one; two for one and
one for two. An item brings what it requires, and what requires it goes with it. The most
promising neighbours come first, by what each thing gained when it was last tried by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, zip_longest

import numpy as np

from techtree.portfolio.choosing.evaluations import BATCH
from techtree.portfolio.choosing.moves import Move, pool
from techtree.portfolio.choosing.scoring import Scoring

WIDTH = 128  # additions, and members, that are looked at: the most promising if there are more
TRIED = 20_000  # neighbours of one kind that are looked at, the most promising


@dataclass(frozen=True, slots=True)
class Settled:
    """Where a search ended.

    `settled`: no neighbour that was looked at is better. `every`: all neighbours were looked at.
    """

    chosen: frozenset[int]
    score: float
    settled: bool
    every: bool


@dataclass(frozen=True, eq=False, slots=True)
class _Changes:
    """Sets to add or to drop, each with its cost and what it is expected to gain."""

    sets: list[frozenset[int]]
    costs: np.ndarray
    gains: np.ndarray


NO_CHANGE = _Changes([frozenset()], np.zeros(1), np.zeros(1))


def exchange(scoring: Scoring, moves: Sequence[Move], start: frozenset[int]) -> Settled:
    """Return where exchanges lead from a set that may be chosen."""
    gains = {move.items: move.gain for move in moves}
    hinted = [moves[place].items for place in pool(scoring, moves)] if scoring.related else []
    chosen, score = start, scoring.of(start)
    while scoring.left:
        adds = _promising(scoring, chosen, gains, hinted)
        drops = _droppable(scoring, chosen)
        every = len(adds) <= WIDTH and len(drops) <= WIDTH
        adds, drops = adds[:WIDTH], drops[:WIDTH]
        losses = _try_singly(scoring, chosen, score, adds, drops, gains)
        for removed, added in _rounds(scoring, chosen, drops, losses, adds, gains):
            neighbours, whole = _neighbours(scoring, chosen, removed, added)
            every = every and whole
            better = _first_better(scoring, neighbours, score)
            if better is not None:
                chosen, score = better
                break
        else:
            return Settled(chosen, score, scoring.left > 0, every)
    return Settled(chosen, score, False, False)


def _droppable(scoring: Scoring, chosen: frozenset[int]) -> list[frozenset[int]]:
    """Return what can be dropped: each item with what requires it, the dearest first."""
    constraints = scoring.constraints
    drops = dict.fromkeys(
        constraints.dependents(item, chosen) for item in sorted(chosen - constraints.root)
    )
    return sorted(drops, key=lambda drop: -constraints.cost(drop))


def _promising(
    scoring: Scoring,
    chosen: frozenset[int],
    gains: dict[frozenset[int], float],
    hinted: list[frozenset[int]],
) -> list[frozenset[int]]:
    """Return what can be added, by gain, by gain per cost and related things first in turn."""
    adds = [items for items in gains if not items <= chosen]
    if len(adds) <= WIDTH:
        return adds
    cost = {items: scoring.constraints.cost(items - chosen) for items in adds}
    by_gain = sorted(adds, key=lambda items: -gains[items])
    by_ratio = sorted(adds, key=lambda items: -gains[items] / max(cost[items], 1e-300))
    related = scoring.related
    near = [
        items
        for items in hinted
        if related is not None
        and not items <= chosen
        and any(related(one, item) for item in sorted(items) for one in sorted(chosen))
    ]
    merged = zip_longest(by_gain, by_ratio, near)
    return list(dict.fromkeys(one for three in merged for one in three if one is not None))


def _try_singly(
    scoring: Scoring,
    chosen: frozenset[int],
    score: float,
    adds: list[frozenset[int]],
    drops: list[frozenset[int]],
    gains: dict[frozenset[int], float],
) -> list[float]:
    """Bring gains up to date and return what each drop gains; all that one step can change.

    What does not fit is tried too where the allowance is ample, as it may fit after a swap.
    """
    fits = scoring.constraints.feasible
    ample = scoring.left > 8 * len(adds)
    tried = [add for add in adds if ample or fits(chosen | add)]
    found = scoring.scores([chosen | add for add in tried]) - score
    for add, gain in zip(tried, found.tolist(), strict=True):
        if np.isfinite(gain):
            gains[add] = gain
    losses = scoring.scores([chosen - drop for drop in drops]) - score
    return np.where(np.isfinite(losses), losses, 0.0).tolist()


def _rounds(
    scoring: Scoring,
    chosen: frozenset[int],
    drops: list[frozenset[int]],
    losses: list[float],
    adds: list[frozenset[int]],
    gains: dict[frozenset[int], float],
) -> Iterator[tuple[_Changes, _Changes]]:
    """Yield what to drop and what to add, from the smallest changes to the largest."""
    constraints = scoring.constraints

    def changes(sets: list[frozenset[int]], expected: list[float]) -> _Changes:
        costs = [constraints.cost(one) for one in sets]
        return _Changes(sets, np.array(costs), np.array(expected))

    def pairs(sets: list[frozenset[int]], expected: list[float]) -> _Changes:
        places = list(combinations(range(len(sets)), 2))
        return changes(
            [sets[one] | sets[other] for one, other in places],
            [expected[one] + expected[other] for one, other in places],
        )

    new = [add - chosen for add in adds]
    expected = [gains[add] for add in adds]
    dropped, added = changes(drops, losses), changes(new, expected)
    yield dropped, NO_CHANGE
    yield NO_CHANGE, added
    yield dropped, added
    yield pairs(drops, losses), added
    yield dropped, pairs(new, expected)


def _neighbours(
    scoring: Scoring, chosen: frozenset[int], removed: _Changes, added: _Changes
) -> tuple[Iterator[frozenset[int]], bool]:
    """Return the sets that changes lead to and that may be chosen, and whether these are all."""
    constraints = scoring.constraints
    costs = constraints.cost(chosen) - removed.costs[:, None] + added.costs
    gains = removed.gains[:, None] + added.gains
    budget = np.inf if constraints.budget is None else constraints.budget
    slack = 1e-9 * max(constraints.cost(chosen), 1e-300)
    places = np.flatnonzero(costs.ravel() <= budget + slack)
    order = np.argsort(-gains.ravel()[places], kind="stable")
    width = max(1, len(added.sets))
    sets = (
        constraints.closure((chosen - removed.sets[row]) | added.sets[column])
        for row, column in (divmod(place, width) for place in places[order[:TRIED]].tolist())
    )
    return filter(constraints.feasible, sets), len(order) <= TRIED


def _first_better(
    scoring: Scoring, neighbours: Iterator[frozenset[int]], score: float
) -> tuple[frozenset[int], float] | None:
    """Return the best neighbour of the first batch that has a better one, with its score."""
    while batch := list(islice(neighbours, BATCH)):
        scores = scoring.scores(batch)
        best = int(scores.argmax())
        if scores[best] > score + scoring.close:
            return batch[best], float(scores[best])
        if not scoring.left:
            return None
    return None
