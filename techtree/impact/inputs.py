"""The range of a shift over the doubt in a tree's inputs, the sampling noise taken off.

Inputs and races are crossed: K draws of the inputs, each run on the same n races. The mean over
races at one draw of the inputs varies with the inputs, and with the noise of their interaction
with n races; two-way analysis of variance tells the second, and the observed means are drawn
towards the estimate by the share of their variance that is real ("constrained" empirical Bayes,
Louis 1984, Ghosh 1992), so that the spread of what is reported is that of the shift itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from techtree.engine.compiler import Compiled
from techtree.engine.run import CHUNK, chunks, paired


@dataclass(frozen=True, slots=True)
class InputRange:
    """The 5th and 95th percentile of a shift over the inputs, and how often it is above 0."""

    low: float
    high: float
    sign_positive: float


def uses_inputs(compiled: Compiled) -> bool:
    """Tell whether any number of the program is drawn from somebody's doubt."""
    return bool(compiled.program.numbers.is_input.any())


def crossed_means(
    compiled: Compiled, samples: int, draws: int, threads: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean shift at each draw of the inputs, (K, O + 1), and its noise, (O + 1,).

    The last column is the value. The noise is the variance, over races, of one of these means
    relative to the others.
    """
    inner = 1
    while inner * 2 * draws <= max(samples, 16 * draws) and inner < CHUNK:
        inner *= 2
    inner = max(16, inner)
    count = draws * inner
    width = len(compiled.outcomes) + 1
    means = np.zeros((draws, width))
    squares = np.zeros(width)
    columns = np.zeros((inner, width))
    group = 0
    trees = [(compiled, paired(len(compiled.channels)))]
    for size, _, results in chunks(trees, 0, count, threads=threads, inner=inner):
        out = results[0]
        shift = np.concatenate([out.weights[1] - out.weights[0], [out.value[1] - out.value[0]]])
        table = shift.reshape(width, size // inner, inner)
        means[group : group + size // inner] = table.mean(axis=2).T
        squares += (table**2).sum(axis=(1, 2))
        columns += table.sum(axis=1).T / draws
        group += size // inner
    grand = means.mean(axis=0)
    rows = inner * ((means - grand) ** 2).sum(axis=0)
    races = draws * ((columns - grand) ** 2).sum(axis=0)
    rest = squares - count * grand**2 - rows - races
    residual = np.maximum(0.0, rest) / max(1, (draws - 1) * (inner - 1))
    return means, residual / inner


def without_noise(means: np.ndarray, noise: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Draw the means of each column towards `centre` until only their real spread is left."""
    spread = means.var(axis=0, ddof=1)
    real = np.where(spread > 0.0, np.maximum(0.0, spread - noise) / np.maximum(spread, 1e-300), 0.0)
    return centre + (means - means.mean(axis=0)) * np.sqrt(real)


def ranges(samples: Sequence[tuple[np.ndarray, float]]) -> list[InputRange]:
    """Return the range of each column over draws (K, width), each set of them with a weight."""
    values = np.concatenate([draws for draws, _ in samples])
    weights = np.concatenate([np.full(len(d), w / len(d)) for d, w in samples])
    rows = []
    for column in values.T:
        order = np.argsort(column, kind="stable")
        middle = np.cumsum(weights[order]) - weights[order] / 2.0
        low, high = np.interp([0.05, 0.95], middle / weights.sum(), column[order])
        positive = float(weights[column > 0.0].sum() / weights.sum())
        rows.append(InputRange(float(low), float(high), positive))
    return rows
