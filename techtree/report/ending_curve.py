"""When the race ends: which share of the worlds has ended by each time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from techtree.engine.compiler import compile_tree
from techtree.engine.nets import evenly
from techtree.engine.run import baseline, chunks, paired
from techtree.exact.chain import NotExact
from techtree.impact.exact_worlds import exact_worlds
from techtree.impact.settings import Provenance, Settings, mixed_in_order, views
from techtree.impact.times import Quantiles
from techtree.model.tree import Item, Tree

POINTS = 200  # of a curve
EXACT = "exact"
MOST_WORLDS = 100_000  # run for a curve
_AT_ONCE = 1e-3  # years within which all ends at once
_BEYOND = 1.6  # how far an exact curve goes past its 95%


class EndingCurve(NamedTuple):
    """Shares of the worlds that have ended by times, in years after the start; both rise."""

    years: tuple[float, ...]
    shares: tuple[float, ...]


def ending_curves(
    tree: Tree, made: Provenance, settings: Settings, found: Sequence[Quantiles], item: Item | None
) -> tuple[list[EndingCurve], str]:
    """Return the curve of an answer, or with an item the two without and with it.

    ``made`` says how the answer was made, and ``found`` are its quantiles: a curve is exact where
    the answer is, and comes of the same worlds where it was simulated. Returns as well what is to
    be said of where the curves come from.
    """
    parts = _worlds(tree, settings, item)
    if made.states:
        try:
            years = max(_span(quantiles, parts[0][0]) for quantiles in found)
            return [_exact(parts, settings, world, years) for world in range(len(found))], EXACT
        except NotExact:
            pass  # an item whose worlds are simulated beside exact probabilities
    samples = min(max(made.samples, settings.samples), MOST_WORLDS)
    return _simulated(parts, settings, samples, len(found)), f"from {samples:,} worlds"


_Part = tuple[Tree, Item | None, float]  # and its weight


def _worlds(tree: Tree, settings: Settings, item: Item | None) -> list[_Part]:
    """List the trees that an answer is about: one, or those of the mix."""
    rows = views(tree, settings.stances)
    mixed = mixed_in_order(rows) if settings.stances == ("mix",) else [(0, 1.0)]
    found: list[_Part] = []
    for place, weight in mixed:
        view = rows[place][1]
        own = None if item is None else view.items.get(item.id, item)
        found.append((view, own, weight))
    return found


def _exact(parts: Sequence[_Part], settings: Settings, world: int, until: float) -> EndingCurve:
    years = np.linspace(0.0, until, POINTS)
    shares = np.zeros(POINTS)
    for tree, item, weight in parts:
        masks = (0,) if item is None else (0, 2 ** len(item.channels) - 1)
        course = exact_worlds(tree, item, settings, masks).course(world)
        shares += weight * np.array([course.by(-1, t) for t in years])
    return EndingCurve(tuple(years.tolist()), tuple(shares.tolist()))


def _span(found: Quantiles, tree: Tree) -> float:
    """Return how far a curve goes: to the horizon, or well past its last quantile."""
    horizon = getattr(tree.horizon, "value", None)
    last = max((t for t in (found.p5, found.median, found.p95) if t is not None), default=0.0)
    if found.p95 is None:
        return horizon or 3.0 * last or 1.0
    return min(_BEYOND * last if last > _AT_ONCE else 1.0, horizon or np.inf)


def _simulated(
    parts: Sequence[_Part], settings: Settings, samples: int, worlds: int
) -> list[EndingCurve]:
    ended: list[list[np.ndarray]] = [[] for _ in range(worlds)]
    for tree, item, weight in parts:
        compiled = evenly(compile_tree(tree, item, given=settings.given, seed=settings.seed))
        masks = baseline if item is None else paired(len(compiled.channels))
        done = 0
        for size, _, results in chunks([(compiled, masks)], 0, samples, threads=settings.threads):
            for world, times in enumerate(results[0].ended[:worlds]):
                weights = np.full(len(times), weight / samples)
                ended[world].append(np.stack([times, weights]))
            done += size
            settings.progress("simulating when", done, samples)
    return [_stepped(np.concatenate(found, axis=1)) for found in ended]


def _stepped(found: np.ndarray) -> EndingCurve:
    """Return the curve of times with weights, (2, count), thinned to few points."""
    times, weights = found[:, np.isfinite(found[0])]
    order = np.argsort(times, kind="stable")
    shares = np.cumsum(weights[order])
    kept = np.unique(np.linspace(0, len(order) - 1, min(POINTS, len(order))).astype(int))
    if not len(order):
        return EndingCurve((), ())
    years = times[order][kept]
    return EndingCurve(tuple(years.tolist()), tuple(shares[kept].tolist()))
