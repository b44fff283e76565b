"""Sums over trajectories of what forcing nodes changes, most of which changes nothing."""

from __future__ import annotations

import math

import numpy as np

from techtree.engine.forced import Sums


def of_differences(x: np.ndarray) -> np.ndarray:
    """Count the differences of (R, count) that are not 0: their number, mean and squares, (R, 3).

    The squares are of their deviations from their mean.
    """
    some = x != 0.0
    count = some.sum(axis=1)
    mean = x.sum(axis=1) / np.maximum(1, count)
    squares = np.where(some, (x - mean[:, None]) ** 2, 0.0).sum(axis=1)
    return np.stack([count, mean, squares], axis=1)


class ForcedSums:
    """The sums of chunks, merged by the pairwise formula of Chan, Golub and LeVeque (1983)."""

    def __init__(self, asked: int, outcomes: int, nodes: int) -> None:
        self.samples = 0
        self.total = empty_sums(asked, outcomes, nodes)

    def add(self, samples: int, part: Sums) -> None:
        """Take in a chunk."""
        self.samples += samples
        old, new = self.total.moved, part.moved
        count = old[..., 0] + new[..., 0]
        share = new[..., 0] / np.maximum(1.0, count)
        apart = new[..., 1] - old[..., 1]
        old[..., 2] += new[..., 2] + apart**2 * old[..., 0] * share
        old[..., 1] += apart * share
        old[..., 0] = count
        self.total.lost[:] += part.lost
        self.total.known[:] += part.known
        self.total.ended[:] += part.ended

    def shift(self, question: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the shift of every outcome and of the value, and their standard errors."""
        return _with_zeros(self.total.moved[question, :-1], float(self.samples))

    def time(self, question: int) -> tuple[float, float] | None:
        """Return the shift in time of the ending, and its error; None if no run ends both ways."""
        both = float(self.total.ended[0] - self.total.lost[question])
        if not both:
            return None
        mean, se = _with_zeros(self.total.moved[question, -1:], both)
        return float(mean[0]), float(se[0])


def empty_sums(asked: int, outcomes: int, nodes: int) -> Sums:
    """Return the sums of no trajectory."""
    return Sums(
        moved=np.zeros((2 * asked, outcomes + 2, 3)),
        lost=np.zeros(2 * asked),
        known=np.zeros(nodes),
        ended=np.zeros(1),
    )


def _with_zeros(moved: np.ndarray, total: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the means and errors of (R, 3) over so many differences, the others of which are 0."""
    count, mean, squares = moved.T
    squares = squares + mean**2 * count * (total - count) / total
    return mean * count / total, np.sqrt(squares / max(1.0, total - 1.0)) / math.sqrt(total)
