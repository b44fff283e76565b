"""Upper bounds of what any set that may be chosen is worth, each with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from techtree.portfolio.choosing.additive import Additive, by_itself, fit
from techtree.portfolio.choosing.best import closeness
from techtree.portfolio.choosing.constraints import Constraints
from techtree.portfolio.choosing.contexts import Contexts, contexts
from techtree.portfolio.choosing.contradictions import out_of_reach
from techtree.portfolio.choosing.criteria import Criterion
from techtree.portfolio.choosing.evaluations import Evaluations
from techtree.portfolio.choosing.programme import most

ENABLING = (
    "items enable each other beyond what they add by themselves and in pairs, so that no bound of "
    "such sums holds"
)
UNSEEN = "no bound: not every item was evaluated by itself"


@dataclass(frozen=True, slots=True)
class Bound:
    """An upper bound, None where there is none; `method` says how it was found and if it is sure.

    `kind` is ``exhaustive`` or ``ceiling``, which are certain, or ``additive`` or ``greedy``, which
    rest on an assumption.
    """

    kind: str
    value: float | None
    method: str


def bounds_of(
    constraints: Constraints,
    evaluations: Evaluations,
    criterion: Criterion,
    chosen: frozenset[int],
    ceiling: float | None,
) -> tuple[Bound, ...]:
    """Return the bounds that hold as far as was seen, the least first."""
    steps = contexts(evaluations, constraints.count)
    beyond = out_of_reach(constraints)
    outside = constraints.never | constraints.root | frozenset(beyond)
    possible = [item for item in range(constraints.count) if item not in outside]
    model = fit(constraints, steps, criterion)
    found = [_additive(constraints, steps, model, criterion, chosen, possible)]
    if found[0].value is not None:
        found += _greedy(constraints, steps, model, criterion, chosen, possible)
    if ceiling is not None:
        found.append(Bound("ceiling", ceiling, "no set is worth more than the best outcome"))
    return tuple(sorted(found, key=lambda one: np.inf if one.value is None else one.value))


def _additive(
    constraints: Constraints,
    steps: Contexts,
    model: Additive,
    criterion: Criterion,
    chosen: frozenset[int],
    possible: list[int],
) -> Bound:
    if np.any(np.isnan(model.items[possible])):
        return Bound("additive", None, UNSEEN)
    optimum = most(constraints, model, possible)
    score = _score(steps, criterion, chosen)
    value = _not_below(optimum.bound, score)
    if value is None:
        return Bound("additive", None, ENABLING)
    paired = " and each pair that helps each other" if model.pairs else ""
    return Bound(
        "additive",
        value,
        f"{optimum.programme} over what each item{paired} adds; holds if no item adds more "
        f"to any set than it did to those of the {len(steps.sets):,} sets evaluated",
    )


def _greedy(
    constraints: Constraints,
    steps: Contexts,
    model: Additive,
    criterion: Criterion,
    chosen: frozenset[int],
    possible: list[int],
) -> list[Bound]:
    """Return the bound from what items add to the chosen set, unless a set seen contradicts it.

    It is the online bound of Leskovec et al. (2007), with the integer programme in place of
    their greedy fill.
    """
    gains = steps.gains @ criterion.weights.T
    close = closeness(float(np.abs(steps.values).max()))
    members = np.isin(steps.items, sorted(chosen))
    alone = by_itself(constraints, steps, criterion)
    growing = np.any(gains > alone[steps.items] + close)
    if growing or np.any(gains[members] < -close):
        return []
    items = model.items.copy()
    place = steps.sets.index(chosen)
    inside = [steps.sets[before] <= chosen for before in steps.before.tolist()]
    np.minimum.at(items, steps.items[inside], gains[inside])
    items[sorted(chosen)] = 0.0
    start = criterion.sums(steps.values[[place]])[0]
    optimum = most(constraints, replace(model, start=start, items=items, pairs={}), possible)
    value = _not_below(optimum.bound, float(start.min()))
    if value is None:
        return []
    return [
        Bound(
            "greedy",
            value,
            f"{optimum.programme} over what each item adds to the chosen set or parts of it; holds "
            "if items only overlap and none spoils another, which none of the "
            f"{len(steps.sets):,} sets evaluated contradicts",
        )
    ]


def _score(steps: Contexts, criterion: Criterion, chosen: frozenset[int]) -> float:
    return float(criterion.score(steps.values[[steps.sets.index(chosen)]])[0])


def _not_below(bound: float, score: float) -> float | None:
    """Return a bound, lifted to a score it misses by the solver's tolerance, or None below it."""
    if bound >= score:
        return bound
    return score if score - bound <= 1e-6 * max(abs(score), abs(bound)) else None
