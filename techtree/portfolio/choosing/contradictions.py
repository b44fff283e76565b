"""Say why constraints cannot be met, or refuse them, in a sentence."""

from __future__ import annotations

import math

from techtree.errors import UsageError
from techtree.portfolio.choosing.constraints import Constraints


def refuse_contradictions(constraints: Constraints) -> None:
    """Raise `UsageError` if costs or rules make no sense or no set at all can be chosen."""
    _refuse_nonsense(constraints)
    reason = why_not(constraints, constraints.must)
    if reason is not None:
        raise UsageError(f"no set of items can be chosen: {reason}")


def out_of_reach(constraints: Constraints) -> dict[int, str]:
    """Return the items that are in no set that may be chosen, each with the reason.

    What is in `never` is left out. The constraints are ones that can be met.
    """
    found: dict[int, str] = {}
    spent = constraints.cost(constraints.root)
    for item in range(constraints.count):
        free = not (
            item in constraints.requires
            or item in constraints.conflicts
            or item in constraints.groups_of
        )
        if item in constraints.never or (
            free and constraints.affordable(spent + float(constraints.costs[item]))
        ):
            continue
        reason = why_not(constraints, constraints.must | {item})
        if reason is not None:
            found[item] = reason
    return found


def why_not(constraints: Constraints, wanted: frozenset[int]) -> str | None:
    """Return why no set holds all that is wanted, or None if one does.

    The smallest such set is what is wanted with all that it requires, so this is exact.
    """
    needed = constraints.closure(wanted)

    def named(item: int) -> str:
        name = constraints.name(item)
        if item in constraints.must:
            return f"{name}, which must be chosen"
        if item in wanted:
            return name
        by = min(constraints.required_by[item] & needed)
        return f"{name}, which {constraints.name(by)} requires"

    for item in sorted(needed & constraints.never):
        if item in constraints.must:
            return f"{constraints.name(item)} must be chosen and must never be chosen"
        return f"{named(item)}, must never be chosen"
    for item in sorted(needed):
        rivals = sorted(constraints.conflicts.get(item, frozenset()) & needed)
        if rivals == [item]:
            return f"{constraints.name(item)} excludes itself"
        for rival in rivals:
            if rival != item:
                return f"{named(item)}, and {named(rival)}, exclude each other"
    numbers = {number for item in needed for number in constraints.groups_of.get(item, ())}
    for number in sorted(numbers):
        members = sorted(constraints.groups[number] & needed)
        if len(members) > 1:
            listed = ", and ".join(named(item) for item in members[:2])
            return f"{listed}, are of one group, of which at most one is chosen"
    cost = constraints.cost(needed)
    if not constraints.affordable(cost):
        return f"{_priced(constraints, needed, cost)} the budget of {constraints.budget:.12g}"
    return None


def refuse_budget(budget: float) -> None:
    """Raise `UsageError` unless a budget is a number from 0 up."""
    if not (math.isfinite(budget) and budget >= 0):
        raise UsageError(f"a budget of {budget}; a budget is a number from 0 up")


def _priced(constraints: Constraints, needed: frozenset[int], cost: float) -> str:
    names = [constraints.name(item) for item in sorted(needed)]
    shown = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
    must = bool(constraints.must)
    if len(names) == 1:
        return f"{shown} {'must be chosen and ' if must else ''}costs {cost:.12g}, over"
    why = "must be chosen" if needed <= constraints.must else "are needed together"
    return f"{shown} {why} and cost {cost:.12g} together, over"


def _refuse_nonsense(constraints: Constraints) -> None:
    for item, cost in enumerate(constraints.costs):
        if not (math.isfinite(cost) and cost >= 0):
            raise UsageError(f"{constraints.name(item)} costs {cost}; a cost is a number from 0 up")
    if constraints.budget is not None:
        refuse_budget(constraints.budget)
    if constraints.names and len(constraints.names) != constraints.count:
        raise ValueError("as many names as costs, or none")
    named = [*constraints.must, *constraints.never, *constraints.requires]
    named += [item for needed in constraints.requires.values() for item in needed]
    named += [item for pair in constraints.excludes for item in pair]
    named += [item for group in constraints.groups for item in group]
    for item in named:
        if not 0 <= item < constraints.count:
            raise UsageError(f"no item has the number {item}; there are {constraints.count}")
