"""What happens at one instant, one thing after the other, and what can happen next.

At an instant leaks and unlocks come first, then completions in their turns, then work whose
gate has opened starts and fixes its depth; again and again, until nothing is left to happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from .fraction_arithmetic import NotMemoryless
from .speeds import (
    counting,
    crew,
    depth_now,
    drive,
    effort,
    gate,
    leak_rate,
    speed,
    success,
)
from .state import Job, State, ignorant, jobs, learned
from .world import Pair, World

Branches = list[tuple[Fraction, State]]  # what may come, each with its probability
Event = tuple[Fraction, Job | None, Pair | None]  # rate, and the work done or the leak arriving

CERTAIN = Fraction(1)


def beginnings(world: World) -> Branches:
    """List the states in which the race begins, all of time 0 done with."""
    dates = sorted({Fraction(0), *(unlocking.time for unlocking in world.unlockings)})
    branches: Branches = [(CERTAIN, State(dates[0], unlockings=world.unlockings))]
    for date in dates:
        branches = [
            (p * q, then)
            for p, before in branches
            for q, then in settled(world, replace(before, clock=date))
        ]
    return branches


def events(world: World, state: State) -> list[Event]:
    """List what can happen next, with its rate, where an instant is done with."""
    if state.ending is not None:
        return []
    works: list[Event] = [
        (work_rate(world, state, job), job, None)
        for job in jobs(world, state)
        if job in state.begun
    ]
    leaks: list[Event] = [
        (leak_rate(world, state, name, actor) or Fraction(0), None, (name, actor))
        for name, actor in pending(world, state)
    ]
    return [event for event in (*works, *leaks) if event[0] > 0]


def work_rate(world: World, state: State, job: Job) -> Fraction:
    """Return the rate at which begun work is done."""
    pace = speed(world, state, job)
    return pace and pace / (world.work[job[0]] * state.begun[job])


def after(world: World, state: State, event: Event) -> Branches:
    """List the states in which a world may be once an event has happened."""
    _, job, leak = event
    now = replace(state, clock=state.clock + 1)
    first = completed(world, now, job) if job else [(CERTAIN, leaked(now, leak))] if leak else []
    return [(p * q, end) for p, then in first for q, end in settled(world, then)]


def settled(world: World, state: State) -> Branches:
    """List what an instant may come to."""
    done: Branches = []
    todo: Branches = [(CERTAIN, state)]
    while todo:
        probability, now = todo.pop()
        branches = step(world, now)
        if branches:
            todo += [(probability * chance, then) for chance, then in branches]
        else:
            done.append((probability, checked(world, now)))
    return done


def checked(world: World, state: State) -> State:
    """Refuse delays that run before the start: what they would bring by then is not rational."""
    if state.clock < 0 and events(world, state):
        raise NotMemoryless("a leak that runs before the start")
    return state


def step(world: World, state: State) -> Branches:
    """List what the first thing that happens at this instant may come to; nothing: no branches."""
    if state.ending is not None:
        return []
    then = leak_due(world, state) or unlocked(world, state)
    if then is not None:
        return [(CERTAIN, then)]
    if state.clock < 0:
        return []
    for job in jobs(world, state):
        if is_due(world, state, job):
            return completed(world, state, job)
    begun = started(world, state)
    return [(CERTAIN, begun)] if begun is not None else []


# Leaks and unlocks.


def pending(world: World, state: State) -> Iterator[Pair]:
    """Yield who has yet to hear of what others know."""
    for name in state.first:
        for learner in ignorant(world, state, name):
            yield name, learner


def leak_due(world: World, state: State) -> State | None:
    """Let a leak arrive that takes no time."""
    for name, learner in pending(world, state):
        if leak_rate(world, state, name, learner) is None:
            return leaked(state, (name, learner))
    return None


def leaked(state: State, leak: Pair) -> State:
    """Let a learner know a node as its first knower does."""
    name, learner = leak
    return learned(state, name, (learner,), state.depth[name, state.first[name]])


def unlocked(world: World, state: State) -> State | None:
    """Do the next unlock that is due."""
    if not state.unlockings or state.unlockings[0].time > state.clock:
        return None
    one, rest = state.unlockings[0], state.unlockings[1:]
    state = replace(state, unlockings=rest)
    actors = tuple(actor for actor in world.actors if one.to in (None, actor))
    if world.nodes[one.node].ending is None:
        return learned(state, one.node, actors, Fraction(1))
    return ended(state, one.node, fastest(world, state, one.node, actors)) if actors else state


def fastest(world: World, state: State, name: str, actors: tuple[str, ...]) -> str:
    """Find who would work fastest on an ending whose gate is open."""
    node = world.nodes[name]
    return min(actors, key=lambda actor: (-drive(world, state, node, actor), actor))


def ended(state: State, name: str, builder: str) -> State:
    """End the world."""
    return replace(learned(state, name, (builder,), Fraction(1)), ending=(name, builder))


# Work.


def is_due(world: World, state: State, job: Job) -> bool:
    """Tell whether work that takes no time can be completed now."""
    name, actor = job
    node = world.nodes[name]
    if actor is not None and effort(world, state, node, actor) == 0:
        return False
    if world.work[name] == 0:
        return any(gate(state, node, who) > 0 for who in crew(world, job))
    return state.begun.get(job) == 0


def completed(world: World, state: State, job: Job) -> Branches:
    """List what the completion of work may come to."""
    chance = success(world, state, job)
    ways = [(chance, succeeded(world, state, job)), (1 - chance, failed(state, job))]
    return [way for way in ways if way[0] > 0]


def succeeded(world: World, state: State, job: Job) -> State:
    """Let work that works out become known, or end the world."""
    name, actor = job
    if actor is not None and world.nodes[name].ending is not None:
        return ended(state, name, actor)
    depth = state.begun[job] if job in state.begun else depth_now(world, state, job)
    return learned(state, name, tuple(crew(world, job)), depth)


def failed(state: State, job: Job) -> State:
    """Give work up for good."""
    return replace(state, failed=state.failed | {job})


def started(world: World, state: State) -> State | None:
    """Start all newly opened work, and fix its depth by what is known now."""
    new = {
        job: depth_now(world, state, job) for job in jobs(world, state) if opens(world, state, job)
    }
    return replace(state, begun=state.begun | new) if new else None


def opens(world: World, state: State, job: Job) -> bool:
    """Tell whether work starts now: its gate is open for somebody who counts."""
    if job in state.begun or world.work[job[0]] == 0:
        return False
    node = world.nodes[job[0]]
    return any(gate(state, node, actor) > 0 for actor in counting(world, state, job))
