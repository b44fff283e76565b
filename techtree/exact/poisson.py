"""Poisson probabilities, as uniformization weighs its steps by them.

From the mode outward by ratios of neighbours, then divided by their sum, which loses no digits
where the mean is large (Fox & Glynn, *Computing Poisson probabilities*, CACM 31(4), 1988).
"""

from __future__ import annotations

import numpy as np

TRUNCATION = 1e-13  # of a probability


def weights(mean: float) -> np.ndarray:
    """Return the probabilities of 0, 1, ... events, to where `TRUNCATION` is left out.

    >>> weights(0.0)
    array([1.])
    >>> [round(float(weight), 4) for weight in weights(2.0)[:3]]
    [0.1353, 0.2707, 0.2707]
    """
    found = _all_weights(mean)
    beyond = np.cumsum(found[::-1])[::-1]  # of so many events, or more
    kept = found[: max(1, int(np.count_nonzero(beyond > TRUNCATION)))]
    return kept / kept.sum()


def capped(mean: float, count: int) -> np.ndarray:
    """Return the probabilities of 0 to count - 2 events, and of count - 1 or more."""
    found = _all_weights(mean)
    first = np.zeros(count)
    first[: min(count, len(found))] = found[:count]
    first[-1] = found[count - 1 :].sum()
    return first


def tails(mean: float, count: int) -> np.ndarray:
    """Return the probabilities of more than 0, 1, ... count - 1 events."""
    found = _all_weights(mean)
    beyond = np.zeros(count)
    more = np.cumsum(found[::-1])[::-1][1 : count + 1]
    beyond[: len(more)] = more
    return beyond


def _all_weights(mean: float) -> np.ndarray:
    """Return the probabilities of 0, 1, ... events, of which less than 1e-17 is left out."""
    mode = int(mean)
    width = int(12.0 * mean**0.5 + 80.0) if mean else 0
    below = np.cumprod(np.arange(mode, max(0, mode - width), -1) / (mean or 1.0))[::-1]
    above = np.cumprod(mean / np.arange(mode + 1, mode + width + 1))
    far = np.zeros(mode - len(below))  # too few events to be seen at all
    found = np.concatenate([far, below, [1.0], above])
    return found / found.sum()
