"""Every number of a tree has slots of its own, under the path by which a stance would set it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from techtree.engine.moved_numbers import moved
from techtree.engine.number_uses import Written, compile_apart
from techtree.files import parse_tree
from techtree.model.tree import Tree

FILES = Path(__file__).parents[1] / "files"
TREE = """
techtree: 1
start: 2026
horizon: 20
leak: 2
outcomes: {aligned: {value: 1}, misaligned: 0, undecided: 0.5}
parameters: {p: 0.4, same: $p, often: 0.4}
actors: {ada: {effort: {x: 1, default: 0.4}}, bob: {effort: 0.4}}
nodes:
  a: {field: x, private: true, work: exponential(2), chance: $p, staff: 2, hint: {by: 3}}
  b:
    requires: {weighted: {a: 3, c: 1}}
    work: 2 to 8
    chance: 0.4
    effects:
      - {id: hire, staff: a, add: -0.5}
      - {move: {from: x, to: y}, by: $same, efficiency: 0.4, chance: $often}
  c: {unlocked: -2}
  end: {field: x, work: 5, ending: {aligned: 0.4, misaligned: 0.6}}
"""
USES = {
    "horizon": {"horizon"},
    "leak": {"leak"},
    "outcomes.aligned.value": {"value"},
    "outcomes.misaligned.value": {"value"},
    "outcomes.undecided.value": {"value"},
    "parameters.p": {"chance", "move"},
    "parameters.often": {"acts"},
    "actors.ada.effort.x": {"effort"},
    "actors.ada.effort.default": {"effort"},
    "actors.bob.effort": {"effort"},
    "nodes.a.work": {"work"},
    "nodes.a.staff": {"staff"},
    "nodes.a.hint.by": {"hint"},
    "nodes.b.requires.weighted.a": {"strength"},
    "nodes.b.requires.weighted.c": {"strength"},
    "nodes.b.work": {"work"},
    "nodes.b.chance": {"chance"},
    "nodes.b.effects.hire.add": {"people"},
    "nodes.b.effects.1.efficiency": {"efficiency"},
    "nodes.c.unlocked": {"unlocked"},
    "nodes.end.work": {"work"},
    "nodes.end.ending.aligned": {"share"},
    "nodes.end.ending.misaligned": {"share"},
}


def read(text: str) -> Tree:
    parsed = parse_tree(text.encode(), "tree.yaml")
    assert parsed.tree is not None, parsed.errors
    return parsed.tree


def test_what_numbers_are_used_for() -> None:
    _, numbers = compile_apart(read(TREE))
    assert {number.name: set(number.uses) for number in numbers} == USES


def test_equal_numbers_move_apart() -> None:
    compiled, numbers = compile_apart(read(TREE))
    slots = [slot for number in numbers for slot in number.slots]
    assert len(slots) == len(set(slots))
    before = compiled.program.numbers.slots
    found = {number.name: number for number in numbers}
    chance = found["nodes.b.chance"]
    after = moved(compiled, chance, 0.1).program.numbers.slots
    (changed,) = (i for i in range(len(before)) if (before[i] != after[i]).any())
    assert (changed,) == chance.slots
    assert after[changed, 1] == pytest.approx(0.5)
    # the other share makes room in proportion: 0.5 of 1 once (0.4 + 1/6)/(1 + 1/6) is 1/2 - 1/70
    share = found["nodes.end.ending.aligned"]
    assert share.scales == pytest.approx((1 / 0.6,))


def test_bounds() -> None:
    bounds = {number.name: number.bounds for number in compile_apart(read(TREE))[1]}
    assert bounds["nodes.b.chance"] == (0.0, 1.0)
    assert bounds["nodes.b.effects.hire.add"] == (-2.0, float("inf"))  # of the staff of a
    assert bounds["nodes.a.staff"] == (0.5, float("inf"))
    assert bounds["nodes.c.unlocked"] == (float("-inf"), 0.0)
    assert bounds["actors.bob.effort"] == (0.0, float("inf"))


@pytest.mark.parametrize("name", ["design_tree.yaml", "rich_tree.yaml"])
def test_stances_can_set_what_is_named(name: str) -> None:
    document = yaml.safe_load((FILES / name).read_text())
    document["stances"] = {}
    numbers = compile_apart(read(yaml.safe_dump(document, sort_keys=False)))[1]
    document["stances"] = {
        f"s{i}": {"set": {number.name: number.at}} for i, number in enumerate(numbers)
    }
    stances = read(yaml.safe_dump(document, sort_keys=False)).stances
    for i, number in enumerate(numbers):
        again = _by_name(stances[f"s{i}"].tree).get(number.name)
        assert again is not None and again.at == pytest.approx(number.at), number.name
        assert again.uses == number.uses


def _by_name(tree: Tree) -> dict[str, Written]:
    return {number.name: number for number in compile_apart(tree)[1]}
