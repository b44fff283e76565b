"""Worlds in which some items of a portfolio act, beside the one in which none does.

One program holds many items, each group of them a channel; a world is a set of groups. All worlds
share the draws of one baseline, and what is found of a world does not hang, to the last bit, on
which others it is run beside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import TypeAlias

import numpy as np

from techtree.engine.compiler import Compiled, compile_items
from techtree.engine.run import CHUNK, run_chunk, spans
from techtree.engine.sums import BOTH, TIME_SQUARES, TIME_SUM
from techtree.exact.chain import NotExact
from techtree.impact.exact_worlds import ExactWorlds, worlds_of
from techtree.impact.settings import MIX, Settings, mixed_in_order
from techtree.model.numbers import ONE, Fixed
from techtree.model.tree import Item, Tree
from techtree.portfolio.sums import Sums

Views: TypeAlias = Sequence[tuple[str | None, Tree, float]]
Versions: TypeAlias = Mapping[str | None, Item]  # an item as it is in each view

MOST_GROUPS = 63
MOST_BY_CHANCE = 6  # items of one world that act by chance: 64 worlds to be solved for it
_ROUNDING = 1e-13
_ROUNDING_OF_TIMES = 1e-9  # years
_SURE = 1.0 - 1e-12  # but for what rounding can make up


@dataclass(frozen=True)
class Question:
    """Worlds to look at: in each of them the groups of its mask act.

    With `add_up`, people that several items bring to one node add up.
    """

    groups: tuple[tuple[Versions, ...], ...]
    masks: tuple[int, ...]
    add_up: bool = False


def simulate(
    views: Views, question: Question, settings: Settings, first: int, count: int
) -> dict[str | None, Sums]:
    """Run trajectories first, first + 1, ...; return the sums of every view, and of the mix."""
    compiled = [_compiled(tree, name, question, settings) for name, tree, _ in views]
    masks = np.array([0, *question.masks], dtype=np.uint64)
    width = len(compiled[0].outcomes) + 1
    found = {name: Sums.empty(len(question.masks), width) for name, _, _ in views}
    mixed = mixed_in_order(views)
    mix = Sums.empty(len(question.masks), width)
    for lo, size in spans(first, count, CHUNK):
        worlds = np.repeat(masks[:, None], size, axis=1)
        total = np.zeros((len(masks), width, size))
        rows: dict[int, np.ndarray] = {}
        for place, ((name, _, _), program) in enumerate(zip(views, compiled, strict=True)):
            out = run_chunk(program, worlds, lo)
            rows[place] = out.rows
            found[name].add(rows[place], out.ended, lo)
        if mixed:
            for place, weight in mixed:
                total += weight * rows[place]
            mix.add(total, np.full((len(masks), size), np.inf), lo)
    still = [masks[1:] & np.uint64(program.telling) == 0 for program in compiled]
    for (name, _, _), of in zip(views, still, strict=True):
        found[name].settle(of)
    if mixed:
        mix.settle(np.all([still[place] for place, _ in mixed], axis=0))
        mix.times = _times_of_mix([(found[views[place][0]], w) for place, w in mixed])
        found[MIX] = mix
    return found


def _compiled(tree: Tree, name: str | None, question: Question, settings: Settings) -> Compiled:
    groups = [[versions[name] for versions in group] for group in question.groups]
    return compile_items(
        tree, groups, given=settings.given, seed=settings.seed, add_up=question.add_up
    )


def _times_of_mix(parts: Sequence[tuple[Sums, float]]) -> np.ndarray:
    """Mix sums of times by weight; the error is the largest that parts with these can have."""
    times = np.zeros_like(parts[0][0].times)
    spread = np.zeros(len(times))
    for sums, weight in parts:
        times[:, [BOTH, TIME_SUM]] += weight * sums.times[:, [BOTH, TIME_SUM]]
        both, total, squares = sums.times.T
        around = squares - np.divide(total**2, both, out=np.zeros_like(both), where=both > 0.0)
        spread += weight * np.sqrt(np.maximum(0.0, around))
    both, total, _ = times.T
    centre = np.divide(total**2, both, out=np.zeros_like(both), where=both > 0.0)
    times[:, TIME_SQUARES] = centre + spread**2
    return times


def solve(views: Views, question: Question, settings: Settings) -> dict[str | None, Sums]:
    """Answer without sampling error; raises `NotExact` where simulation has to.

    An item that acts by chance has a channel of its own here, and a world with such items is the
    mixture of those in which they act and in which they do not.
    """
    found = {name: _solved(tree, name, question, settings) for name, tree, _ in views}
    mixed = mixed_in_order(views)
    if mixed:
        parts = [(found[views[place][0]], weight) for place, weight in mixed]
        times = np.asarray(sum(w * sums.times for sums, w in parts))
        ends = np.all([sums.times[:, BOTH] > 0.0 for sums, _ in parts], axis=0)
        found[MIX] = _exact(
            np.asarray(sum(w * sums.base for sums, w in parts)),
            np.asarray(sum(w * sums.shifts for sums, w in parts)),
            times * ends[:, None],
            sum(sums.states for sums, _ in parts),
        )
    return found


def _solved(tree: Tree, name: str | None, question: Question, settings: Settings) -> Sums:
    chances: list[float] = []  # of each item that acts by chance
    certain: list[list[Item]] = []
    by_chance: list[Item] = []
    alone: list[list[int]] = []  # which of them are in each group
    for group in question.groups:
        certain.append([])
        alone.append([])
        for versions in group:
            item = versions[name]
            if not isinstance(item.chance, Fixed):
                raise NotExact("the chance of an item is a range")
            if item.chance.value == 1.0:
                certain[-1].append(item)
                continue
            alone[-1].append(len(by_chance))
            by_chance.append(replace(item, chance=ONE))
            chances.append(item.chance.value)
    if len(certain) + len(by_chance) > MOST_GROUPS:
        raise NotExact("more items act by chance than can be told apart")
    groups = [*certain, *([item] for item in by_chance)]
    compiled = compile_items(
        tree, groups, given=settings.given, seed=settings.seed, add_up=question.add_up
    )
    weights = [_outcomes_of_chance(mask, alone, chances, len(certain)) for mask in question.masks]
    masks = dict.fromkeys([0, *(mask for of in weights for mask in of)])
    place = {mask: number for number, mask in enumerate(masks)}
    worlds = worlds_of(compiled, tree, settings, tuple(masks))
    rows = np.stack([worlds.row(number) for number in place.values()])
    base = rows[0]
    shift = np.stack([sum(p * (rows[place[m]] - base) for m, p in of.items()) for of in weights])
    shift[np.abs(shift) <= _ROUNDING] = 0.0
    return _exact(base, shift, _exact_times(worlds, weights, place), worlds.chain.states)


def _outcomes_of_chance(
    mask: int, alone: list[list[int]], chances: list[float], certain: int
) -> dict[int, float]:
    """Return the worlds that a world with items that act by chance can be, each with its chance."""
    some = [i for group, items in enumerate(alone) if mask >> group & 1 for i in items]
    if len(some) > MOST_BY_CHANCE:
        raise NotExact(
            f"more than {MOST_BY_CHANCE} items that act by chance are asked about at once"
        )
    found: dict[int, float] = {}
    for acts in product((True, False), repeat=len(some)):
        bits = sum(1 << certain + i for i, yes in zip(some, acts, strict=True) if yes)
        chance = prod(
            chances[i] if yes else 1.0 - chances[i] for i, yes in zip(some, acts, strict=True)
        )
        found[mask | bits] = chance
    return found


def _exact_times(
    worlds: ExactWorlds, weights: list[dict[int, float]], place: dict[int, int]
) -> np.ndarray:
    """Return mean shifts of the time of the ending, of the worlds that end for sure."""
    times = np.zeros((len(weights), 3))
    ends = worlds.values.ended[list(worlds.chain.roots)] >= _SURE
    if worlds.values.time is None or not ends[0]:
        return times
    base = worlds.mean_time(0)
    for number, of in enumerate(weights):
        if all(ends[place[mask]] for mask in of):
            shift = sum(p * (worlds.mean_time(place[mask]) - base) for mask, p in of.items())
            shift = 0.0 if abs(shift) <= _ROUNDING_OF_TIMES else shift
            times[number, [BOTH, TIME_SUM, TIME_SQUARES]] = 1.0, shift, shift**2
    return times


def _exact(base: np.ndarray, shift: np.ndarray, times: np.ndarray, states: int) -> Sums:
    sums = Sums.empty(len(shift), len(base))
    sums.count, sums.base, sums.times, sums.states = 1, base, times, states
    sums.moments[..., 0] = shift
    sums.groups[:] = shift[..., None]
    return sums
