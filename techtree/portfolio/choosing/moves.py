"""What a search can add at once: an item with what it requires, or a pair worth more together.

Each has a gain: what it added to the last set in which it was tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from techtree.portfolio.choosing.contradictions import out_of_reach
from techtree.portfolio.choosing.scoring import Scoring

POOL = 800  # items among which pairs are looked for


@dataclass(frozen=True, slots=True)
class Move:
    """Items to add together, beyond what is in every set, and what they gained when tried."""

    items: frozenset[int]
    cost: float
    gain: float
    tried: bool  # whether the gain was found by adding just these to what is in every set


def again(scoring: Scoring, moves: Sequence[Move]) -> list[Move]:
    """Return moves with what they gain by another criterion, where it is known."""
    root = scoring.constraints.root
    known = [move.items | root in scoring.evaluations for move in moves]
    sets = [root | move.items for move, seen in zip(moves, known, strict=True) if seen]
    gains = iter((scoring.scores([*sets, root])[:-1] - scoring.of(root)).tolist())
    return [
        replace(move, gain=next(gains), tried=True) if seen else move
        for move, seen in zip(moves, known, strict=True)
    ]


def item_moves(scoring: Scoring) -> list[Move]:
    """Return the moves from what is in every set that are one item with what it requires.

    They are tried if that takes at most half of the allowance; else their gain is the sum of what
    the items gain alone.
    """
    constraints = scoring.constraints
    root = constraints.root
    nothing = frozenset[int]()
    base, empty = scoring.of(root), scoring.of(nothing)
    beyond = out_of_reach(constraints)
    items = [
        item
        for item in range(constraints.count)
        if item not in root and item not in constraints.never and item not in beyond
    ]
    bundles = list(dict.fromkeys(constraints.closure([item]) - root for item in items))
    alone = scoring.scores([frozenset([item]) for item in items]) - empty
    gains = dict(zip(items, np.where(np.isfinite(alone), alone, 0.0).tolist(), strict=True))
    together = [root | bundle for bundle in bundles]
    new = sum(chosen not in scoring.evaluations for chosen in together)
    if new <= scoring.left // 2:
        scores = (scoring.scores(together) - base).tolist()
        return [
            Move(bundle, constraints.cost(bundle), gain, True)
            for bundle, gain in zip(bundles, scores, strict=True)
        ]
    moves = []
    for bundle, chosen in zip(bundles, together, strict=True):
        if chosen in scoring.evaluations:
            moves.append(Move(bundle, constraints.cost(bundle), scoring.of(chosen) - base, True))
        else:
            gain = sum(gains.get(item, 0.0) for item in bundle)
            moves.append(Move(bundle, constraints.cost(bundle), gain, False))
    return moves


def pool(scoring: Scoring, moves: Sequence[Move]) -> list[int]:
    """Return the moves among which pairs are looked for: all, or as many dull as useful ones."""
    if len(moves) <= POOL:
        return list(range(len(moves)))
    cost = [move.cost for move in moves]
    dull = [place for place, move in enumerate(moves) if move.gain <= scoring.close]
    useful = [place for place, move in enumerate(moves) if move.gain > scoring.close]
    dull.sort(key=lambda place: (cost[place], place))
    useful.sort(key=lambda place: (-moves[place].gain / max(cost[place], 1e-300), place))
    half = POOL // 2
    some = dull[: max(half, POOL - len(useful))]
    return some + useful[: POOL - len(some)]
