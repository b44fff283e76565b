"""Medians of when things are known, where enough runs come to know them."""

from __future__ import annotations

from techtree.impact.outcomes import NodeTimes
from techtree.report.digits import Z95

_NOISE = 1e-9  # of sums: just half of the worlds are no more than half


def binomial(p: float, n: int) -> float:
    """Return the standard error of a share of `n` samples; 0 samples are an exact answer."""
    if n == 0:
        return 0.0
    return float((max(p * (1.0 - p), 1.0 / n) / n) ** 0.5)


def sure_median(times: NodeTimes, samples: int) -> float | None:
    """Leave out a median that hangs on which of the last runs came to know the node."""
    sure = times.known - Z95 * binomial(times.known, samples) > 0.5 + _NOISE
    return times.median if sure or times.known == 1.0 else None
