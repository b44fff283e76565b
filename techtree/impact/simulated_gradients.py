"""Gradients from simulated runs, with standard errors: scores, and differences on common draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from techtree.engine.compiler import Compiled
from techtree.engine.estimates import FEW, Z95, Moments
from techtree.engine.moved_numbers import moved
from techtree.engine.number_uses import Written, compile_apart
from techtree.engine.run import CHUNK, baseline, run_chunk
from techtree.impact.gradient_scores import has_score, score
from techtree.impact.gradients import Gradient, Gradients, Method, Slope, in_order, step_of
from techtree.impact.settings import Settings, provenance
from techtree.model.tree import Tree

STEP = 0.05  # of a number, or of its distance from 1: what central differences are taken over
BORDER_STEP = 0.01  # of one-sided differences, at the border of what a number may be
SMALL_STEP = 1e-4  # where what is differenced is smooth in every trajectory


def simulated_gradients(
    tree: Tree, view: Tree, stance: str | None, settings: Settings, started: float, why: str | None
) -> Gradients:
    """Differentiate `view`, which is the tree under a stance, from `settings.samples` runs."""
    compiled, numbers = compile_apart(view, settings.given, settings.seed)
    methods = [_method(compiled, number) for number in numbers]
    scored = [n for n, method in zip(numbers, methods, strict=True) if method == "score"]
    settings.progress("differentiating", 0, len(numbers))
    means, errors, ends = _scores(compiled, scored, settings)
    found = {n.name: (means[k], errors[k]) for k, n in enumerate(scored)}
    rows = []
    for k, (number, method) in enumerate(zip(numbers, methods, strict=True)):
        settings.progress("differentiating", k, len(numbers))
        if method != "score":
            found[number.name] = _differences(compiled, number, method, settings)
        rows.append(_gradient(compiled, number, method, *found[number.name], ends))
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


def _chunks(settings: Settings, work: Callable[[int, int], np.ndarray]) -> Iterator[np.ndarray]:
    """Do `work` on (first, count) of every chunk of trajectories; yield in their order."""
    starts = range(0, settings.samples, CHUNK)
    sizes = [min(CHUNK, settings.samples - first) for first in starts]
    if settings.threads <= 1 or len(sizes) == 1:
        yield from map(work, starts, sizes)
        return
    with ThreadPoolExecutor(settings.threads) as pool:
        yield from pool.map(work, starts, sizes)


def _rows(compiled: Compiled, first: int, count: int, known: bool) -> tuple[np.ndarray, ...]:
    """Run trajectories; return weights, value and time of the end, (O + 2, count), and more."""
    out = run_chunk(compiled, baseline(first, count), first, known=known)
    return np.concatenate([out.weights[0], out.value[:1], out.ended[:1]]), out.known


def _scores(
    compiled: Compiled, numbers: list[Written], settings: Settings
) -> tuple[np.ndarray, np.ndarray, bool]:
    """Return derivatives and standard errors, (K, O + 2), and whether all races ended.

    With y what comes of a race, less its mean m, and s the score, the mean of s (y - m); from
    sums of s, s y, s^2, s^2 y and s^2 y^2 it is found in one pass.
    """
    width = len(compiled.outcomes) + 2

    def work(first: int, count: int) -> np.ndarray:
        y, known = _rows(compiled, first, count, known=True)
        ended = np.isfinite(y[-1])
        y[-1, ~ended] = 0.0
        s = np.array([score(compiled, number, first, known[0]) for number in numbers])
        s = s.reshape(len(numbers), count)
        ones = np.ones(count)
        sums = [np.outer(s @ ones, np.ones(width)), s @ y.T, np.outer(s**2 @ ones, np.ones(width))]
        sums += [s**2 @ y.T, s**2 @ (y**2).T, np.tile(y.sum(axis=1), (len(numbers), 1))]
        return np.array([*sums, np.full((len(numbers), width), ended.all())])

    total = np.zeros((7, len(numbers), width))
    ends, count = True, settings.samples
    for part in _chunks(settings, work):
        total += part
        ends = ends and bool(part[6].all())
    s, sy, ss, ssy, ssyy, y = total[:6] / count
    mean = sy - y * s
    square = ssyy - 2.0 * y * ssy + y**2 * ss
    return mean, np.sqrt(np.maximum(0.0, square - mean**2) / max(1, count - 1)), ends


def _differences(
    compiled: Compiled, number: Written, method: Method, settings: Settings
) -> tuple[np.ndarray, np.ndarray] | tuple[None, None]:
    """Return paired central differences, or one-sided ones at a border, and standard errors.

    Where few trajectories differ, the error is widened by what may have been missed.
    """
    step, stencil = _stencil(number, method)
    try:
        programs = [(moved(compiled, number, by * step), w / step) for by, w in stencil.items()]
    except ValueError:  # a distribution that cannot be moved
        return None, None

    def work(first: int, count: int) -> np.ndarray:
        runs = [(_rows(program, first, count, known=False)[0], by) for program, by in programs]
        ended = np.all([np.isfinite(rows[-1]) for rows, _ in runs], axis=0)
        for rows, _ in runs:
            rows[-1, ~ended] = 0.0
        row = sum((by * rows for rows, by in runs), np.zeros_like(runs[0][0]))
        return np.concatenate([row, runs[0][0][-1:]])

    found = Moments(len(compiled.outcomes) + 3)
    for part in _chunks(settings, work):
        found.add(part)
    error = found.se[:-1]
    if method == "differences":
        worth = compiled.program.numbers.slots[compiled.program.numbers.outcome_values, 1]
        sizes = np.append(np.ones(len(worth)), [np.ptp(worth), found.largest[-1]])
        missed = sizes * sum(abs(by) for _, by in programs) / 2.0
        few = found.differing[:-1] < FEW
        error = error + np.where(few, 3.0 / found.count * missed / Z95, 0.0)
    return found.mean[:-1], error


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


def _gradient(
    compiled: Compiled,
    number: Written,
    method: Method,
    mean: np.ndarray | None,
    error: np.ndarray | None,
    ends: bool,
) -> Gradient:
    slopes = [Slope(None)] * (len(compiled.outcomes) + 2)
    if mean is not None and error is not None:
        slopes = [Slope(float(m), float(e)) for m, e in zip(mean, error, strict=True)]
    step, absolute = step_of(number)
    return Gradient(
        number=number.name,
        at=number.at,
        step=step,
        absolute=absolute,
        method=method,
        outcomes=dict(zip(compiled.outcomes, slopes, strict=False)),
        value=slopes[-2],
        ending_time=slopes[-1] if ends else None,
    )
