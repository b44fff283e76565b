"""Score an item: what the world is with it, minus what it is without it, on the same draws."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from techtree.engine.compiler import Compiled, compile_tree
from techtree.engine.estimates import Moments
from techtree.engine.nets import evenly
from techtree.engine.run import Masks, chunks
from techtree.engine.shapley import contributions, walk_masks
from techtree.engine.tallies import KNOWN_BOTH, SHIFT_SQUARES, SHIFT_SUM, Results
from techtree.impact.inputs import (
    crossed_run,
    error_near_zero,
    ranges,
    uses_inputs,
    without_noise,
)
from techtree.impact.outcomes import value_bounds
from techtree.impact.reach import reachable
from techtree.impact.settings import (
    MIX,
    Provenance,
    Settings,
    batches,
    check_given,
    find_item,
    item_in,
    mixed_in_order,
    provenance,
    tried,
    views,
)
from techtree.impact.times import EndingTimes, TimeTally, times_of_mix
from techtree.model.tree import Item, Tree

MOST_MOVED = 10
_SHIFT = (-1.0, 1.0)  # where the shift of a probability lies


@dataclass(frozen=True, slots=True)
class Shift:
    """One figure without and with the item. Probabilities are shares of 1."""

    baseline: float
    baseline_se: float
    with_item: float
    shift: float
    se: float
    sampling95: tuple[float, float]
    inputs90: tuple[float, float]
    sign_positive: float
    inputs_noise: float | None  # se of what was taken off for inputs90; None: no uncertain input
    inputs_error: float = 0.0  # se that the shifts near 0 over the inputs have in common


@dataclass(frozen=True, slots=True)
class NodeShift:
    """By how many years a node is known later, over the runs that come to know it both ways."""

    id: str
    actor: str | None
    mean_shift: float
    se: float
    known: float
    known_with: float


@dataclass(frozen=True, slots=True)
class ChannelShift:
    """The part of a shift that goes through one channel (Shapley value)."""

    channel: str
    shift: dict[str, float]
    se: dict[str, float]
    sampling95: dict[str, tuple[float, float]]
    value: float
    value_se: float
    value_sampling95: tuple[float, float]

    def half_width(self, outcome: str | None = None) -> float:
        """Return half the length of the interval of an outcome, or without one of the value."""
        low, high = self.value_sampling95 if outcome is None else self.sampling95[outcome]
        return (high - low) / 2.0


@dataclass(frozen=True, slots=True)
class View:
    """The score under one stance, or of the tree as written."""

    outcomes: dict[str, Shift]
    value: Shift
    ending_time: EndingTimes
    channels: tuple[ChannelShift, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """What an item changes."""

    item: str
    title: str | None
    stance: str | None
    view: View
    nodes: tuple[NodeShift, ...]
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    stances: dict[str, View]
    provenance: Provenance


class _Tally:
    """The sums over trajectories of one stance, or of the mix."""

    def __init__(self, outcomes: Sequence[str], channels: Sequence[str], even: bool) -> None:
        self.outcomes = outcomes
        self.channels = channels
        self.even = even
        width = len(outcomes) + 1
        self.base = Moments(width, even)
        self.shift = Moments(width, even)
        self.parts = Moments(width * len(channels), even)
        self.times = TimeTally(even)

    def add(self, rows: np.ndarray, parts: np.ndarray) -> None:
        """Take in outcome weights and value, (2, O + 1, count), and parts (C, O + 1, count)."""
        self.base.add(rows[0])
        self.shift.add(rows[1] - rows[0])
        if self.channels:
            self.parts.add(parts.reshape(-1, parts.shape[2]))


@dataclass
class _World:
    """A stance to be run: its program, its sums, and the sums over its nodes."""

    name: str | None
    weight: float
    tree: Tree
    item: Item
    compiled: Compiled
    masks: Masks
    tally: _Tally
    nodes: np.ndarray

    def rows(self, masks: np.ndarray, out: Results) -> tuple[np.ndarray, np.ndarray]:
        """Return (2, O + 1, count) of weights and value, and the channels' (C, O + 1, count)."""
        return out.rows[:2], contributions(masks, out.rows, len(self.compiled.channels))


class _Mix:
    """The mix of the stances that have a weight."""

    def __init__(self, worlds: list[_World]) -> None:
        self.worlds = worlds
        even = worlds[0].tally.even
        channels = sorted({c for world in worlds for c in world.compiled.channels})
        self.tally = _Tally(worlds[0].compiled.outcomes, channels, even)

    def add(self, found: dict[str | None, tuple[np.ndarray, np.ndarray]]) -> None:
        """Take in a chunk of each stance, as `_World.rows` has them."""
        width, count = next(iter(found.values()))[0].shape[1:]
        rows = np.zeros((2, width, count))
        parts = np.zeros((len(self.tally.channels), width, count))
        for world in self.worlds:
            its_rows, its_parts = found[world.name]
            rows += world.weight * its_rows
            for number, channel in enumerate(world.compiled.channels):
                parts[self.tally.channels.index(channel)] += world.weight * its_parts[number]
        self.tally.add(rows, parts)


def score(tree: Tree, item: str | Item, settings: Settings | None = None) -> Score:
    """Score an item (its id, a node's id, or an `Item`) on a tree.

    Raises `UsageError` where a name is unknown.
    """
    settings = settings or Settings()
    started = time.perf_counter()
    check_given(tree, settings.given)
    why = None
    if settings.engine != "simulation":
        from techtree.impact.exact_score import exact_score

        found = tried(settings, lambda: exact_score(tree, item, settings, started))
        if isinstance(found, Score):
            return found
        why = found
    rows = views(tree, settings.stances)
    worlds = [
        _world(name, view, weight, item_in(view, tree, item), settings)
        for name, view, weight in rows
    ]
    mixed = [worlds[place] for place, _ in mixed_in_order(rows)]
    mix = _Mix(mixed) if mixed else None
    samples = _run(worlds, mix, settings)
    main_mixed = settings.stances == (MIX,)
    answers = _answers(worlds, mix, settings)
    main = worlds[0]
    opened, closed = endings(main.tree, main.item)
    named = find_item(tree, item) if isinstance(item, str) else item
    question = asked_of(tree, item)
    stance = MIX if main_mixed else main.name
    return Score(
        item=named.id,
        title=named.title,
        stance=stance,
        view=answers[MIX] if main_mixed else answers[main.name],
        nodes=moved(worlds if main_mixed else [main], samples),
        opened=opened,
        closed=closed,
        stances={
            n: v for n, v in answers.items() if n is not None and (n == MIX or not main_mixed)
        },
        provenance=provenance(tree, settings, samples, started, question, why=why),
    )


def asked_of(tree: Tree, item: str | Item) -> str:
    """Put the question of a score in a fixed form."""
    if isinstance(item, str):
        return f"score {item!r}"
    return f"score {item.id if tree.items.get(item.id) == item else item!r}"


def _world(name: str | None, tree: Tree, weight: float, item: Item, settings: Settings) -> _World:
    compiled = compile_tree(tree, item, given=settings.given, seed=settings.seed)
    nodes = np.zeros((len(compiled.nodes), len(compiled.actors), 5))
    masks = walk_masks(settings.seed, item.id, len(compiled.channels))
    tally = _Tally(compiled.outcomes, compiled.channels, settings.even)
    return _World(name, weight, tree, item, compiled, masks, tally, nodes)


def _run(worlds: list[_World], mix: _Mix | None, settings: Settings) -> int:
    """Fill the tallies; return the number of trajectories."""
    even = settings.even
    trees = [(evenly(w.compiled) if even else w.compiled, w.masks) for w in worlds]
    main = mix.tally if mix is not None and settings.stances == (MIX,) else worlds[0].tally

    def enough() -> bool:
        ends = [main.shift.interval(row, _SHIFT) for row in range(len(main.outcomes))]
        return max((high - low) / 2.0 for low, high in ends) <= (settings.precision or 1.0)

    done = 0
    for first, count in batches(settings, enough):
        for size, masks, results in chunks(
            trees, first, count, threads=settings.threads, turned=even
        ):
            _add(worlds, mix, masks, results)
            done += size
            settings.progress("simulating", done, first + count)
    return done


def _add(
    worlds: list[_World], mix: _Mix | None, masks: list[np.ndarray], results: list[Results]
) -> None:
    found = {}
    for world, walked, out in zip(worlds, masks, results, strict=True):
        rows, parts = found[world.name] = world.rows(walked, out)
        world.tally.add(rows, parts)
        world.tally.times.add(out.ended)
        world.nodes += out.nodes
    if mix is not None:
        mix.add(found)


def _answers(worlds: list[_World], mix: _Mix | None, settings: Settings) -> dict[str | None, View]:
    answers: dict[str | None, View] = {}
    doubt: dict[str | None, _Doubt] = {}
    for number, world in enumerate(worlds):
        settings.progress("over the inputs", number, len(worlds))
        found = doubt[world.name] = _over_inputs(world, settings)
        answers[world.name] = _view(world.tally, [(found, 1.0)], [world])
    settings.progress("over the inputs", len(worlds), len(worlds))
    if mix is not None:
        mix.tally.times = times_of_mix([(w.tally.times, w.weight) for w in mix.worlds])
        over_inputs = [(doubt[world.name], world.weight) for world in mix.worlds]
        answers[MIX] = _view(mix.tally, over_inputs, mix.worlds)
    return answers


@dataclass(frozen=True, slots=True)
class _Doubt:
    """The shift at each draw of the inputs, and what is known of its errors.

    Where no input is uncertain there is one row and no noise.
    """

    draws: np.ndarray  # (K, O + 1)
    noise: np.ndarray | None = None  # (O + 1,) se that was taken off
    error: np.ndarray | None = None  # (O + 1,) se that the shifts near 0 have in common


def _over_inputs(world: _World, settings: Settings) -> _Doubt:
    centre = world.tally.shift.mean
    if settings.inputs < 2 or not uses_inputs(world.compiled):
        return _Doubt(centre[None, :])
    count = world.tally.shift.count
    run = crossed_run(world.compiled, count, settings.inputs, settings.threads)
    draws = without_noise(run, centre)
    return _Doubt(draws, np.sqrt(run.noise), error_near_zero(run, draws))


def _view(tally: _Tally, doubts: list[tuple[_Doubt, float]], worlds: list[_World]) -> View:
    over = ranges([(doubt.draws, weight) for doubt, weight in doubts])
    noises = [doubt.noise for doubt, _ in doubts if doubt.noise is not None]
    noise = np.max(noises, axis=0) if noises else None
    errors = [weight * doubt.error for doubt, weight in doubts if doubt.error is not None]
    error = np.sqrt(sum(part**2 for part in errors)) if errors else np.zeros(len(over))
    least, most = value_bounds(*(world.compiled for world in worlds))
    bounds = [_SHIFT] * len(tally.outcomes) + [(least - most, most - least)]
    reaches = any(world.compiled.telling for world in worlds)
    shifts = []
    for row, ends in enumerate(bounds):
        base, shift = tally.base, tally.shift
        shifts.append(
            Shift(
                baseline=float(base.mean[row]),
                baseline_se=float(base.se[row]),
                with_item=float(base.mean[row] + shift.mean[row]),
                shift=float(shift.mean[row]),
                se=float(shift.se[row]),
                sampling95=shift.interval(row, ends) if reaches else (0.0, 0.0),
                inputs90=(over[row].low, over[row].high),
                sign_positive=over[row].sign_positive,
                inputs_noise=None if noise is None else float(noise[row]),
                inputs_error=float(error[row]),
            )
        )
    return View(
        outcomes=dict(zip(tally.outcomes, shifts[:-1], strict=True)),
        value=shifts[-1],
        ending_time=tally.times.summary(),
        channels=tuple(_channels(tally, bounds if reaches else [(0.0, 0.0)] * len(bounds))),
    )


def _channels(tally: _Tally, bounds: Sequence[tuple[float, float]]) -> Iterator[ChannelShift]:
    """Yield the channels' parts; `bounds` are those of an outcome's shift, and of the value's."""
    width = len(bounds)
    for c, channel in enumerate(tally.channels):
        rows = slice(c * width, (c + 1) * width)
        shifts, errors = tally.parts.mean[rows].tolist(), tally.parts.se[rows].tolist()
        ends = [tally.parts.interval(c * width + i, bounds[i]) for i in range(width)]
        yield ChannelShift(
            channel=channel,
            shift=dict(zip(tally.outcomes, shifts, strict=False)),
            se=dict(zip(tally.outcomes, errors, strict=False)),
            sampling95=dict(zip(tally.outcomes, ends, strict=False)),
            value=shifts[-1],
            value_se=errors[-1],
            value_sampling95=ends[-1],
        )


class Moving(Protocol):
    """What `moved` needs of a stance: see `tallies.Results` for `nodes`."""

    weight: float
    tree: Tree
    compiled: Compiled
    nodes: np.ndarray


def moved(worlds: Sequence[Moving], samples: int) -> tuple[NodeShift, ...]:
    """List the nodes whose time moves most, by actor where they are private."""
    rows: dict[tuple[str, str | None], list[float]] = {}
    for world in worlds:
        weight = world.weight if len(worlds) > 1 else 1.0
        for i, node_id in enumerate(world.compiled.nodes):
            node = world.tree.nodes.get(node_id)
            if node is None or node.ending is not None:
                continue
            for a, actor in enumerate(world.compiled.actors):
                private = node.private and len(world.compiled.actors) > 1
                if a and not private:
                    continue
                sums = world.nodes[i, a]
                both = sums[KNOWN_BOTH]
                row = rows.setdefault((node_id, actor if private else None), [0.0] * 5)
                spread = max(0.0, sums[SHIFT_SQUARES] - sums[SHIFT_SUM] ** 2 / max(1.0, both))
                row[0] += weight * both
                row[1] += weight * sums[SHIFT_SUM]
                row[2] += weight * math.sqrt(spread)
                row[3] += weight * sums[0] / samples
                row[4] += weight * sums[1] / samples
    found = [
        NodeShift(node, actor, total / both, spread / both, base, with_item)
        for (node, actor), (both, total, spread, base, with_item) in rows.items()
        if both and total != 0.0
    ]
    found.sort(key=lambda m: (-abs(m.mean_shift), m.id, m.actor or ""))
    return tuple(found[:MOST_MOVED])


def endings(tree: Tree, item: Item) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the endings that the item makes reachable, and those that it makes unreachable."""
    without = reachable(tree, None)
    with_item = reachable(tree, item)
    every = {n.id for n in (*tree.nodes.values(), *item.nodes) if n.ending is not None}
    opened = sorted(every & (with_item - without))
    closed = sorted(every & (without - with_item))
    return tuple(opened), tuple(closed)
