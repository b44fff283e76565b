"""How what a tree implies moves with every number in it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from techtree.engine.number_uses import Written
from techtree.errors import UsageError
from techtree.impact.settings import MIX, Provenance, Settings, check_given, tried, views
from techtree.model.tree import Tree

Method: TypeAlias = Literal["adjoint", "score", "pathwise", "differences"]

TENTH = 0.1


@dataclass(frozen=True, slots=True)
class Slope:
    """A derivative by a number, per unit of it, and its standard error.

    The derivative is None where there is none: what it is of jumps, or cannot be had in that way.
    """

    derivative: float | None
    se: float = 0.0


@dataclass(frozen=True, slots=True)
class Gradient:
    """How everything moves with one number.

    `number` is its path, as stances use it, and `at` its value; of a range or a distribution, the
    median of a lognormal or logit-normal and the mean of others (the scale of a Weibull), which is
    moved by stretching the whole, or by shifting its log odds. Times are in years. `step` is a
    tenth of the number, or 0.1 where that is `absolute`: of probabilities and shares, of what
    outcomes are worth, and of what is 0.

    `method` says how it was found: `adjoint` is exact; `score` has no bias, nor has `pathwise`;
    `differences` are central differences, of whole solves in the exact engine, and in simulation
    on common draws, with a bias of the second order in their step.
    """

    number: str
    at: float
    step: float
    absolute: bool
    method: Method
    outcomes: dict[str, Slope]
    value: Slope
    ending_time: Slope | None  # where the race always ends

    @classmethod
    def of(
        cls,
        number: Written,
        method: Method,
        outcomes: Sequence[str],
        slopes: Sequence[Slope] | None,
        ends: bool,
    ) -> Gradient:
        """Gather the slopes by a number: of each outcome, of the value and of the time, (O + 2,).

        None stands for slopes that there are not; `ends` tells whether the race always ends.
        """
        found = slopes or [Slope(None)] * (len(outcomes) + 2)
        step, absolute = step_of(number)
        return cls(
            number=number.name,
            at=number.at,
            step=step,
            absolute=absolute,
            method=method,
            outcomes=dict(zip(outcomes, found, strict=False)),
            value=found[-2],
            ending_time=found[-1] if ends else None,
        )

    @property
    def size(self) -> float:
        """The largest change of a probability that a step makes."""
        return max(abs(slope.derivative or 0.0) * self.step for slope in self.outcomes.values())


@dataclass(frozen=True, slots=True)
class Gradients:
    """The gradient by every number of a tree, the largest first."""

    title: str
    stance: str | None
    rows: tuple[Gradient, ...]
    provenance: Provenance


def gradients(tree: Tree, settings: Settings | None = None) -> Gradients:
    """Differentiate what a tree implies by every number in it, under at most one stance.

    Exactly where the exact engine applies, else from simulated runs with standard errors.
    """
    settings = settings or Settings()
    started = time.perf_counter()
    check_given(tree, settings.given)
    if settings.stances == (MIX,):
        raise UsageError("gradients are those of one tree, not of a mix; name one stance")
    stance, view, _ = views(tree, settings.stances)[0]
    why = None
    if settings.engine != "simulation":
        from techtree.impact.exact_gradients import exact_gradients

        found = tried(settings, lambda: exact_gradients(tree, view, stance, settings, started))
        if isinstance(found, Gradients):
            return found
        why = found
    from techtree.impact.simulated_gradients import simulated_gradients

    return simulated_gradients(tree, view, stance, settings, started, why)


def step_of(number: Written) -> tuple[float, bool]:
    """Return the change of a number that a reader can picture, and whether it is a tenth of 1."""
    absolute = number.is_probability or number.uses == {"value"} or number.at == 0.0
    return TENTH * (1.0 if absolute else abs(number.at)), absolute


def in_order(rows: list[Gradient]) -> tuple[Gradient, ...]:
    """Sort gradients by their size, the largest first."""
    return tuple(sorted(rows, key=lambda row: (-row.size, row.number)))
