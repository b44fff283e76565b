"""What sets of items are worth together: run in one race, as they overlap, enable and spoil."""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx
import numpy as np

from techtree.engine.estimates import ends_of_parts
from techtree.engine.run import CHUNK, spans
from techtree.exact.chain import NotExact
from techtree.model.graph import dependency_graph, reached
from techtree.model.tree import Item, Tree
from techtree.portfolio.blocks import Landscape
from techtree.portfolio.candidates import Candidate
from techtree.portfolio.pool import Pool, results
from techtree.portfolio.results import Figure
from techtree.portfolio.sums import Sums, group_sizes
from techtree.portfolio.worlds import MOST_GROUPS, Question, simulate, solve

T95 = 2.0395134  # of Student's distribution with 31 degrees of freedom: 32 groups of trajectories
TOGETHER = (
    "the items of a set act in one race, on the draws of one baseline; the people that several of "
    "them bring to one node add up"
)

Found = dict[str | None, Sums]


class Joint:
    """Evaluates sets of candidates, by their numbers, on trajectories first, first + 1, ...

    With a count of 0 they are solved exactly, and `NotExact` is raised where that cannot be.
    """

    def __init__(
        self,
        world: Landscape,
        candidates: Sequence[Candidate],
        pool: Pool,
        first: int,
        count: int,
    ) -> None:
        self.world, self.candidates, self.pool = world, candidates, pool
        self.first, self.count = first, count
        self._shared = pool.share(world.views)

    def sums(self, sets: Sequence[frozenset[int]]) -> Found:
        """Return the sums of the sets' worlds in every view, one world a set."""
        found: Found = {}
        waiting = _within(sets)
        while waiting:
            places = waiting.pop()
            some = [sets[place] for place in places]
            try:
                part = self._simulated(some) if self.count else self._solved(some)
            except NotExact:
                if len(places) == 1:
                    raise
                half = len(places) // 2  # what does not fit one chain may fit two
                waiting += [places[:half], places[half:]]
                continue
            for name, sums in part.items():
                if name not in found:
                    found[name] = Sums.empty(len(sets), len(sums.base))
                found[name].put(places, sums)
        return found

    def _solved(self, sets: Sequence[frozenset[int]]) -> Found:
        found: Found = self.pool.submit(
            solve, self._shared, self._question(sets), self.world.settings
        ).result()
        return found

    def _simulated(self, sets: Sequence[frozenset[int]]) -> Found:
        question, settings, shared = self._question(sets), self.world.settings, self._shared
        whole: Found = {}
        tasks = spans(self.first, self.count, CHUNK)
        begun = results(
            self.pool,
            tasks,
            lambda span: self.pool.submit(simulate, shared, question, settings, *span),
        )
        for _, part in begun:
            for name, sums in part.items():
                if name in whole:
                    whole[name].merge(sums)
                else:
                    whole[name] = sums
        return whole

    def _question(self, sets: Sequence[frozenset[int]]) -> Question:
        """Put items that are in the same sets into one group."""
        groups = _patterns(sets)
        masks = [0] * len(sets)
        for bit, pattern in enumerate(groups):
            for place in pattern:
                masks[place] |= 1 << bit
        items = (
            tuple(self.candidates[item].views for item in sorted(members))
            for members in groups.values()
        )
        return Question(tuple(items), tuple(masks), add_up=True)


def _patterns(sets: Sequence[frozenset[int]]) -> dict[tuple[int, ...], list[int]]:
    """Return the items by which of the sets they are in."""
    where: dict[int, list[int]] = {}
    for place, chosen in enumerate(sets):
        for item in sorted(chosen):
            where.setdefault(item, []).append(place)
    groups: dict[tuple[int, ...], list[int]] = {}
    for item in sorted(where):
        groups.setdefault(tuple(where[item]), []).append(item)
    return groups


def _within(sets: Sequence[frozenset[int]]) -> list[list[int]]:
    """Cut sets into runs, by place, that one program can hold."""
    runs: list[list[int]] = []
    waiting = [list(range(first, min(first + 64, len(sets)))) for first in range(0, len(sets), 64)]
    while waiting:
        places = waiting.pop(0)
        if len(_patterns([sets[place] for place in places])) <= MOST_GROUPS:
            runs.append(places)
        else:
            half = len(places) // 2
            waiting[:0] = [places[:half], places[half:]]
    return runs


def combined(sums: Sums, row: int, weights: np.ndarray, span: float) -> list[Figure]:
    """Return the figures of sums over worlds, (F, W) `weights`, of one row.

    Their errors come from the groups of trajectories, and so hold what worlds have in common.
    `span` is the size of the largest change of a trajectory.
    """
    shift = weights @ sums.shifts[:, row]
    base = float(sums.base[row])
    if sums.exact:
        return [Figure(base, base + x, x, 0.0, (x, x)) for x in map(float, shift)]
    sizes = group_sizes(sums.count)
    used = sizes > 0
    means = weights @ (sums.groups[:, row][:, used] / sizes[used])
    share = sizes[used] / sums.count
    left = (means - shift[:, None]) * np.sqrt(share)
    errors = np.sqrt((left**2).sum(axis=1) / max(1, used.sum() - 1))
    missed = np.where(errors > 0.0, 0.0, 3.0 / sums.count * span * np.abs(weights) @ ~sums.still)
    below, above = ends_of_parts(left, T95)
    lows, highs = shift - below * errors - missed, shift + above * errors + missed
    rows = np.stack([shift, errors, lows, highs], axis=1).tolist()
    return [Figure(base, base + x, x, se, (low, high)) for x, se, low, high in rows]


class Related:
    """Tells whether two candidates may act on each other: whether they reach some node in common.

    Endings do not count, as all that matters reaches them.
    """

    def __init__(self, tree: Tree, items: Sequence[Item]) -> None:
        graph = dependency_graph(tree.nodes)
        behind = {
            name: frozenset(
                other
                for other in (name, *nx.descendants(graph, name))
                if tree.nodes[other].ending is None
            )
            for name in tree.nodes
        }
        self._reach = [
            frozenset().union(*(behind[name] for name in _touched(tree, item) if name in behind))
            for item in items
        ]

    def __call__(self, one: int, other: int) -> bool:
        return not self._reach[one].isdisjoint(self._reach[other])


def _touched(tree: Tree, item: Item) -> set[str]:
    """Name the nodes that an item changes itself; all of them where it changes actors."""
    if item.removes or any(effect.move is not None for effect in item.effects):
        return set(tree.nodes)
    found = {unlock.node for unlock in item.unlocks} | {block.node for block in item.blocks}
    for effect in item.effects:
        found |= set(reached(effect, tree.nodes, None))
    for node in item.nodes:
        for effect in node.effects:
            found |= set(reached(effect, tree.nodes, None))
    return found
