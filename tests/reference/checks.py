"""Compare an answer with the law that a figure follows in one trajectory.

A law has a mean, the answer worked out by hand, and a spread, the standard deviation of the
figure in one trajectory. An estimate from n trajectories must lie within six times spread / sqrt(n)
of the mean, which is what independent trajectories would give. Draws that are spread evenly err
less: so much less that the estimate must also lie within seven of its own standard errors, which
64 copies tell, and which may be no larger than 1.55 times spread / sqrt(n). A false alarm has
probability 2e-9 a check. The times of nodes are told by as many independent trajectories: there
six standard errors must do, and the standard error is spread / sqrt(n) to 10%.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Any, NamedTuple, TypeAlias

import pytest

Answer: TypeAlias = Mapping[str, Any]

SAMPLES = 200_000
MILLION = 1_000_000
SIGMAS = 6
OWN_SIGMAS = 7  # of Student's distribution with 63 degrees of freedom
T95 = 1.998  # the quantile of 97.5% of that distribution
MOST = 1.55  # by chance, the root of chi-squared by its 63 degrees of freedom
EXACT = 1e-9  # for figures that are the same in every trajectory
RESOLUTION = 2e-3  # relative; quantiles may be read off a histogram


class Law(NamedTuple):
    """Mean and standard deviation of a figure in one trajectory."""

    mean: float
    spread: float


def coin(probability: float) -> Law:
    """Return the law of a figure that is 1 with this probability, else 0.

    >>> coin(0.5)
    Law(mean=0.5, spread=0.5)
    """
    return law((1.0, probability))


def law(*atoms: tuple[float, float]) -> Law:
    """Return the law of a figure from (value, probability); what is left lies at 0.

    >>> law((3.0, 0.5), (-1.0, 0.5))
    Law(mean=1.0, spread=2.0)
    """
    mean = sum(value * probability for value, probability in atoms)
    square = sum(value * value * probability for value, probability in atoms)
    return Law(mean, sqrt(max(square - mean * mean, 0.0)))


def certain(value: float) -> Law:
    """Return the law of a figure that is the same in every trajectory."""
    return Law(value, 0.0)


def agrees(answer: Answer, outcome: str, expected: Law) -> None:
    """Check an outcome's probability in an answer of ``show`` (or of one of its stances)."""
    figure = answer["outcomes"][outcome]
    _estimate(figure["probability"], figure["se"], expected, answer["samples"])
    _interval(
        figure["sampling95"], figure["probability"], figure["se"], expected, answer["samples"]
    )


def shifts(answer: Answer, outcome: str, baseline: float, expected: Law) -> None:
    """Check an outcome in an answer of ``score``: both probabilities and the paired shift."""
    _paired(answer["outcomes"][outcome], baseline, expected, answer["samples"])


def value_shifts(answer: Answer, baseline: float, expected: Law) -> None:
    """Check the expected value in an answer of ``score``, for values between 0 and 1."""
    _paired(answer["value"], baseline, expected, answer["samples"])


def ending_shifts(answer: Answer, expected: Law, decided: float = 1.0) -> None:
    """Check the mean shift of the ending's time, over the share of runs that end both ways."""
    figure = answer["ending_time"]
    _estimate(figure["mean_shift"], figure["se"], expected, decided * answer["samples"])


def node_shifts(answer: Answer, node: str, expected: Law, actor: str | None = None) -> None:
    """Check the mean shift of the time at which a node is known (to an actor, where private)."""
    (figure,) = (
        row
        for row in answer["nodes"]
        if row["id"] == node and (actor is None or row["actor"] == actor)
    )
    found, error = figure["mean_shift"], figure["se"]
    analytical = expected.spread / sqrt(answer["samples"])
    _estimate(found, error, expected, answer["samples"])
    assert error == pytest.approx(analytical, rel=0.1, abs=EXACT)
    assert found == pytest.approx(expected.mean, rel=0, abs=SIGMAS * error + EXACT)


def channel_shifts(answer: Answer, channel: str, outcome: str, expected: Law) -> None:
    """Check what a channel contributes to the shift of an outcome."""
    (row,) = (row for row in answer["channels"] if row["channel"] == channel)
    _estimate(row["shift"][outcome], row["se"][outcome], expected, answer["samples"])


def quantile(
    found: float, exact: float, level: float, samples: float, density: float | None = None
) -> None:
    """Check a quantile: its standard error is sqrt(q (1 - q) / n) / density (None: no spread)."""
    error = 0.0 if density is None else sqrt(level * (1 - level) / samples) / density
    assert found == pytest.approx(exact, rel=RESOLUTION, abs=SIGMAS * error + EXACT)


def _paired(figure: Answer, baseline: float, expected: Law, samples: int) -> None:
    shift, error = figure["shift"], figure["se"]
    _estimate(shift, error, expected, samples)
    _interval(figure["sampling95"], shift, error, expected, samples)
    assert figure["with"] - figure["baseline"] == pytest.approx(shift, abs=EXACT)
    for found, exact in (
        (figure["baseline"], baseline),
        (figure["with"], baseline + expected.mean),
    ):
        # No figure between 0 and 1 is more spread than a coin of the same mean.
        allowed = SIGMAS * sqrt(max(exact * (1 - exact), 0.0) / samples) + EXACT
        assert found == pytest.approx(exact, rel=0, abs=allowed)


def _estimate(found: float, error: float, expected: Law, samples: float) -> None:
    analytical = expected.spread / sqrt(samples)
    if analytical < EXACT:
        assert found == pytest.approx(expected.mean, rel=EXACT, abs=EXACT)
        assert 0 <= error <= EXACT
        return
    assert 0 <= error <= MOST * analytical
    allowed = min(OWN_SIGMAS * error, SIGMAS * analytical) + EXACT
    assert found == pytest.approx(expected.mean, rel=0, abs=allowed)


def _interval(ends: list[float], found: float, error: float, expected: Law, samples: float) -> None:
    low, high = ends
    assert low <= found <= high
    if expected.spread > 0:  # what no sample has shown may be in three of as many
        assert 0.9 * 2 * T95 * error <= high - low <= 1.1 * 2 * T95 * error + 6 / samples
