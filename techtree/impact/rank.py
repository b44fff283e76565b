"""What if this were known now, and what if it never were: asked of every node."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from techtree.engine.compiler import compile_tree
from techtree.engine.estimates import Moments
from techtree.engine.kernel import Results
from techtree.engine.run import chunks
from techtree.errors import UsageError
from techtree.files.near_miss import did_you_mean
from techtree.impact.exact_worlds import exact_worlds, known_exactly
from techtree.impact.settings import (
    MIX,
    Provenance,
    Settings,
    check_given,
    provenance,
    tried,
    views,
)
from techtree.model.numbers import Fixed
from techtree.model.tree import Block, Item, Node, Tree, Unlock

BATCH = 31  # nodes asked about in one run: two worlds each, beside the baseline


@dataclass(frozen=True, slots=True)
class Effect:
    """A shift with its standard error."""

    shift: float
    se: float


@dataclass(frozen=True, slots=True)
class Forced:
    """What making a node known, or impossible, changes.

    `ending_time` is in years, over the runs that end both ways; None where there are none, and in
    exact answers where the race may go on for ever or past the horizon.
    """

    outcomes: dict[str, Effect]
    value: Effect
    ending_time: Effect | None


@dataclass(frozen=True, slots=True)
class RankedNode:
    """A node, how probably it is known before the world stops, and what forcing it changes."""

    id: str
    title: str | None
    field: str | None
    known: float
    unlock: Forced
    block: Forced


@dataclass(frozen=True, slots=True)
class Ranking:
    """All nodes, those first whose unlocking shifts the expected value most."""

    title: str
    stance: str | None
    nodes: tuple[RankedNode, ...]
    provenance: Provenance


def rank(tree: Tree, settings: Settings | None = None, *, field: str | None = None) -> Ranking:
    """Rank the nodes of a tree (of a field), but for its endings and its facts.

    A fact is a node without work and with a chance: nobody can make it so. Raises `UsageError`
    where a name is unknown.
    """
    settings = settings or Settings()
    started = time.perf_counter()
    check_given(tree, settings.given)
    if len(settings.stances) > 1 or "all" in settings.stances:
        raise UsageError("rank takes one stance, or the mix: nodes have one order")
    rows = views(tree, settings.stances)
    if settings.stances == (MIX,):
        rows = [row for row in rows if row[2]]
    else:
        rows = [(name, view, 1.0) for name, view, _ in rows[:1]]
    names = [node.id for node in _asked(tree, field)]
    why: str | None = None
    states = 0
    parts: list[tuple[dict[str, _Forcing], float]] = []
    if settings.engine != "simulation":
        found = tried(settings, lambda: [_exactly(view, names, settings) for _, view, _ in rows])
        if isinstance(found, str):
            why = found
        else:
            states = sum(count for _, count in found)
            parts = [(of, row[2]) for (of, _), row in zip(found, rows, strict=True)]
    if not parts:
        parts = [(_simulated(view, names, settings), weight) for _, view, weight in rows]
    ranked = [_ranked(tree.nodes[name], [(of[name], w) for of, w in parts]) for name in names]
    ranked.sort(key=lambda n: (-abs(n.unlock.value.shift), -abs(n.block.value.shift), n.id))
    question = f"rank {field or ''}"
    return Ranking(
        title=tree.title,
        stance=settings.stances[0] if settings.stances else None,
        nodes=tuple(ranked),
        provenance=provenance(
            tree, settings, 0 if states else settings.samples, started, question,
            states=states, why=why,
        ),
    )  # fmt: skip


def _asked(tree: Tree, field: str | None) -> list[Node]:
    fields = sorted({node.field for node in tree.nodes.values() if node.field is not None})
    if field is not None and field not in fields:
        guess = did_you_mean(field, fields)
        known = ", ".join(fields) or "none"
        raise UsageError(f"there is no field '{field}'{guess}; fields of this tree: {known}")
    return [
        node
        for node in tree.nodes.values()
        if node.ending is None
        and not (node.work == Fixed(0.0) and node.chance is not None)
        and field in (None, node.field)
    ]


@dataclass
class _Forcing:
    """Sums over the runs of one node: shifts of outcomes and value, (2, O + 1), and of time."""

    outcomes: tuple[str, ...]
    known: float
    shift: np.ndarray
    se: np.ndarray
    time: list[Effect | None]


def _batches(names: Sequence[str]) -> Iterator[tuple[list[str], Item]]:
    """Yield items that force some nodes, each known in one channel and impossible in another."""
    for first in range(0, len(names), BATCH):
        some = list(names[first : first + BATCH])
        yield (
            some,
            Item(
                id="rank",
                unlocks=tuple(Unlock(name, channel=f"1 {name}") for name in some),
                blocks=tuple(Block(name, channel=f"0 {name}") for name in some),
            ),
        )


def _masks(item: Item, some: Sequence[str]) -> list[int]:
    """Return the masks of the baseline, and of each node known and impossible."""
    bit = {channel: 1 << i for i, channel in enumerate(item.channels)}
    return [0, *(bit[f"{kind} {name}"] for name in some for kind in (1, 0))]


def _exactly(
    tree: Tree, names: Sequence[str], settings: Settings
) -> tuple[dict[str, _Forcing], int]:
    """Answer from the values of the states in which the forced worlds begin; raises `NotExact`."""
    found: dict[str, _Forcing] = {}
    known, states = known_exactly(tree, names, settings)
    for some, item in _batches(names):
        masks = _masks(item, some)
        worlds = exact_worlds(tree, item, settings, tuple(masks))
        states += worlds.chain.states
        rows = [worlds.row(world) for world in range(len(masks))]
        for number, name in enumerate(some):
            world = 1 + 2 * number
            shift = np.stack([rows[world] - rows[0], rows[world + 1] - rows[0]])
            shift[np.abs(shift) < 1e-13] = 0.0
            times: list[Effect | None] = [None, None]
            if worlds.always_ends:
                base = worlds.mean_time(0)
                times = [Effect(worlds.mean_time(w) - base, 0.0) for w in (world, world + 1)]
            outcomes = worlds.compiled.outcomes
            found[name] = _Forcing(outcomes, known[name], shift, np.zeros_like(shift), times)
    return found, states


class _Sums:
    """Sums over chunks of the worlds of one batch, world 0 being the baseline."""

    def __init__(self, worlds: int, width: int) -> None:
        self.shifts = [Moments(width) for _ in range(worlds - 1)]
        self.times = np.zeros((worlds - 1, 3))

    def add(self, out: Results) -> None:
        rows = np.concatenate([out.weights, out.value[:, None, :]], axis=1)
        for world, moments in enumerate(self.shifts, 1):
            moments.add(rows[world] - rows[0])
            both = np.isfinite(out.ended[0]) & np.isfinite(out.ended[world])
            moved = out.ended[world][both] - out.ended[0][both]
            self.times[world - 1] += (len(moved), moved.sum(), (moved**2).sum())

    def time(self, world: int) -> Effect | None:
        count, total, squares = self.times[world - 1]
        if not count:
            return None
        variance = max(0.0, squares - total**2 / count) / max(1.0, count - 1.0)
        return Effect(total / count, math.sqrt(variance / count))


def _simulated(tree: Tree, names: Sequence[str], settings: Settings) -> dict[str, _Forcing]:
    found: dict[str, _Forcing] = {}
    done = 0
    for some, item in _batches(names):
        compiled = compile_tree(tree, item, given=settings.given, seed=settings.seed)
        worlds = np.array(_masks(item, some), dtype=np.uint64)
        sums = _Sums(len(worlds), len(compiled.outcomes) + 1)
        known = np.zeros(len(compiled.nodes))

        def masks(first: int, count: int, worlds: np.ndarray = worlds) -> np.ndarray:
            return np.repeat(worlds[:, None], count, axis=1)

        for size, _, results in chunks(
            [(compiled, masks)], 0, settings.samples, threads=settings.threads
        ):
            sums.add(results[0])
            known += results[0].anyone[0]
            done += size
            total = settings.samples * -(-len(names) // BATCH)
            settings.progress("simulating", done, total)
        for number, name in enumerate(some):
            pair = (2 * number, 2 * number + 1)
            found[name] = _Forcing(
                compiled.outcomes,
                float(known[compiled.nodes.index(name)] / settings.samples),
                np.stack([sums.shifts[w].mean for w in pair]),
                np.stack([sums.shifts[w].se for w in pair]),
                [sums.time(w + 1) for w in pair],
            )
    return found


def _ranked(node: Node, parts: list[tuple[_Forcing, float]]) -> RankedNode:
    """Mix the answers of stances by weight; errors add up, as stances share their draws."""
    shift = sum(w * of.shift for of, w in parts)
    se = sum(w * of.se for of, w in parts)
    outcomes = parts[0][0].outcomes

    def forced(which: int) -> Forced:
        figures = [
            Effect(float(x), float(e))
            for x, e in zip(np.asarray(shift)[which], np.asarray(se)[which], strict=True)
        ]
        times = [(of.time[which], w) for of, w in parts]
        moved = None
        if all(t is not None for t, _ in times):
            moved = Effect(
                sum(w * t.shift for t, w in times if t is not None),
                sum(w * t.se for t, w in times if t is not None),
            )
        return Forced(dict(zip(outcomes, figures[:-1], strict=True)), figures[-1], moved)

    known = sum(w * of.known for of, w in parts)
    return RankedNode(node.id, node.title, node.field, known, forced(0), forced(1))
