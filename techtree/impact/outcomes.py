"""What a tree implies: how the race ends, when, and what is known by then."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from techtree.engine.compiler import Compiled, compile_tree
from techtree.engine.draws import FIXED
from techtree.engine.estimates import Moments, quantile
from techtree.engine.nets import evenly
from techtree.engine.run import Masks, baseline, chunks, paired
from techtree.engine.tallies import Results
from techtree.impact.settings import (
    MIX,
    Provenance,
    Settings,
    batches,
    check_given,
    item_in,
    mixed_in_order,
    provenance,
    tried,
    views,
)
from techtree.impact.times import Quantiles, TimeTally, times_of_mix
from techtree.model.tree import Item, Tree

_LITTLE = 0.1  # of the widest part of an interval: as much as all others may add to it


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over trajectories."""

    mean: float
    se: float
    sampling95: tuple[float, float]


@dataclass(frozen=True, slots=True)
class NodeTimes:
    """How often a node is known to anyone before the world stops, and the median of when."""

    known: float
    median: float | None


@dataclass(frozen=True, slots=True)
class EndingShare:
    """How often the race ends here, and the distribution of outcomes when it does."""

    probability: float
    outcomes: dict[str, float]


@dataclass(frozen=True, slots=True)
class Picture:
    """What one world implies."""

    outcomes: dict[str, Estimate]
    value: Estimate
    ending_time: Quantiles
    nodes: dict[str, NodeTimes]
    endings: dict[str, EndingShare]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What a tree implies as written (or under one stance), and under each stance asked for."""

    title: str
    stance: str | None
    picture: Picture
    stances: dict[str, Picture]
    provenance: Provenance


class _Tally:
    def __init__(self, compiled: Compiled, item_world: int, even: bool) -> None:
        self.compiled = compiled
        self.world = item_world
        self.rows = Moments(len(compiled.outcomes) + 1, even)
        self.times = TimeTally()
        nodes = len(compiled.nodes)
        self.known = np.zeros(nodes)
        self.histograms: np.ndarray | None = None
        self.ended = np.zeros(nodes)
        self.shares = np.zeros((nodes, len(compiled.outcomes)))

    def add(self, out: Results) -> np.ndarray:
        """Take in a chunk; return its rows of weights and value, (O + 1, count)."""
        w = self.world
        self.rows.add(out.rows[w])
        self.times.add(out.ended[w : w + 1])
        self.known += out.anyone[w]
        if self.histograms is None:
            self.histograms = np.zeros(out.times.shape[1:])
        self.histograms += out.times[w]
        self.ended += out.at_end[w, :, 0]
        self.shares += out.at_end[w, :, 1:]
        return out.rows[w]

    def picture(self) -> Picture:
        """Turn the sums into what they estimate."""
        count = self.rows.count
        nodes, endings = {}, {}
        assert self.histograms is not None
        for i, name in enumerate(self.compiled.nodes):
            median = quantile(self.histograms[i], count, 0.5)
            nodes[name] = NodeTimes(float(self.known[i] / count), median)
            if self.ended[i]:
                shares = self.shares[i] / self.ended[i]
                distribution = dict(zip(self.compiled.outcomes, shares.tolist(), strict=True))
                endings[name] = EndingShare(float(self.ended[i] / count), distribution)
        outcomes, value = _estimates(self.rows, self.compiled)
        return Picture(outcomes, value, self.times.quantiles(0), nodes, endings)


def value_bounds(*worlds: Compiled) -> tuple[float, float]:
    """Return the least and the greatest value of an outcome that is a fixed number."""
    fixed = [value for world in worlds for value in _values(world) if value is not None]
    return min(fixed, default=np.inf), max(fixed, default=-np.inf)


def _values(world: Compiled) -> list[float | None]:
    """Return the value of each outcome, or None if it is not a fixed number."""
    numbers = world.program.numbers
    slots = [numbers.slots[slot].tolist() for slot in numbers.outcome_values]
    return [float(slot[1]) if slot[0] == FIXED else None for slot in slots]


def _estimates(rows: Moments, *worlds: Compiled) -> tuple[dict[str, Estimate], Estimate]:
    """Estimate outcomes and the value, over worlds that are mixed."""
    names = worlds[0].outcomes
    mean, se = rows.mean.tolist(), rows.se.tolist()
    outcomes = {name: Estimate(mean[i], se[i], rows.probability(i)) for i, name in enumerate(names)}
    ends = _interval_of_parts(list(outcomes.values()), *worlds)
    ends = ends or rows.interval(len(names), value_bounds(*worlds))
    return outcomes, Estimate(mean[-1], se[-1], ends)


def _interval_of_parts(
    outcomes: Sequence[Estimate], *worlds: Compiled
) -> tuple[float, float] | None:
    """Return the interval of the expected value, if one outcome makes up nearly all of it.

    Measured from the value of any outcome, it is the sum of the others' probabilities times how far
    their values are from there, and lies between the sums of the ends of these. Where two outcomes
    share all, that is the interval of either on another scale. One that was never seen allows for
    what it may be worth. The closest of these bounds hold.
    """
    values = _values(worlds[0])
    worth = [value for value in values if value is not None]
    if len(worth) < len(values) or any(_values(world) != values for world in worlds):
        return None
    lows, highs, widest = [], [], 0.0
    for base in set(worth):
        parts = [_scaled(found, value - base) for found, value in zip(outcomes, worth, strict=True)]
        lows.append(base + sum(low for low, _ in parts))
        highs.append(base + sum(high for _, high in parts))
        widest = max([widest, *(high - low for low, high in parts)])
    low, high = max([min(worth), *lows]), min([max(worth), *highs])
    return (low, high) if high - low <= (1.0 + _LITTLE) * widest else None


def _scaled(outcome: Estimate, value: float) -> tuple[float, float]:
    low, high = outcome.sampling95
    return (low * value, high * value) if value > 0.0 else (high * value, low * value)


def outcomes(tree: Tree, settings: Settings | None = None, item: Item | None = None) -> Outcomes:
    """Say what a tree implies; with an item, what it implies once the item acts."""
    settings = settings or Settings()
    started = time.perf_counter()
    check_given(tree, settings.given)
    why = None
    if settings.engine != "simulation":
        from techtree.impact.exact_outcomes import exact_outcomes

        found = tried(settings, lambda: exact_outcomes(tree, settings, item, started))
        if isinstance(found, Outcomes):
            return found
        why = found
    rows = views(tree, settings.stances)
    trees: list[tuple[Compiled, Masks]] = []
    for _, view, _ in rows:
        own = None if item is None else item_in(view, tree, item)
        compiled = compile_tree(view, own, given=settings.given, seed=settings.seed)
        compiled = evenly(compiled) if settings.even else compiled
        trees.append((compiled, baseline if own is None else paired(len(compiled.channels))))
    tallies = [_Tally(compiled, 0 if item is None else 1, settings.even) for compiled, _ in trees]
    mixed = mixed_in_order(rows)
    mix = Moments(len(tallies[0].compiled.outcomes) + 1, settings.even) if mixed else None
    main = mix if mix is not None and settings.stances == (MIX,) else tallies[0].rows

    def enough() -> bool:
        widths = [main.probability(row) for row in range(main.rows - 1)]
        return max((high - low) / 2.0 for low, high in widths) <= (settings.precision or 1.0)

    done = 0
    for first, count in batches(settings, enough):
        for size, _, results in chunks(
            trees, first, count, threads=settings.threads, times=True, turned=settings.even
        ):
            added = [tally.add(out) for tally, out in zip(tallies, results, strict=True)]
            if mix is not None:
                mix.add(np.asarray(sum(weight * added[place] for place, weight in mixed)))
            done += size
            settings.progress("simulating", done, first + count)
    pictures: dict[str | None, Picture] = {
        name: tally.picture() for (name, _, _), tally in zip(rows, tallies, strict=True)
    }
    if mix is not None:
        pictures[MIX] = _mixed(mix, [(tallies[place], weight) for place, weight in mixed])
    chosen = MIX if settings.stances == (MIX,) else rows[0][0]
    asked = settings.stances != (MIX,)
    return Outcomes(
        title=tree.title,
        stance=chosen,
        picture=pictures[chosen],
        stances={n: p for n, p in pictures.items() if n is not None and (asked or n == MIX)},
        provenance=provenance(tree, settings, done, started, asked_of(tree, item), why=why),
    )


def asked_of(tree: Tree, item: Item | None) -> str:
    """Put the question of what a tree implies in a fixed form."""
    named = item is not None and tree.items.get(item.id) == item
    return f"show {item.id if item is not None and named else repr(item)}"


def _mixed(mix: Moments, parts: list[tuple[_Tally, float]]) -> Picture:
    """Mix the pictures of the stances that have a weight."""
    count = mix.count
    names = parts[0][0].compiled.nodes
    first = parts[0][0].compiled
    nodes, endings = {}, {}
    for name in names:
        at = [(t, t.compiled.nodes.index(name), w) for t, w in parts]
        known = sum(w * t.known[i] for t, i, w in at) / count
        histogram = sum(w * t.histograms[i] for t, i, w in at if t.histograms is not None)
        nodes[name] = NodeTimes(float(known), quantile(np.asarray(histogram), count, 0.5))
        ended = sum(w * t.ended[i] for t, i, w in at)
        if ended:
            shares = sum(w * t.shares[i] for t, i, w in at) / ended
            distribution = dict(zip(first.outcomes, np.asarray(shares).tolist(), strict=True))
            endings[name] = EndingShare(float(ended / count), distribution)
    estimates, value = _estimates(mix, *(tally.compiled for tally, _ in parts))
    times = times_of_mix([(t.times, w) for t, w in parts])
    return Picture(estimates, value, times.quantiles(0), nodes, endings)
