"""Have all sets that may be chosen compared in an arena, in full or in a race."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from techtree.portfolio.choosing.best import Eligible
from techtree.portfolio.choosing.choice import Compared
from techtree.portfolio.choosing.constraints import CLOSE, Constraints
from techtree.portfolio.choosing.criteria import Criterion
from techtree.portfolio.choosing.evaluations import Evaluations
from techtree.portfolio.choosing.families import Family, masks_of
from techtree.portfolio.choosing.race import DOUBT, Arena, Judge, Ranking, leading, race

MOST_LEFT = 100_000  # sets after a race that does not settle what they are worth

By = Callable[[], Criterion]


@dataclass(frozen=True, eq=False, slots=True)
class Question:
    """Which sets of a family are to be found: the best by a criterion, or that at each budget."""

    constraints: Constraints
    criterion: Criterion
    at_each: bool  # budget, up to the largest in the family


def compare_all(
    arena: Arena,
    family: Family,
    question: Question,
    evaluations: Evaluations,
    limit: int,
    search: Callable[[], object],
    final: By,
) -> Compared | None:
    """Put what may be the best of a family, with its worth, among the evaluations.

    Up to `limit` sets are run on all worlds; more are raced against what a `search` finds first.
    Where there are several stances it is the best under each, too. Regret is against these, so
    that sets are raced again for it: `final` gives the criterion with what is known by then. In an
    arena that does not settle what sets are worth a criterion is one sum of values, and None is
    returned if too many are left to be evaluated.
    """
    distinct = family.distinct(arena.telling)
    found = Compared(len(family), len(family) - len(distinct), 0, 0.0)
    stances = question.criterion.stances
    alone = [Criterion.value(stances, stance) for stance in range(stances)] if stances > 1 else []
    regret = question.criterion.kind == "regret"
    first = alone if regret else [question.criterion, *alone]
    tests = len(distinct) * sum(len(judge.weights) for judge in [question.criterion, *alone])
    full = len(distinct) <= limit or arena.span is None
    if full and not arena.settles:
        evaluations.expect(evaluations.asked + len(distinct))
        evaluations.values(distinct.chosen(np.arange(len(distinct))))
        return found
    if full:
        ranking = race(arena, distinct, [], tests)
    else:
        search()
        ranking = _raced(arena, distinct, question, evaluations, first, tests)
    dropped = len(distinct) - len(ranking.places)
    if not arena.settles:
        if len(ranking.places) > MOST_LEFT:
            return None
        evaluations.expect(evaluations.asked + len(ranking.places))
        evaluations.values(distinct.chosen(ranking.places))
        return Compared(found.sets, found.alike, dropped, DOUBT if dropped else 0.0)
    _keep(distinct, ranking, question, evaluations, first)
    if regret:
        if not full:
            last = [final()]
            ranking = _raced(arena, distinct, question, evaluations, last, tests)
            dropped = max(dropped, len(distinct) - len(ranking.places))
        _keep(distinct, ranking, question, evaluations, [final()])
    return Compared(found.sets, found.alike, dropped, DOUBT if dropped else 0.0)


def _raced(
    arena: Arena,
    family: Family,
    question: Question,
    evaluations: Evaluations,
    criteria: Sequence[Criterion],
    tests: int,
) -> Ranking:
    eligible = Eligible(question.constraints, evaluations)
    judges = []
    for number, criterion in enumerate(criteria):
        if question.at_each and number == 0:
            points = eligible.pareto(criterion)
            sets = [frozenset(point.items) for point in points]
            costs = np.array([point.cost for point in points])
            rival = np.searchsorted(costs, family.costs * (1.0 + CLOSE), side="right") - 1
        else:
            sets = [eligible.best(criterion, question.constraints.budget)[0]]
            rival = np.zeros(len(family), dtype=np.int64)
        masks = masks_of(arena.items, sets)
        judges.append(Judge(criterion, masks, np.maximum(rival, 0)))
    return race(arena, family, judges, tests)


def _keep(
    family: Family,
    ranking: Ranking,
    question: Question,
    evaluations: Evaluations,
    criteria: Sequence[Criterion],
) -> None:
    """Take what may be the best of those that were run on all worlds into the evaluations."""
    budget = question.constraints.budget
    kept = [
        leading(family, ranking, criterion, budget, at_each=question.at_each and number == 0)
        for number, criterion in enumerate(criteria)
    ]
    wanted = np.isin(ranking.places, np.concatenate(kept))
    evaluations.know(family.chosen(ranking.places[wanted]), ranking.values[wanted])
