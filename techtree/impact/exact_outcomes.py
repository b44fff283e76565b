"""What a tree implies, exactly."""

from __future__ import annotations

from functools import partial

import numpy as np

from techtree.exact.chain import TooLarge
from techtree.exact.solve import values
from techtree.exact.times import Course, quantile
from techtree.impact.exact_worlds import ExactWorlds, anyone, ending_quantiles, exact_worlds
from techtree.impact.outcomes import (
    EndingShare,
    Estimate,
    NodeTimes,
    Outcomes,
    Picture,
    asked_of,
)
from techtree.impact.settings import MIX, Settings, item_in, mixed_in_order, provenance, views
from techtree.model.tree import Item, Tree


def exact_outcomes(tree: Tree, settings: Settings, item: Item | None, started: float) -> Outcomes:
    """Say what a tree implies; raises `NotExact` where simulation has to."""
    rows = views(tree, settings.stances)
    pictures: dict[str | None, Picture] = {}
    solved: list[_Drawn] = []
    states = 0
    for number, (name, view, _) in enumerate(rows):
        settings.progress("solving", number, len(rows))
        own = None if item is None else item_in(view, tree, item)
        drawn = _Drawn(view, own, settings)
        states += drawn.worlds.chain.states
        pictures[name] = _picture([(drawn, 1.0)])
        solved.append(drawn)
    settings.progress("solving", len(rows), len(rows))
    mixed = [(solved[place], weight) for place, weight in mixed_in_order(rows)]
    if mixed:
        pictures[MIX] = _picture(mixed)
    only_mix = settings.stances == (MIX,)
    chosen = MIX if only_mix else rows[0][0]
    return Outcomes(
        title=tree.title,
        stance=chosen,
        picture=pictures[chosen],
        stances={n: p for n, p in pictures.items() if n is not None and (not only_mix or n == MIX)},
        provenance=provenance(tree, settings, 0, started, asked_of(tree, item), states=states),
    )


class _Drawn:
    """One world of a tree, solved; where all at once would be too large, node by node."""

    def __init__(self, tree: Tree, item: Item | None, settings: Settings) -> None:
        self._solve = partial(
            exact_worlds,
            tree,
            item,
            settings,
            (0,) if item is None else (0, 2 ** len(item.channels) - 1),
        )
        self.world = 0 if item is None else 1
        try:
            self.worlds, self._together = self._solve(None), True
        except TooLarge:
            self.worlds, self._together = self._solve(()), False
        self.course = self.worlds.course(self.world)
        self.row = self.worlds.row(self.world)
        self.at_endings = _at_endings(self.worlds, self.world)
        self.nodes = {name: self._node(name) for name in self.worlds.compiled.nodes}

    def _node(self, name: str) -> tuple[Course, int]:
        """Return the course that tells of a node, and the node's column in it."""
        column = anyone(self.worlds.compiled, name)
        if self._together:
            return self.course, column
        return self._solve((name,)).course(self.world), column


def _at_endings(worlds: ExactWorlds, world: int) -> dict[str, np.ndarray]:
    """Return the probability of each outcome together with each ending, (O,)."""
    chain = worlds.chain
    outcomes = chain.payoffs.shape[1]
    reached = sorted(set(chain.endings.tolist()))
    payoffs = np.zeros((len(chain.payoffs), len(reached) * outcomes + 1))
    for end, (node, shares) in enumerate(zip(chain.endings, chain.payoffs, strict=True)):
        first = reached.index(node) * outcomes
        payoffs[end, first : first + outcomes] = shares
    found = values(chain, worlds.horizon, payoffs).outcomes
    row = found[chain.roots[world]]
    if world:
        row = worlds.chance * row + (1.0 - worlds.chance) * found[chain.roots[0]]
    return {
        chain.compiled.nodes[node]: row[i * outcomes : (i + 1) * outcomes]
        for i, node in enumerate(reached)
    }


def _picture(parts: list[tuple[_Drawn, float]]) -> Picture:
    """Say what one world implies, or several that are mixed by weight."""
    row = sum(weight * drawn.row for drawn, weight in parts)
    first = parts[0][0].worlds.compiled
    exact = [Estimate(float(x), 0.0, (float(x), float(x))) for x in np.asarray(row)]
    names = dict.fromkeys(name for drawn, _ in parts for name in drawn.worlds.compiled.nodes)
    shares: dict[str, np.ndarray] = {}
    for drawn, weight in parts:
        for name, together in drawn.at_endings.items():
            shares[name] = shares.get(name, np.zeros(len(together))) + weight * together
    endings = {}
    for name, together in shares.items():
        if together.sum() > 0.0:
            distribution = (together / together.sum()).tolist()
            endings[name] = EndingShare(
                float(together.sum()), dict(zip(first.outcomes, distribution, strict=True))
            )
    return Picture(
        outcomes=dict(zip(first.outcomes, exact[:-1], strict=True)),
        value=exact[-1],
        ending_time=ending_quantiles([(drawn.course, weight) for drawn, weight in parts]),
        nodes={name: _node(parts, name) for name in names},
        endings=endings,
    )


def _node(parts: list[tuple[_Drawn, float]], name: str) -> NodeTimes:
    columns = [(*drawn.nodes[name], weight) for drawn, weight in parts]
    known = sum(weight * float(course.final()[column]) for course, column, weight in columns)
    return NodeTimes(known, quantile(columns, 0.5))
