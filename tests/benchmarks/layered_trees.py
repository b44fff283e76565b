"""The benchmark tree: 100 nodes of three prerequisites each, two of them endings."""

from __future__ import annotations

import random
from dataclasses import replace

from techtree.model.effects import Effect, Selector
from techtree.model.gates import All, AtLeast, Gate, Known
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


def ten_layers(width: int = 100, *, endings: int = 2, seed: int = 0) -> Tree:
    """Return ten layers of nodes, each of three prerequisites in the layer before.

    40% of the nodes are under two speed effects of the layer before, and every second has a
    chance. The endings are the last nodes of the last layer.
    """
    rng = random.Random(seed)
    names = [[f"l{layer}n{i:03d}" for i in range(width)] for layer in range(10)]
    nodes: dict[str, Node] = {}
    for layer, row in enumerate(names):
        for i, name in enumerate(row):
            gate: Gate | None = None
            if layer:
                members = tuple(Known(other) for other in rng.sample(names[layer - 1], 3))
                gate = rng.choice([All(members), AtLeast(1, members), AtLeast(2, members)])
            mean = Distribution("exponential", (rng.uniform(0.5, 2.0),))
            nodes[name] = Node(
                id=name,
                requires=gate,
                work=Uncertain(f"nodes.{name}.work", mean, "race"),
                chance=Fixed(0.8) if i % 2 else None,
            )
            for other in rng.sample(names[layer - 1], 2) if layer and rng.random() < 0.4 else ():
                source = nodes[other]
                key = f"nodes.{other}.effects.{len(source.effects)}"
                by = Fixed(rng.choice([0.5, 2.0, 3.0]))
                added = Effect(key, "speed", by, Selector(node=name))
                nodes[other] = replace(source, effects=(*source.effects, added))
    for i, name in enumerate(names[-1][-endings:]):
        aligned = 0.6 if i % 2 else 0.3
        shares = (("aligned", Fixed(aligned)), ("misaligned", Fixed(1.0 - aligned)))
        nodes[name] = replace(nodes[name], ending=Ending(shares), chance=None)
    return replace(benchmark_tree(effects=False), nodes=nodes)
