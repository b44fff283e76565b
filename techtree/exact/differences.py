"""Derivatives by solving a chain again with a number moved, for what no edge tells.

So it is for a depth, which is fixed when work begins, and for numbers at the border of what they
may be, where ways open that the chain does not have: there all differences lie on one side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from techtree.engine import layout as c
from techtree.engine.compiler import Compiled
from techtree.engine.draws import FIXED
from techtree.engine.moved_numbers import moved
from techtree.engine.number_uses import Written
from techtree.exact.chain import NotExact, build
from techtree.exact.solve import values

STEP = 1e-3  # as a share of the number; the error is of the fourth power
BORDER_STEP = 2e-4
JUMP = 0.05  # by which a derivative may differ at half the step, or it is none


@dataclass(frozen=True, slots=True)
class Difference:
    """Derivatives of the outcomes and of the mean time of the ending; None where there is none."""

    outcomes: np.ndarray  # (O,)
    time: float | None


def difference(
    compiled: Compiled,
    number: Written,
    *,
    memory: float = 1e9,
    transitions: float = np.inf,
) -> Difference | None:
    """Differentiate by one number; None where the probabilities jump, or cannot be had.

    `compiled` must keep the numbers apart (`compile_apart`).
    """

    def solved(by: float) -> np.ndarray:
        program = moved(compiled, number, by)
        chain = build(program, memory=memory, transitions=transitions)
        found = values(chain, horizon_of(program))
        time = [np.nan if found.time is None else found.time[chain.roots[0]]]
        return np.concatenate([found.outcomes[chain.roots[0]], time])

    low, high = number.bounds
    step = STEP * (abs(number.at) or 1.0)
    try:
        if number.at - 2.0 * step >= low and number.at + 2.0 * step <= high:
            near, far = ((solved(by) - solved(-by)) / (2.0 * by) for by in (step, 2.0 * step))
            row, rough = (4.0 * near - far) / 3.0, far
        else:
            step = BORDER_STEP * (1.0 if number.at - low < high - number.at else -1.0)
            here, *ahead = (solved(by * step) for by in (0, 1, 2, 3, 4))
            row = _one_sided(here, ahead, step)
            rough = (ahead[0] - here) / step
    except NotExact:
        return None
    row, rough, time = row[:-1], rough[:-1], float(row[-1])
    if np.abs(row - rough).max() > JUMP * max(1.0, float(np.abs(row).max())):
        return None
    return Difference(row, None if np.isnan(time) else time)


def horizon_of(compiled: Compiled) -> float:
    """Return the horizon of a program, in years; raises `NotExact` if it is a range."""
    slot = compiled.program.rules.scalars[c.HORIZON]
    if slot < 0:
        return np.inf
    family, value = compiled.program.numbers.slots[slot, :2]
    if family != FIXED:
        raise NotExact("the horizon is a range")
    return float(value)


def _one_sided(here: np.ndarray, ahead: list[np.ndarray], step: float) -> np.ndarray:
    """Return the derivative from values at 0 and at 1 to 4 steps, exact to the fourth power."""
    one, two, three, four = ahead
    return (-25.0 * here + 48.0 * one - 36.0 * two + 16.0 * three - 3.0 * four) / (12.0 * step)
