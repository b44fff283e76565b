"""One trajectory of a tree, event by event, as plainly as the design text says it.

Speeds are constant between events, so the world jumps from one instant to the next. At every
instant the first possible thing happens, again and again, until nothing more is possible.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from techtree.model.effects import Effect
from techtree.model.gates import All, AtLeast, Before, Gate, Known, Weighted
from techtree.model.numbers import Fixed, Number
from techtree.model.tree import UNDECIDED, Item, Node, Tree

from .order import node_order

INSTANT = 1e-9  # times this close are one
FROM_START = -math.inf

Job = tuple[str, str | None]  # work on a node, by one actor or (None) pooled


@dataclass(frozen=True)
class Trajectory:
    """What became known when, and how the world ended."""

    known: dict[tuple[str, str], float]
    end_time: float | None
    ending: str | None
    ending_actor: str | None
    weights: dict[str, float]


@dataclass(frozen=True)
class Force:
    """An effect that acts in this world, with its source node, or the time its item starts it."""

    effect: Effect
    source: str | None
    at: float = 0.0


@dataclass(frozen=True)
class Part:
    """Something that is done to the world at a given time."""

    time: float
    kind: Literal["block", "remove", "unlock"]
    name: str  # of the node, or of the actor to remove
    to: str | None = None


def simulate(
    tree: Tree,
    draws: Mapping[str, float],
    item: Item | None = None,
    channels: frozenset[str] | None = None,
    given: Sequence[str] = (),
) -> Trajectory:
    """Run one world to its end, with the parts of an item whose channels are on."""
    return World(tree, draws, item, channels, given).run()


class World:
    """The state of one trajectory, and the rules that change it."""

    def __init__(
        self,
        tree: Tree,
        draws: Mapping[str, float],
        item: Item | None,
        channels: frozenset[str] | None,
        given: Sequence[str],
    ) -> None:
        """Lay out the nodes, effects and parts that exist in this world."""
        self.tree = tree
        self.draws = draws
        self.actors = sorted(tree.actors)
        self.horizon = math.inf if tree.horizon is None else self.value(tree.horizon)
        self.returns = self.value(tree.returns)

        everything = dict(tree.nodes) | {node.id: node for node in (item.nodes if item else ())}
        self.order = {name: place for place, name in enumerate(node_order(everything))}
        item = item if item and self.happens(f"item:{item.id}", item.chance) else None
        own = own_nodes(item, channels)
        self.nodes = dict(tree.nodes) | {node.id: node for node in own}
        self.comes = {node.id: self.value(item.at) for node in own} if item else {}
        self.forces = [*self.forces_of_nodes(), *self.forces_of_item(item, channels)]

        self.now = FROM_START
        self.known: dict[tuple[str, str], float] = {}
        self.depth: dict[tuple[str, str], float] = {}
        self.first_knower: dict[str, str] = {}
        self.leaks: dict[tuple[str, str], float] = {}  # what is left of each delay
        self.left: dict[Job, float] = {}  # what is left of work that has started
        self.depth_of_job: dict[Job, float] = {}
        self.failed: set[Job] = set()
        self.blocked: set[str] = set()
        self.removed: set[str] = set()
        self.ending: tuple[str, str] | None = None
        self.weights = {UNDECIDED: 1.0}

        parts = [*self.unlocked(given), *self.parts_of_item(item, channels)]
        self.parts = [self.not_early(part) for part in parts]
        for part in [p for p in self.parts if p.kind != "unlock" and p.time <= INSTANT]:
            self.do_part(part)

    # What exists.

    def value(self, number: Number) -> float:
        """Look up a number's value in this trajectory."""
        return number.value if isinstance(number, Fixed) else self.draws[number.key]

    def happens(self, name: str, chance: Number | None) -> bool:
        """Tell whether something with a chance happens in this trajectory."""
        p = 1.0 if chance is None else self.value(chance)
        return p >= 1 or self.draws[name] < p

    def effect_acts(self, effect: Effect) -> bool:
        """Tell whether an effect acts in this trajectory."""
        return self.happens(f"acts:{effect.key}", effect.chance)

    def forces_of_nodes(self) -> Iterator[Force]:
        """Yield the effects of nodes that act in this world."""
        for node in self.nodes.values():
            for effect in node.effects:
                if self.effect_acts(effect):
                    yield Force(effect, node.id)

    def forces_of_item(self, item: Item | None, channels: frozenset[str] | None) -> Iterator[Force]:
        """Yield the effects that an item starts in this world."""
        if item is None:
            return
        for effect in item.effects:
            if is_on(effect.channel, channels) and self.effect_acts(effect):
                yield Force(effect, None, self.part_time(effect.at, item))

    def unlocked(self, given: Sequence[str]) -> Iterator[Part]:
        """Yield what the tree says was known before the start, and what is given."""
        for node in self.nodes.values():
            for actor, time in node.unlocked:
                yield Part(self.value(time), "unlock", node.id, actor)
        for name in given:
            yield Part(0.0, "unlock", name)

    def parts_of_item(self, item: Item | None, channels: frozenset[str] | None) -> Iterator[Part]:
        """Yield what an item does at given times."""
        if item is None:
            return
        for block in item.blocks:
            if is_on(block.channel, channels):
                yield Part(self.part_time(block.at, item), "block", block.node)
        for removal in item.removes:
            if is_on(removal.channel, channels):
                yield Part(self.part_time(removal.at, item), "remove", removal.actor)
        for unlock in item.unlocks:
            if is_on(unlock.channel, channels):
                yield Part(self.part_time(unlock.at, item), "unlock", unlock.node, unlock.to)

    def not_early(self, part: Part) -> Part:
        """Put off what would make a node known that comes only later with its item."""
        comes = self.comes.get(part.name, 0.0)
        if part.kind == "unlock" and comes > INSTANT:
            return replace(part, time=max(part.time, comes))
        return part

    def part_time(self, own: Number | None, item: Item) -> float:
        """Return the time of a part, which is its item's unless it has its own."""
        return self.value(item.at if own is None else own)

    # The run.

    def run(self) -> Trajectory:
        """Jump from instant to instant until the world stops."""
        self.now = min([0.0, *(part.time for part in self.parts)])
        while True:
            self.settle()
            step = self.next_step()
            if self.ending is not None or step is None or step[1] > self.horizon + INSTANT:
                return self.result()
            self.advance(*step)

    def result(self) -> Trajectory:
        """Report what was known when the world stopped."""
        if self.ending is None:
            return Trajectory(self.known, None, None, None, self.weights)
        return Trajectory(self.known, self.now, *self.ending, self.weights)

    def settle(self) -> None:
        """Do the first possible thing of this instant until none is left."""
        while self.ending is None and (
            self.do_leak() or self.do_due_part() or self.do_completion() or self.do_starts()
        ):
            pass

    def next_step(self) -> tuple[float, float] | None:
        """Find the time to the next event and the time at which it is."""
        fixed = [(time - self.now, time) for time in self.coming_times()]
        steps = [*fixed, *((wait, self.now + wait) for wait in self.waits())]
        return min(steps, default=None)

    def coming_times(self) -> Iterator[float]:
        """Yield the coming times at which something other than work or a leak is due."""
        times = [0.0, *(part.time for part in self.parts), *self.comes.values()]
        for force in self.forces:
            for actor in self.actors:
                times.extend(self.window(force, actor) or ())
        yield from (time for time in times if self.now + INSTANT < time < math.inf)

    def waits(self) -> Iterator[float]:
        """Yield how long each running work and leak would still take at its present speed."""
        for job, left in self.running():
            if (speed := self.speed(job)) > 0:
                yield left / speed
        for (name, learner), left in self.pending_leaks():
            if (wait := left * self.leak_factor(name, learner)) < math.inf:
                yield wait

    def advance(self, wait: float, time: float) -> None:
        """Let work and leaks go on at their present speeds until the next instant."""
        work = {job: remaining(left, self.speed(job), wait) for job, left in list(self.running())}
        leaks = {
            leak: remaining(left, 1 / self.leak_factor(*leak), wait)
            for leak, left in list(self.pending_leaks())
        }
        self.left.update(work)
        self.leaks.update(leaks)
        self.now = time

    # Instants: leaks, then parts, then completions, then starts.

    def do_leak(self) -> bool:
        """Let one leak arrive that is due."""
        self.start_leaks()
        for (name, learner), left in self.pending_leaks():
            factor = self.leak_factor(name, learner)
            if factor == 0 or left * factor <= INSTANT:
                self.learn(name, learner, self.depth[name, self.first_knower[name]])
                return True
        return False

    def start_leaks(self) -> None:
        """Start the countdowns of what is newly known to some actors only."""
        for name in self.first_knower:
            for learner in self.present():
                if (name, learner) not in self.known and (name, learner) not in self.leaks:
                    self.leaks[name, learner] = self.delay(self.nodes[name], learner)

    def delay(self, node: Node, learner: str) -> float:
        """Look up a leak delay."""
        leak = self.tree.leak if node.leak is None else node.leak
        if leak == "never":
            return math.inf
        if isinstance(leak, Fixed) or leak.shared:
            return self.value(leak)
        return self.draws[f"leak:{node.id}@{learner}"]

    def pending_leaks(self) -> Iterator[tuple[tuple[str, str], float]]:
        """Yield the leaks that may still arrive, with what is left of their delays."""
        for (name, learner), left in self.leaks.items():
            if (
                (name, learner) not in self.known
                and learner not in self.removed
                and name not in self.blocked
            ):
                yield (name, learner), left

    def leak_factor(self, name: str, learner: str) -> float:
        """Multiply the effects that now act on a leak through any holder of the node."""
        node = self.nodes[name]
        holders = [actor for actor in self.actors if (name, actor) in self.known]
        return math.prod(
            self.factor(force, node, holders, limited=False)
            for force in self.reaching(node, "leak")
            if target_actor(force) in (None, learner)
        )

    def do_due_part(self) -> bool:
        """Do the first part that is due: blocks and removals, unlocks, unlocks of endings."""
        due = [part for part in self.parts if part.time <= self.now + INSTANT]
        if due:
            self.do_part(min(due, key=self.rank))
        return bool(due)

    def rank(self, part: Part) -> tuple[int, int, str]:
        """Return a part's place among those of one instant."""
        if part.kind != "unlock":
            return 0, 0, part.name
        ends = part.name in self.nodes and self.nodes[part.name].ending is not None
        return (2 if ends else 1), self.order.get(part.name, 0), part.to or ""

    def do_part(self, part: Part) -> None:
        """Block a node, remove an actor, or unlock a node."""
        self.parts.remove(part)
        if part.kind == "block":
            self.blocked.add(part.name)
        elif part.kind == "remove":
            self.removed.add(part.name)
        elif part.name in self.nodes and part.name not in self.blocked:
            self.unlock(self.nodes[part.name], part.to)

    def unlock(self, node: Node, to: str | None) -> None:
        """Make a node known to one actor or all, or complete an ending."""
        actors = [actor for actor in self.present() if to in (None, actor)]
        if node.ending is not None and actors:
            self.finish(node, self.fastest(node, actors))
        elif node.ending is None:
            for actor in actors:
                self.learn(node.id, actor, 1.0)

    def fastest(self, node: Node, actors: Sequence[str]) -> str:
        """Find the actor who would work fastest on an ending if its gate were open."""
        best = max(self.drive(node, actor) for actor in actors)
        return next(actor for actor in actors if self.drive(node, actor) >= best * (1 - 1e-12))

    def learn(self, name: str, actor: str, depth: float) -> None:
        """Let an actor know a node from now on."""
        if (name, actor) in self.known or actor in self.removed:
            return
        self.known[name, actor] = self.now
        self.depth[name, actor] = depth
        self.first_knower.setdefault(name, actor)

    def do_completion(self) -> bool:
        """Complete the first work that is due."""
        if self.now < -INSTANT:
            return False
        for job in self.jobs():
            if self.is_due(job):
                self.complete(job)
                return True
        return False

    def do_starts(self) -> bool:
        """Start all newly opened work, and fix its depth."""
        if self.now < -INSTANT:
            return False
        jobs = [job for job in self.jobs() if self.opens(job)]
        depths = {job: self.depth_now(job) for job in jobs}
        for job, depth in depths.items():
            self.depth_of_job[job] = depth
            self.left[job] = self.value(self.nodes[job[0]].work) * depth
        return bool(jobs)

    def jobs(self) -> Iterator[Job]:
        """Yield the work that is not done with, in the order of turns."""
        for name in self.order:
            here = name in self.nodes and self.comes.get(name, 0.0) <= self.now + INSTANT
            if here and name not in self.blocked:
                ignorant = [a for a in self.present() if (name, a) not in self.known]
                raced: list[str | None] = list(ignorant)
                pooled: list[str | None] = [None] if ignorant else []
                for actor in raced if self.nodes[name].raced else pooled:
                    if (name, actor) not in self.failed:
                        yield name, actor

    def running(self) -> Iterator[tuple[Job, float]]:
        """Yield the work that has started and is not done with, and what is left of it."""
        for job in self.jobs():
            if job in self.left:
                yield job, self.left[job]

    def takes_no_work(self, job: Job) -> bool:
        """Tell whether the work drawn for a node is zero."""
        return self.value(self.nodes[job[0]].work) <= 0

    def is_due(self, job: Job) -> bool:
        """Tell whether work can complete at this instant."""
        node, actor = self.nodes[job[0]], job[1]
        if actor is not None and self.effort(node, actor) <= 0:
            return False
        if self.takes_no_work(job):
            return any(self.gate(node, a) > 0 for a in self.workers(job))
        if job not in self.left:
            return False
        return self.left[job] <= 0 or self.left[job] <= self.speed(job) * INSTANT

    def opens(self, job: Job) -> bool:
        """Tell whether work starts now."""
        if job in self.left or self.takes_no_work(job):
            return False
        node, actor = self.nodes[job[0]], job[1]
        return any(
            self.gate(node, a) > 0
            for a in self.workers(job)
            if actor is not None or self.effort(node, a) > 0
        )

    def complete(self, job: Job) -> None:
        """Complete work, which makes its node known, ends the world, or fails."""
        node, actor = self.nodes[job[0]], job[1]
        depth = self.depth_of_job[job] if job in self.left else self.depth_now(job)
        if not self.works_out(job):
            self.failed.add(job)
        elif node.ending is not None and actor is not None:
            self.finish(node, actor)
        else:
            for learner in self.workers(job):
                self.learn(node.id, learner, depth)

    def works_out(self, job: Job) -> bool:
        """Tell whether completed work works out, given the odds at this moment."""
        node = self.nodes[job[0]]
        if node.chance is None:
            return True
        p = self.value(node.chance)
        if 0 < p < 1:
            odds = math.prod(
                self.factor(force, node, self.counting(job))
                for force in self.reaching(node, "odds")
                if force.effect.outcome is None
            )
            p = odds * p / (1 - p + odds * p)
        return p >= 1 or self.draws[f"chance:{node.id}"] < p

    def finish(self, node: Node, actor: str) -> None:
        """End the world, with the outcomes that the builder's knowledge gives."""
        self.learn(node.id, actor, 1.0)
        self.ending = (node.id, actor)
        self.weights = self.outcome_weights(node, actor)

    def outcome_weights(self, node: Node, actor: str) -> dict[str, float]:
        """Multiply the odds of an ending's outcomes by what its builder knows."""
        base = self.base_weights(node)
        weights = dict(base)
        for force in self.reaching(node, "odds"):
            if force.effect.outcome in weights:
                weights[force.effect.outcome] *= self.factor(force, node, [actor])
        total = sum(weights.values())
        return {name: weight / total for name, weight in weights.items()} if total > 0 else base

    def base_weights(self, node: Node) -> dict[str, float]:
        """Draw up an ending's distribution before any effect."""
        assert node.ending is not None
        shares = [(name, self.value(share)) for name, share in node.ending.shares]
        total = sum(share for _, share in shares)
        weights: dict[str, float] = {}
        for name, share in shares:
            weights[name] = weights.get(name, 0.0) + share / max(1.0, total)
        strength = sum(weight for _, weight in node.ending.remainder)
        for name, weight in node.ending.remainder:
            part = max(0.0, 1 - total) * weight / strength if strength > 0 else 0.0
            weights[name] = weights.get(name, 0.0) + part
        return weights

    # Who works, and how fast.

    def present(self) -> list[str]:
        """List the actors who have not been removed, by name."""
        return [actor for actor in self.actors if actor not in self.removed]

    def workers(self, job: Job) -> list[str]:
        """List the actors whose gates bear on some work."""
        return self.present() if job[1] is None else [job[1]]

    def counting(self, job: Job) -> list[str]:
        """List the actors whose knowledge counts for the odds and the depth of some work."""
        node = self.nodes[job[0]]
        if job[1] is not None:
            return [job[1]]
        return [actor for actor in self.present() if self.effort(node, actor) > 0]

    def depth_now(self, job: Job) -> float:
        """Return the depth that work would have if it started now."""
        node, actor = self.nodes[job[0]], job[1]
        return math.prod(
            self.factor(force, node, self.counting(job), limited=actor is not None)
            for force in self.reaching(node, "depth")
        )

    def speed(self, job: Job) -> float:
        """Return the present speed of some work."""
        node, actor = self.nodes[job[0]], job[1]
        if actor is None and node.field is None:
            return self.calendar_speed(node)
        return sum(self.gate(node, a) * self.drive(node, a) for a in self.workers(job))

    def calendar_speed(self, node: Node) -> float:
        """Return the speed of a public node that needs nobody's effort."""
        actors = self.present()
        gate = max((self.gate(node, actor) for actor in actors), default=0.0)
        hint = next((self.hint(node, a) for a in actors if self.is_hinted(node, a)), 1.0)
        return gate * hint * self.pace(node, actors)

    def drive(self, node: Node, actor: str) -> float:
        """Return an actor's speed on a node whose gate is fully open."""
        effort, luck = self.effort(node, actor), self.luck(node, actor)
        return effort * self.pace(node, [actor]) * self.hint(node, actor) / luck

    def pace(self, node: Node, actors: Sequence[str]) -> float:
        """Multiply the speed factors that act for any of some actors."""
        return math.prod(
            self.factor(force, node, actors) for force in self.reaching(node, "speed", "staff")
        )

    def luck(self, node: Node, actor: str) -> float:
        """Return the factor of an actor's luck on the work of a node."""
        sigma = self.value(self.tree.actors[actor].luck)
        if node.field is None or sigma == 0:
            return 1.0
        return math.exp(sigma * self.draws[f"luck:{node.id}@{actor}"])

    def is_hinted(self, node: Node, actor: str) -> bool:
        """Tell whether an actor that does not know a node works with its hint."""
        if node.hint is None or (node.id, actor) in self.known:
            return False
        shown = node.hint.shown_by or Known(node.id)
        seers = self.actors if shown.actor is None else [shown.actor]
        return any((shown.node, seer) in self.known for seer in seers)

    def hint(self, node: Node, actor: str) -> float:
        """Return the factor that a hint puts on an actor's speed."""
        return self.value(node.hint.by) if node.hint and self.is_hinted(node, actor) else 1.0

    def effort(self, node: Node, actor: str) -> float:
        """Return an actor's present effort on a node, after the moves between fields."""
        if node.field is None:
            return 1.0
        moves = [
            force
            for force in self.forces
            if force.effect.kind == "move" and self.moves_effort(force, node, actor)
        ]
        effort = self.base_effort(actor, node.field)
        effort *= 1 - min(1.0, leaving(self.shares(moves), node.field))
        for force in moves:
            move = force.effect.move
            if move is not None and move.destination == node.field:
                sent = self.value(force.effect.by) * self.base_effort(actor, move.origin)
                at_most_all = max(1.0, leaving(self.shares(moves), move.origin))
                effort += sent / at_most_all * self.value(move.efficiency)
        return effort

    def base_effort(self, actor: str, field: str) -> float:
        """Return an actor's effort in a field before any move."""
        who = self.tree.actors[actor]
        return self.value(who.effort.get(field, who.default_effort))

    def moves_effort(self, force: Force, node: Node, actor: str) -> bool:
        """Tell whether a move now changes an actor's effort on a node."""
        move = force.effect.move
        return (
            move is not None
            and move.actor in (None, actor)
            and force.source != node.id
            and self.acts_for(force, actor)
        )

    def shares(self, moves: Iterable[Force]) -> list[tuple[str, float]]:
        """List the field that each move leaves, and the share it takes."""
        return [(m.effect.move.origin, self.value(m.effect.by)) for m in moves if m.effect.move]

    # Effects.

    def reaching(self, node: Node, *kinds: str) -> Iterator[Force]:
        """Yield the effects of some kinds whose target a node is."""
        for force in self.forces:
            target = force.effect.target
            if (
                force.effect.kind in kinds
                and target is not None
                and force.source != node.id
                and target.node in (None, node.id)
                and target.field in (None, node.field)
            ):
                yield force

    def window(self, force: Force, actor: str) -> tuple[float, float] | None:
        """Return from when until when an effect acts for an actor."""
        known = force.at if force.source is None else self.known.get((force.source, actor))
        if known is None:
            return None
        start = known + self.value(force.effect.after)
        lasts = force.effect.lasts
        return start, math.inf if lasts is None else start + self.value(lasts)

    def acts_for(self, force: Force, actor: str) -> bool:
        """Tell whether an effect acts for an actor at this moment."""
        window = self.window(force, actor)
        return window is not None and window[0] <= self.now + INSTANT < window[1]

    def factor(
        self, force: Force, node: Node, actors: Sequence[str], limited: bool = True
    ) -> float:
        """Return an effect's factor if it acts for any of some actors, else 1."""
        acting = [
            actor
            for actor in actors
            if (not limited or target_actor(force) in (None, actor)) and self.acts_for(force, actor)
        ]
        if not acting:
            return 1.0
        return math.pow(self.strength(force.effect, node), self.power(force, acting))

    def power(self, force: Force, actors: Sequence[str]) -> float:
        """Return the depth of an effect's source, as its first knower among some actors has it."""
        if force.source is None:
            return 1.0
        source = force.source
        first = min(actors, key=lambda actor: (self.known[source, actor], actor))
        return self.depth[source, first]

    def strength(self, effect: Effect, node: Node) -> float:
        """Return the factor of an effect at depth 1."""
        by = self.value(effect.by)
        if effect.kind != "staff":
            return by
        if node.staff is None:
            return 1.0
        staff = self.value(node.staff)
        return math.pow(max(0.0, (staff + by) / staff), self.returns)

    # Gates.

    def gate(self, node: Node, actor: str) -> float:
        """Return how far a node's gate is open for an actor."""
        match node.requires:
            case None:
                return 1.0
            case Weighted(strengths):
                return self.known_strength(strengths, actor)
            case gate:
                return 1.0 if self.is_open(gate, actor) else 0.0

    def is_open(self, gate: Gate, actor: str) -> bool:
        """Tell whether a gate or a member of one is open for an actor."""
        match gate:
            case Known():
                return self.time(gate, actor) is not None
            case All(members):
                return all(self.is_open(member, actor) for member in members)
            case AtLeast(count, members):
                return sum(self.is_open(member, actor) for member in members) >= count
            case Weighted(strengths):
                return all(
                    self.is_open(known, actor)
                    for known, strength in strengths
                    if self.value(strength) > 0
                )
            case Before(first, second, by, negated):
                return self.is_before(first, second, self.value(by), negated, actor)

    def is_before(self, first: Known, second: Known, by: float, negated: bool, actor: str) -> bool:
        """Tell whether the second is known, and the first was known early enough (or not)."""
        early, late = self.time(first, actor), self.time(second, actor)
        if late is None:
            return False
        return (early is not None and early + by <= late + INSTANT) is not negated

    def known_strength(self, strengths: Sequence[tuple[Known, Number]], actor: str) -> float:
        """Return the known strength as a share of the total."""
        total = sum(self.value(strength) for _, strength in strengths)
        known = sum(
            self.value(strength) for known, strength in strengths if self.is_open(known, actor)
        )
        return known / total

    def time(self, known: Known, actor: str) -> float | None:
        """Return when the actor, or the one a reference names, got to know a node."""
        return self.known.get((known.node, known.actor or actor))


def is_on(channel: str, channels: frozenset[str] | None) -> bool:
    """Tell whether a part of an item acts when some channels are on."""
    return channels is None or channel in channels


def own_nodes(item: Item | None, channels: frozenset[str] | None) -> list[Node]:
    """List the nodes that an item brings with it."""
    return [node for node in item.nodes if is_on(node.channel, channels)] if item else []


def target_actor(force: Force) -> str | None:
    """Return the actor to whom an effect is limited."""
    return None if force.effect.target is None else force.effect.target.actor


def leaving(shares: Iterable[tuple[str, float]], field: str) -> float:
    """Add up the shares that leave a field."""
    return sum(share for origin, share in shares if origin == field)


def remaining(left: float, speed: float, wait: float) -> float:
    """Return what is left after a while, which is nothing where the end is within an instant."""
    later = left - speed * wait if left < math.inf else left
    return 0.0 if later <= speed * INSTANT else later
