"""Gradients from simulated runs, with standard errors: scores, and differences on common draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from techtree.engine.compiler import Compiled
from techtree.engine.estimates import FEW, Z95, Moments
from techtree.engine.moved_numbers import moved
from techtree.engine.number_uses import Written, compile_apart
from techtree.engine.run import CHUNK, baseline, run_chunk
from techtree.impact.gradient_scores import has_score, score
from techtree.impact.gradients import Gradient, Gradients, Method, Slope, in_order
from techtree.impact.settings import Settings, provenance
from techtree.model.tree import Tree

STEP = 0.05  # of a number, or of its distance from 1: what central differences are taken over
BORDER_STEP = 0.01  # of one-sided differences, at the border of what a number may be
SMALL_STEP = 1e-4  # where what is differenced is smooth in every trajectory
DIGITS = 13

Part = TypeVar("Part")


def simulated_gradients(
    tree: Tree, view: Tree, stance: str | None, settings: Settings, started: float, why: str | None
) -> Gradients:
    """Differentiate `view`, which is the tree under a stance, from `settings.samples` runs."""
    compiled, numbers = compile_apart(view, settings.given, settings.seed)
    methods = [_method(compiled, number) for number in numbers]
    scored = [n for n, method in zip(numbers, methods, strict=True) if method == "score"]
    settings.progress("differentiating", 0, len(numbers))
    means, errors, ends = _scores(compiled, scored, settings)
    found = {n.name: _slopes(means[k], errors[k]) for k, n in enumerate(scored)}
    rows = []
    for k, (number, method) in enumerate(zip(numbers, methods, strict=True)):
        settings.progress("differentiating", k, len(numbers))
        slopes = found.get(number.name) or _differences(compiled, number, method, settings)
        rows.append(Gradient.of(number, method, compiled.outcomes, slopes, ends))
    settings.progress("differentiating", len(numbers), len(numbers))
    made = provenance(tree, settings, settings.samples, started, "gradients", why=why)
    return Gradients(tree.title, stance, in_order(rows), made)


def _method(compiled: Compiled, number: Written) -> Method:
    if has_score(compiled, number):
        return "score"
    smooth = number.fixed and number.uses <= {"value", "share", "ending odds"}
    if smooth and number.at not in number.bounds:
        return "pathwise"
    return "differences"


def _chunks(settings: Settings, work: Callable[[int, int], Part]) -> Iterator[Part]:
    """Do `work` on (first, count) of every chunk of trajectories; yield in their order."""
    starts = range(0, settings.samples, CHUNK)
    sizes = [min(CHUNK, settings.samples - first) for first in starts]
    if settings.threads <= 1 or len(sizes) == 1:
        yield from map(work, starts, sizes)
        return
    with ThreadPoolExecutor(settings.threads) as pool:
        yield from pool.map(work, starts, sizes)


def _rows(compiled: Compiled, first: int, count: int, known: bool) -> tuple[np.ndarray, ...]:
    """Run trajectories; return weights, value and time of the end, (O + 2, count), and more.

    Rounded, so that what is alike but for the order of sums counts as alike.
    """
    out = run_chunk(compiled, baseline(first, count), first, known=known)
    return np.concatenate([out.rows[0], out.ended[:1]]).round(DIGITS), out.known


def _scores(
    compiled: Compiled, numbers: list[Written], settings: Settings
) -> tuple[np.ndarray, np.ndarray, bool]:
    """Return derivatives and standard errors, (K, O + 2), and whether all races ended.

    With y what comes of a race, less its mean m, and s the score, the mean of s (y - m); from
    sums of s, s y, s^2, s^2 y and s^2 y^2 it is found in one pass. Where few trajectories differ
    from others in both, the error is widened by what may have been missed.
    """
    width = len(compiled.outcomes) + 2

    def work(first: int, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        y, known = _rows(compiled, first, count, known=True)
        never = ~np.isfinite(y[-1])
        y[-1, never] = 0.0
        scores = [score(compiled, number, first, known[0]) for number in numbers]
        s = np.array([of_each for of_each, _ in scores]).reshape(len(numbers), count)
        ones = np.ones((width, count))
        sums = [s @ ones.T, s @ y.T, s**2 @ ones.T, s**2 @ y.T, s**2 @ (y**2).T]
        sums += [_odd(s) @ _odd(y).T, np.tile(y.sum(axis=1), (len(numbers), 1))]
        largest = np.array([size for _, size in scores])
        return np.array(sums), largest, np.array([never.any(), y[-1].max()])

    total = np.zeros((7, len(numbers), width))
    largest, over = np.zeros(len(numbers)), np.zeros(2)
    for sums, *most in _chunks(settings, work):
        total += sums
        largest, over = np.maximum(largest, most[0]), np.maximum(over, most[1])
    count = settings.samples
    s, sy, ss, ssy, ssyy, _, y = total / count
    mean = sy - y * s
    square = ssyy - 2.0 * y * ssy + y**2 * ss
    error = np.sqrt(np.maximum(0.0, square - mean**2) / max(1, count - 1))
    missed = np.outer(largest, _sizes(compiled, over[1]))
    return mean, error + _widening(total[5], count, missed), not over[0]


def _odd(x: np.ndarray) -> np.ndarray:
    """Mark with 1 what is not at the median of its row, (K, count)."""
    middle = x.shape[1] // 2
    return (x != np.partition(x, middle, axis=1)[:, middle, None]).astype(np.float64)


def _sizes(compiled: Compiled, longest: float) -> np.ndarray:
    """Return how far two races can be apart: in outcomes, value and time of the end, (O + 2,)."""
    worth = compiled.program.numbers.slots[compiled.program.numbers.outcome_values, 1]
    return np.append(np.ones(len(worth)), [np.ptp(worth), longest])


def _widening(differing: np.ndarray, count: int, missed: np.ndarray) -> np.ndarray:
    """Return what to add to errors where fewer than a few trajectories differ from all others.

    Another 3 in so many may (the rule of three), each of them by as much as `missed`.
    """
    return np.where(differing < FEW, 3.0 / count * missed / Z95, 0.0)


def _differences(
    compiled: Compiled, number: Written, method: Method, settings: Settings
) -> list[Slope] | None:
    """Return paired central differences, or one-sided ones at a border, with standard errors.

    Where few trajectories differ, the error is widened by what may have been missed.
    """
    step, stencil = _stencil(number, method)
    try:
        programs = [(moved(compiled, number, by * step), w / step) for by, w in stencil.items()]
    except ValueError:  # a distribution that cannot be moved
        return None

    def work(first: int, count: int) -> np.ndarray:
        runs = [(_rows(program, first, count, known=False)[0], by) for program, by in programs]
        ended = np.all([np.isfinite(rows[-1]) for rows, _ in runs], axis=0)
        for rows, _ in runs:
            rows[-1, ~ended] = 0.0
        one = runs[0][0]  # weights add up to 0, so that what is alike in all runs is 0, exactly
        row = sum((by * (rows - one) for rows, by in runs[1:]), np.zeros_like(one))
        return np.concatenate([row, one[-1:]])

    found = Moments(len(compiled.outcomes) + 3)
    for part in _chunks(settings, work):
        found.add(part)
    missed = _sizes(compiled, float(found.largest[-1]))
    if method == "differences":
        missed *= sum(abs(by) for _, by in programs) / 2.0
    else:  # smooth: moved by its own size, it moves at most all that there is, and never the time
        missed *= 0.0 if number.uses == {"value"} else SMALL_STEP / step
        missed[-2:] = missed[-2] + ("value" in number.uses), 0.0
    error = found.se[:-1] + _widening(found.differing[:-1], found.count, missed)
    return _slopes(found.mean[:-1], error)


def _slopes(means: np.ndarray, errors: np.ndarray) -> list[Slope]:
    return [Slope(float(m), float(e)) for m, e in zip(means, errors, strict=True)]


def _stencil(number: Written, method: Method) -> tuple[float, dict[int, float]]:
    """Return a step, and by how many of it the number is moved with what weight."""
    low, high = number.bounds
    size = abs(number.at) or 1.0
    if 0.0 < number.at < high < np.inf:
        size = min(size, high - number.at)
    if number.fixed and number.at in (low, high):
        forward = {0: -1.5, 1: 2.0, 2: -0.5}
        if number.at == high:
            forward = {-by: -weight for by, weight in forward.items()}
        return BORDER_STEP * size, forward
    return size * (SMALL_STEP if method == "pathwise" else STEP), {-1: -0.5, 1: 0.5}
