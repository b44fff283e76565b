"""Gates, efforts, factors, speeds and odds at one moment of a world."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod

from techtree.model.gates import All, AtLeast, Before, Gate, Known, Weighted
from techtree.model.numbers import Number
from techtree.model.tree import Node

from .fraction_arithmetic import fixed, power, rational, share, with_odds
from .state import Job, State
from .world import Force, World

ONE = Fraction(1)

# Gates.


def gate(state: State, node: Node, actor: str) -> Fraction:
    """Return how far a node's gate is open for an actor, from 0 to 1."""
    if isinstance(node.requires, Weighted):
        return known_share(state, node.requires.strengths, actor)
    return Fraction(node.requires is None or is_open(state, node.requires, actor))


def is_open(state: State, gate: Gate, actor: str) -> bool:
    """Tell whether a gate, or a member of one, is open for an actor."""
    match gate:
        case Known(node, seen_at):
            return (node, seen_at or actor) in state.known
        case All(members):
            return all(is_open(state, member, actor) for member in members)
        case AtLeast(count, members):
            return sum(is_open(state, member, actor) for member in members) >= count
        case Weighted(strengths):
            return known_share(state, strengths, actor) == 1
        case Before(first, second):
            late = state.known.get((second.node, second.actor or actor))
            if late is None:
                return False
            early = state.known.get((first.node, first.actor or actor))
            return (early is not None and early <= late) != gate.negated


def known_share(state: State, strengths: Sequence[tuple[Known, Number]], actor: str) -> Fraction:
    """Return the strength of what is known as a share of the whole strength."""
    whole = sum(fixed(strength) for _, strength in strengths)
    known = sum(fixed(strength) for member, strength in strengths if is_open(state, member, actor))
    return Fraction(known) / whole


# Effects.


def acts(state: State, force: Force, actor: str) -> bool:
    """Tell whether an effect now acts for an actor: its source is known, or its item began."""
    return state.clock >= 0 if force.source is None else (force.source, actor) in state.known


def factor(world: World, state: State, force: Force, node: Node, actors: Sequence[str]) -> Fraction:
    """Return the factor of an effect if it acts for any of some actors, to the power of its depth.

    The depth is that at which the first of them to know the source knows it.
    """
    acting = [actor for actor in actors if acts(state, force, actor)]
    if not acting:
        return ONE
    if force.source is None:
        return strength(world, force, node)
    source = force.source
    first = min(acting, key=lambda actor: (state.known[source, actor], actor))
    return power(strength(world, force, node), state.depth[source, first])


def strength(world: World, force: Force, node: Node) -> Fraction:
    """Return the factor of an effect at depth 1."""
    if force.effect.kind != "staff":
        return force.by
    if node.staff is None:
        return ONE
    staff = fixed(node.staff)
    return power(max(Fraction(0), (staff + force.by) / staff), world.returns)


def combined(
    world: World,
    state: State,
    kind: str,
    node: Node,
    actors: Sequence[str],
    outcome: str | None = None,
) -> Fraction:
    """Multiply the effects of one kind on a node that act for some actors, and are about them."""
    result = ONE
    for force in world.reaching.get((node.id, kind), ()):
        if force.effect.outcome == outcome:
            limited = [actor for actor in actors if force.limit in (None, actor)]
            result *= factor(world, state, force, node, limited)
    return result


def pace(world: World, state: State, node: Node, actors: Sequence[str]) -> Fraction:
    """Multiply what makes the work of some actors on a node faster or slower."""
    return combined(world, state, "speed", node, actors) * combined(
        world, state, "staff", node, actors
    )


# Who works.


def effort(world: World, state: State, node: Node, actor: str) -> Fraction:
    """Return an actor's effort on a node after the moves that act.

    All moves are on base effort; what leaves a field adds up, to at most all of it.
    """
    moves = [
        (force.effect.move, force.by)
        for force in world.moves
        if force.source != node.id and acts(state, force, actor)
    ]
    mine = [(move, by) for move, by in moves if move and move.actor in (None, actor)]
    result = base = world.effort[actor, node.field]
    for move, by in mine:
        leaving = sum(other_by for other, other_by in mine if other.origin == move.origin)
        leaves = by / max(ONE, leaving)
        if move.origin == node.field:
            result -= base * leaves
        if move.destination == node.field:
            result += world.effort[actor, move.origin] * leaves * fixed(move.efficiency)
    return result


def hint(world: World, state: State, node: Node, actor: str) -> Fraction:
    """Return the factor of a node's hint for an actor who does not know the node."""
    if node.hint is None or (node.id, actor) in state.known:
        return ONE
    shown = node.hint.shown_by or Known(node.id)
    seers = world.actors if shown.actor is None else (shown.actor,)
    seen = any((shown.node, seer) in state.known for seer in seers)
    return fixed(node.hint.by) if seen else ONE


def drive(world: World, state: State, node: Node, actor: str) -> Fraction:
    """Return an actor's own speed on a node whose gate is fully open."""
    own = effort(world, state, node, actor)
    return own and own * pace(world, state, node, [actor]) * hint(world, state, node, actor)


def crew(world: World, job: Job) -> Sequence[str]:
    """List whose gates bear on some work."""
    return world.actors if job[1] is None else (job[1],)


def counting(world: World, state: State, job: Job) -> list[str]:
    """List the actors whose knowledge counts for the depth and odds of some work."""
    node = world.nodes[job[0]]
    return [a for a in crew(world, job) if job[1] or effort(world, state, node, a) > 0]


def speed(world: World, state: State, job: Job) -> Fraction:
    """Return the present speed of some work."""
    node = world.nodes[job[0]]
    if job[1] is None and node.field is None:
        return calendar_speed(world, state, node)
    gates = [(actor, gate(state, node, actor)) for actor in crew(world, job)]
    own = [g * drive(world, state, node, actor) for actor, g in gates if g > 0]
    return sum(own, Fraction(0))


def calendar_speed(world: World, state: State, node: Node) -> Fraction:
    """Return the speed of a public node that needs nobody's effort."""
    highest = max((gate(state, node, actor) for actor in world.actors), default=Fraction(0))
    hints = [hint(world, state, node, a) for a in world.actors if (node.id, a) not in state.known]
    return highest * hints[0] * pace(world, state, node, world.actors) if highest else highest


# Depth, chances, outcomes and leaks.


def depth_now(world: World, state: State, job: Job) -> Fraction:
    """Return the depth of work that starts now; an actor in a selector limits raced work only."""
    node = world.nodes[job[0]]
    who = counting(world, state, job)
    forces = world.reaching.get((node.id, "depth"), ())
    if job[1] is not None:
        forces = tuple(force for force in forces if force.limit in (None, job[1]))
    return prod((factor(world, state, force, node, who) for force in forces), start=ONE)


def success(world: World, state: State, job: Job) -> Fraction:
    """Return the probability that work completed now works out."""
    node = world.nodes[job[0]]
    odds = combined(world, state, "odds", node, counting(world, state, job))
    return with_odds(share(node.chance), odds)


def outcomes(world: World, state: State, node: Node, builder: str) -> dict[str, Fraction]:
    """Return the distribution of an ending, by what its builder knows."""
    base = base_outcomes(node)
    weights = {
        name: weight * combined(world, state, "odds", node, [builder], name)
        for name, weight in base.items()
    }
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()} if total else base


def base_outcomes(node: Node) -> dict[str, Fraction]:
    """Return the distribution of an ending before any effect."""
    assert node.ending is not None
    weights = {name: fixed(given) for name, given in node.ending.shares}
    left = 1 - sum(weights.values())
    rest = {name: rational(weight) for name, weight in node.ending.remainder}
    for name, weight in rest.items():
        weights[name] = weights.get(name, Fraction(0)) + left * weight / sum(rest.values())
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def leak_rate(world: World, state: State, name: str, learner: str) -> Fraction | None:
    """Return the rate at which a learner hears of a node from who knows it; None is at once."""
    node = world.nodes[name]
    holders = [actor for actor in world.actors if (name, actor) in state.known]
    scale = ONE
    for force in world.reaching.get((name, "leak"), ()):
        if force.limit in (None, learner):
            scale *= factor(world, state, force, node, holders)
    delay = world.leak[name]
    if scale == 0 or delay == 0:
        return None
    return Fraction(0) if delay is None else 1 / (delay * scale)
