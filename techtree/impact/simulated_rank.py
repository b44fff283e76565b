"""Force every node in simulated trajectories: what changes is followed, or whole worlds are run.

What changes can be followed where one pass computes a trajectory. Elsewhere the forced worlds are
run event by event, but for those that must be the baseline over again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from techtree.engine import draws
from techtree.engine import layout as c
from techtree.engine.compiler import Compiled, compile_tree
from techtree.engine.forced import Sums
from techtree.engine.forcing import paths_of, run_forced_chunk
from techtree.engine.layout import EPS
from techtree.engine.run import baseline, in_order, run_chunk, spans
from techtree.engine.tallies import Results
from techtree.impact.forced_sums import ForcedSums, empty_sums, of_differences
from techtree.impact.settings import Settings
from techtree.model.tree import Block, Item, Tree, Unlock

BATCH = 31  # nodes forced in one run: two worlds each, beside the baseline
CHUNK = 256  # trajectories; few enough that an interruption is heeded soon


@dataclass(frozen=True, slots=True)
class ForcedNodes:
    """The sums for some nodes, by place in `names`: question 2 i is an unlock, 2 i + 1 a block."""

    names: tuple[str, ...]
    compiled: Compiled
    sums: ForcedSums

    def known(self, name: str) -> float:
        """Return how probably a node is known before the world stops."""
        place = self.compiled.nodes.index(name)
        return float(self.sums.total.known[place] / self.sums.samples)


def batches(names: Sequence[str]) -> Iterator[tuple[list[str], Item]]:
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


def batch_masks(item: Item, some: Sequence[str]) -> list[int]:
    """Return the masks of the baseline, and of each node known and impossible."""
    bit = {channel: 1 << i for i, channel in enumerate(item.channels)}
    return [0, *(bit[f"{kind} {name}"] for name in some for kind in (1, 0))]


def force_nodes(
    tree: Tree, names: Sequence[str], settings: Settings, *, whole_worlds: bool = False
) -> ForcedNodes:
    """Ask of the nodes in `names` what changes if each is known now, and if it never is.

    With `whole_worlds`, worlds are run even where what changes can be followed.
    """
    compiled = compile_tree(tree, given=settings.given, seed=settings.seed)
    if compiled.one_pass and not whole_worlds:
        paths = paths_of(compiled, [compiled.nodes.index(name) for name in names])

        def work(first: int, count: int) -> Sums:
            return run_forced_chunk(compiled, paths, first, count)
    else:
        worlds = _Worlds(tree, names, settings, compiled)
        work = worlds.run
    sums = ForcedSums(len(names), len(compiled.outcomes), len(compiled.nodes))
    for (_, count), part in in_order(
        work, spans(0, settings.samples, CHUNK), threads=settings.threads
    ):
        sums.add(count, part)
        settings.progress("simulating", sums.samples, settings.samples)
    return ForcedNodes(tuple(names), compiled, sums)


class _Worlds:
    """Runs the worlds in which some node is forced, where they can differ from the baseline."""

    def __init__(
        self, tree: Tree, names: Sequence[str], settings: Settings, compiled: Compiled
    ) -> None:
        self.names = list(names)
        self.compiled = compiled
        self.always = _known_from_the_start(compiled)
        reach = reaching_endings(compiled)
        asked = [name for name in names if reach[compiled.nodes.index(name)]]
        self.batches = [
            (
                some,
                compile_tree(tree, item, given=settings.given, seed=settings.seed),
                np.array(batch_masks(item, some), dtype=np.uint64),
            )
            for some, item in batches(asked)
        ]

    def run(self, first: int, count: int) -> Sums:
        """Run a chunk of trajectories."""
        outcomes, nodes = len(self.compiled.outcomes), len(self.compiled.nodes)
        sums = empty_sums(len(self.names), outcomes, nodes)
        base = run_chunk(self.compiled, baseline(first, count), first, known=True)
        known = base.known[0]  # (N, A, count)
        sums.known[:] = (known < np.inf).any(axis=1).sum(axis=1)
        sums.ended[0] = (base.ended[0] < np.inf).sum()
        for some, compiled, worlds in self.batches:
            masks = np.repeat(worlds[:, None], count, axis=1)
            for number, name in enumerate(some):
                n = self.compiled.nodes.index(name)
                already = self.always[n] | (known[n] < -EPS).all(axis=0)
                masks[1 + 2 * number, already] = 0
                masks[2 + 2 * number, (known[n] == np.inf).all(axis=0)] = 0
            out = run_chunk(compiled, masks, first)
            for number, name in enumerate(some):
                question = 2 * self.names.index(name)
                for i in range(2):
                    world = 1 + 2 * number + i
                    sums.moved[question + i], sums.lost[question + i] = _changes(out, world)
        return sums


def _changes(out: Results, world: int) -> tuple[np.ndarray, float]:
    """Return the moments of what differs between a world and the baseline, and lost endings."""
    ends, still = out.ended[0] < np.inf, out.ended[world] < np.inf
    later = np.zeros(len(ends))
    later[ends & still] = out.ended[world][ends & still] - out.ended[0][ends & still]
    rows = np.concatenate([out.rows[world] - out.rows[0], later[None]])
    return of_differences(rows), float((ends & ~still).sum())


def _known_from_the_start(compiled: Compiled) -> np.ndarray:
    """Mark the nodes that are unlocked for everybody by time 0, whatever is drawn."""
    p, numbers = compiled.program.rules, compiled.program.numbers
    mask = np.zeros(len(compiled.nodes), dtype=np.bool_)
    for part in p.parts:
        family, at = numbers.slots[part[c.PART_AT], :2]
        if part[c.PART_KIND] == c.UNLOCK and part[c.PART_ACTOR] < 0:
            mask[part[c.PART_NODE]] |= family == draws.FIXED and at <= 0.0
    return mask


def reaching_endings(compiled: Compiled) -> np.ndarray:
    """Mark the nodes from which gates, hints, effects and moves lead to an ending."""
    p = compiled.program.rules
    into: list[set[int]] = [set() for _ in compiled.nodes]
    for n, row in enumerate(p.nodes):
        targets = p.links[row[c.DEPENDENT_LO] : row[c.DEPENDENT_HI] : 2].tolist()
        targets += p.links[row[c.HINTED_LO] : row[c.HINTED_HI] : 2].tolist()
        for e in p.links[row[c.OUT_LO] : row[c.OUT_HI]]:
            targets += p.links[p.effects[e, c.TARGET_LO] : p.effects[e, c.TARGET_HI]].tolist()
        for target in targets:
            into[target].add(n)
    mask = p.nodes[:, c.ENDING] == 1
    waiting = np.flatnonzero(mask).tolist()
    while waiting:
        for n in into[waiting.pop()]:
            if not mask[n]:
                mask[n] = True
                waiting.append(n)
    return mask
