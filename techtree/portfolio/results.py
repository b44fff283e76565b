"""What a portfolio is found to be worth. Shares are of 1, times in years, costs in the file's unit.

Every shift is *with* minus *without*, of the main view: the tree as written, one stance or the mix.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from techtree.errors import Problem
from techtree.impact.settings import Provenance


@dataclass(frozen=True, slots=True)
class Figure:
    """A shift with what is left of sampling error; an se of 0 and equal ends where exact.

    The doubt in the inputs, as `impact.score.Shift` has it, is None where it was not asked or no
    number is a range.
    """

    baseline: float
    with_item: float
    shift: float
    se: float
    sampling95: tuple[float, float]
    inputs90: tuple[float, float] | None = None
    sign_positive: float | None = None
    inputs_noise: float | None = None


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One item by itself. `rank95` are the ranks it may have as far as the samples can tell."""

    id: str
    title: str | None
    cost: float | None
    rank: int
    rank95: tuple[int, int]
    outcomes: dict[str, Figure]
    value: Figure
    ending_time: tuple[float, float] | None  # mean shift and se; None if no run ends both ways
    value_per_cost: float | None
    samples: int
    by_stance: dict[str, Figure]  # the value under each stance that was asked for


@dataclass(frozen=True, slots=True)
class Member:
    """What a chosen item brings to the set: its Shapley share, and what is lost without it."""

    id: str
    alone: Figure
    shapley: Figure
    marginal: Figure


@dataclass(frozen=True, slots=True)
class Pair:
    """How much two chosen items are worth together beyond the sum of each, beside nothing else.

    Above 0 they help each other (synergy), below 0 they overlap or spoil each other.
    """

    first: str
    second: str
    interaction: Figure


@dataclass(frozen=True, slots=True)
class InStance:
    """The chosen set under a stance, and the best that was found under that stance alone.

    ``best`` and ``regret`` are None where sets were not compared under all stances.
    """

    stance: str
    weight: float
    value: Figure
    best: float | None
    regret: float | None
    best_items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Best:
    """The set to choose.

    All figures but those of `stances` are seen from `stance`, by which the set was chosen: a
    stance, ``mix``, or None for the tree as written. A set of least regret is seen as its items
    are.

    `method` is ``exhaustive`` (every set that fits was evaluated: `sets` of them, some of which may
    be `alike`, the same as another), ``race`` (so they were, but for those `dropped` after some of
    the draws: a better one is among these with a probability of at most `doubt`) or ``greedy``
    (lazy greedy with exchanges, which evaluated `sets`). `bound` is an upper bound of the value of
    any set that fits, as found by `bound_method`; None where there is none. `gap` is bound minus
    value. `searched` is the value on the draws that were searched, which is biased upwards by the
    choice; `value` is on draws of its own, `samples` of them; 0 where sets were solved exactly, and
    `why` says why they were not.
    """

    budget: float | None
    criterion: str  # "value", "mix", "worst" or "regret"
    stance: str | None
    items: tuple[str, ...]
    cost: float
    value: Figure
    outcomes: dict[str, Figure]
    ending_time: tuple[float, float] | None
    method: str
    sets: int
    searched: float
    bound: float | None
    bound_kind: str | None  # what it rests on, see `choosing.bounds.Bound`
    bound_method: str | None
    gap: float | None
    members: tuple[Member, ...]
    pairs: tuple[Pair, ...]
    stances: tuple[InStance, ...]
    together: str  # how joint effects add up, in a sentence
    samples: int
    why: str | None = None
    alike: int = 0
    dropped: int = 0
    doubt: float = 0.0

    @property
    def exact(self) -> bool:
        """Tell whether its figures are without sampling error."""
        return self.samples == 0


@dataclass(frozen=True, slots=True)
class Step:
    """The best set that was found at a budget. `shift` is of the criterion's value, with its se."""

    budget: float
    cost: float
    items: tuple[str, ...]
    value: Figure


@dataclass(frozen=True, slots=True)
class Batch:
    """A portfolio, evaluated."""

    title: str
    portfolio: str
    cost_unit: str | None
    stance: str | None
    items: Sequence[Evaluated]  # by rank
    best: Best | None
    frontier: tuple[Step, ...]
    skipped: tuple[Problem, ...]
    provenance: Provenance
    command: str  # the command line that makes this again
