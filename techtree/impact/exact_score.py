"""What an item changes, exactly."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from techtree.engine.beside import compiled_beside
from techtree.engine.compiler import Compiled, compile_tree
from techtree.engine.run import chunks
from techtree.engine.run import paired as paired_masks
from techtree.exact.chain import NotExact
from techtree.exact.memoryless import obstacle
from techtree.impact.exact_worlds import ExactWorlds, ending_quantiles, exact_worlds
from techtree.impact.score import (
    ChannelShift,
    Score,
    Shift,
    View,
    asked_of,
    endings,
    moved,
)
from techtree.impact.settings import (
    MIX,
    Settings,
    find_item,
    item_in,
    mixed_in_order,
    provenance,
    views,
)
from techtree.impact.times import EndingTimes, TimeTally, times_of_mix
from techtree.model.tree import Item, Tree

MOST_CHANNELS = 12  # 4,096 worlds
_ROUNDING = 1e-13
_SMALLEST = 1e-9  # years: a shift below is none


@dataclass
class _Paired:
    """A stance run with and without the item, on the same draws."""

    weight: float
    tree: Tree
    compiled: Compiled
    nodes: np.ndarray
    times: TimeTally


def exact_score(tree: Tree, item: str | Item, settings: Settings, started: float) -> Score:
    """Score an item; raises `NotExact` where simulation has to.

    By how much a time shifts is asked of the runs in which it comes both with and without the
    item. Where it does not come in all runs, that hangs on both worlds at once, which no chain of
    one of them tells: those shifts are simulated, and have standard errors.
    """
    rows = views(tree, settings.stances)
    solved: dict[str | None, _Solved] = {}
    weights: dict[str | None, float] = {}
    with _simulation_compiled(tree, item):
        for number, (name, view, weight) in enumerate(rows):
            settings.progress("solving", number, len(rows))
            solved[name] = _Solved(view, item_in(view, tree, item), settings)
            weights[name] = weight
    settings.progress("solving", len(rows), len(rows))
    paired = {name: _paired(one, weights[name], settings) for name, one in solved.items()}
    answers = {name: _view([(one, paired[name], 1.0)]) for name, one in solved.items()}
    names = [name for name, _, _ in rows]
    mixed = [
        (solved[names[place]], paired[names[place]], weight)
        for place, weight in mixed_in_order(rows)
    ]
    if mixed:
        answers[MIX] = _view(mixed)
    only_mix = settings.stances == (MIX,)
    name = rows[0][0]
    main = solved[name]
    opened, closed = endings(main.tree, main.item)
    named = find_item(tree, item) if isinstance(item, str) else item
    states = sum(one.worlds.chain.states for one in solved.values())
    return Score(
        item=named.id,
        title=named.title,
        stance=MIX if only_mix else name,
        view=answers[MIX if only_mix else name],
        nodes=moved([p for _, p, _ in mixed] if only_mix else [paired[name]], settings.samples),
        opened=opened,
        closed=closed,
        stances={n: v for n, v in answers.items() if n is not None and (n == MIX or not only_mix)},
        provenance=provenance(
            tree, settings, settings.samples, started, asked_of(tree, item), states=states
        ),
    )


def _simulation_compiled(tree: Tree, item: str | Item) -> AbstractContextManager[None]:
    """Have the kernel that tells of times compiled meanwhile, where the tree is memoryless."""
    own = find_item(tree, item) if isinstance(item, str) else item
    compiled = compile_tree(tree, own)
    return compiled_beside(compiled) if obstacle(compiled) is None else nullcontext()


def _paired(one: _Solved, weight: float, settings: Settings) -> _Paired:
    compiled = one.worlds.compiled
    nodes = np.zeros((len(compiled.nodes), len(compiled.actors), 5))
    found = _Paired(weight, one.tree, compiled, nodes, TimeTally())
    trees = [(compiled, paired_masks(len(compiled.channels)))]
    done = 0
    for size, _, results in chunks(trees, 0, settings.samples, threads=settings.threads):
        found.nodes += results[0].nodes
        found.times.add(results[0].ended)
        done += size
        settings.progress("simulating when", done, settings.samples)
    return found


class _Solved:
    """An item in one stance: what its worlds are worth, and how two of them run."""

    def __init__(self, tree: Tree, item: Item, settings: Settings) -> None:
        self.tree = tree
        self.item = item
        count = len(self.item.channels)
        if count > MOST_CHANNELS:
            raise NotExact(f"the item has more than {MOST_CHANNELS} channels")
        masks = (0, 2**count - 1, *range(1, 2**count - 1))
        self.worlds: ExactWorlds = exact_worlds(tree, self.item, settings, masks)
        self.without, self.with_item = self.worlds.row(0), self.worlds.row(1)
        world = {mask: number for number, mask in enumerate(masks)}
        rows = {mask: self.worlds.row(number) for mask, number in world.items()}
        self.parts = {
            channel: _share(rows, bit, count)
            for bit, channel in enumerate(self.worlds.compiled.channels)
        }
        self.times = (self.worlds.mean_time(0), self.worlds.mean_time(1))
        self.courses = (self.worlds.course(0), self.worlds.course(1))


def _share(rows: dict[int, np.ndarray], bit: int, count: int) -> np.ndarray:
    """Return the Shapley value of one of `count` channels, from the row of every subset."""
    others = [b for b in range(count) if b != bit]
    total = np.zeros_like(rows[0])
    for size in range(count):
        weight = 1.0 / (count * comb(count - 1, size))
        for chosen in combinations(others, size):
            mask = sum(1 << b for b in chosen)
            total += weight * (rows[mask | 1 << bit] - rows[mask])
    total[np.abs(total) <= _ROUNDING] = 0.0
    return total


def _view(parts: list[tuple[_Solved, _Paired, float]]) -> View:
    """Say what the item changes in one stance, or in several that are mixed by weight."""
    outcomes = parts[0][0].worlds.compiled.outcomes
    without = sum(weight * one.without for one, _, weight in parts)
    with_item = sum(weight * one.with_item for one, _, weight in parts)
    by_stance = np.stack([one.with_item - one.without for one, _, _ in parts])
    by_stance[np.abs(by_stance) <= _ROUNDING] = 0.0
    weights = np.array([weight for _, _, weight in parts])
    shifts = [
        _shift(float(b), float(w), by_stance[:, i], weights)
        for i, (b, w) in enumerate(zip(np.asarray(without), np.asarray(with_item), strict=True))
    ]
    return View(
        outcomes=dict(zip(outcomes, shifts[:-1], strict=True)),
        value=shifts[-1],
        ending_time=_times(parts),
        channels=_channels(parts, outcomes),
    )


def _shift(without: float, with_item: float, stances: np.ndarray, weights: np.ndarray) -> Shift:
    from techtree.impact.inputs import ranges

    shift = _settled(with_item - without)
    over = ranges([(np.array([[x]]), float(w)) for x, w in zip(stances, weights, strict=True)])[0]
    return Shift(
        baseline=without,
        baseline_se=0.0,
        with_item=with_item,
        shift=shift,
        se=0.0,
        sampling95=(shift, shift),
        inputs90=(over.low, over.high),
        sign_positive=over.sign_positive,
        inputs_noise=None,
    )


def _settled(shift: float) -> float:
    """Take what rounding can make up as none."""
    return shift if abs(shift) > _ROUNDING else 0.0


def _times(parts: list[tuple[_Solved, _Paired, float]]) -> EndingTimes:
    without, with_item = (
        ending_quantiles([(one.courses[world], w) for one, _, w in parts]) for world in (0, 1)
    )
    if all(one.worlds.always_end() for one, _, _ in parts):
        moved = sum(w * (one.times[1] - one.times[0]) for one, _, w in parts)
        return EndingTimes(without, with_item, moved if abs(moved) > _SMALLEST else 0.0, 0.0)
    simulated = times_of_mix([(run.times, w) for _, run, w in parts]).summary()
    if len(parts) == 1:
        simulated = parts[0][1].times.summary()
    return EndingTimes(without, with_item, simulated.mean_shift, simulated.se)


def _channels(
    parts: list[tuple[_Solved, _Paired, float]], outcomes: tuple[str, ...]
) -> tuple[ChannelShift, ...]:
    names = sorted({channel for one, _, _ in parts for channel in one.parts})
    rows = []
    for name in names:
        row = sum(w * one.parts[name] for one, _, w in parts if name in one.parts)
        row = np.asarray(row)
        *shifts, value = row.tolist()
        shift = dict(zip(outcomes, shifts, strict=True))
        ends = {outcome: (part, part) for outcome, part in shift.items()}
        errors = dict.fromkeys(outcomes, 0.0)
        rows.append(ChannelShift(name, shift, errors, ends, value, 0.0, (value, value)))
    return tuple(rows)
