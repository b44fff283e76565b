"""The best set of ten items is the best of all 1,024, each tried as one item by itself.

A set is made into one item with all that its members unlock, block and speed up, which is solved
as any item of a tree is; rules and budgets are checked here anew.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from techtree.impact.exact_worlds import exact_worlds
from techtree.impact.settings import Settings
from techtree.model.effects import Effect, Selector
from techtree.model.numbers import Fixed
from techtree.model.tree import Block, Item, Tree, Unlock
from techtree.portfolio.choosing.choose import Effort
from tests.exact.memoryless_trees import read

from .batch_runs import Data, answer, write

COUNT = 10
EXACTLY = Settings(engine="exact")
CLOSE = 1e-10


@dataclass(frozen=True)
class Instance:
    """A tree, items on it as a portfolio has them, and a budget in tenths."""

    text: str
    items: dict[str, Data]
    budget: int

    @property
    def tree(self) -> Tree:
        return read(self.text)


def some_gate(rng: random.Random, names: list[str]) -> Data:
    if not names or rng.random() < 0.3:
        return {}
    some = rng.sample(names, min(len(names), rng.randint(1, 2)))
    return {"requires": {rng.choice(("all", "any")): some}}


def some_tree(rng: random.Random) -> str:
    """Return a memoryless tree of two to four advances and two endings."""
    names = ["a", "b", "c", "d"][: rng.randint(2, 4)]
    nodes: dict[str, Data] = {}
    for number, name in enumerate(names):
        nodes[name] = {"work": f"exponential({rng.choice((1, 2, 5))})"}
        nodes[name] |= some_gate(rng, names[:number])
        if rng.random() < 0.4:
            nodes[name]["chance"] = rng.choice((0, 0.5))
        reached = rng.choice([*names[number + 1 :], "finish", "crash"])
        effects: list[Data] = [{"speed": reached, "by": rng.choice((0.3, 2, 4))}]
        if rng.random() < 0.5:
            effects.append({"odds": "crash", "of": "good", "by": rng.choice((0.5, 3))})
        nodes[name]["effects"] = effects
    for name, good in (("finish", 0.8), ("crash", 0.3)):
        works = {"work": f"exponential({rng.choice((2, 5))})"}
        nodes[name] = works | {"ending": {"good": good, "bad": round(1 - good, 1)}}
    nodes["finish"] |= some_gate(rng, names)
    tree = {"techtree": 1, "start": 2026, "horizon": "none"}
    return yaml.safe_dump(tree | {"outcomes": {"good": 1, "bad": 0}, "nodes": nodes})


def instance(seed: int) -> Instance:
    rng = random.Random(f"optimum {seed}")
    text = some_tree(rng)
    nodes = list(read(text).nodes.values())
    advances = [node.id for node in nodes if node.ending is None]
    everything = [node.id for node in nodes]
    items: dict[str, Data] = {}
    for number in range(COUNT):
        item: Data = {"cost": rng.randint(0, 30) / 10}
        for kind in rng.sample(("unlocks", "blocks", "effects"), rng.choice((1, 1, 2))):
            if kind == "effects":
                by = rng.choice((0.25, 0.5, 2, 3, 5))
                item["effects"] = [{"speed": rng.choice(everything), "by": by}]
            else:
                item[kind] = rng.sample(advances, rng.randint(1, min(2, len(advances))))
        earlier = list(items)
        if earlier and rng.random() < 0.1:
            item["requires"] = rng.sample(earlier, 1)
        if earlier and rng.random() < 0.1:
            one = rng.choice(earlier)
            item |= {} if one in item.get("requires", ()) else {"excludes": [one]}
        if rng.random() < 0.25:
            item["group"] = rng.choice(("red", "blue"))
        if rng.random() < 0.05:
            item["never"] = True
        items[f"item_{number}"] = item
    return Instance(text, items, rng.randint(20, 90))


def merged(names: tuple[str, ...], items: dict[str, Data]) -> Item:
    """Return one item that does all that some items do."""
    some = [items[name] for name in names]
    unlocks = dict.fromkeys(node for item in some for node in item.get("unlocks", ()))
    blocks = dict.fromkeys(node for item in some for node in item.get("blocks", ()))
    effects = tuple(
        Effect(f"items.all.effects.{number}", "speed", Fixed(effect["by"]),
               Selector(node=effect["speed"]))
        for number, effect in enumerate(e for item in some for e in item.get("effects", ()))
    )  # fmt: skip
    return Item(
        "all",
        unlocks=tuple(Unlock(node) for node in unlocks),
        blocks=tuple(Block(node) for node in blocks),
        effects=effects,
    )


def value(tree: Tree, item: Item) -> float:
    """Return what an item shifts the expected value by, solved by itself."""
    worlds = exact_worlds(tree, item, EXACTLY, (0, 1))
    return float(worlds.row(1)[-1] - worlds.row(0)[-1])


def allowed(names: tuple[str, ...], items: dict[str, Data], budget: int) -> bool:
    groups = [items[name]["group"] for name in names if "group" in items[name]]
    return (
        sum(round(Fraction(items[name]["cost"]) * 10) for name in names) <= budget
        and len(groups) == len(set(groups))
        and not any(items[name].get("never") for name in names)
        and all(set(items[name].get("requires", ())) <= set(names) for name in names)
        and all(set(items[name].get("excludes", ())).isdisjoint(names) for name in names)
    )


def subsets(items: dict[str, Data]) -> Iterator[tuple[str, ...]]:
    for size in range(len(items) + 1):
        yield from combinations(items, size)


def check(folder: Path, seed: int, method: str = "exhaustive") -> bool:
    """Compare one instance; tell whether its best set has several items."""
    made = instance(seed)
    tree = made.tree
    values = {
        names: value(tree, merged(names, made.items))
        for names in subsets(made.items)
        if allowed(names, made.items, made.budget)
    }
    top = max(values.values())
    paths = write(folder, made.text, made.items)
    found = answer(*paths, "--budget", made.budget / 10)
    best = found["best"]
    assert found["engine"] == "exact" and best["method"] in ("exhaustive", method)
    assert best["sets"] == len(values)
    assert best["value"]["se"] == 0
    assert best["value"]["shift"] == pytest.approx(top, abs=CLOSE)
    assert best["searched"] == pytest.approx(top, abs=CLOSE)
    chosen = tuple(name for name in made.items if name in best["items"])
    assert values[chosen] == pytest.approx(top, abs=CLOSE)
    cost = sum(made.items[name]["cost"] for name in chosen)
    assert best["cost"] == pytest.approx(cost)
    cheapest = min(
        sum(made.items[name]["cost"] for name in names)
        for names, worth in values.items()
        if worth >= top - 1e-13
    )
    assert cost <= cheapest + 1e-9
    return len(chosen) > 1


@pytest.mark.parametrize("seeds", [range(8)], ids=["8 instances"])
def test_the_best_of_all_sets(tmp_path: Path, seeds: range) -> None:
    assert sum(check(tmp_path, seed) for seed in seeds) >= 3


def test_what_drops_out_of_a_race_is_not_solved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Raced from 32 sets on, and solved once 8 are left: the best of all is among them."""
    monkeypatch.setattr("techtree.portfolio.selection.SOLVED", Effort(limit=32, pilot=40))
    monkeypatch.setattr("techtree.portfolio.choosing.race._FEW", 8)
    assert sum(check(tmp_path, seed, "race") for seed in range(8, 16)) >= 3


@pytest.mark.slow
def test_the_best_of_all_sets_of_200_instances(tmp_path: Path) -> None:
    assert sum(check(tmp_path, seed) for seed in range(200)) >= 70


def test_the_brute_force_knows_a_race_worked_out_by_hand() -> None:
    """Speeds 3 and 1/2 on either side: 3 / (3 + 1/2) - 1/2."""
    text = """\
techtree: 1
start: 2026
horizon: none
outcomes: {good: 1, bad: 0}
nodes:
  finish: {work: exponential(1), ending: {good: 1}}
  crash: {work: exponential(1), ending: {bad: 1}}
"""
    items: dict[str, Data] = {
        "push": {"effects": [{"speed": "finish", "by": 3}]},
        "calm": {"effects": [{"speed": "crash", "by": 0.5}]},
    }
    worth = value(read(text), merged(("push", "calm"), items))
    assert worth == pytest.approx(6 / 7 - 1 / 2, abs=1e-12)
