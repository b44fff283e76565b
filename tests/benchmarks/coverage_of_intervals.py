"""How often the 95% intervals that `techtree batch` reports hold the true value.

On a small memoryless tree the exact engine gives the truth; each replicate is a simulation with a
seed of its own. Run it with the number of replicates, 1,000 if there is none:

    uv run python tests/benchmarks/coverage_of_intervals.py 1000

It prints, for each kind of interval, how many there were, the share that held the truth, and the
share of the one interval of that kind that did so least often. Twelve members' Shapley shares are
on drawn orders: there the replicates are portfolios, solved exactly, so that orders alone err.
"""

from __future__ import annotations

import math
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import yaml

from techtree.files.parsing import Parsed, parse_tree
from techtree.impact.settings import Settings
from techtree.portfolio.batch import batch
from techtree.portfolio.reading import Portfolio, open_portfolio
from techtree.portfolio.results import Batch, Figure
from techtree.portfolio.selection import Wish

SAMPLES = 1000
MEMBERS = 12

TREE = """\
techtree: 1
start: 2026
horizon: none
outcomes: {good: 1, fair: 0.6, bad: 0}
nodes:
  insight: {work: exponential(3), chance: 0.7, effects: [{speed: finish, by: 2}]}
  oversight: {staff: 10, work: exponential(4), effects: [{odds: crash, of: good, by: 3}]}
  tools: {work: exponential(2), requires: {any: [insight, oversight]}}
  finish: {work: exponential(4), requires: tools, ending: {good: 0.9, fair: 0.1}}
  crash: {work: exponential(5), ending: {good: 0.1, fair: 0.3, bad: 0.6}}
stances:
  calm: {weight: 1, set: {nodes.crash.work: exponential(9)}}
  grim: {weight: 2, set: {nodes.crash.work: exponential(3)}}
"""
ITEMS: dict[str, Any] = {
    "publish": {"cost": 1, "unlocks": ["insight"]},
    "hire": {"cost": 1, "effects": [{"staff": "oversight", "add": 5}]},
    "hire_more": {"cost": 1, "effects": [{"staff": "oversight", "add": 12}]},
    "slow": {"cost": 1, "effects": [{"speed": "crash", "by": 0.8}]},
    "share": {"cost": 1, "unlocks": ["tools"], "chance": 0.5},
    "rush": {"cost": 1, "effects": [{"speed": "crash", "by": 1.1}]},
}
RACE = """\
techtree: 1
start: 2026
horizon: none
outcomes: {good: 1, bad: 0}
nodes:
  finish: {work: exponential(1), ending: {good: 1}}
  crash: {work: exponential(1), ending: {bad: 1}}
"""

Named = tuple[str, str]  # the kind of interval, and which of that kind


class Tally:
    """How many intervals held the truth, by kind and by which."""

    def __init__(self) -> None:
        self.held: dict[Named, list[int]] = defaultdict(lambda: [0, 0])

    def add(self, name: Named, low: float, high: float, truth: float) -> None:
        """Count an interval; ends and truth that are the same up to rounding are within."""
        of = self.held[name]
        of[0] += low - 1e-12 <= truth <= high + 1e-12
        of[1] += 1

    def print(self) -> None:
        """Print a line for each kind."""
        kinds: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for (kind, _), (held, count) in self.held.items():
            kinds[kind].append((held, count))
        print(f"{'interval':<42}{'intervals':>10}{'held':>9}{'least':>9}")
        for kind, rows in kinds.items():
            count = sum(n for _, n in rows)
            share = sum(held for held, _ in rows) / count
            least = min(held / n for held, n in rows)
            print(f"{kind:<42}{count:>10,}{share:>9.1%}{least:>9.1%}")


def opened(parsed: Parsed, items: dict[str, Any]) -> Portfolio:
    """Read items as the portfolio of a tree under all its stances."""
    assert parsed.tree is not None, parsed.errors
    text = yaml.safe_dump({"techtree_portfolio": 1, "items": items}, sort_keys=False)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "items.yaml"
        path.write_text(text, encoding="utf-8")
        return open_portfolio(path, parsed, tuple(parsed.tree.stances))


def figures(found: Batch, set_kind: str) -> Iterator[tuple[Named, Figure]]:
    """Yield every figure with an interval; those of the set are of a kind of their own."""
    best = found.best
    assert best is not None
    for item in found.items:
        yield ("value of an item", item.id), item.value
        for name, figure in item.outcomes.items():
            yield ("outcome of an item", f"{item.id} {name}"), figure
        for name, figure in item.by_stance.items():
            yield ("value of an item under a stance or mix", f"{item.id} {name}"), figure
    chosen = " ".join(sorted(best.items))
    yield (f"value of {set_kind}", chosen), best.value
    for name, figure in best.outcomes.items():
        yield (f"outcome of {set_kind}", f"{chosen} {name}"), figure
    for row in best.stances:
        yield (f"value of {set_kind} under a stance", f"{chosen} {row.stance}"), row.value
    for member in best.members:
        yield (f"Shapley share in {set_kind}", f"{chosen} {member.id}"), member.shapley
        yield (f"marginal value in {set_kind}", f"{chosen} {member.id}"), member.marginal
        yield (f"alone, in {set_kind}", f"{chosen} {member.id}"), member.alone
    for pair in best.pairs:
        names = f"{chosen} {pair.first} {pair.second}"
        yield (f"interaction in {set_kind}", names), pair.interaction


class Replicates:
    """The same question with one seed after the other, beside the exact answer."""

    def __init__(self) -> None:
        self.parsed = parse_tree(TREE.encode(), "coverage.yaml")
        self.portfolio = opened(self.parsed, ITEMS)
        self.truths: dict[tuple[str, ...], Batch] = {}

    def answer(self, wish: Wish, seed: int, engine: str) -> Batch:
        """Answer once."""
        tree = self.parsed.tree
        assert tree is not None
        settings = Settings(
            samples=SAMPLES, seed=seed, stances=("all",), engine=engine, inputs=0, threads=1
        )
        return batch(tree, self.portfolio, settings, wish=wish, workers=1)

    def truth(self, chosen: tuple[str, ...]) -> Batch:
        """Return the exact answer in which just these items are chosen."""
        if chosen not in self.truths:
            others = tuple(name for name in ITEMS if name not in chosen)
            wish = Wish(budget=float(len(chosen)), must=chosen, never=others)
            self.truths[chosen] = self.answer(wish, 0, "exact")
        return self.truths[chosen]

    def compare(self, tally: Tally, wish: Wish, set_kind: str, seed: int, items: bool) -> None:
        """Count the intervals of one replicate; those of items by themselves if asked to."""
        found = self.answer(wish, seed, "simulation")
        assert found.best is not None
        truth = self.truth(tuple(sorted(found.best.items)))
        wanted = dict(figures(truth, set_kind))
        for name, figure in figures(found, set_kind):
            if items or set_kind in name[0]:
                tally.add(name, *figure.sampling95, wanted[name].shift)
        if items:
            ranks = {item.id: item.rank for item in truth.items}
            for item in found.items:
                tally.add(("rank of an item", item.id), *item.rank95, ranks[item.id])


def shares(factors: list[float]) -> list[float]:
    """Return the Shapley shares of factors of one speed, s / (s + 1) - 1/2, from the definition."""
    count = len(factors)
    products = [1.0] * 2**count
    for number in range(1, 2**count):
        lowest = (number & -number).bit_length() - 1
        products[number] = products[number & number - 1] * factors[lowest]
    worth = [product / (product + 1.0) for product in products]
    found = [0.0] * count
    for number, value in enumerate(worth):
        size = number.bit_count()
        for one in range(count):
            if not number >> one & 1:
                weight = 1 / (count * math.comb(count - 1, size))
                found[one] += weight * (worth[number | 1 << one] - value)
    return found


def drawn_orders(tally: Tally, portfolios: int) -> None:
    """Count the intervals of shares on drawn orders, in portfolios that are drawn too."""
    parsed = parse_tree(RACE.encode(), "race.yaml")
    assert parsed.tree is not None
    settings = Settings(engine="exact", inputs=0, threads=1)
    for seed in range(portfolios):
        rng = Random(seed)
        factors = [math.exp(rng.gauss(0.0, 0.6)) for _ in range(MEMBERS)]
        items = {
            f"item_{i:02d}": {"must": True, "effects": [{"speed": "finish", "by": factor}]}
            for i, factor in enumerate(factors)
        }
        found = batch(parsed.tree, opened(parsed, items), settings, wish=Wish(), workers=1)
        assert found.best is not None and len(found.best.members) == MEMBERS
        truth = dict(zip(items, shares(factors), strict=True))
        for member in found.best.members:
            name = ("Shapley share, from drawn orders alone", "any")
            tally.add(name, *member.shapley.sampling95, truth[member.id])


def main(replicates: int) -> None:
    """Run the replicates, and print a table."""
    tally, run = Tally(), Replicates()
    everything = Wish(budget=float(len(ITEMS)), must=tuple(ITEMS))
    for seed in range(replicates):
        run.compare(tally, everything, "a given set", seed, items=True)
        run.compare(tally, Wish(budget=2.0), "a set that was chosen", seed, items=False)
    drawn_orders(tally, max(1, replicates // MEMBERS))
    print(f"{replicates:,} replicates of {SAMPLES:,} samples; 95% is nominal")
    tally.print()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
