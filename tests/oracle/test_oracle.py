"""Cases worked out by hand, so that the oracle can be trusted."""

from __future__ import annotations

import dataclasses
import math
import random
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from techtree.model.effects import Effect, Kind, Move, Selector
from techtree.model.gates import All, AtLeast, Before, Known, Weighted
from techtree.model.numbers import Distribution, Fixed, Number, Uncertain
from techtree.model.tree import (
    NEVER,
    Actor,
    Block,
    Ending,
    Hint,
    Item,
    Node,
    Outcome,
    Removal,
    Tree,
    Unlock,
)

from .order import node_order
from .random_trees import draw_names, random_draws, random_tree
from .simulate import Trajectory, simulate

EVEN = Ending((("aligned", Fixed(0.5)), ("misaligned", Fixed(0.5))))
SOME = Distribution("exponential", (1.0,))

A, B, C = Known("a"), Known("b"), Known("c")


def fixed(x: float | Number) -> Number:
    """Make a number of a plain value."""
    return Fixed(float(x)) if isinstance(x, int | float) else x


def node(name: str, work: float | Number = 0, **rest: Any) -> Node:
    """Make a node."""
    return Node(id=name, work=fixed(work), **rest)


def fact(name: str, *effects: Effect) -> Node:
    """Make a node that everybody has known from the start."""
    return node(name, unlocked=((None, Fixed(0.0)),), effects=effects)


def secret(name: str, *effects: Effect) -> Node:
    """Make a node that ada has, and others without effort in its field never will."""
    unlocked = (("ada", Fixed(0.0)),)
    return node(name, field="none", private=True, unlocked=unlocked, effects=effects)


def effect(kind: Kind, target: str | Selector, by: float, key: str = "k", **rest: Any) -> Effect:
    """Make an effect on a node or on what a selector reaches."""
    target = Selector(node=target) if isinstance(target, str) else target
    return Effect(key, kind, Fixed(by), target, **rest)


def move(share: float, origin: str, to: str, efficiency: float = 1, **rest: Any) -> Effect:
    """Make a move of everybody's effort."""
    moved = Move(None, origin, to, Fixed(efficiency))
    return Effect("m", "move", Fixed(share), move=moved, **rest)


def actor(name: str, luck: float = 0, default: float = 1, **effort: float) -> Actor:
    """Make an actor with an effort of 1 in fields not named."""
    efforts = {field: fixed(x) for field, x in effort.items()}
    return Actor(name, efforts, fixed(default), fixed(luck))


ADA, BOB = actor("ada"), actor("bob")
QUICK = actor("ada", default=2)


def tree(
    *nodes: Node,
    actors: tuple[Actor, ...] = (actor("world"),),
    horizon: float | None = 100,
    **rest: Any,
) -> Tree:
    """Make a tree."""
    return Tree(
        title="",
        start=2026.0,
        horizon=None if horizon is None else fixed(horizon),
        outcomes={name: Outcome(name, Fixed(0.0)) for name in ("aligned", "misaligned")},
        actors={a.id: a for a in actors},
        nodes={n.id: n for n in nodes},
        **rest,
    )


def run(
    world: Tree,
    item: Item | None = None,
    channels: frozenset[str] | None = None,
    given: tuple[str, ...] = (),
    **draws: float,
) -> Trajectory:
    """Simulate a tree with a few draws, in whose names two underlines stand for a colon."""
    named = {name.replace("__", ":").replace("_at_", "@"): x for name, x in draws.items()}
    return simulate(world, named, item, channels, given)


def times(result: Trajectory, who: str = "world") -> dict[str, float]:
    """Pick what one actor knew, and when."""
    return {name: time for (name, knower), time in result.known.items() if knower == who}


def close(expected: Mapping[str, float]) -> object:
    """Compare times or weights with a little rounding."""
    return pytest.approx(expected, abs=1e-12)


# Gates.


def test_chain_and_ending() -> None:
    """Add the works of a chain up: a at 2, b at 2 + 3 = 5, the ending at 5 + 1 = 6."""
    world = tree(
        node("a", 2),
        node("b", 3, requires=A),
        node(
            "e", 1, requires=B, ending=Ending((("aligned", Fixed(0.3)), ("misaligned", Fixed(0.7))))
        ),
        node("late", 7),
    )
    result = run(world)
    assert times(result) == {"a": 2, "b": 5, "e": 6}
    assert (result.end_time, result.ending, result.ending_actor) == (6, "e", "world")
    assert result.weights == {"aligned": 0.3, "misaligned": 0.7}


def test_nested_gates() -> None:
    """Open any of 1, 2, 3 at 1; two of them at 2; a with (b or c) at 2; all at 3."""
    three = (A, B, C)
    world = tree(
        node("a", 1),
        node("b", 2),
        node("c", 3),
        node("any", requires=AtLeast(1, three)),
        node("two", requires=AtLeast(2, three)),
        node("nested", requires=All((A, AtLeast(1, (B, C))))),
        node("all", requires=All(three)),
    )
    expected = {"a": 1, "b": 2, "c": 3, "any": 1, "two": 2, "nested": 2, "all": 3}
    assert times(run(world)) == expected


def test_weighted_gate() -> None:
    """Work at 3/4 from 1 to 3 (1.5 done), then at 1: 2.5 are done at 4; nested, open at 3 only."""
    gate = Weighted(((A, Fixed(3.0)), (B, Fixed(1.0))))
    world = tree(
        node("a", 1),
        node("b", 3),
        node("soft", 2.5, requires=gate),
        node("hard", 2.5, requires=All((gate,))),
        node("none", requires=gate),
    )
    assert times(run(world)) == {"a": 1, "b": 3, "soft": 4, "hard": 5.5, "none": 1}


def test_before_and_not_before() -> None:
    """Compare a at 1 with b at 2: earlier by 1 but not by 1.5; b is not before a, seen at 1."""
    late = Fixed(1.5)
    world = tree(
        node("a", 1),
        node("b", 2),
        node("before", requires=Before(A, B, Fixed(0.0))),
        node("by_one", requires=Before(A, B, Fixed(1.0))),
        node("by_more", requires=Before(A, B, late)),
        node("not_by_more", 1, requires=Before(A, B, late, negated=True)),
        node("not_reversed", requires=Before(B, A, Fixed(0.0), negated=True)),
        node("reversed", requires=Before(B, A, Fixed(0.0))),
    )
    expected = {"a": 1, "b": 2, "before": 2, "by_one": 2, "not_by_more": 3, "not_reversed": 1}
    assert times(run(world)) == expected


def test_before_at_one_instant() -> None:
    """Count what is known at the very moment: of two at 1, each is before the other."""
    world = tree(
        node("a", 1),
        node("b", 1),
        node("ab", requires=Before(A, B, Fixed(0.0))),
        node("ba", requires=Before(B, A, Fixed(0.0))),
        node("not_ab", requires=Before(A, B, Fixed(0.0), negated=True)),
        node("not_ba", requires=Before(B, A, Fixed(0.0), negated=True)),
    )
    assert times(run(world)) == {"a": 1, "b": 1, "ab": 1, "ba": 1}


def test_reference_to_an_actor() -> None:
    """See a rival do it: ada has a at 1/2, so bob may start b then, but c only at 1."""
    world = tree(
        node("a", 1, field="x", private=True),
        node("b", 1, field="x", private=True, requires=Known("a", "ada")),
        node("c", 1, field="x", private=True, requires=A),
        actors=(QUICK, BOB),
    )
    result = run(world)
    assert times(result, "ada") == {"a": 0.5, "b": 1, "c": 1}
    assert times(result, "bob") == {"a": 1, "b": 1.5, "c": 2}


# Work and actors.


def test_pooled_effort() -> None:
    """Add efforts 2 and 1: 3 takes 1. Bob's gate opens at 3, so 2*3 + 3*(t-3) = 9 at 4."""
    world = tree(
        node("p", 3, field="x"),
        node("own", 3, private=True, unlocked=(("ada", Fixed(0.0)),)),
        node("q", 9, field="x", requires=Known("own")),
        actors=(QUICK, BOB),
    )
    assert times(run(world), "bob") == {"p": 1, "own": 3, "q": 4}


def test_luck() -> None:
    """Multiply by exp(0.5 * 2) = e: alone e; pooled with bob at 1 / (1 + 1/e); no field: none."""
    world = tree(
        node("alone", 1, field="x", private=True),
        node("pooled", 1, field="x"),
        node("calendar", 1, private=True),
        actors=(actor("ada", luck=0.5), BOB),
    )
    result = run(world, luck__alone_at_ada=2.0, luck__pooled_at_ada=2.0)
    pooled = 1 / (1 + math.exp(-1))
    assert times(result, "ada") == close({"alone": math.e, "pooled": pooled, "calendar": 1})
    assert times(result, "bob") == close({"alone": 1, "pooled": pooled, "calendar": 1})


def test_no_effort() -> None:
    """Finish nothing private without effort, even without work; a public fact needs none."""
    world = tree(
        node("private", field="x", private=True),
        node("ending", field="x", ending=EVEN),
        node("public", field="x"),
        node("pooled", 1, field="x"),
        actors=(actor("ada", x=0),),
    )
    result = run(world)
    assert times(result, "ada") == {"public": 0}
    assert result.weights == {"undecided": 1} and result.end_time is None


def test_calendar_node() -> None:
    """Take 2 calendar years, however many wait; ada's half gate beats bob's none, and takes 4."""
    gate = Weighted(((A, Fixed(1.0)), (Known("never"), Fixed(1.0))))
    world = tree(
        secret("a"),
        node("never", chance=Fixed(0.0)),
        node("two", 2),
        node("half", 2, requires=gate),
        actors=(ADA, actor("bob", none=0)),
    )
    assert times(run(world, chance__never=0.5), "bob") == {"two": 2, "half": 4}


def test_calendar_node_takes_effects_of_anyone() -> None:
    """Double n once, though both know why: 2 takes 1; double o, for ada knows why: 3 takes 1.5."""
    world = tree(
        fact("both", effect("speed", "n", 2, "k1")),
        secret("hers", effect("speed", "o", 2, "k2")),
        node("n", 2),
        node("o", 3),
        actors=(ADA, actor("bob", none=0)),
    )
    assert times(run(world), "bob") == {"both": 0, "n": 1, "o": 1.5}


def test_zero_work_cascade() -> None:
    """Fall through a cascade at 1, against the order of names, and end at once."""
    world = tree(
        node("z", 1),
        node("y", requires=Known("z")),
        node("x", requires=Known("y")),
        node("a", requires=Known("x"), ending=EVEN),
    )
    result = run(world)
    assert times(result) == {"z": 1, "y": 1, "x": 1, "a": 1}
    assert result.end_time == 1


# Races, leaks, hints.


def test_leak_delays() -> None:
    """Let bob learn after ada's 1: 0.5 fixed, 0.25 his own draw, 0.75 shared; or finish at 2."""
    own = Uncertain("leak", SOME, "race")
    shared = Uncertain("parameters.l", SOME, "input")
    works: dict[str, Any] = {"field": "x", "private": True}
    world = tree(
        node("a", 2, leak=Fixed(0.5), **works),
        node("b", 2, **works),
        node("c", 2, leak=shared, **works),
        node("d", 2, leak=NEVER, **works),
        actors=(QUICK, BOB),
        leak=own,
    )
    result = simulate(world, {"leak:b@bob": 0.25, "parameters.l": 0.75})
    assert times(result, "ada") == {"a": 1, "b": 1, "c": 1, "d": 1}
    assert times(result, "bob") == {"a": 1.5, "b": 1.25, "c": 1.75, "d": 2}


def test_hint() -> None:
    """Double bob's speed from ada's 1: half of 2 is left, done at 1.5."""
    world = tree(node("a", 2, field="x", private=True, hint=Hint(Fixed(2.0))), actors=(QUICK, BOB))
    assert run(world).known == {("a", "ada"): 1, ("a", "bob"): 1.5}


def test_hint_shown_by() -> None:
    """Double all from 0.5: ada has 1 of 2 done, then 1/4 = 0.75; bob 0.5, then 1.5/2 = 1.25."""
    shown = Hint(Fixed(2.0), Known("release"))
    world = tree(
        node("release", 0.5),
        node("a", 2, field="x", private=True, hint=shown),
        actors=(QUICK, BOB),
    )
    result = run(world)
    assert (result.known["a", "ada"], result.known["a", "bob"]) == (0.75, 1.25)


def test_hint_shown_by_an_actor() -> None:
    """Wait for the named actor: bob has the release at 1, so 1 of 3 is done, then 2/2: at 2."""
    shown = Hint(Fixed(2.0), Known("release", "bob"))
    world = tree(
        node("release", 1, field="x", private=True),
        node("a", 3, hint=shown, private=True),
        actors=(QUICK, BOB),
    )
    assert times(run(world), "ada") == {"release": 0.5, "a": 2}


def test_public_node_given_to_one() -> None:
    """Hint bob from the start (2 + ada's 1, work 6: at 2), or leak earlier, or both know at 6."""
    hers = (("ada", Fixed(0.0)),)
    world = tree(
        node("hinted", 6, field="x", unlocked=hers, hint=Hint(Fixed(2.0))),
        node("leaked", 6, field="x", unlocked=hers, leak=Fixed(1.0)),
        node("calendar", 6, unlocked=hers, hint=Hint(Fixed(3.0))),
        actors=(ADA, BOB),
    )
    result = run(world)
    assert times(result, "ada") == {"hinted": 0, "leaked": 0, "calendar": 0}
    assert times(result, "bob") == {"hinted": 2, "leaked": 1, "calendar": 2}


def test_past_unlock_leaks_in_the_past() -> None:
    """Leak from -2 after 1 at -1, after 3 at 1; what opens in the past completes at 0."""
    hers = (("ada", Fixed(-2.0)),)
    world = tree(
        node("a", 9, private=True, unlocked=hers, leak=Fixed(1.0)),
        node("b", 9, private=True, unlocked=hers, leak=Fixed(3.0)),
        node("next", requires=A, private=True),
        node("work", 1, requires=A, private=True),
        actors=(ADA, BOB),
    )
    result = run(world)
    assert times(result, "ada") == {"a": -2, "b": -2, "next": 0, "work": 1}
    assert times(result, "bob") == {"a": -1, "b": 1, "next": 0, "work": 1}


def leak_world(by: float, **rest: Any) -> Tree:
    """Make a tree in which ada has the secret at 1 and what touches its leak at 2."""
    source = node("s", 2, effects=(effect("leak", "secret", by, **rest),))
    secret = node("secret", 1, field="x", private=True, leak=Fixed(2.0))
    return tree(source, secret, actors=(ADA, actor("bob", x=0)))


def test_leak_effect() -> None:
    """Halve the 1 left at 2: 2.5; publish at 2; for a quarter year, half of it gone, rest 0.5."""
    assert run(leak_world(0.5)).known["secret", "bob"] == 2.5
    assert run(leak_world(0)).known["secret", "bob"] == 2
    short = leak_world(0.5, lasts=Fixed(0.25))
    assert run(short).known["secret", "bob"] == 2.75
    assert run(leak_world(0.5, after=Fixed(0.5))).known["secret", "bob"] == 2.75


def test_publishing_what_never_leaks() -> None:
    """Publish at 2 what would never leak; an effect limited to ada as learner does nothing."""
    for who, expected in ((None, 2), ("bob", 2), ("ada", None)):
        source = node("s", 2, effects=(effect("leak", Selector("a", None, who), 0),))
        a = node("a", private=True, unlocked=(("ada", Fixed(0.0)),), field="x")
        world = tree(source, a, actors=(ADA, actor("bob", x=0)))
        assert run(world).known.get(("a", "bob")) == expected


# Effects.


def test_speed_effect_with_for_and_after() -> None:
    """Triple from 1: 4 at 2; for half a year: 1 + 1.5 + 1.5 at 3; after half: 1.5 + 2.5/3."""
    half = Fixed(0.5)
    cases: list[tuple[dict[str, Any], float]] = [
        ({}, 2),
        ({"lasts": half}, 3),
        ({"after": half}, 1.5 + 2.5 / 3),
        ({"after": half, "lasts": half}, 3),
    ]
    for rest, expected in cases:
        source = node("s", 1, effects=(effect("speed", "n", 3, **rest),))
        assert times(run(tree(source, node("n", 4)))) == close({"s": 1, "n": expected})


def test_pause() -> None:
    """Stop at 1 for 2 years: 3 takes until 5. What takes no work is not stopped."""
    stop = effect("speed", Selector(), 0, lasts=Fixed(2.0))
    world = tree(node("s", 1, effects=(stop,)), node("n", 3), node("zero", requires=Known("s")))
    assert times(run(world)) == {"s": 1, "n": 5, "zero": 1}


def test_effect_acts_for_who_knows() -> None:
    """Double ada alone, who knows why: 1 against bob's 2; a factor for bob needs bob to know."""
    world = tree(
        secret("s", effect("speed", "n", 2, "k1")),
        secret("t", effect("speed", Selector("n", None, "bob"), 9, "k2")),
        node("n", 2, field="x", private=True),
        actors=(actor("ada", none=0), actor("bob", none=0)),
    )
    result = run(world)
    assert (result.known["n", "ada"], result.known["n", "bob"]) == (1, 2)


def test_effect_chance() -> None:
    """Act if the draw is below the chance of 0.4: 2 takes 1, else 2."""
    world = tree(fact("s", effect("speed", "n", 2, chance=Fixed(0.4))), node("n", 2))
    assert run(world, acts__k=0.39).known["n", "world"] == 1
    assert run(world, acts__k=0.4).known["n", "world"] == 2


def test_selector_spares_its_source() -> None:
    """Speed up the whole field but the source: s at 2 of work 2, its peer 2 + 2/2 = 3."""
    s = node("s", 2, field="x", effects=(effect("speed", Selector(field="x"), 2),))
    world = tree(s, node("n", 4, field="x"), node("o", 4, field="y"))
    assert times(run(world)) == {"s": 2, "n": 3, "o": 4}


def test_loop_through_selectors() -> None:
    """Let r1 (2) hurry y: r2 is 2 + 1/2 = 2.5; that hurries x: w is 2.5 + 1.5/2 = 3.25."""
    world = tree(
        node("r1", 2, field="x", effects=(effect("speed", Selector(field="y"), 2, "k1"),)),
        node("r2", 3, field="y", effects=(effect("speed", Selector(field="x"), 2, "k2"),)),
        node("w", 4, field="x"),
    )
    assert times(run(world)) == {"r1": 2, "r2": 2.5, "w": 3.25}


def depth_world(depth: float) -> Tree:
    """Make a tree with an evaluation that may be cut to a depth."""
    return tree(
        fact("cut", effect("depth", "evals", depth, "k1")),
        node("evals", 2, effects=(effect("odds", "e", 4, "k2", outcome="aligned"),)),
        node("e", 3, ending=EVEN),
    )


def test_depth() -> None:
    """Turn 4/5 into 2/3 with a depth of 1/2, done at 1 instead of 2; at depth 0 it is idle."""
    full, half, none = (run(depth_world(depth)) for depth in (1, 0.5, 0))
    assert full.weights == close({"aligned": 4 / 5, "misaligned": 1 / 5})
    assert half.weights == close({"aligned": 2 / 3, "misaligned": 1 / 3})
    assert none.weights == {"aligned": 0.5, "misaligned": 0.5}
    assert [r.known["evals", "world"] for r in (full, half, none)] == [2, 1, 0]


def test_depth_is_fixed_when_work_starts() -> None:
    """Leave n, begun at 0, at 3, and cut m, begun at 1, to 1.5; zero work takes it at its turn."""
    world = tree(
        node("s", 1, effects=(effect("depth", Selector(), 0.5, "k1"),)),
        node("n", 3),
        node("m", 3, requires=Known("s")),
        node("z", requires=Known("s"), effects=(effect("speed", "m", 4, "k2"),)),
    )
    # z has depth 1/2, so it doubles m, whose 1.5 are done at 1.75.
    assert times(run(world)) == {"s": 1, "n": 3, "m": 1.75, "z": 1}


def test_depth_of_a_public_node_counts_who_has_effort() -> None:
    """Cut n by what ada knows (a selector of bob no limit), not m, where bob alone has effort."""
    to_bob = effect("depth", Selector("n", None, "bob"), 0.5, "k1")
    world = tree(
        secret("s", to_bob, effect("depth", "m", 0.5, "k2")),
        node("n", 4, field="x"),
        node("m", 4, field="y"),
        actors=(actor("ada", y=0, none=0), actor("bob", none=0)),
    )
    result = run(world)
    assert (result.known["n", "bob"], result.known["m", "bob"]) == (1, 4)


def test_leak_carries_the_depth() -> None:
    """Give bob ada's depth of 1/2 with the leak at 1: 4 doubles, so 5 takes 1 + 4/2 = 3."""
    faster = effect("speed", "n", 4, "k2")
    world = tree(
        secret("cut", effect("depth", "a", 0.5, "k1")),
        node("a", 2, private=True, field="y", leak=Fixed(0.0), effects=(faster,)),
        node("n", 5, private=True, field="x"),
        actors=(actor("ada", none=0), actor("bob", none=0)),
    )
    result = run(world)
    assert result.known["a", "bob"] == 1 and result.known["n", "bob"] == 3


def test_odds_of_a_chance() -> None:
    """Turn odds 1 into 3, p into 3/4, twice into 9/10; a p of 1 or 0 stays."""
    thrice = [effect("odds", Selector(), 3, f"k{i}") for i in range(2)]
    world = tree(
        node("s", 1, effects=(thrice[0],)),
        node("t", 3, effects=(thrice[1],)),
        node("early", 0.5, chance=Fixed(0.5)),
        node("mid", 2, chance=Fixed(0.5)),
        node("late", 4, chance=Fixed(0.5)),
        node("never", 4, chance=Fixed(0.0)),
    )
    draws = {"early": 0.5, "mid": 0.74, "late": 0.89, "never": 0.0}
    named = {f"chance:{name}": u for name, u in draws.items()}
    assert set(times(simulate(world, named))) == {"s", "t", "mid", "late"}
    named |= {"chance:mid": 0.76, "chance:late": 0.91}
    assert set(times(simulate(world, named))) == {"s", "t"}


def test_failure_is_the_actors_own() -> None:
    """Fail bob at 1 (0.6 > 0.5), let ada succeed at 2 (p = 3/4) and leak it at 2.5."""
    world = tree(
        secret("s", effect("odds", "a", 3)),
        node("a", 2, field="x", private=True, chance=Fixed(0.5), leak=Fixed(0.5)),
        actors=(actor("ada", none=0), actor("bob", x=2, none=0)),
    )
    result = run(world, chance__a=0.6)
    assert (result.known["a", "ada"], result.known["a", "bob"]) == (2, 2.5)
    assert ("a", "ada") not in run(world, chance__a=0.8).known


def test_public_odds_take_anyone_with_effort() -> None:
    """Count ada's knowledge (p = 3/4) where she has effort; a selector of bob shuts it out."""
    to_bob = effect("odds", Selector("n", None, "bob"), 9, "k2")
    s = secret("s", effect("odds", "n", 3, "k1"), to_bob)
    n = node("n", 2, field="x", chance=Fixed(0.5))
    bob = actor("bob", none=0)
    with_effort = tree(s, n, actors=(actor("ada", none=0), bob))
    without = tree(s, n, actors=(actor("ada", x=0, none=0), bob))
    assert ("n", "bob") in run(with_effort, chance__n=0.7).known
    assert ("n", "bob") not in run(with_effort, chance__n=0.8).known
    assert ("n", "bob") not in run(without, chance__n=0.7).known


def test_odds_of_outcomes() -> None:
    """Weigh (0.2, 0.8) by 2 to 1: 0.4/1.2 = 1/3; only what the builder knows counts."""
    uneven = Ending((("aligned", Fixed(0.2)), ("misaligned", Fixed(0.8))))
    s = secret("s", effect("odds", "e", 2, outcome="aligned"))
    e = node("e", 4, field="x", ending=uneven)
    for fast, aligned in (("ada", 1 / 3), ("bob", 0.2)):
        actors = tuple(actor(name, x=2 if name == fast else 1, none=0) for name in ("ada", "bob"))
        result = run(tree(s, e, actors=actors))
        assert (result.end_time, result.ending_actor) == (2, fast)
        assert result.weights == close({"aligned": aligned, "misaligned": 1 - aligned})


def test_odds_that_leave_nothing_change_nothing() -> None:
    """Keep a distribution of which odds of 0 would leave nothing."""
    s = fact("s", effect("odds", "e", 0, outcome="aligned"))
    sure = node("e", 1, ending=Ending((("aligned", Fixed(1.0)),)))
    assert run(tree(s, sure)).weights == {"aligned": 1}


def test_shares_and_remainder() -> None:
    """Split what 0.4 leaves 1 to 2: 0.2, 0.4; scale 0.8 + 1.2 down to 0.4, 0.6."""
    drawn = Uncertain("nodes.e.ending.aligned", Distribution("uniform", (0.0, 1.0)), "input")
    rest = Ending((("aligned", drawn),), (("misaligned", 1.0), ("stalled", 2.0)))
    result = simulate(tree(node("e", 1, ending=rest)), {"nodes.e.ending.aligned": 0.4})
    assert result.weights == close({"aligned": 0.4, "misaligned": 0.2, "stalled": 0.4})
    over = Ending((("aligned", Fixed(0.8)), ("misaligned", Fixed(1.2))), (("stalled", 1.0),))
    result = run(tree(node("e", 1, ending=over)))
    assert result.weights == close({"aligned": 0.4, "misaligned": 0.6, "stalled": 0})


def test_staff() -> None:
    """Double 20 to the power of 1/2: 2 takes sqrt 2; send 30 away: stopped; no staff: idle."""
    for add, expected in ((20, math.sqrt(2)), (-30, math.inf)):
        s = fact("s", effect("staff", Selector(), add))
        world = tree(s, node("n", 2, staff=Fixed(20.0)), node("o", 2), returns=Fixed(0.5))
        known = times(run(world))
        assert known["o"] == 2 and known.get("n", math.inf) == pytest.approx(expected)


def test_move() -> None:
    """Move half of y with loss: y at 1/2 (2 takes 4), x at 1 + 1/4 (2.5 takes 2)."""
    s = fact("s", move(0.5, "y", "x", 0.5))
    world = tree(s, node("n", 2.5, field="x"), node("o", 2, field="y"))
    assert times(run(world)) == {"s": 0, "n": 2, "o": 4}


def test_moves_add_up_to_all() -> None:
    """Scale two shares of 0.8 to a half each: x and z at 1.5 (3 takes 2), y at 0."""
    s = fact("s", move(0.8, "y", "x"), move(0.8, "y", "z"))
    world = tree(s, node("n", 3, field="x"), node("o", 3, field="y"), node("p", 3, field="z"))
    assert times(run(world)) == {"s": 0, "n": 2, "p": 2}


def test_moves_are_simultaneous() -> None:
    """Pass on base effort only: x sends its 1 to y, y sends its 1 to z, so x 0, y 1, z 2."""
    s = fact("s", move(1, "x", "y"), move(1, "y", "z"))
    world = tree(s, node("n", 3, field="x"), node("o", 3, field="y"), node("p", 3, field="z"))
    assert times(run(world)) == {"s": 0, "o": 3, "p": 1.5}


def test_move_spares_its_source_and_others() -> None:
    """Move what ada has in x, but on s itself: s at 2/2 = 1, n by bob alone at 2."""
    hers = Effect("m", "move", Fixed(1.0), move=Move("ada", "x", "y"))
    s = node("s", 2, field="x", unlocked=(("ada", Fixed(0.0)),), effects=(hers,))
    world = tree(s, node("n", 2, field="x"), actors=(ADA, BOB))
    assert times(run(world), "bob") == {"s": 1, "n": 2}


# Ties.


def test_first_ending_by_order_of_names() -> None:
    """Stop at the smaller id of two endings at 1, by the smaller name of two actors."""
    world = tree(node("y", 1, ending=EVEN), node("x", 1, ending=EVEN), actors=(BOB, ADA))
    result = run(world)
    assert (result.ending, result.ending_actor) == ("x", "ada")
    assert result.known == {("x", "ada"): 1}


def test_sources_before_targets_at_one_instant() -> None:
    """Know z, which acts on the ending a at 1, before a completes at 1: 1/2 becomes 2/3."""
    z = node("z", 1, effects=(effect("odds", "a", 2, outcome="aligned"),))
    result = run(tree(node("a", 1, ending=EVEN), z))
    assert times(result) == {"a": 1, "z": 1}
    assert result.weights == close({"aligned": 2 / 3, "misaligned": 1 / 3})


def test_effect_ends_at_its_last_moment() -> None:
    """Count an effect from its first moment until just before its last."""
    for lasts, works in ((1.0, False), (1.5, True)):
        s = node("s", 1, effects=(effect("odds", "n", 3, lasts=Fixed(lasts)),))
        world = tree(s, node("n", 2, chance=Fixed(0.5)))
        assert (("n", "world") in run(world, chance__n=0.7).known) is works


def test_leak_goes_before_completion() -> None:
    """Let s leak to bob at 2 before his ending completes at 2: (1, 1) becomes (2, 1)."""
    s = dataclasses.replace(secret("s", effect("odds", "e", 2, outcome="aligned")), leak=Fixed(2.0))
    e = node("e", 2, field="x", ending=EVEN)
    result = run(tree(s, e, actors=(actor("ada", x=0), actor("bob", none=0))))
    assert result.ending_actor == "bob"
    assert result.weights == close({"aligned": 2 / 3, "misaligned": 1 / 3})


def test_what_starts_at_an_instant_knows_all_of_it() -> None:
    """Start n at 1 after z, also at 1, has cut it to a half: 1 + 2/2 = 2."""
    z = node("z", 1, effects=(effect("depth", "n", 0.5),))
    assert times(run(tree(node("a", 1), node("n", 2, requires=A), z))) == {"a": 1, "z": 1, "n": 2}


def test_node_order() -> None:
    """Sort loops as one by their smallest id, and inside by gates."""
    nodes = [
        node("z", effects=(effect("speed", "y", 2),)),
        node("y"),
        node("d", requires=Known("m"), effects=(effect("speed", "m", 2),)),  # with m: a loop
        node("m", effects=(effect("speed", Selector(node="m"), 2),)),  # itself: no loop
        node("k", requires=Known("m")),
        node("b", hint=Hint(Fixed(2.0), Known("y"))),
        node("e", field="f"),
        node("g", field="g", effects=(move(0.5, "f", "g"),)),
    ]
    # Free at first: the loop (smallest id d), g and z. The loop frees k, g frees e.
    expected = ["m", "d", "g", "e", "k", "z", "y", "b"]
    assert node_order({n.id: n for n in nodes}) == expected


# Horizon, items.


def test_horizon() -> None:
    """Count what completes at the horizon, and nothing later."""
    nodes = (node("a", 2), node("b", 2.1), node("e", 3, ending=EVEN))
    result = run(tree(*nodes, horizon=2))
    assert times(result) == {"a": 2} and result.weights == {"undecided": 1}
    assert run(tree(*nodes, horizon=None)).end_time == 3


def item(**parts: Any) -> Item:
    """Make an item."""
    return Item("i", **parts)


def test_item_unlocks() -> None:
    """Unlock a at 0.5 for all, b to ada at 0, from where it leaks to bob at 0.25."""
    nodes = (
        node("a", 4, chance=Fixed(0.0)),
        node("b", 4, field="x", private=True, leak=Fixed(0.25)),
        node("n", 1, requires=A),
    )
    unlocks = (Unlock("a", at=Fixed(0.5)), Unlock("b", to="ada", channel="leakage"))
    world, what = tree(*nodes, actors=(ADA, BOB)), item(unlocks=unlocks)
    result = run(world, what)
    assert times(result, "ada") == {"a": 0.5, "b": 0, "n": 1.5}
    assert times(result, "bob") == {"a": 0.5, "b": 0.25, "n": 1.5}
    only = run(world, what, frozenset({"leakage"}), chance__a=0.5)
    assert times(only, "ada") == {"b": 0}
    none = run(world, what, frozenset(), chance__a=0.5)
    assert none == run(world, chance__a=0.5)


def test_item_chance_and_own_nodes() -> None:
    """Bring own, done at 1, which doubles n (1 + 1/2), if the draw is below 0.5."""
    own = node("own", 1, effects=(effect("speed", Selector(), 2),), channel="c")
    what = item(nodes=(own,), chance=Fixed(0.5))
    world = tree(node("n", 2))
    assert times(run(world, what, item__i=0.4)) == {"own": 1, "n": 1.5}
    assert times(run(world, what, item__i=0.5)) == {"n": 2}
    assert times(run(world, what, frozenset({"d"}), item__i=0.4)) == {"n": 2}


def test_item_effects() -> None:
    """Double speeds from the item's 1: 3 takes 2; from its own 2: 2.5; not, by its draw: 3."""
    world = tree(node("n", 3, field="x", private=True), actors=(ADA,))
    cases: list[tuple[dict[str, Any], float]] = [
        ({}, 2),
        ({"at": Fixed(2.0)}, 2.5),
        ({"chance": Fixed(0.5)}, 3),
    ]
    for rest, expected in cases:
        what = item(at=Fixed(1.0), effects=(effect("speed", Selector(field="x"), 2, **rest),))
        assert times(run(world, what, acts__k=0.5), "ada") == {"n": expected}


def test_blocks() -> None:
    """Beat unlocks from the start; later, keep what is known and stop the leak of it."""
    a = node("a", 1, unlocked=((None, Fixed(-3.0)),))
    b = node("b", 1, field="x", private=True, leak=Fixed(2.0))
    world = tree(a, b, actors=(ADA, actor("bob", x=0)))
    early = item(blocks=(Block("a"), Block("b")), unlocks=(Unlock("b", at=Fixed(1.0)),))
    assert run(world, early).known == {}
    late = item(at=Fixed(2.0), blocks=(Block("a"), Block("b")))
    result = run(world, late)
    assert result.known == {("a", "ada"): -3, ("a", "bob"): -3, ("b", "ada"): 1}


def test_removal() -> None:
    """Leave p's last 1 to bob from 1 on; what ada had at 0.5 leaks at 3.5; she learns no more."""
    p, s = node("p", 3, field="x"), node("s", 0.5, field="y", private=True, leak=Fixed(3.0))
    world = tree(p, s, node("n", requires=Known("s", "ada")), actors=(ADA, actor("bob", y=0)))
    result = run(world, item(removes=(Removal("ada", at=Fixed(1.0)),)))
    assert times(result, "ada") == {"s": 0.5, "n": 0.5}
    assert times(result, "bob") == {"p": 2, "s": 3.5, "n": 0.5}


def test_removal_from_the_beginning() -> None:
    """Let ada know nothing of what she had, and start no leak; what all had, bob keeps."""
    own = node("own", 9, field="x", private=True, unlocked=(("ada", Fixed(-1.0)),), leak=Fixed(0.0))
    common = node("common", 9, unlocked=((None, Fixed(-1.0)),))
    world = tree(own, common, actors=(ADA, BOB))
    assert run(world).known["own", "bob"] == -1
    result = run(world, item(removes=(Removal("ada"),)))
    assert result.known == {("common", "bob"): -1, ("own", "bob"): 9}


def test_unlocked_ending_goes_to_the_fastest() -> None:
    """End at 2 by bob, who is faster from 1 on (1 * 3 > 2), though no gate is open; or by ada."""
    hurry = node("s", 1, effects=(effect("speed", Selector("e", None, "bob"), 3),))
    e = node("e", 9, field="x", ending=EVEN, requires=C, chance=Fixed(0.0))
    world = tree(hurry, e, node("c", 50), actors=(QUICK, BOB))
    late = item(unlocks=(Unlock("e", at=Fixed(2.0)),))
    assert run(world, late).ending_actor == "bob"
    assert run(world, late).end_time == 2
    early = item(unlocks=(Unlock("e", at=Fixed(0.5)),))
    assert run(world, early).ending_actor == "ada"
    named = item(unlocks=(Unlock("e", to="bob"),))
    result = run(world, named)
    assert (result.end_time, result.ending_actor, result.weights["aligned"]) == (0, "bob", 0.5)


def test_given() -> None:
    """Know a in both worlds at 0, and keep what was known earlier."""
    world = tree(
        node("a", 5), node("b", 1, unlocked=((None, Fixed(-1.0)),)), node("n", 1, requires=A)
    )
    assert times(run(world, given=("a", "b"))) == {"a": 0, "b": -1, "n": 1}


# Random trees.


def trees(count: int) -> Iterator[tuple[random.Random, Tree]]:
    """Yield random trees, each with the generator that made it."""
    for seed in range(count):
        rng = random.Random(seed)
        yield rng, random_tree(rng)


class Watched(dict[str, float]):
    """Draws that remember which were asked for."""

    def __init__(self, draws: Mapping[str, float]) -> None:
        """Watch some draws."""
        super().__init__(draws)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> float:
        """Note the name, and look the draw up."""
        self.asked.add(name)
        return super().__getitem__(name)


def test_random_worlds_are_sound() -> None:
    """Keep times within the run, weights adding up to 1, and draws within those named."""
    for rng, world in trees(60):
        for what in (None, *world.items.values()):
            draws = Watched(random_draws(rng, world, what))
            result = simulate(world, draws, what)
            assert draws.asked <= draw_names(world, what)
            assert sum(result.weights.values()) == pytest.approx(1)
            stop = math.inf if result.end_time is None else result.end_time
            assert all(time <= stop for time in result.known.values())
            assert result == simulate(world, draws, what)


def test_item_without_channels_is_the_baseline() -> None:
    """Find the same world without an item and with all its channels off."""
    for rng, world in trees(60):
        for what in world.items.values():
            if not what.nodes:  # own nodes may turn ties around
                draws = random_draws(rng, world, what)
                assert simulate(world, draws, what, frozenset()) == simulate(world, draws)


def test_random_trees_have_every_feature() -> None:
    """Meet every kind of effect, gate, family, and part among a few hundred trees."""
    text = "\n".join(repr(world) for _, world in trees(300))
    kinds = [f"kind='{kind}'" for kind in ("speed", "depth", "odds", "leak", "staff", "move")]
    gates = ["All(", "AtLeast(", "Weighted(", "negated=True", "negated=False", "actor='ada')"]
    families = ["exponential", "lognormal", "logitnormal", "normal", "uniform", "triangular"]
    families = [f"'{name}'" for name in (*families, "gamma", "weibull", "beta", "erlang")]
    parts = ["Unlock(", "Block(", "Removal(", "Hint(", "Mixture(", "shown_by=Known", "to='ada'"]
    others = ["leak='never'", "horizon=None", "key='parameters.", "private=True", "lasts=Fixed"]
    for feature in (*kinds, *gates, *families, *parts, *others, "id='world'", "item_0_0"):
        assert feature in text, feature
