"""Gradients without noise: the adjoint of the chain, and differences where that cannot tell."""

from __future__ import annotations

import numpy as np

from techtree.engine import layout as c
from techtree.engine.compiler import Compiled
from techtree.engine.number_uses import Written, compile_apart
from techtree.exact import layout as x
from techtree.exact.adjoint import adjoint
from techtree.exact.chain import build
from techtree.exact.differences import Difference, difference, horizon_of
from techtree.impact.exact_worlds import SOON
from techtree.impact.gradients import Gradient, Gradients, Method, Slope, in_order
from techtree.impact.settings import Settings, provenance
from techtree.model.tree import Tree


def exact_gradients(
    tree: Tree, view: Tree, stance: str | None, settings: Settings, started: float
) -> Gradients:
    """Differentiate `view`, which is the tree under a stance; raises `NotExact`."""
    compiled, numbers = compile_apart(view, settings.given, settings.seed)
    most = np.inf if settings.engine == "exact" else SOON
    chain = build(compiled, memory=settings.memory, transitions=most, lump=False)
    found = adjoint(
        chain, numbers, horizon_of(compiled), memory=settings.memory, threads=settings.threads
    )
    over = bool(chain.tables.kinds[chain.roots[0]] == x.ENDED)
    rows = []
    for k, number in enumerate(numbers):
        settings.progress("differentiating", k, len(numbers))
        method: Method = "adjoint"
        by: Difference | None = Difference(
            found.outcomes[k] + found.by_horizon * _moves_horizon(number),
            None if found.time is None else float(found.time[k]),
        )
        if over or found.sudden[k] or _is_beyond_edges(compiled, number):
            method = "differences"
            by = difference(compiled, number, memory=settings.memory, transitions=most)
        slopes = None if by is None else _slopes(compiled, number, by, found.here)
        rows.append(Gradient.of(number, method, compiled.outcomes, slopes, found.ends))
    settings.progress("differentiating", len(numbers), len(numbers))
    made = provenance(tree, settings, 0, started, "gradients", states=chain.states)
    return Gradients(tree.title, stance, in_order(rows), made)


def _moves_horizon(number: Written) -> float:
    return 1.0 if "horizon" in number.uses else 0.0


def _is_beyond_edges(compiled: Compiled, number: Written) -> bool:
    """Tell whether the rates of one chain cannot tell what a number does.

    A depth is fixed when work begins and is no rate, and a time in the past decides what came
    before what; at the border of what a number may be, the chain lacks what could happen on the
    other side.
    """
    if number.uses <= {"value"}:
        return False
    if "unlocked" in number.uses:
        return bool(
            np.isin(compiled.program.rules.code[:, c.OPCODE], (c.BEFORE, c.NOT_BEFORE)).any()
        )
    return "depth" in number.uses or (number.fixed and number.at in number.bounds)


def _slopes(
    compiled: Compiled, number: Written, found: Difference, probabilities: np.ndarray
) -> list[Slope]:
    """Return the slopes of the outcomes, of what they are worth, and of the time."""
    numbers = compiled.program.numbers
    worth = numbers.slots[numbers.outcome_values, 1]
    own = sum(
        scale * float(probabilities[numbers.outcome_values == slot].sum())
        for slot, scale in zip(number.slots, number.scales, strict=True)
    )
    value = found.outcomes @ worth + own
    return [*(Slope(float(by)) for by in (*found.outcomes, value)), Slope(found.time)]
