"""The figures of a page: what the tree implies, alone and with each item, under each stance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from techtree.impact.outcomes import Outcomes, Picture, outcomes
from techtree.impact.rank import Effect, Forced, RankedNode, Ranking, rank
from techtree.impact.score import Score, View, score
from techtree.impact.settings import MIX, Settings
from techtree.model.tree import Item, Tree

AS_WRITTEN, NO_ITEM = "", ""
SAMPLES = 4_000  # of each world
RANK_SHARE = 4  # every node is asked about with so many times fewer samples


@dataclass(frozen=True, slots=True)
class Findings:
    """Answers by item (``NO_ITEM`` for the tree alone) and by stance (``AS_WRITTEN``, `mix`)."""

    worlds: Mapping[str, Outcomes]
    scores: Mapping[str, Score]
    ranks: Mapping[str, Ranking]

    def picture(self, stance: str, item: str) -> Picture:
        """Return what is so under a stance and with an item."""
        found = self.worlds[item]
        return found.stances[stance] if stance else found.picture

    def view(self, stance: str, item: str) -> View:
        """Return what an item changes under a stance."""
        found = self.scores[item]
        return found.stances[stance] if stance else found.view


def stance_names(tree: Tree) -> list[str]:
    """Name the stances of a page: the tree as written, each stance, and the mix if there is one."""
    mix = [MIX] if any(stance.weight for stance in tree.stances.values()) else []
    return [AS_WRITTEN, *tree.stances, *mix]


def findings(tree: Tree, items: Sequence[Item], settings: Settings) -> Findings:
    """Ask all questions of a page, telling ``settings.progress`` how far they have come."""
    stances = ("all",) if tree.stances else ()
    every = replace(settings, stances=stances)
    asked = [name for name in stance_names(tree) if name != MIX]
    steps = _Steps(settings, 1 + 2 * len(items) + len(asked))
    worlds = {NO_ITEM: outcomes(tree, steps.next(every))}
    for item in items:
        worlds[item.id] = outcomes(tree, steps.next(every), item)
    scores = {item.id: score(tree, _asked(tree, item), steps.next(every)) for item in items}
    fewer = replace(settings, samples=max(1, settings.samples // RANK_SHARE), precision=None)
    ranks = {
        name: rank(tree, steps.next(replace(fewer, stances=(name,) if name else ())))
        for name in asked
    }
    if MIX in stance_names(tree):
        ranks[MIX] = mixed(tree, ranks)
    steps.done()
    return Findings(worlds, scores, ranks)


def _asked(tree: Tree, item: Item) -> str | Item:
    """Return an item by its name, so that each stance has its own numbers of it."""
    return item.id if tree.items.get(item.id) == item or item.id in tree.nodes else item


class _Steps:
    """One bar of progress for several questions, which never runs back.

    The stages of a question each begin at 0; what is told is the furthest that one has come.
    """

    def __init__(self, settings: Settings, total: int) -> None:
        self.report, self.total, self.at, self.furthest = settings.progress, total, -1, 0

    def next(self, settings: Settings) -> Settings:
        """Return the settings of the next question, whose progress is a part of the whole."""
        self.at += 1
        return replace(settings, progress=self._part(self.at))

    def _part(self, at: int) -> Callable[[str, int, int], None]:
        def tell(stage: str, done: int, total: int) -> None:
            share = int(1000 * done / total) if total else 0
            self.furthest = max(self.furthest, 1000 * at + min(share, 999))
            self.report("figures of the page", self.furthest, 1000 * self.total)

        return tell

    def done(self) -> None:
        """Tell that there are no more questions."""
        self.report("figures of the page", 1000 * self.total, 1000 * self.total)


def mixed(tree: Tree, ranks: Mapping[str, Ranking]) -> Ranking:
    """Mix rankings by the weights of their stances.

    Stances share their draws, so that errors add up by weight. What is asked of every stance
    need not be asked again of the mix.
    """
    weights = {name: s.weight for name, s in sorted(tree.stances.items()) if s.weight}
    total = sum(weights.values())
    by_node = {name: {node.id: node for node in ranks[name].nodes} for name in weights}
    first = ranks[AS_WRITTEN]
    nodes = tuple(
        _mixed_node([(by_node[name][node.id], w / total) for name, w in weights.items()])
        for node in first.nodes
    )
    return replace(first, stance=MIX, nodes=nodes)


def _mixed_node(rows: list[tuple[RankedNode, float]]) -> RankedNode:
    known = sum(w * node.known for node, w in rows)
    unlock = _mixed_forced([(node.unlock, w) for node, w in rows])
    block = _mixed_forced([(node.block, w) for node, w in rows])
    return replace(rows[0][0], known=known, unlock=unlock, block=block)


def _mixed_forced(rows: list[tuple[Forced, float]]) -> Forced:
    names = rows[0][0].outcomes
    times = [(found.ending_time, w) for found, w in rows]
    when = [(time, w) for time, w in times if time is not None]
    return replace(
        rows[0][0],
        outcomes={name: _mixed_effect([(f.outcomes[name], w) for f, w in rows]) for name in names},
        value=_mixed_effect([(found.value, w) for found, w in rows]),
        ending_time=_mixed_effect(when) if len(when) == len(times) else None,
    )


def _mixed_effect(rows: list[tuple[Effect, float]]) -> Effect:
    return Effect(sum(w * e.shift for e, w in rows), sum(w * e.se for e, w in rows))
