"""The range of a shift over the doubt in a tree's inputs, the sampling noise taken off.

Inputs and races are crossed: K draws of the inputs, each run on the same n races. The mean over
races at one draw of the inputs varies with the inputs, and with the noise of their interaction
with n races; two-way analysis of variance tells the second, and the observed means are drawn
together by the share of their variance that is real ("constrained" empirical Bayes, Louis 1984,
Ghosh 1992), so that the spread of what is reported is that of the shift itself. What these n races
have in common moves all means alike; by as much as that explains, their centre is moved to the
estimate from all races.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from techtree.engine.compiler import Compiled
from techtree.engine.run import CHUNK, chunk_of, in_order, run_chunk, spans

_GROUPS = 16  # of races, as many as there are at least
_NEAR = 0.25  # of the draws: those whose shift is nearest to 0


@dataclass(frozen=True, slots=True)
class Crossed:
    """A crossed run, K draws of the inputs by n races; the last column of each is the value."""

    means: np.ndarray  # (K, O + 1) mean shift at each draw of the inputs
    noise: np.ndarray  # (O + 1,) variance, over races, of one mean relative to the others
    common: np.ndarray  # (O + 1,) variance, over races, that all means share
    groups: np.ndarray | None = None  # (K, G, O + 1) the means over each of G groups of races


@dataclass(frozen=True, slots=True)
class InputRange:
    """The 5th and 95th percentile of a shift over the inputs, and how often it is above 0."""

    low: float
    high: float
    sign_positive: float


def uses_inputs(compiled: Compiled) -> bool:
    """Tell whether any number of the program is drawn from somebody's doubt."""
    return bool(compiled.program.numbers.is_input.any())


def crossed_run(compiled: Compiled, samples: int, draws: int, threads: int) -> Crossed:
    """Run `draws` draws of the inputs, each on the same races, about `samples` in all."""
    inner, cut = crossing(compiled.one_pass, samples, draws)

    def work(first: int, count: int) -> tuple[Part, np.ndarray]:
        table = _table(compiled, [2 ** len(compiled.channels) - 1], first, count, inner)
        groups = table[0].reshape(*table.shape[1:3], _GROUPS, -1).mean(axis=3)
        return _sums(table), groups.transpose(1, 2, 0)

    done = [part for _, part in in_order(work, cut, threads=threads)]
    (run,) = of_parts(draws, [sums for sums, _ in done])
    return replace(run, groups=np.concatenate([groups for _, groups in done]))


@dataclass(frozen=True, slots=True)
class Part:
    """Sums over some whole draws of the inputs, of W worlds and O + 1 figures."""

    means: np.ndarray  # (W, draws of the part, O + 1)
    squares: np.ndarray  # (W, O + 1)
    columns: np.ndarray  # (W, races, O + 1)


def crossing(one_pass: bool, samples: int, draws: int) -> tuple[int, list[tuple[int, int]]]:
    """Return on how many races each draw is run, and the trajectories (first, count) of parts."""
    inner = 1
    while inner * 2 * draws <= max(samples, 16 * draws) and inner < CHUNK:
        inner *= 2
    inner = max(16, inner)
    return inner, spans(0, draws * inner, chunk_of(one_pass, inner))


def crossed_part(
    compiled: Compiled, masks: Sequence[int], first: int, count: int, inner: int
) -> Part:
    """Run trajectories first, first + 1, ..., `inner` races at each draw of the inputs."""
    return _sums(_table(compiled, masks, first, count, inner))


def _table(
    compiled: Compiled, masks: Sequence[int], first: int, count: int, inner: int
) -> np.ndarray:
    """Return the shifts in the worlds with the channels of `masks`, (W, O + 1, draws, races)."""
    worlds = np.repeat(np.array([0, *masks], dtype=np.uint64)[:, None], count, axis=1)
    out = run_chunk(compiled, worlds, first, inner=inner)
    shifts = out.rows[1:] - out.rows[:1]
    return shifts.reshape(len(masks), shifts.shape[1], count // inner, inner)


def _sums(table: np.ndarray) -> Part:
    # in one layout, on which the order of later sums hangs, wherever a part has been since
    return Part(
        means=np.ascontiguousarray(table.mean(axis=3).transpose(0, 2, 1)),
        squares=(table**2).sum(axis=(2, 3)),
        columns=np.ascontiguousarray(table.sum(axis=2).transpose(0, 2, 1)),
    )


def of_parts(draws: int, parts: Sequence[Part]) -> list[Crossed]:
    """Put the parts of a crossed run together, for each world."""
    means = np.concatenate([part.means for part in parts], axis=1)
    squares = sum((part.squares for part in parts), start=np.zeros_like(parts[0].squares))
    columns = sum((part.columns / draws for part in parts), start=np.zeros_like(parts[0].columns))
    return [_crossed(*of) for of in zip(means, squares, columns, strict=True)]


def _crossed(means: np.ndarray, squares: np.ndarray, columns: np.ndarray) -> Crossed:
    """Tell the draws of the inputs, rows, from the races, columns: analysis of variance."""
    draws, inner = len(means), len(columns)
    grand = means.mean(axis=0)
    rows = inner * ((means - grand) ** 2).sum(axis=0)
    races = draws * ((columns - grand) ** 2).sum(axis=0)
    rest = squares - draws * inner * grand**2 - rows - races
    residual = np.maximum(0.0, rest) / max(1, (draws - 1) * (inner - 1))
    shared = ((columns - grand) ** 2).sum(axis=0) / (inner - 1) / inner
    return Crossed(means, residual / inner, shared)


def without_noise(run: Crossed, estimate: np.ndarray) -> np.ndarray:
    """Draw the means of each column together until only their real spread is left, (K, O + 1)."""
    centre = run.means.mean(axis=0)
    real, kept = _real(run)
    sampled = real / len(run.means)
    both = run.common + sampled
    moved = np.divide(run.common, both, out=np.ones_like(both), where=both > 0.0)
    return centre + moved * (estimate - centre) + (run.means - centre) * kept


def _real(run: Crossed) -> tuple[np.ndarray, np.ndarray]:
    """Return the variance that is no noise, and how much of each deviation is kept, (O + 1,)."""
    spread = run.means.var(axis=0, ddof=1)
    real = np.maximum(0.0, spread - run.noise)
    kept = np.divide(real, spread, out=np.zeros_like(real), where=spread > 0.0)
    return real, np.sqrt(kept)


def error_near_zero(run: Crossed, draws: np.ndarray) -> np.ndarray:
    """Return the standard error that shifts near 0 have in common, (O + 1,).

    Draws of like inputs end the same races alike, so that their means are off together: all that
    are near 0 may lie on its wrong side. How much they share shows in how far their mean differs
    between groups of races; what errors of their own make up of that is taken off. ``draws`` are
    the shifts that the run tells of.
    """
    assert run.groups is not None
    shared = run.groups.mean(axis=0) - run.means.mean(axis=0)
    count = max(int(_NEAR * len(draws)), 1)
    found = np.zeros(draws.shape[1])
    for column in range(draws.shape[1]):
        near = np.argsort(np.abs(draws[:, column]), kind="stable")[:count]
        off = run.groups[near, :, column] - run.means[near, column, None] - shared[:, column]
        together = off.mean(axis=0).var(ddof=1) / off.shape[1]
        found[column] = max(0.0, together - run.noise[column] / count)
    return np.sqrt(found) * _real(run)[1]


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
