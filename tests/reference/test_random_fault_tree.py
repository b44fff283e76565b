"""A large static fault tree at random: 25 facts under 30 gates that share them."""

from __future__ import annotations

import random
from fractions import Fraction

from .exact_answers import gives, race
from .fault_trees import Diagram, Gate, Gates, nodes

EVENTS = [f"e{i:02d}" for i in range(25)]
SEED = 20


def shared_gates(seed: int) -> Gates:
    """Return 30 gates, each over three to five events and gates before it; every event is used."""
    draw = random.Random(seed)
    draw.random()
    gates: dict[str, Gate] = {}
    unused = list(EVENTS)
    draw.shuffle(unused)
    for i in range(29):
        members = {unused.pop()} if unused else set()
        size = draw.randint(3, 5)
        while len(members) < size:
            members.add(draw.choice([*EVENTS, *list(gates)[-6:]]))
        gates[f"g{i:02d}"] = Gate(draw.choice([1, 2, 2, 3]), tuple(sorted(members)))
    inside = {member for gate in gates.values() for member in gate.members}
    roots = tuple(sorted(set(gates) - inside))
    gates["top"] = Gate(len(roots) // 3 + 1, roots)
    return gates


def test_25_facts_under_30_shared_gates() -> None:
    """The top event as a binary decision diagram in fractions says it."""
    gates = shared_gates(SEED)
    assert len(gates) == 30
    draw = random.Random(SEED + 1)
    chances = {event: Fraction(draw.randint(1, 40), 100) for event in EVENTS}
    diagram = Diagram(EVENTS)
    accident = diagram.probability(diagram.of(gates), chances)
    events = {name: f"chance: {float(chance)!r}" for name, chance in chances.items()}
    calm = "  calm: {work: rate(1), ending: {aligned: 1}}\n"
    gives(race(nodes(gates, events) + calm), misaligned=accident, aligned=1 - accident)
