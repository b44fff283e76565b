"""The most that an additive model allows under the constraints, by HiGHS.

An integer programme up to a thousand items, and its linear relaxation beyond: with so many, what
a fraction of an item adds to the bound is little.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from techtree.portfolio.choosing.additive import Additive
from techtree.portfolio.choosing.constraints import Constraints

INTEGER = 1_000  # items up to which they are whole; beyond, a set may take parts of some
SECONDS = 5.0  # after which the bound that the solver has reached is taken


class _Rows:
    """Rows of ``A x <= upper``, as triples."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.columns: list[int] = []
        self.entries: list[float] = []
        self.upper: list[float] = []

    def add(self, columns: list[int], entries: list[float], upper: float) -> None:
        self.rows += [len(self.upper)] * len(columns)
        self.columns += columns
        self.entries += entries
        self.upper.append(upper)


@dataclass(frozen=True, slots=True)
class Optimum:
    """An upper bound of what the model's best set is worth, and by which programme."""

    bound: float
    programme: str


def most(constraints: Constraints, model: Additive, possible: list[int]) -> Optimum:
    """Return the greatest least-of-sums that a set of possible items has in the model.

    Variables are the items that can be of use, pairs of them, and the score; scores are scaled to
    1 and costs to the budget, so that the solver's tolerances are relative.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    allowed = frozenset(possible)
    pairs = {
        pair: more
        for pair, more in model.pairs.items()
        if pair[0] in allowed and pair[1] in allowed
    }
    useful = _useful(constraints, model, possible, pairs)
    start = float(model.start.min())
    if not useful:
        return Optimum(start, "sum")
    column = {item: place for place, item in enumerate(useful)}
    sums = len(model.start)
    wide = len(useful) + len(pairs)
    adds = np.zeros((sums, wide))
    adds[:, : len(useful)] = model.items[useful].T
    for place, more in enumerate(pairs.values()):
        adds[:, len(useful) + place] = more
    scale = float(np.abs(adds).max())
    rows = _Rows()
    for place, (one, other) in enumerate(pairs):
        rows.add([len(useful) + place, column[one]], [1.0, -1.0], 0.0)
        rows.add([len(useful) + place, column[other]], [1.0, -1.0], 0.0)
    objective = np.zeros(wide + 1)
    if sums == 1:
        objective[:wide] = -adds[0] / scale
    else:
        objective[wide] = -1.0
        for number in range(sums):
            room = (float(model.start[number]) - start) / scale
            entries = (-adds[number] / scale).tolist()
            rows.add([*range(wide), wide], [*entries, 1.0], room)
    _rules(constraints, column, rows)
    matrix = csr_array((rows.entries, (rows.rows, rows.columns)), (len(rows.upper), wide + 1))
    whole = np.zeros(wide + 1)
    whole[: len(useful)] = 1
    lower, upper = np.zeros(wide + 1), np.ones(wide + 1)
    lower[wide], upper[wide] = (0.0, 0.0) if sums == 1 else (-np.inf, np.inf)
    constraint = LinearConstraint(matrix, -np.inf, np.array(rows.upper))

    # without whole variables the simplex ends in a step an item chosen, sooner than any presolve
    def solve(integrality: np.ndarray) -> float:
        result = milp(
            objective,
            integrality=integrality,
            bounds=Bounds(lower, upper),
            constraints=constraint,
            options={"time_limit": SECONDS, "presolve": bool(integrality.any())},
        )
        reached = result.mip_dual_bound if integrality.any() else result.fun
        return np.inf if reached is None else start - scale * float(reached)

    if len(useful) <= INTEGER:
        bound = solve(whole)
        if np.isfinite(bound):
            return Optimum(bound, "integer programme")
    return Optimum(solve(np.zeros(wide + 1)), "linear programme")


def _useful(
    constraints: Constraints,
    model: Additive,
    possible: list[int],
    pairs: dict[tuple[int, int], np.ndarray],
) -> list[int]:
    """Return the possible items that can raise a sum, with what they require."""
    paired = {item for pair in pairs for item in pair}
    gain = model.items.max(axis=1) > 0
    kept = [item for item in possible if gain[item] or item in paired]
    return sorted(constraints.closure(kept) - constraints.root)


def _rules(constraints: Constraints, column: dict[int, int], rows: _Rows) -> None:
    """Add the budget, requirements, exclusions and groups."""
    if constraints.budget is not None:
        left = constraints.budget - constraints.cost(constraints.root)
        size = constraints.budget or 1.0
        costs = [float(constraints.costs[item]) / size for item in column]
        rows.add(list(column.values()), costs, left / size)
    for item, needed in constraints.requires.items():
        for other in sorted(needed - constraints.root):
            if item in column:
                rows.add([column[item], column[other]], [1.0, -1.0], 0.0)
    for one, other in sorted(constraints.excludes):
        if one in column and other in column:
            rows.add([column[one], column[other]], [1.0, 1.0], 1.0)
    for group in constraints.groups:
        members = [column[item] for item in sorted(group) if item in column]
        if len(members) > 1:
            rows.add(members, [1.0] * len(members), 1.0)
