"""Laws that hold for every memoryless tree, and that the rational oracle must keep exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest

from techtree.model.effects import Effect
from techtree.model.numbers import Distribution, Fixed, Number, Uncertain
from techtree.model.tree import Ending, Item, Node, Tree

from .fraction_arithmetic import rational
from .hand_made_trees import tree as hand_made
from .instants import after, beginnings, events
from .memoryless_trees import random_tree, random_tree_with_item
from .rational import answer, solve
from .speeds import outcomes
from .state import State
from .world import World, worlds

SEEDS = range(12)


def cases(seed: int, nodes: int | None = None) -> Iterator[tuple[Tree, Item | None]]:
    """Yield the tree of a seed, and another with an item."""
    yield random_tree(seed, nodes), None
    yield random_tree_with_item(seed, nodes)


@pytest.mark.parametrize("seed", SEEDS)
def test_everything_adds_up_to_one(seed: int) -> None:
    for tree, item in cases(seed):
        found = answer(tree, item)
        assert sum(found.outcomes.values()) == 1
        assert found.outcomes["undecided"] == 1 - found.ended.probability
        assert found.ended.probability == sum(found.endings.values())
        for name, ended in found.endings.items():
            assert found.anyone[name] == ended
        for (name, _), known in found.known.items():
            assert 0 <= known <= found.anyone[name] <= 1


@pytest.mark.parametrize("seed", SEEDS)
def test_states_that_are_added_up_have_the_same_future(seed: int) -> None:
    for tree, item in cases(seed, nodes=5):
        assert solve(tree, item) == one_by_one(tree, item)


@pytest.mark.parametrize(
    "nodes",
    [
        # which of two has failed
        """
  a: {work: rate(1), chance: 0.5}
  b: {work: rate(1), chance: 0.5}
  good: {requires: a, work: rate(2), ending: aligned}
  bad: {requires: b, work: rate(1), ending: misaligned}
""",
        # at which depth x was begun, and is known
        """
  d: {work: rate(1), effects: [{depth: x, by: 0.5}]}
  g: {work: rate(1)}
  x: {requires: g, work: rate(1), effects: [{speed: good, by: 4}]}
  good: {requires: [d, x], work: rate(1), ending: aligned}
  bad: {work: rate(1), ending: misaligned}
""",
        # which of two was first
        """
  a: {work: rate(1)}
  b: {work: rate(2)}
  good: {requires: {before: [a, b]}, work: rate(1), ending: aligned}
  bad: {requires: {not_before: [a, b]}, work: rate(1), ending: misaligned}
""",
    ],
)
def test_what_must_be_remembered(nodes: str) -> None:
    tree = hand_made(nodes)
    assert solve(tree) == one_by_one(tree, None)


def one_by_one(tree: Tree, item: Item | None) -> dict[str, Fraction]:
    """Follow every single course of events, and never add states up."""
    total = dict.fromkeys([*tree.outcomes, "undecided"], Fraction(0))
    for probability, world in worlds(tree, item):
        for chance, state in beginnings(world):
            for outcome, share in courses(world, state):
                total[outcome] += probability * chance * share
    return total


def courses(world: World, state: State) -> Iterator[tuple[str, Fraction]]:
    """Yield how every course of events from a state turns out, and its probability."""
    coming = events(world, state)
    if state.ending is not None:
        name, builder = state.ending
        yield from outcomes(world, state, world.nodes[name], builder).items()
    elif not coming:
        yield "undecided", Fraction(1)
    for event in coming:
        share = event[0] / sum(rate for rate, _, _ in coming)
        for chance, then in after(world, state, event):
            for outcome, probability in courses(world, then):
                yield outcome, share * chance * probability


@pytest.mark.parametrize("seed", SEEDS)
def test_all_at_half_the_speed_takes_twice_the_time(seed: int) -> None:
    for tree, item in cases(seed):
        slow_item = item and replace(item, nodes=tuple(slower(node) for node in item.nodes))
        slow = replace(
            tree,
            leak=tree.leak if isinstance(tree.leak, str) else doubled(tree.leak),
            nodes={name: slower(node) for name, node in tree.nodes.items()},
        )
        fast, found = answer(tree, item), answer(slow, slow_item)
        assert found.outcomes == fast.outcomes and found.known == fast.known
        assert found.ended.time == 2 * fast.ended.time


def slower(node: Node) -> Node:
    """Double the work on a node and its leak delay."""
    leak = node.leak if node.leak is None or isinstance(node.leak, str) else doubled(node.leak)
    return replace(node, work=doubled(node.work), leak=leak)


def doubled(number: Number) -> Number:
    """Double the mean of an exponential; 0 stays."""
    if isinstance(number, Fixed):
        return number
    assert isinstance(number.distribution, Distribution)
    (mean,) = number.distribution.args
    return replace(number, distribution=Distribution("exponential", (2 * mean,)))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_chance_is_a_mix_of_what_works_out_and_what_does_not(seed: int) -> None:
    """Toss the coin of every chance that no odds can change before the race."""
    for tree, item in cases(seed):
        found = solve(tree, item)
        if any(e.kind == "odds" and e.outcome is None for e in every_effect(tree, item)):
            continue
        for name, node in tree.nodes.items():
            if node.chance is not None:
                assert isinstance(node.chance, Fixed)
                p = rational(node.chance.value)
                does, does_not = (solve(with_chance(tree, name, x), item) for x in (1.0, 0.0))
                assert found == {o: p * does[o] + (1 - p) * does_not[o] for o in found}


def with_chance(tree: Tree, name: str, chance: float) -> Tree:
    """Change the chance of a node."""
    node = replace(tree.nodes[name], chance=Fixed(chance))
    return replace(tree, nodes={**tree.nodes, name: node})


@pytest.mark.parametrize("seed", SEEDS)
def test_a_clock_that_stops_the_race(seed: int) -> None:
    """Add an ending of rate 1: the others come first as often as discounted times say.

    The race of time T then takes min(T, clock), which is 1 - E[exp(-T)] on average.
    """
    for tree, item in cases(seed):
        removed = {removal.actor for removal in item.removes} if item else set()
        if min(tree.actors) in removed or any(map(is_for_all_fields, every_effect(tree, item))):
            continue
        free, stopped = answer(tree, item), answer(with_clock(tree), item)
        rings = stopped.endings.pop("clock", Fraction(0))
        assert 1 - rings == free.ended.discounted == sum(stopped.endings.values())
        assert stopped.ended.time == rings


def with_clock(tree: Tree) -> Tree:
    """Add an ending of rate 1 that concerns nobody else, in the hands of the first actor."""
    work = Uncertain("nodes.clock.work", Distribution("exponential", (1.0,)), "race")
    ending = Ending((("stalled", Fixed(1.0)),))
    clock = Node("clock", field="time", work=work, ending=ending)
    keeper = tree.actors[min(tree.actors)]
    keeper = replace(keeper, effort={**keeper.effort, "time": Fixed(1.0)})
    nodes, actors = {**tree.nodes, clock.id: clock}, {**tree.actors, keeper.id: keeper}
    return replace(tree, nodes=nodes, actors=actors)


def every_effect(tree: Tree, item: Item | None) -> list[Effect]:
    """List the effects of a tree and an item."""
    nodes = [*tree.nodes.values(), *(item.nodes if item else ())]
    return [e for node in nodes for e in node.effects] + list(item.effects if item else ())


def is_for_all_fields(effect: Effect) -> bool:
    """Tell whether an effect reaches every node that there is."""
    target = effect.target
    return target is not None and target.node is None and target.field is None
