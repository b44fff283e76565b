"""Choose the best set under a budget: by trying all sets where they are few, else by search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from techtree.errors import UsageError
from techtree.portfolio.choosing.best import Eligible, Point
from techtree.portfolio.choosing.bounds import Bound, bounds_of
from techtree.portfolio.choosing.choice import Choice, Chosen, Compared
from techtree.portfolio.choosing.constraints import Constraints
from techtree.portfolio.choosing.contradictions import (
    out_of_reach,
    refuse_budget,
    refuse_contradictions,
    why_not,
)
from techtree.portfolio.choosing.criteria import Criterion
from techtree.portfolio.choosing.enumeration import all_sets
from techtree.portfolio.choosing.evaluations import Evaluations, Progress, Worth
from techtree.portfolio.choosing.exhaustive import evaluate_all
from techtree.portfolio.choosing.families import Family, family_of
from techtree.portfolio.choosing.frontiers import even_budgets, read_budgets
from techtree.portfolio.choosing.pairs import opening_moves
from techtree.portfolio.choosing.race import Arena
from techtree.portfolio.choosing.racing import Question, compare_all
from techtree.portfolio.choosing.scoring import Related, Scoring
from techtree.portfolio.choosing.searching import Searched, Stage, search

Method = Literal["auto", "exhaustive", "greedy"]


@dataclass(frozen=True, slots=True)
class Effort:
    """How much to evaluate.

    ``auto`` tries all sets where at most `limit` may be chosen, and in an arena races at most
    `most` of them. A search evaluates at most `allowance` sets, besides each item by itself; for
    a frontier, as many again; before a race, `pilot` sets.
    """

    method: Method = "auto"
    limit: int = 40_000
    allowance: int = 4_000
    most: int = 2**20
    pilot: int = 400


def choose(
    constraints: Constraints,
    worth: Worth,
    criterion: Criterion,
    *,
    effort: Effort | None = None,
    arena: Arena | None = None,
    singles: np.ndarray | None = None,
    related: Related | None = None,
    ceiling: Sequence[float] | None = None,
    progress: Progress | None = None,
    frontier: bool = False,
    budgets: Sequence[float] | None = None,
) -> Choice:
    """Return the best set that may be chosen.

    `worth` gives the values (S, K) of sets under K stances, and `arena`, if there is one, the same
    values of very many; `singles` (n, K) has what is known of each item by itself, `ceiling` (K,)
    the most that any set can be worth. `related` tells whether two items may act on each other, so
    that pairs are tried first where it is true.
    `frontier` asks for the best set at each budget too, at `budgets` or, of all sets, at every
    cost that buys more.

    Raises `UsageError` where no set may be chosen, with the reason, or where all sets are asked
    for and are too many.
    """
    effort = effort or Effort()
    refuse_contradictions(constraints)
    evaluations = Evaluations(worth, progress)
    highest = None if ceiling is None else np.asarray(ceiling, dtype=np.float64).reshape(1, -1)
    _begin(constraints, evaluations, criterion, singles)
    points = None
    if frontier and budgets is not None:
        points = [float(budget) for budget in budgets]
        for budget in points:
            refuse_budget(budget)
    wide = _widest(constraints, points)
    compared: Compared | None = None
    family, sets = _all(wide, arena, effort)
    if arena is not None and family is not None:
        compared = _compare(
            constraints, evaluations, criterion, effort, related, points, arena, family, frontier
        )
    if compared is not None:
        found = _Ended(_of_all(compared))
    elif sets is not None:
        # a set that reaches the ceiling ends the search only where one stance is all that counts
        enough = None
        if highest is not None and criterion.stances == 1 and not frontier:
            enough = float(criterion.score(highest)[0])
        found = _try_all(constraints, evaluations, criterion, sets, enough)
    elif effort.method == "exhaustive":
        raise UsageError(
            f"more than {effort.limit:,} sets fit the budget and the rules, too many to try all of "
            "them; give a smaller budget, more rules or fewer items, or let it search among them"
        )
    else:
        if frontier and points is None:
            points = even_budgets(constraints)
        found = _search(constraints, evaluations, criterion, effort, related, points or [])
    method = _method(compared, sets)
    eligible = Eligible(constraints, evaluations)
    by_stance = _best_by_stance(constraints, eligible, criterion.stances)
    final = _final(criterion, by_stance)
    chosen, value = eligible.best(final, constraints.budget)
    bounds: tuple[Bound, ...]
    if method != "greedy":
        bounds = (Bound(method, value, found.ended),)
    else:
        top = None if highest is None else float(final.score(highest)[0])
        bounds = bounds_of(constraints, evaluations, final, chosen, top)
    bound = bounds[0].value
    return Choice(
        items=tuple(sorted(chosen)),
        cost=constraints.cost(chosen),
        value=value,
        values=tuple(evaluations.values([chosen])[0].tolist()),
        method=method,
        sets=evaluations.asked if compared is None else compared.sets,
        ended=found.ended,
        bound=bound,
        bound_kind=bounds[0].kind,
        bound_method=bounds[0].method,
        gap=None if bound is None else bound - value,
        bounds=bounds,
        best_by_stance=by_stance,
        trail=found.trail,
        frontier=_frontier(constraints, eligible, final, frontier, points),
        compared=compared,
    )


def frontier(
    constraints: Constraints,
    worth: Worth,
    criterion: Criterion,
    budgets: Sequence[float] | None = None,
    **options: Any,
) -> tuple[Point, ...]:
    """Return the best set at each budget; `options` are those of `choose`."""
    found = choose(constraints, worth, criterion, frontier=True, budgets=budgets, **options)
    return found.frontier


def _widest(constraints: Constraints, budgets: Sequence[float] | None) -> Constraints:
    """Return the constraints with the largest budget that is asked about."""
    if constraints.budget is None or not budgets:
        return constraints
    return replace(constraints, budget=max(constraints.budget, *budgets))


def _all(
    constraints: Constraints, arena: Arena | None, effort: Effort
) -> tuple[Family | None, Sequence[frozenset[int]] | None]:
    """Return every set that may be chosen, as numbers if there is an arena; None if too many."""
    if effort.method == "greedy":
        return None, None
    if arena is None:
        return None, all_sets(constraints, effort.limit)
    most = effort.limit if arena.span is None else max(effort.limit, effort.most)
    return family_of(constraints, most, arena.items), None


def _method(compared: Compared | None, sets: Sequence[frozenset[int]] | None) -> str:
    if compared is not None and compared.dropped:
        return "race"
    return "greedy" if compared is None and sets is None else "exhaustive"


def _of_all(compared: Compared) -> str:
    """Say what was made of all sets."""
    alike = f", {compared.alike:,} of them by one that cannot differ" if compared.alike else ""
    if not compared.dropped:
        return f"every set that fits was evaluated{alike}"
    return (
        f"every set that fits was run{alike}; {compared.dropped:,} were dropped before all worlds "
        f"had been, with a probability of at most {compared.doubt:g} that one of them is worth more"
    )


def _compare(
    constraints: Constraints,
    evaluations: Evaluations,
    criterion: Criterion,
    effort: Effort,
    related: Related | None,
    points: Sequence[float] | None,
    arena: Arena,
    family: Family,
    frontier: bool,
) -> Compared | None:
    """Compare all sets of a family, those that a short search finds being the ones to beat."""
    budgets = points
    if frontier and budgets is None:
        budgets = even_budgets(constraints)
    pilot = replace(effort, allowance=effort.pilot)

    def final() -> Criterion:
        eligible = Eligible(constraints, evaluations)
        return _final(criterion, _best_by_stance(constraints, eligible, criterion.stances))

    return compare_all(
        arena,
        family,
        Question(constraints, criterion, frontier),
        evaluations,
        effort.limit,
        lambda: _search(constraints, evaluations, criterion, pilot, related, budgets or []),
        final,
    )


@dataclass(frozen=True, slots=True)
class _Ended:
    ended: str
    trail: tuple[Stage, ...] = ()


def _begin(
    constraints: Constraints,
    evaluations: Evaluations,
    criterion: Criterion,
    singles: np.ndarray | None,
) -> None:
    """Take what is known of single items, and evaluate no item and what is in every set."""
    if singles is not None:
        table = np.asarray(singles, dtype=np.float64).reshape(constraints.count, -1)
        evaluations.know([frozenset([item]) for item in range(constraints.count)], table)
    width = evaluations.values([frozenset(), constraints.root]).shape[1]
    if width != criterion.stances:
        raise ValueError(f"values under {width} stances; the criterion is of {criterion.stances}")


def _try_all(
    constraints: Constraints,
    evaluations: Evaluations,
    criterion: Criterion,
    sets: Sequence[frozenset[int]],
    enough: float | None,
) -> _Ended:
    if evaluate_all(constraints, evaluations, sets, criterion, enough):
        return _Ended("a set is worth as much as any can be")
    return _Ended("every set that fits was evaluated")


def _search(
    constraints: Constraints,
    evaluations: Evaluations,
    criterion: Criterion,
    effort: Effort,
    related: Related | None,
    budgets: Sequence[float],
) -> _Ended:
    """Search under each stance first where there are several, at each budget, then in earnest."""
    beyond = out_of_reach(constraints)
    items = [frozenset([item]) for item in range(constraints.count) if item not in beyond]
    new = sum(item not in evaluations for item in items)
    rounds = 2 if budgets else 1
    evaluations.expect(evaluations.asked + new + rounds * effort.allowance)
    evaluations.values(items)
    end = evaluations.asked + rounds * effort.allowance
    stances = criterion.stances
    eligible = Eligible(constraints, evaluations)

    def scoring(limits: Constraints, judge: Criterion, allowance: int) -> Scoring:
        return Scoring(limits, evaluations, eligible, judge, allowance, related)

    opening = opening_moves(scoring(constraints, criterion, effort.allowance))

    def run(limits: Constraints, judge: Criterion, allowance: int) -> Searched:
        return search(scoring(limits, judge, allowance), opening)

    if stances > 1:
        for stance in range(stances):
            run(constraints, Criterion.value(stances, stance), effort.allowance // (2 * stances))
    by_stance = _best_by_stance(constraints, eligible, stances)
    judge = _final(criterion, by_stance)
    for budget in sorted(set(budgets)):
        smaller = replace(constraints, budget=budget)
        if why_not(smaller, smaller.must) is None:
            run(smaller, judge, effort.allowance // len(budgets))
    searched = run(constraints, judge, end - evaluations.asked)
    return _Ended(searched.ended, searched.trail)


def _best_by_stance(
    constraints: Constraints, eligible: Eligible, stances: int
) -> tuple[Chosen, ...]:
    eligible.update()
    found = [
        eligible.best(Criterion.value(stances, stance), constraints.budget)
        for stance in range(stances)
    ]
    return tuple(Chosen(tuple(sorted(chosen)), value) for chosen, value in found)


def _final(criterion: Criterion, by_stance: Sequence[Chosen]) -> Criterion:
    """Return the criterion, regret being against the best found under each stance."""
    if criterion.kind != "regret":
        return criterion
    return criterion.against([best.value for best in by_stance])


def _frontier(
    constraints: Constraints,
    eligible: Eligible,
    criterion: Criterion,
    wanted: bool,
    budgets: Sequence[float] | None,
) -> tuple[Point, ...]:
    if not wanted:
        return ()
    if budgets is None:
        return eligible.pareto(criterion)
    return read_budgets(constraints, eligible, criterion, budgets)
