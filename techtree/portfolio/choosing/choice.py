"""What was chosen."""

from __future__ import annotations

from dataclasses import dataclass

from techtree.portfolio.choosing.best import Point
from techtree.portfolio.choosing.bounds import Bound
from techtree.portfolio.choosing.searching import Stage


@dataclass(frozen=True, slots=True)
class Chosen:
    """A set and its worth by a criterion. Items are in order."""

    items: tuple[int, ...]
    value: float


@dataclass(frozen=True, slots=True)
class Compared:
    """All sets that fit, of which some are `alike`, the same as another that is preferred.

    The others were run on all worlds, but for those that were `dropped` after some of them: with
    a probability of at most `doubt` a set that is worth more than the chosen one was.
    """

    sets: int
    alike: int
    dropped: int
    doubt: float


@dataclass(frozen=True, slots=True)
class Choice:
    """The set to choose.

    `value` is its worth by the criterion and `values` under each stance. `method` is
    ``exhaustive``, ``race`` or ``greedy``, `sets` the number of sets compared for it, and `ended`
    says in words why the search stopped. `compared` says more of all sets where they were. `bound`
    is the least of `bounds`, None where none holds, of which `bound_kind` and `bound_method` are;
    `gap` is bound minus value. `best_by_stance` has the best set found under each stance alone.
    """

    items: tuple[int, ...]
    cost: float
    value: float
    values: tuple[float, ...]
    method: str
    sets: int
    ended: str
    bound: float | None
    bound_kind: str
    bound_method: str
    gap: float | None
    bounds: tuple[Bound, ...]
    best_by_stance: tuple[Chosen, ...]
    trail: tuple[Stage, ...]
    frontier: tuple[Point, ...]
    compared: Compared | None = None
