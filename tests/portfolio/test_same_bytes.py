"""The same question has the same answer, byte for byte, however it is worked on."""

from __future__ import annotations

import csv
import io
import os
import random
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from techtree.portfolio import blocks, evaluation

from .batch_runs import Data, answer, call, head, process, same, write

SIMULATED = (
    head("30 years")
    + """\
actors:
  lab_a: {effort: {capability: 1, safety: 1}}
  lab_b: {effort: {capability: 2}, luck: 0.3}
leak: 6 months
nodes:
  oversight:
    {field: safety, staff: 20, work: 4 to 16, effects: [{odds: build, of: good, by: 2 to 4}]}
  agents: {field: capability, private: true, work: 1 to 4}
  pause:
    chance: 0.2
    requires: agents
    effects: [{speed: {field: capability}, by: 0.3, for: 2 years}]
  build: {field: capability, requires: agents, work: 2 to 9, ending: {good: 0.3, bad: 0.7}}
stances:
  calm: {weight: 1, set: {nodes.build.ending.good: 0.6}}
  grim: {weight: 3, set: {nodes.build.ending.good: 0.1}}
"""
).replace("{good: 1, bad: 0}", "{good: 1, bad: 0, undecided: 0.5}")

EXACT = (
    head()
    + """\
nodes:
  a: {work: exponential(2)}
  b: {work: exponential(3), requires: a}
  c: {work: exponential(1), chance: 0.5, effects: [{speed: finish, by: 2}]}
  finish: {work: exponential(4), requires: {any: [b, c]}, ending: {good: 1}}
  crash: {work: exponential(5), ending: {good: 0.2, bad: 0.8}}
"""
)


def some_items(kind: str, count: int, seed: int = 1) -> dict[str, Data]:
    """Return items of all sorts for one of the trees."""
    rng = random.Random(seed)
    targets = ["agents", "oversight", "pause"] if kind == "simulated" else ["a", "b", "c"]
    found: dict[str, Data] = {}
    for number in range(count):
        item: Data = {"cost": rng.choice((0.1, 0.2, 1, 2.5))}
        sort = rng.choice(("unlock", "block", "speed", "staff", "chance", "move", "nodes"))
        node = rng.choice(targets)
        effect: Data = {"speed": node, "by": round(rng.uniform(0.5, 3), 2)}
        if sort == "unlock":
            item["unlocks"] = [node]
        elif sort == "block":
            item["blocks"] = [node]
        elif sort == "chance":
            item |= {"chance": 0.5, "effects": [effect]}
        elif sort == "nodes" and kind == "simulated":
            own = {"work": "1 to 3", "effects": [effect]}
            item["nodes"] = {f"own_{number}": own}
        elif sort == "staff" and kind == "simulated":
            item["effects"] = [{"staff": "oversight", "add": number + 1}]
        elif sort == "move" and kind == "simulated":
            move = {"actor": "lab_a", "from": "capability", "to": "safety"}
            item["effects"] = [{"move": move, "by": 0.5}]
        else:
            item["effects"] = [effect]
        if rng.random() < 0.2:
            item["group"] = rng.choice(("one", "two"))
        found[f"item_{number:03d}"] = item
    return found


TREES = {"simulated": SIMULATED, "exact": EXACT}
VIEWS = {"simulated": ("--stance", "all", "--samples", 600), "exact": ()}


def asked(folder: Path, kind: str, items: Mapping[str, Data], *options: object) -> str:
    result = call(*write(folder, TREES[kind], items), *VIEWS[kind], *options, "--format", "json")
    assert result.exit_code == 0, result.output
    return same(result.stdout)


CASES = pytest.mark.parametrize(
    ("count", "options"),
    [(70, ()), (7, ("--budget", 3, "--frontier"))],
    ids=["more than a block", "choosing"],
)


@CASES
@pytest.mark.parametrize("kind", TREES)
def test_workers(tmp_path: Path, kind: str, count: int, options: tuple[object, ...]) -> None:
    items = some_items(kind, count)
    one, *more = (asked(tmp_path, kind, items, *options, "--workers", n) for n in (1, 2, 4))
    assert more == [one, one]


@CASES
@pytest.mark.parametrize("kind", TREES)
def test_order_of_the_items(
    tmp_path: Path, kind: str, count: int, options: tuple[object, ...]
) -> None:
    """Neither the blocks nor the ties hang on it."""
    items = some_items(kind, count)
    ids = list(items)
    found = set()
    for seed in range(3):
        random.Random(seed).shuffle(ids)
        found.add(asked(tmp_path, kind, {name: items[name] for name in ids}, *options))
    assert len(found) == 1


COLUMNS = ("id", "cost", "unlocks", "speed", "by", "chance")


def table(count: int, seed: int = 3) -> list[list[str]]:
    rng = random.Random(seed)
    return [
        [f"row_{i:04d}", str(rng.choice((0.5, 1, 2))), rng.choice(("agents", "")), "build",
         f"{rng.uniform(0.5, 4):.6f}", rng.choice(("", "0.5"))]
        for i in range(count)
    ]  # fmt: skip


def written(path: Path, rows: list[list[str]], columns: tuple[str, ...] = COLUMNS) -> Path:
    text = io.StringIO()
    csv.writer(text).writerows([columns, *rows])
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def test_order_of_the_rows_and_the_columns_of_a_table(tmp_path: Path) -> None:
    rows = table(100)
    tree, _ = write(tmp_path, SIMULATED, "")
    path = tmp_path / "portfolio.csv"

    def found() -> str:
        result = call(tree, path, "--samples", 200, "--budget", 2, "--format", "json")
        assert result.exit_code == 0, result.output
        return same(result.stdout)

    one = None
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        written(path, rows)
        one = one or found()
        assert found() == one
    order = [3, 0, 5, 1, 4, 2]
    written(path, [[row[i] for i in order] for row in rows], tuple(COLUMNS[i] for i in order))
    assert found() == one


def test_precision_runs_the_same_items_further_in_any_order(tmp_path: Path) -> None:
    items = some_items("simulated", 20)
    found, ids = [], list(items)
    for seed in range(2):
        random.Random(seed).shuffle(ids)
        paths = write(tmp_path, SIMULATED, {name: items[name] for name in ids})
        found.append(answer(*paths, "--samples", 500, "--precision", 0.002))
    assert len({item["samples"] for item in found[0]["items"]}) > 1
    assert found[0]["items"] == found[1]["items"]


def test_hash_seeds(tmp_path: Path) -> None:
    paths = write(tmp_path, SIMULATED, some_items("simulated", 7))
    found = set()
    for seed in ("1", "2"):
        run = process(*paths, *VIEWS["simulated"], "--budget", 2, "--format", "json",
                      env={**os.environ, "PYTHONHASHSEED": seed})  # fmt: skip
        out, err = run.communicate()
        assert run.returncode == 0, err
        found.add(same(out))
    assert len(found) == 1


def test_blocks_that_come_back_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their sums are added in the order of blocks, whoever is first."""
    original: Callable[..., object] = blocks.evaluate_block
    rng = random.Random(4)

    def late(*arguments: object) -> object:
        time.sleep(rng.random() / 50)
        return original(*arguments)

    monkeypatch.setattr(evaluation, "evaluate_block", late)
    monkeypatch.setattr(evaluation, "SPAN", 64)
    items = some_items("simulated", 70)
    one, four = (asked(tmp_path, "simulated", items, "--workers", n) for n in (1, 4))
    assert one == four


def test_items_that_are_worth_the_same_are_in_the_order_of_their_ids(tmp_path: Path) -> None:
    ids = [f"{letter * length}{end}" for letter in "zxy" for end in ("_", "", "0")
           for length in (1, 60)]  # fmt: skip
    items: dict[str, Data] = {name: {"cost": 1, "unlocks": ["a"]} for name in ids}
    items["a_third"] = {"cost": 1, "unlocks": ["a"], "chance": 0.3}
    found = [item["id"] for item in answer(*write(tmp_path, EXACT, items))["items"]]
    assert found == [*sorted(ids), "a_third"]
