"""Compare what the author believes the tree implies with what a run of it implies."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from techtree.errors import Place, Problem
from techtree.files.number_meaning import Z95, support
from techtree.model.numbers import Distribution, Fixed, Number
from techtree.model.tree import Tree

_ROOM = math.log(2)  # in log odds: a plain number claims its odds within a factor of 2


@dataclass(frozen=True, slots=True)
class Implied:
    """The probability that a run gives to a claim, and its sampling interval."""

    probability: float
    low: float
    high: float


def claim_warnings(
    tree: Tree, implied: Sequence[Implied], places: Mapping[str, Place]
) -> Iterator[Problem]:
    """Yield the claims that the tree does not bear out; ``implied`` follows ``tree.claims``."""
    for position, (claim, found) in enumerate(zip(tree.claims, implied, strict=True)):
        low, high = claimed_range(claim.probability)
        if found.high >= low and found.low <= high:
            continue
        by = f" by {claim.by.value:g} years from the start" if isinstance(claim.by, Fixed) else ""
        message = f"the claim that '{claim.that}'{by} has a probability of {_shown(low, high)} is "
        message += f"not what the tree implies: {found.probability:.2g}"
        yield Problem("warning", "claim", message, places[f"claims.{position}"])


def claimed_range(number: Number) -> tuple[float, float]:
    """Return the probabilities that a claim allows: its 5th to 95th percentile.

    A plain number allows its odds to be off by a factor of 2; other distributions all they hold.

    >>> [round(p, 3) for p in claimed_range(Fixed(0.5))]
    [0.333, 0.667]
    """
    if isinstance(number, Fixed):
        p = number.value
        if p in (0.0, 1.0):
            return p, p
        odds = math.log(p / (1 - p))
        return _probability(odds - _ROOM), _probability(odds + _ROOM)
    match number.distribution:
        case Distribution("logitnormal", (mean, sd)):
            return _probability(mean - Z95 * sd), _probability(mean + Z95 * sd)
    return support(number.distribution)


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def _shown(low: float, high: float) -> str:
    return f"{low:.2g}" if low == high else f"{low:.2g} to {high:.2g}"
