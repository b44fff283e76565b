"""What if this were known now, and what if it never were: asked of every node."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from techtree.errors import UsageError
from techtree.files.near_miss import did_you_mean
from techtree.impact.exact_worlds import exact_worlds, known_exactly
from techtree.impact.settings import (
    MIX,
    Provenance,
    Settings,
    check_given,
    mixed_in_order,
    provenance,
    tried,
    views,
)
from techtree.impact.simulated_rank import batch_masks, batches, force_nodes
from techtree.model.numbers import Fixed
from techtree.model.tree import Node, Tree


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
        rows = [rows[place] for place, _ in mixed_in_order(rows)]
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
        known = ", ".join(fields) or "none"
        guess = did_you_mean(field, fields) or f"; fields of this tree: {known}"
        raise UsageError(f"there is no field '{field}'{guess}")
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


def _exactly(
    tree: Tree, names: Sequence[str], settings: Settings
) -> tuple[dict[str, _Forcing], int]:
    """Answer from the values of the states in which the forced worlds begin; raises `NotExact`."""
    found: dict[str, _Forcing] = {}
    known, states = known_exactly(tree, names, settings)
    for some, item in batches(names):
        masks = batch_masks(item, some)
        worlds = exact_worlds(tree, item, settings, tuple(masks))
        states += worlds.chain.states
        rows = [worlds.row(world) for world in range(len(masks))]
        for number, name in enumerate(some):
            world = 1 + 2 * number
            shift = np.stack([rows[world] - rows[0], rows[world + 1] - rows[0]])
            shift[np.abs(shift) < 1e-13] = 0.0
            times = [
                Effect(worlds.mean_time(forced) - worlds.mean_time(0), 0.0)
                if worlds.always_end((0, forced))
                else None
                for forced in (world, world + 1)
            ]
            outcomes = worlds.compiled.outcomes
            found[name] = _Forcing(outcomes, known[name], shift, np.zeros_like(shift), times)
    return found, states


def _simulated(tree: Tree, names: Sequence[str], settings: Settings) -> dict[str, _Forcing]:
    found: dict[str, _Forcing] = {}
    forced = force_nodes(tree, names, settings)
    for number, name in enumerate(names):
        pair = (2 * number, 2 * number + 1)
        shifts = [forced.sums.shift(question) for question in pair]
        times = [forced.sums.time(question) for question in pair]
        found[name] = _Forcing(
            forced.compiled.outcomes,
            forced.known(name),
            np.stack([shift for shift, _ in shifts]),
            np.stack([se for _, se in shifts]),
            [None if time is None else Effect(*time) for time in times],
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
