"""A memoryless tree as its hazards, from which models for other simulators are written."""

from __future__ import annotations

import random
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from techtree.model.gates import All, AtLeast, Gate, Known
from techtree.model.numbers import Distribution, Fixed, Uncertain
from techtree.model.tree import Tree


@dataclass(frozen=True, slots=True)
class Hazard:
    """A node: its mean work, chance, gate (at least so many of some), and who changes its speed."""

    mean: float
    chance: float
    least: int
    members: tuple[str, ...]
    factors: tuple[tuple[str, float], ...]
    ending: bool


def hazards(tree: Tree) -> dict[str, Hazard]:
    """Return the hazards of a tree of exponential works, plain gates and speed effects on nodes."""
    factors: dict[str, list[tuple[str, float]]] = {name: [] for name in tree.nodes}
    for node in tree.nodes.values():
        for effect in node.effects:
            assert effect.kind == "speed" and isinstance(effect.by, Fixed)
            assert effect.target is not None and effect.target.node is not None
            factors[effect.target.node].append((node.id, effect.by.value))
    found = {}
    for name, node in tree.nodes.items():
        assert isinstance(node.work, Uncertain)
        assert isinstance(node.work.distribution, Distribution)
        chance = node.chance.value if isinstance(node.chance, Fixed) else 1.0
        found[name] = Hazard(
            node.work.distribution.args[0],
            chance,
            *_gate(node.requires),
            tuple(factors[name]),
            node.ending is not None,
        )
    return found


def _gate(gate: Gate | None) -> tuple[int, tuple[str, ...]]:
    if gate is None:
        return 0, ()
    assert isinstance(gate, All | AtLeast)
    members = [member.node for member in gate.members if isinstance(member, Known)]
    return (len(members) if isinstance(gate, All) else gate.count), tuple(members)


def simpy_race(simpy: Any, of: dict[str, Hazard], draw: random.Random) -> str | None:
    """Run one race as SimPy processes; return which ending came."""
    env = simpy.Environment()
    known = dict.fromkeys(of, False)
    opened = {name: env.event() for name in of}
    waiting = {name: hazard.least for name, hazard in of.items()}
    speed = dict.fromkeys(of, 1.0)
    readers: dict[str, list[str]] = {name: [] for name in of}
    touched: dict[str, list[tuple[str, float]]] = {name: [] for name in of}
    for name, hazard in of.items():
        for member in hazard.members:
            readers[member].append(name)
        for source, by in hazard.factors:
            touched[source].append((name, by))
    over = env.event()
    working: dict[str, Any] = {}

    def node(name: str, hazard: Hazard) -> Generator[Any, Any, None]:
        if hazard.least:
            yield opened[name]
        left = draw.expovariate(1.0 / hazard.mean)
        working[name] = processes[name]
        while True:
            start, at = env.now, speed[name]
            try:
                yield env.timeout(left / at)
                break
            except simpy.Interrupt:
                left -= (env.now - start) * at
        del working[name]
        if draw.random() >= hazard.chance:
            return
        known[name] = True
        if hazard.ending and not over.triggered:
            over.succeed(name)
        for reader in readers[name]:
            waiting[reader] -= 1
            if waiting[reader] == 0:
                opened[reader].succeed()
        for target, by in touched[name]:
            speed[target] *= by
            if target in working:
                working[target].interrupt()

    processes = {name: env.process(node(name, hazard)) for name, hazard in of.items()}
    try:
        return env.run(until=over)
    except RuntimeError:  # nothing more can happen
        return None


def gillespy_model(gillespy2: Any, of: dict[str, Hazard]) -> Any:
    """Return a GillesPy2 model: a species for what is known, one for what has failed."""
    model = gillespy2.Model(name="race")
    ends = [name for name, hazard in of.items() if hazard.ending]
    going_on = f"(1-{'-'.join(ends)})"
    species = {}
    for name, hazard in of.items():
        for one in (name, *([f"x{name}"] if hazard.chance < 1.0 else [])):
            species[one] = gillespy2.Species(name=one, initial_value=0, mode="discrete")
    model.add_species(list(species.values()))
    for name, hazard in of.items():
        open_ = f"(1-{name}-x{name})" if hazard.chance < 1.0 else f"(1-{name})"
        words = [going_on, open_, _polynomial(hazard)]
        words += [f"(1+{by - 1.0}*{source})" for source, by in hazard.factors]
        ways = ((name, hazard.chance), (f"x{name}", 1.0 - hazard.chance))
        for target, share in ways:
            if share:
                reaction = gillespy2.Reaction(
                    name=f"r{target}",
                    reactants={},
                    products={species[target]: 1},
                    propensity_function="*".join([repr(share / hazard.mean), *words]),
                )
                model.add_reaction(reaction)
    model.timespan(gillespy2.TimeSpan([0.0, 1000.0]))
    return model


def _polynomial(hazard: Hazard) -> str:
    """Return a gate over variables that are 0 or 1."""
    names, least = hazard.members, hazard.least
    if not names:
        return "1"
    if least == len(names):
        return "*".join(names)
    if least == 1:
        return f"(1-{'*'.join(f'(1-{name})' for name in names)})"
    assert (least, len(names)) == (2, 3)
    a, b, c = names
    return f"({a}*{b}+{a}*{c}+{b}*{c}-2*{a}*{b}*{c})"
