"""Look for pairs that gain more together than the sum of each, from what is in every set.

A search by single items would not come upon two that do nothing alone and enable each other. Where
pairs are too many to try, the dull moves, those that gain nothing by themselves, are screened
first: all of them are put together, and what gains more there than by itself is helped by another.
"""

from __future__ import annotations

from itertools import combinations

from techtree.portfolio.choosing.moves import Move, item_moves, pool
from techtree.portfolio.choosing.scoring import Scoring

SCREENED = 400  # dull moves that are put together
FEW = 100  # moves up to which pairs that the hint calls unrelated are tried too, the last


def opening_moves(scoring: Scoring) -> list[Move]:
    """Return the moves from what is in every set, items first, then pairs that help each other."""
    moves = item_moves(scoring)
    return moves + pair_moves(scoring, moves)


def pair_moves(scoring: Scoring, moves: list[Move]) -> list[Move]:
    """Return the pairs that help each other, of those that a third of the allowance can try.

    Without a hint it is an eighth, unless that third is enough for all. First come pairs that the
    hint calls related, then those with a dull move, then those that screening points at, then the
    cheapest.
    """
    constraints = scoring.constraints
    root = constraints.root
    base = scoring.of(root)
    found = _candidates(scoring, moves)
    hinted = scoring.related is not None or len(found) <= scoring.left // 3
    room = scoring.left // (3 if hinted else 8)
    helped: dict[int, bool] = {}
    if len(found) > room:
        helped = _screen(scoring, moves, room // 3)
        room -= len(helped)

    def order(pair: tuple[bool, int, int]) -> tuple[bool, bool, int, float, int, int]:
        unrelated, one, other = pair
        close = scoring.close
        dull = moves[one].gain <= close or moves[other].gain <= close
        seen = [helped[place] for place in (one, other) if place in helped]
        doubt = 1 if not seen else 0 if all(seen) else 2
        cost = moves[one].cost + moves[other].cost
        return (unrelated, not dull, doubt, cost, one, other)

    tried: list[tuple[int, int]] = []
    sets: list[frozenset[int]] = []
    for _, one, other in sorted(found, key=order):
        if len(sets) >= room:
            break
        chosen = root | moves[one].items | moves[other].items
        if constraints.feasible(chosen):
            tried.append((one, other))
            sets.append(chosen)
    kept: dict[frozenset[int], Move] = {}
    gains = scoring.scores(sets) - base
    for (one, other), chosen, gain in zip(tried, sets, gains.tolist(), strict=True):
        apart = max(0.0, moves[one].gain) + max(0.0, moves[other].gain)
        if gain > apart + scoring.close:
            items = chosen - root
            kept[items] = Move(items, constraints.cost(items), gain, True)
    return list(kept.values())


def _candidates(scoring: Scoring, moves: list[Move]) -> list[tuple[bool, int, int]]:
    """Return the pairs of moves to choose among, with whether the hint calls them unrelated."""
    some = pool(scoring, moves)
    found = []
    for one, other in combinations(some, 2):
        near = _related(scoring, moves[one].items, moves[other].items)
        if near or len(some) <= FEW:
            found.append((not near, one, other))
    return found


def _screen(scoring: Scoring, moves: list[Move], room: int) -> dict[int, bool]:
    """Return whether each of the dull moves gains more beside all others than by itself."""
    close = scoring.close
    dull = [place for place in pool(scoring, moves) if moves[place].gain <= close]
    dull = sorted(dull, key=lambda place: (moves[place].cost, place))[: min(SCREENED, room - 1)]
    if len(dull) < 3:
        return {}
    root = scoring.constraints.root
    whole = root.union(*(moves[place].items for place in dull))
    scores = scoring.scores([whole, *((whole - moves[place].items) | root for place in dull)])
    more = scores[0] - scores[1:] - [moves[place].gain for place in dull]
    return {place: bool(gain > close) for place, gain in zip(dull, more, strict=True)}


def _related(scoring: Scoring, some: frozenset[int], others: frozenset[int]) -> bool:
    related = scoring.related
    if related is None:
        return True
    return any(related(one, other) for one in sorted(some) for other in sorted(others))
