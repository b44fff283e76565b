"""Search for a good set without trying all: lazy greedy in two orders, then exchanges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from techtree.portfolio.choosing.exchanges import Settled, exchange
from techtree.portfolio.choosing.greedy import lazy_greedy
from techtree.portfolio.choosing.moves import Move, again
from techtree.portfolio.choosing.scoring import Scoring


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a search: the set it reached, its score, and how many sets were asked so far."""

    name: str
    items: tuple[int, ...]
    score: float
    sets: int


@dataclass(frozen=True, slots=True)
class Searched:
    """The best set seen. `ended` says what ended the search, in words."""

    chosen: frozenset[int]
    score: float
    ended: str
    trail: tuple[Stage, ...]


def search(scoring: Scoring, opening: Sequence[Move]) -> Searched:
    """Return the best set that greedy search and exchanges find within the allowance.

    Sets that were seen before count too. `opening` has the moves from what is in every set.
    """
    evaluations = scoring.evaluations
    trail: list[Stage] = []

    def note(name: str, chosen: frozenset[int]) -> None:
        stage = Stage(name, tuple(sorted(chosen)), scoring.of(chosen), evaluations.asked)
        trail.append(stage)

    moves = again(scoring, opening)
    starts: list[frozenset[int]] = []
    for per_cost, name in ((True, "greedy by value per cost"), (False, "greedy by value")):
        reached = lazy_greedy(scoring.part(scoring.left // 3), moves, per_cost)
        note(name, reached)
        starts.append(reached)
    best, _ = scoring.best_seen()
    ends: list[Settled] = []
    for start in dict.fromkeys([best, *starts]):
        ends.append(exchange(scoring, moves, start))
        note("exchanges", ends[-1].chosen)
    chosen, score = scoring.best_seen()
    return Searched(chosen, score, _ended(ends, chosen, scoring), tuple(trail))


def _ended(ends: list[Settled], chosen: frozenset[int], scoring: Scoring) -> str:
    at_best = [end for end in ends if end.chosen == chosen and end.settled]
    if any(end.every for end in at_best):
        return "no exchange of up to three items improves the set"
    if at_best:
        return "no exchange of up to three items that was among the most promising improves the set"
    if scoring.left:
        return "no exchange found a better set"
    return "the allowance of evaluations was spent"
