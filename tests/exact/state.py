"""What has happened so far in a world, and what of it the future can depend on."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from .world import Pair, Unlocking, World

Job = tuple[str, str | None]  # work on a node, by one actor or (None) pooled


@dataclass(frozen=True)
class State:
    """What is known since when, and how work stands.

    ``known`` holds instants: years before the start as they are, 0, and then 1, 2, 3... for
    what the race does, as between memoryless things only the order matters. ``depth`` is that
    of what is known, ``first`` who knew a node first, ``begun`` the depth of work begun.
    """

    clock: Fraction
    known: dict[Pair, Fraction] = field(default_factory=dict)
    depth: dict[Pair, Fraction] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)
    begun: dict[Job, Fraction] = field(default_factory=dict)
    failed: frozenset[Job] = frozenset()
    unlockings: tuple[Unlocking, ...] = ()
    ending: Pair | None = None


def learned(state: State, name: str, actors: tuple[str, ...], depth: Fraction) -> State:
    """Let actors know a node, those who do not know it yet."""
    new = [(name, actor) for actor in actors if (name, actor) not in state.known]
    if not new:
        return state
    return replace(
        state,
        known=state.known | dict.fromkeys(new, state.clock),
        depth=state.depth | dict.fromkeys(new, depth),
        first={name: new[0][1]} | state.first,
    )


def ignorant(world: World, state: State, name: str) -> list[str]:
    """List the actors who do not know a node."""
    return [actor for actor in world.actors if (name, actor) not in state.known]


def jobs(world: World, state: State) -> Iterator[Job]:
    """Yield the work that is not done with, in the order of turns.

    Raced work is each actor's own, and whoever can never put effort into it is left out.
    """
    for name, node in world.nodes.items():
        waiting = ignorant(world, state, name)
        who: list[str | None] = [None] if waiting else []
        if node.raced:
            who = [actor for actor in waiting if actor in world.workers[name]]
        for actor in who:
            if (name, actor) not in state.failed:
                yield name, actor


def memory(world: World, state: State) -> Hashable:
    """Return what the future can depend on: two states that agree in it have the same future.

    It may hold more than that, and must not hold less. Of times it keeps who came first where
    gates compare, or where what is known to two actors differs in depth.
    """
    deep = {pair: depth for pair, depth in state.depth.items() if depth != 1}
    pairs = [*world.compared, *same_node(world, deep)]
    return (
        frozenset(state.known),
        frozenset(deep.items()),
        frozenset((n, a) for n, a in state.first.items() if ignorant(world, state, n)),
        frozenset((job, state.begun[job]) for job in jobs(world, state) if job in state.begun),
        state.failed,
        state.ending,
        tuple(order(state, a, b) for a, b in pairs),
    )


def same_node(world: World, deep: dict[Pair, Fraction]) -> Iterator[tuple[Pair, Pair]]:
    """Yield the pairs of actors who may know one node at different depths."""
    for name in sorted({name for name, _ in deep}):
        for actor in world.actors:
            for other in world.actors:
                if actor < other:
                    yield (name, actor), (name, other)


def order(state: State, one: Pair, other: Pair) -> int | None:
    """Tell who of two was known first (-1, 1), at once (0), or that one is not known (None)."""
    if one not in state.known or other not in state.known:
        return None
    here, there = state.known[one], state.known[other]
    return (here > there) - (here < there)
