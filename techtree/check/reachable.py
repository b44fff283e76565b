"""Which nodes can ever be known, and if not, why not: without running the race.

A node is possible if somebody can complete it or learn it in some trajectory, however unlikely:
the least set that is closed under unlocking, work and effort. Times, and gates that only close,
are not looked at, so what is called impossible is.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from techtree.files.number_meaning import support
from techtree.model.effects import Effect
from techtree.model.gates import All, AtLeast, Before, Gate, Known, Weighted, references
from techtree.model.numbers import Fixed, Number
from techtree.model.tree import Item, Node, Tree


@dataclass(frozen=True, slots=True)
class World:
    """A tree with the changes of some items, reduced to what can ever happen in it."""

    nodes: Mapping[str, Node]
    possible: frozenset[str]
    worked: frozenset[str | None]  # fields with effort; None: no field, if there is anybody at all


def lowest(number: Number) -> float:
    """Return the smallest value of a number."""
    return support(number if isinstance(number, Fixed) else number.distribution)[0]


def highest(number: Number | None, absent: float = 1.0) -> float:
    """Return the largest value of a number, or ``absent``."""
    if number is None:
        return absent
    return support(number if isinstance(number, Fixed) else number.distribution)[1]


def world_of(tree: Tree, items: Iterable[Item] = ()) -> World:
    """Find what is possible in a tree, with everything that the items bring."""
    chosen = list(items)
    nodes = dict(tree.nodes) | {node.id: node for item in chosen for node in item.nodes}
    given = {part.node for item in chosen for part in item.unlocks}
    effects = [effect for item in chosen for effect in item.effects]
    worked = _worked(tree, nodes, effects)
    possible = _closure(nodes, given, worked)
    return World(nodes, possible, worked)


def _worked(
    tree: Tree, nodes: Mapping[str, Node], effects: Iterable[Effect]
) -> frozenset[str | None]:
    """Collect the fields with effort, or to which effort can be moved."""
    fields = {node.field for node in nodes.values()}
    worked: set[str | None] = {None} if tree.actors else set()
    for actor in tree.actors.values():
        if highest(actor.default_effort) > 0:
            worked |= fields - actor.effort.keys()
        worked |= {name for name, effort in actor.effort.items() if highest(effort) > 0}
    moves = [effect for node in nodes.values() for effect in node.effects if effect.move]
    moves += [effect for effect in effects if effect.move]
    grew = True
    while grew:
        grew = False
        for effect in moves:
            move = effect.move
            assert move is not None
            brings = highest(effect.by) > 0 and highest(move.efficiency) > 0
            if brings and move.origin in worked and move.destination not in worked:
                worked.add(move.destination)
                grew = True
    return frozenset(worked)


def _closure(
    nodes: Mapping[str, Node], given: set[str], worked: frozenset[str | None]
) -> frozenset[str]:
    waiting_for: dict[str, list[str]] = defaultdict(list)
    for node in nodes.values():
        for reference in references(node.requires):
            waiting_for[reference.node].append(node.id)
    possible: set[str] = set()
    open_: set[str] = set()  # what is possible and does not end the world
    queue = deque(nodes)
    while queue:
        name = queue.popleft()
        node = nodes[name]
        if name in possible:
            continue
        known = bool(node.unlocked) or name in given
        if not known and (obstacle(node, worked) or not can_open(node.requires, open_)):
            continue
        possible.add(name)
        if node.ending is None:
            open_.add(name)
            queue.extend(waiting_for[name])
    return frozenset(possible)


def obstacle(node: Node, worked: frozenset[str | None]) -> str | None:
    """Say what keeps a node from ever being completed, its gate apart."""
    if node.chance is not None and highest(node.chance) == 0:
        return "its chance is 0"
    needed = node.raced or highest(node.work) > 0
    if node.field not in worked and needed:
        return f"nobody has effort in the field '{node.field}'"
    return None


def can_open(gate: Gate | None, known: Collection[str], nested: bool = False) -> bool:
    """Tell whether a gate can ever be above 0 when only these nodes can be known.

    A ``weighted`` gate inside another opens at full strength only.
    """
    match gate:
        case None:
            return True
        case Known(node):
            return node in known
        case All(members):
            return all(can_open(member, known, True) for member in members)
        case AtLeast(count, members):
            return sum(can_open(member, known, True) for member in members) >= count
        case Weighted(strengths):
            open_now = [ref.node in known for ref, strength in strengths if highest(strength) > 0]
            return all(open_now) if nested else any(open_now)
        case Before(first, second, _, negated):
            return second.node in known and (negated or first.node in known)


def known_from_start(node: Node) -> bool:
    """Tell whether everybody knows a node from the start."""
    return any(actor is None for actor, _ in node.unlocked)
