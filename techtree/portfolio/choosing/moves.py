"""What a search can add at once: an item with what it requires, or a pair worth more together.

Each has a gain: what it added to the last set in which it was tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

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


def opening_moves(scoring: Scoring) -> list[Move]:
    """Return the moves from what is in every set, items first, then pairs that help each other.

    An item that requires others is tried with them, if the allowance is enough for all such
    items; pairs take up to a third of what is left then, an eighth without a hint.
    """
    moves = _items(scoring)
    return moves + _pairs(scoring, moves)


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


def _items(scoring: Scoring) -> list[Move]:
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


def _pairs(scoring: Scoring, moves: list[Move]) -> list[Move]:
    """Return pairs of moves that gain more together than the sum of each.

    Tried first are pairs that the hint calls related, of these those in which one has no gain by
    itself, as the search would not come upon them; the cheapest first.
    """
    constraints = scoring.constraints
    root = constraints.root
    base = scoring.of(root)
    close = scoring.close
    some = pool(scoring, moves)
    ranked: list[tuple[bool, bool, float, tuple[int, int]]] = []
    for one, other in combinations(some, 2):
        near = scoring.related is None or _related(scoring, moves[one].items, moves[other].items)
        if not near and len(some) > 100:
            continue
        dull = moves[one].gain <= close or moves[other].gain <= close
        cost = constraints.cost(moves[one].items | moves[other].items)
        ranked.append((not near, not dull, cost, (one, other)))
    ranked.sort()
    tried: list[tuple[int, int]] = []
    sets: list[frozenset[int]] = []
    hinted = scoring.related is not None or len(ranked) <= scoring.left // 3
    room = scoring.left // (3 if hinted else 8)
    for _, _, _, (one, other) in ranked:
        if len(sets) >= room:
            break
        chosen = root | moves[one].items | moves[other].items
        if constraints.feasible(chosen):
            tried.append((one, other))
            sets.append(chosen)
    found: dict[frozenset[int], Move] = {}
    gains = scoring.scores(sets) - base
    for (one, other), chosen, gain in zip(tried, sets, gains.tolist(), strict=True):
        if gain > close and gain > moves[one].gain + moves[other].gain + close:
            found[chosen - root] = Move(chosen - root, constraints.cost(chosen - root), gain, True)
    return list(found.values())


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


def _related(scoring: Scoring, some: frozenset[int], others: frozenset[int]) -> bool:
    assert scoring.related is not None
    return any(scoring.related(one, other) for one in sorted(some) for other in sorted(others))
