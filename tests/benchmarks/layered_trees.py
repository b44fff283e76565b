"""The benchmark tree: 100 nodes of three prerequisites each, two of them endings."""

from __future__ import annotations

import random
from dataclasses import replace

from techtree.model.effects import Effect, Selector
from techtree.model.gates import All, AtLeast, Known
from techtree.model.numbers import Distribution, Fixed, Uncertain
from techtree.model.tree import Actor, Ending, Node, Outcome, Tree


def benchmark_tree(size: int = 100, *, effects: bool, seed: int = 0) -> Tree:
    """Return gates and exponential works, with or without effects and chances.

    With `effects`, 40% of the nodes are under two speed effects and every second has a chance.
    """
    rng = random.Random(seed)
    names = [f"n{i:03d}" for i in range(size)]
    nodes: dict[str, Node] = {}
    for i, name in enumerate(names):
        members = tuple(Known(names[j]) for j in rng.sample(range(i), min(3, i)))
        gates = [All(members), AtLeast(1, members), AtLeast(min(2, len(members)), members)]
        mean = rng.uniform(0.5, 2.0)
        nodes[name] = Node(
            id=name,
            requires=rng.choice(gates) if members else None,
            work=Uncertain(f"nodes.{name}.work", Distribution("exponential", (mean,)), "race"),
            chance=Fixed(0.8) if effects and i % 2 else None,
        )
    if effects:
        for i in rng.sample(range(10, size), int(0.4 * size)):
            for j in rng.sample(range(i), 2):
                source = nodes[names[j]]
                key = f"nodes.{source.id}.effects.{len(source.effects)}"
                by = Fixed(rng.choice([0.5, 2.0, 3.0]))
                added = Effect(key, "speed", by, Selector(node=names[i]))
                nodes[source.id] = replace(source, effects=(*source.effects, added))
    for name, aligned in ((names[-1], 0.3), (names[-2], 0.6)):
        shares = (("aligned", Fixed(aligned)), ("misaligned", Fixed(1.0 - aligned)))
        nodes[name] = replace(nodes[name], ending=Ending(shares), chance=None)
    return Tree(
        title="benchmark",
        start=2026.0,
        horizon=None,
        outcomes={
            "aligned": Outcome("aligned", Fixed(1.0)),
            "misaligned": Outcome("misaligned", Fixed(0.0)),
        },
        actors={"world": Actor("world", default_effort=Fixed(1.0))},
        nodes=nodes,
    )
