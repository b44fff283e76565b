"""A tree, with an item or without, once all coins that are tossed at the start have fallen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from techtree.model.effects import Effect
from techtree.model.gates import All, AtLeast, Before, Gate
from techtree.model.numbers import ONE, Fixed, Number
from techtree.model.tree import NEVER, Item, Node, Tree

from .fraction_arithmetic import NotMemoryless, fixed, mean, share
from .turns import reaches, turns

Pair = tuple[str, str]  # a node and an actor who may know it


@dataclass(frozen=True)
class Force:
    """An effect that acts in this world, from when its source is known (none: from time 0)."""

    effect: Effect
    source: str | None
    by: Fraction

    @property
    def limit(self) -> str | None:
        """The one actor that it is about, if any."""
        return None if self.effect.target is None else self.effect.target.actor


@dataclass(frozen=True)
class Unlocking:
    """A node that becomes known to all, or ``to`` one actor, at the start or before."""

    time: Fraction
    node: str
    to: str | None


@dataclass(frozen=True)
class World:
    """What stays as it is while the race goes on. Who is removed and what is blocked is left out.

    ``nodes`` are in the order of turns. ``work`` and ``leak`` are means; a leak that never comes
    is None. ``compared`` are pairs of which it matters who came first.
    """

    nodes: dict[str, Node]
    actors: tuple[str, ...]
    reaching: dict[tuple[str, str], tuple[Force, ...]]
    moves: tuple[Force, ...]
    unlockings: tuple[Unlocking, ...]
    work: dict[str, Fraction]
    leak: dict[str, Fraction | None]
    effort: dict[tuple[str, str | None], Fraction]
    workers: dict[str, tuple[str, ...]]
    returns: Fraction
    compared: tuple[tuple[Pair, Pair], ...]


def worlds(
    tree: Tree, item: Item | None = None, given: Sequence[str] = ()
) -> Iterator[tuple[Fraction, World]]:
    """Yield every world that the coins can give, each with its probability."""
    if tree.horizon is not None:
        raise NotMemoryless("the tree has a horizon")
    every = dict(tree.nodes) | {node.id: node for node in (item.nodes if item else ())}
    order = turns(every)
    for happens, item_here in coin_of_item(item):
        own = {node.id: node for node in (item_here.nodes if item_here else ())}
        here = {name: every[name] for name in order if name in tree.nodes or name in own}
        effects: list[tuple[Effect, str | None]] = [
            (effect, node.id) for node in here.values() for effect in node.effects
        ]
        effects += [(effect, None) for effect in (item_here.effects if item_here else ())]
        for probability, forces in falls(effects):
            world = laid_out(tree, here, item_here, given, forces)
            yield happens * probability, world


def coin_of_item(item: Item | None) -> Iterator[tuple[Fraction, Item | None]]:
    """Yield the item with its chance, and no item with what is left."""
    chance = share(item.chance) if item else Fraction(0)
    if chance > 0:
        yield chance, item
    if chance < 1:
        yield 1 - chance, None


def falls(
    effects: Iterable[tuple[Effect, str | None]],
) -> Iterator[tuple[Fraction, list[Force]]]:
    """Yield every set of effects that may be those that act, with its probability."""
    coins = [coin(effect, source) for effect, source in effects]
    for fallen in product(*coins):
        probability = Fraction(1)
        for chance, _ in fallen:
            probability *= chance
        yield probability, [force for _, force in fallen if force is not None]


def coin(effect: Effect, source: str | None) -> list[tuple[Fraction, Force | None]]:
    """List how the coin of one effect can fall."""
    if fixed(effect.after) != 0 or effect.lasts is not None:
        raise NotMemoryless(f"{effect.key} acts after or for a time")
    chance = share(effect.chance)
    sides: list[tuple[Fraction, Force | None]] = [
        (chance, Force(effect, source, fixed(effect.by))),
        (1 - chance, None),
    ]
    return [side for side in sides if side[0] > 0]


def laid_out(
    tree: Tree, here: dict[str, Node], item: Item | None, given: Sequence[str], forces: list[Force]
) -> World:
    """Lay out the world in which some forces act."""
    check_starts(tree, item)
    blocked = {block.node for block in item.blocks} if item else set()
    removed = {removal.actor for removal in item.removes} if item else set()
    nodes = {name: node for name, node in here.items() if name not in blocked}
    actors = tuple(sorted(set(tree.actors) - removed))
    moves = tuple(force for force in forces if force.effect.move is not None)
    world = World(
        nodes=nodes,
        actors=actors,
        reaching=by_target(nodes, forces),
        moves=moves,
        unlockings=unlockings(nodes, item, given),
        work={node.id: mean(node.work) for node in nodes.values()},
        leak={node.id: leak(tree, node) for node in nodes.values()},
        effort=base_efforts(tree, {*(node.field for node in nodes.values()), *origins(moves)}),
        workers={},
        returns=fixed(tree.returns),
        compared=compared(nodes.values(), actors),
    )
    return replace(world, workers={node.id: workers(world, node) for node in nodes.values()})


def check_starts(tree: Tree, item: Item | None) -> None:
    """Refuse luck, and items with parts that come later than the start."""
    if any(fixed(actor.luck) != 0 for actor in tree.actors.values()):
        raise NotMemoryless("luck")
    if item is None:
        return
    times: list[Number | None] = [item.at, *(effect.at for effect in item.effects)]
    times += [unlock.at for unlock in item.unlocks]
    times += [block.at for block in item.blocks]
    times += [removal.at for removal in item.removes]
    if any(time not in (None, Fixed(0.0)) for time in times):
        raise NotMemoryless(f"{item.id} has a part that is not at the start")


def by_target(
    nodes: dict[str, Node], forces: Iterable[Force]
) -> dict[tuple[str, str], tuple[Force, ...]]:
    """Sort the forces by the node that they reach, and by what they do to it."""
    table: dict[tuple[str, str], tuple[Force, ...]] = {}
    for force in forces:
        for node in nodes.values():
            if force.effect.move is None and reaches(force.effect, force.source, node):
                at = node.id, force.effect.kind
                table[at] = (*table.get(at, ()), force)
    return table


def unlockings(
    nodes: dict[str, Node], item: Item | None, given: Sequence[str]
) -> tuple[Unlocking, ...]:
    """List what is known from the start, in its order: by time, endings last, then in turn."""
    found = [
        Unlocking(fixed(time), node.id, actor)
        for node in nodes.values()
        for actor, time in node.unlocked
    ]
    found += [Unlocking(Fraction(0), name, None) for name in given if name in nodes]
    if item is not None:
        found += [Unlocking(Fraction(0), u.node, u.to) for u in item.unlocks if u.node in nodes]
    place = {name: i for i, name in enumerate(nodes)}

    def rank(one: Unlocking) -> tuple[Fraction, bool, int, str]:
        ends = nodes[one.node].ending is not None
        return one.time, ends, place[one.node], one.to or ""

    return tuple(sorted(found, key=rank))


def leak(tree: Tree, node: Node) -> Fraction | None:
    """Return the mean of a node's leak delay."""
    delay = tree.leak if node.leak is None else node.leak
    return None if delay == NEVER else mean(delay)


def base_efforts(
    tree: Tree, fields: Iterable[str | None]
) -> dict[tuple[str, str | None], Fraction]:
    """Return each actor's effort in each field before any move, 1 where there is no field."""
    efforts: dict[tuple[str, str | None], Fraction] = {}
    for field in fields:
        for name, actor in tree.actors.items():
            own = actor.effort.get(field, actor.default_effort) if field else ONE
            efforts[name, field] = fixed(own)
    return efforts


def origins(moves: Iterable[Force]) -> set[str]:
    """Collect the fields that moves take effort from."""
    return {force.effect.move.origin for force in moves if force.effect.move is not None}


def workers(world: World, node: Node) -> tuple[str, ...]:
    """List who may ever put effort into a node; refuse a race between two."""
    found = tuple(
        actor
        for actor in world.actors
        if world.effort[actor, node.field] > 0 or moved(world, node, actor)
    )
    if node.raced and len(found) > 1:
        raise NotMemoryless(f"{' and '.join(found)} race to {node.id}")
    return found


def moved(world: World, node: Node, actor: str) -> bool:
    """Tell whether a move may bring an actor's effort to the field of a node."""
    moves = [force.effect.move for force in world.moves if force.source != node.id]
    return any(
        move is not None
        and move.destination == node.field
        and move.actor in (None, actor)
        and world.effort[actor, move.origin] > 0
        for move in moves
    )


def compared(nodes: Iterable[Node], actors: Sequence[str]) -> tuple[tuple[Pair, Pair], ...]:
    """List the pairs that `before` gates compare, for each actor who may look at them."""
    found: dict[tuple[Pair, Pair], None] = {}
    for gate in (gate for node in nodes for gate in orders(node.requires)):
        if fixed(gate.by) != 0:
            raise NotMemoryless("a `before` gate asks for a time between")
        for actor in actors:
            first = gate.first.node, gate.first.actor or actor
            second = gate.second.node, gate.second.actor or actor
            found[first, second] = None
    return tuple(found)


def orders(gate: Gate | None) -> Iterator[Before]:
    """Yield the `before` and `not_before` gates within a gate."""
    match gate:
        case Before():
            yield gate
        case All(members) | AtLeast(_, members):
            for member in members:
                yield from orders(member)
