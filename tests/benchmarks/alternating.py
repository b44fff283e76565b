"""Time two ways to the same answer in turns, so that a busy machine slows both."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def medians(
    ours: Callable[[], object], theirs: Callable[[], object], times: int = 5
) -> tuple[float, float]:
    """Return the median seconds of each."""
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(times)]
    return median(a for a, _ in pairs), median(b for _, b in pairs)
