"""Items on the benchmark tree: an unlock, a block, a change of speed or people, by turns."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from techtree.errors import Place
from techtree.model.effects import Effect, Selector
from techtree.model.numbers import Fixed
from techtree.model.tree import Block, Item, NumberCount, Tree, Unlock
from techtree.portfolio.candidates import Candidate
from techtree.portfolio.reading.portfolio import Portfolio

COLUMNS = "id,cost,unlocks,blocks,speed,by\n"


def some_items(tree: Tree, count: int, seed: int = 1) -> list[Item]:
    """Return items of each kind in turn, on nodes drawn from those that are no endings."""
    rng = random.Random(seed)
    names = [node.id for node in tree.nodes.values() if node.ending is None]
    found = []
    for number in range(count):
        node, name = rng.choice(names), f"item_{number:07d}"
        if number % 3 == 0:
            found.append(Item(name, unlocks=(Unlock(node),)))
        elif number % 3 == 1:
            found.append(Item(name, blocks=(Block(node),)))
        else:
            key = f"items.{name}.effects.0"
            faster = Effect(key, "speed", Fixed(2.0), Selector(node=node))
            found.append(Item(name, effects=(faster,)))
    return found


def portfolio(items: Sequence[Item]) -> Portfolio:
    """Return items as a portfolio in memory."""
    candidates = [Candidate(item.id, None, 1.0, {None: item}, Place("benchmark")) for item in items]

    def read() -> Iterator[Candidate]:
        return iter(candidates)

    return Portfolio("benchmark", "benchmark", len(items), "none", NumberCount(0, 0, ()), read)


def write_table(path: Path, names: Sequence[str], count: int, seed: int = 1) -> None:
    """Write a table of so many rows, each a change of its own."""
    rng = random.Random(seed)
    with path.open("w", encoding="utf-8") as stream:
        stream.write(COLUMNS)
        for number in range(count):
            node, by = rng.choice(names), 1 + (number + 1) / count
            sort = number % 3
            unlocked = node if sort == 0 else ""
            blocked = node if sort == 1 else ""
            stream.write(f"item_{number:07d},{by:.3f},{unlocked},{blocked},{names[0]},{by:.9f}\n")
