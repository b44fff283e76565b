"""How a memoryless tree without horizon turns out, as fractions.

The coins of effects and of the item are tossed before anything happens (``worlds``). Then the
probability of each state is pushed forward, one random event after the other: with rates r_i out
of a state, R their sum, the state is left after 1 / R on average, through i with probability
r_i / R whatever the time. So with p the probability of being in a state after so many events,
and t the time by then, counted in runs that come to it, each event adds p r_i / R to the
probability of the next state and (t + p / R) r_i / R to its time. States that the future cannot
tell apart are added up. Nothing is solved backward and no time is ever drawn.

All is exact but for powers that are not rational, which are the nearest float: see ``power``.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from techtree.model.tree import UNDECIDED, Item, Tree

from .instants import after, beginnings, events
from .speeds import outcomes
from .state import State, memory
from .world import World, worlds

ZERO = Fraction(0)


@dataclass
class Mass:
    """The probability of something, and what times are by then in runs that come to it.

    ``time`` is the mean time times the probability. ``discounted`` is the mean of exp(-time)
    times the probability: that of coming to it before a clock of rate 1 rings.
    """

    probability: Fraction = ZERO
    time: Fraction = ZERO
    discounted: Fraction = ZERO

    def add(self, other: Mass, share: Fraction = Fraction(1)) -> None:
        """Take in a share of the mass of something else."""
        self.probability += share * other.probability
        self.time += share * other.time
        self.discounted += share * other.discounted

    def waited(self, rate: Fraction) -> Mass:
        """Return the mass after a wait for the next event, which comes at a rate."""
        time = self.time + self.probability / rate
        return Mass(self.probability, time, self.discounted * rate / (rate + 1))


@dataclass
class Answer:
    """How a tree turns out.

    ``endings`` is the mass at which the race ends in each ending, ``known`` at which a pair of
    node and actor is known when the world stops, ``anyone`` the same for any actor.
    """

    outcomes: dict[str, Fraction]
    ended: Mass = field(default_factory=Mass)
    endings: dict[str, Fraction] = field(default_factory=dict)
    known: dict[tuple[str, str], Fraction] = field(default_factory=dict)
    anyone: dict[str, Fraction] = field(default_factory=dict)
    states: int = 0


def answer(tree: Tree, item: Item | None = None, given: Sequence[str] = ()) -> Answer:
    """Work out how a tree turns out, with an item if there is one. Raises NotMemoryless."""
    nodes = [*tree.nodes, *(node.id for node in (item.nodes if item else ()))]
    result = Answer(
        outcomes=dict.fromkeys((*tree.outcomes, UNDECIDED), ZERO),
        known={(node, actor): ZERO for node in nodes for actor in tree.actors},
        anyone=dict.fromkeys(nodes, ZERO),
    )
    for probability, world in worlds(tree, item, given):
        push(world, probability, result)
    return result


def solve(tree: Tree, item: Item | None = None, given: Sequence[str] = ()) -> dict[str, Fraction]:
    """Return the probability of each outcome, ``undecided`` if nothing more can happen."""
    return answer(tree, item, given).outcomes


def expected_time(
    tree: Tree, item: Item | None = None, given: Sequence[str] = ()
) -> tuple[Fraction, Fraction]:
    """Return the mean of the time of the ending, 0 where none comes, and P(one comes)."""
    ended = answer(tree, item, given).ended
    return ended.time, ended.probability


def known(tree: Tree, item: Item | None = None, given: Sequence[str] = ()) -> dict[str, Fraction]:
    """Return the probability that each node is known to anyone before the world stops."""
    return answer(tree, item, given).anyone


Level = dict[Hashable, tuple[State, Mass]]  # the states after so many events


def push(world: World, probability: Fraction, result: Answer) -> None:
    """Push the probability of a world through its states, and add up where it comes to rest."""
    level: Level = {}
    for chance, state in beginnings(world):
        share = probability * chance
        arrive(world, level, state, Mass(share, ZERO, share), Fraction(1))
    while level:
        following: Level = {}
        for state, mass in level.values():
            leave(world, state, mass, following, result)
        level = following


def arrive(world: World, level: Level, state: State, mass: Mass, share: Fraction) -> None:
    """Add a share of some mass to a state."""
    _, there = level.setdefault(memory(world, state), (state, Mass()))
    there.add(mass, share)


def leave(world: World, state: State, mass: Mass, following: Level, result: Answer) -> None:
    """Hand the mass of a state on to those that may follow, or let it rest."""
    result.states += 1
    coming = events(world, state)
    if not coming:
        rest(world, state, mass, result)
        return
    rate = sum((event[0] for event in coming), ZERO)
    waited = mass.waited(rate)
    for event in coming:
        for chance, then in after(world, state, event):
            arrive(world, following, then, waited, chance * event[0] / rate)


def rest(world: World, state: State, mass: Mass, result: Answer) -> None:
    """Count a state in which the world stops."""
    for pair in state.known:
        result.known[pair] += mass.probability
    for name in state.first:
        result.anyone[name] += mass.probability
    if state.ending is None:
        result.outcomes[UNDECIDED] += mass.probability
        return
    name, builder = state.ending
    result.ended.add(mass)
    result.endings[name] = result.endings.get(name, ZERO) + mass.probability
    for outcome, share in outcomes(world, state, world.nodes[name], builder).items():
        result.outcomes[outcome] += share * mass.probability
