"""Compare very many sets: on few worlds first, and on more only those that may still win.

All sets are run on the same worlds, in a random order. After each round, sets drop out that are
surely worth less than a rival, a good set that a search found before, over all the worlds that the
comparison uses; those that are left are run on all of them. `wagers` says how sure that is: over
all sets, rows and rounds together, the probability that any drops out that is worth at least as
much as its rival is at most `DOUBT`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np

from techtree.portfolio.choosing.best import closeness
from techtree.portfolio.choosing.constraints import CLOSE
from techtree.portfolio.choosing.criteria import Criterion
from techtree.portfolio.choosing.families import Family, along
from techtree.portfolio.choosing.wagers import SHARES, winnings

DOUBT = 1e-3
_FEW = 1_000  # sets that are evaluated rather than run on more worlds
_STEPS = (1, 2, 3, 4, 6)  # rounds end there, and at twice, four times... as many blocks of worlds


@dataclass(frozen=True, eq=False, slots=True)
class Heat:
    """Some sets on worlds first, first + 1, ..., with how they stand before (see `wagers.wager`).

    `masks` are (S,), `rival` and `sums` (J, S), `wealth` (J, S, shares); no rows J where sets are
    only run.
    """

    masks: np.ndarray
    rival: np.ndarray
    sums: np.ndarray
    wealth: np.ndarray
    first: int
    count: int


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """What is bet on: weights (J, K) of the values under K stances, and most of a difference (J,).

    `reference` (J, M, N) has what is to be beaten by each of M rivals in each of N worlds.
    """

    weights: np.ndarray
    reference: np.ndarray
    top: np.ndarray


class Arena(Protocol):
    """Runs sets of `items`, as masks of them, on worlds in a random order.

    `span` is the most by which the values of two sets can differ in a world, None where that is
    not known; `telling` are the bits of the items that can make a difference at all. Where
    `settles` is false, sets are not worth their means over these worlds but over all that might be
    drawn: what does not drop out has to be evaluated otherwise.
    """

    items: tuple[int, ...]
    worlds: int
    block: int
    heat: int  # sets that are run together
    span: float | None
    telling: int
    settles: bool

    def each(self, masks: np.ndarray) -> np.ndarray:
        """Return the values (K, S, N) of sets in each world."""

    def run(self, heats: Iterable[Heat], rows: Rows) -> Iterator[tuple[Heat, np.ndarray]]:
        """Yield each heat as it stands afterwards, in order, with sums (S, K) of its values."""

    def progress(self, done: int, total: int) -> None:
        """Take note that so many sets were run on all worlds, or dropped out."""


@dataclass(frozen=True, eq=False, slots=True)
class Judge:
    """A criterion; the sets it has seen that are hard to beat, as masks; which is a set's rival."""

    criterion: Criterion
    rivals: np.ndarray  # (M,)
    rival: np.ndarray  # (S,) places in `rivals`


@dataclass(frozen=True, eq=False, slots=True)
class Ranking:
    """The sets that were run on all worlds: places in the family (A,), and mean values (A, K)."""

    places: np.ndarray
    values: np.ndarray


def race(
    arena: Arena,
    family: Family,
    judges: Sequence[Judge],
    tests: float,
) -> Ranking:
    """Run sets against each other.

    No judge's best drops out, but for a probability of `DOUBT` if there are `tests` of rows and
    sets in all. Without judges all sets are run on all worlds.
    """
    order = along(family.masks)
    masks = family.masks[order]
    rows = _rows(arena, judges) if judges else _no_rows(arena)
    which = [judge for judge, of in enumerate(judges) for _ in of.criterion.weights]
    offset = np.cumsum([0, *(len(judge.rivals) for judge in judges)])
    rival = np.array([judges[j].rival[order] + offset[j] for j in which], dtype=np.int64)
    rival = rival.reshape(len(which), len(masks))
    sums = np.zeros(rival.shape)
    wealth = np.zeros((*rival.shape, len(SHARES)))
    totals = np.zeros((len(masks), rows.weights.shape[1]))
    beaten = np.zeros((len(judges), len(masks)), dtype=bool)
    left = np.arange(len(masks))
    done = 0
    for first, count in _rounds(arena.worlds, arena.block, bool(judges)):
        heats = (
            Heat(masks[at], rival[:, at], sums[:, at], wealth[:, at], first, count)
            for at in _cut(left, arena.heat)
        )
        for at, (after, total) in zip(_cut(left, arena.heat), arena.run(heats, rows), strict=True):
            sums[:, at], wealth[:, at] = after.sums, after.wealth
            totals[at] += total
            done += len(at) * count
            arena.progress(done // arena.worlds, len(masks))
        if judges and first + count < arena.worlds:
            for row, judge in enumerate(which):
                beaten[judge, left] |= winnings(wealth[row, left]) >= np.log(tests / DOUBT)
            out = beaten[:, left].all(axis=0)
            done += int(out.sum()) * (arena.worlds - first - count)
            left = left[~out]
            if not arena.settles and len(left) <= _FEW:
                break
    return Ranking(order[left], totals[left] / arena.worlds)


def leading(
    family: Family, ranking: Ranking, criterion: Criterion, budget: float | None, *, at_each: bool
) -> np.ndarray:
    """Return the places in the family of what a criterion may choose, ties included.

    With `at_each` it is what may be chosen at some budget.
    """
    costs = family.costs[ranking.places]
    scores = criterion.score(ranking.values)
    close = 2.0 * closeness(float(np.abs(ranking.values).max(initial=0.0)))
    if at_each:
        order = np.argsort(costs, kind="stable")
        best = np.empty(len(order))
        best[order] = np.maximum.accumulate(scores[order])
        return ranking.places[scores >= best - close]
    if budget is not None:
        scores[costs > budget + CLOSE * abs(budget)] = -np.inf
    return ranking.places[scores >= scores.max() - close]


def _rounds(worlds: int, block: int, several: bool) -> list[tuple[int, int]]:
    """Return first and count of the worlds of each round."""
    ends = [0]
    scale = block
    while several and ends[-1] < worlds:
        ends += [step * scale for step in _STEPS if step * scale > ends[-1]]
        scale *= 2
    ends = [*(end for end in ends if end < worlds), worlds]
    return [(lo, hi - lo) for lo, hi in pairwise(ends)]


def _cut(left: np.ndarray, size: int) -> Iterator[np.ndarray]:
    return (left[lo : lo + size] for lo in range(0, len(left), size))


def _rows(arena: Arena, judges: Sequence[Judge]) -> Rows:
    """Return the rows of all judges, with all rivals of all of them as references.

    A set's score is the least of its rows, so that it is beaten if one of them is below the score
    of its rival. In each world that row is compared with the same row of the rival, as they move
    together, less the number by which this exceeds the rival's score.
    """
    values = arena.each(np.concatenate([judge.rivals for judge in judges]))
    means = values.mean(axis=2).T
    weights, reference, top = [], [], []
    first = 0
    for judge in judges:
        own = slice(first, first + len(judge.rivals))
        first = own.stop
        score = judge.criterion.score(means)
        above = judge.criterion.sums(means) - score[:, None]
        for row, more in zip(judge.criterion.weights, above.T, strict=True):
            weights.append(row)
            reference.append(np.tensordot(row, values, axes=1) - more[:, None])
            top.append((arena.span or 0.0) + float(more[own].max()))
    return Rows(np.array(weights), np.array(reference), np.array(top))


def _no_rows(arena: Arena) -> Rows:
    stances = arena.each(np.zeros(1, dtype=np.uint64)).shape[0]
    return Rows(np.zeros((0, stances)), np.zeros((0, 0, arena.worlds)), np.zeros(0))
