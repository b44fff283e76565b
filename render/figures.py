"""Figures: what an engine found out about a tree, as far as a drawing shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figures:
    """Hold probabilities and median times of one tree, all keyed by the ids of the tree.

    ``known`` is the probability that a node is known by the horizon, and ``median`` the median
    of that time in years after the start (``None`` where it has none). ``outcomes`` is the
    distribution of the world's outcome, ``endings`` that of each ending, averaged over the runs
    that end there, and ``ending_probability`` the probability that the ending stops the world.
    Whatever is missing is left out of the drawing; an ending without a distribution is drawn
    with the tree's own shares.

    ``times`` are the dates by which 5% and 95% of all worlds know a node, in years after the
    start (``None`` where fewer come to know it). ``shifts`` say by how much each node would move
    the probability of the outcome ``shift_of``, or without one the expected value, were it known
    now; ``None`` is a shift that is lost in the noise.
    """

    known: Mapping[str, float] = field(default_factory=dict)
    median: Mapping[str, float | None] = field(default_factory=dict)
    outcomes: Mapping[str, float] = field(default_factory=dict)
    endings: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    ending_probability: Mapping[str, float] = field(default_factory=dict)
    times: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    shifts: Mapping[str, float | None] = field(default_factory=dict)
    shift_of: str | None = None


NO_FIGURES = Figures()
