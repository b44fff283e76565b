"""Cases worked out by hand, so that the rational oracle can be trusted.

With rates r and s, the first of two things comes first with probability r / (r + s).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

import pytest

from techtree.model.numbers import Fixed

from .fraction_arithmetic import NotMemoryless
from .hand_made_trees import EVEN, LABS, RIVAL, aligned, tree
from .rational import answer, expected_time, known, solve

# Races and times.


def test_competing_exponentials() -> None:
    """The rate of 2 beats the rate of 3 in 2 of 5 races, which take 1/5 each."""
    world = tree("  a: {work: rate(2), ending: aligned}\n  b: {work: rate(3), ending: misaligned}")
    assert solve(world) == {"aligned": F(2, 5), "misaligned": F(3, 5), "undecided": 0}
    assert expected_time(world) == (F(1, 5), F(1))
    assert known(world) == {"a": F(2, 5), "b": F(3, 5)}


ACCELERATOR = """
  help: {work: rate(1), effects: [{speed: good, by: 3}]}
  good: {work: rate(1), ending: aligned}
  bad: {work: rate(1), ending: misaligned}
items:
  now: {unlocks: [help]}
  without: {blocks: [help]}
  maybe: {unlocks: [help], chance: 0.4}
"""


@pytest.mark.parametrize(
    ("item", "exact"),
    [
        # good is the first of three, or help is and then good is at 3 to 1
        (None, F(1, 3) + F(1, 3) * F(3, 4)),
        ("now", F(3, 4)),
        ("without", F(1, 2)),
        ("maybe", F(2, 5) * F(3, 4) + F(3, 5) * F(7, 12)),
    ],
)
def test_accelerator(item: str | None, exact: F) -> None:
    assert aligned(ACCELERATOR, item=item) == exact


def test_given() -> None:
    """Know the accelerator from the start: 3 to 1."""
    assert solve(tree(ACCELERATOR), given=("help",))["aligned"] == F(3, 4)


def test_shared_ancestor() -> None:
    """Wait 1 for a, then 1/2 and 1 for the two behind it; of three rivals a must come first, 1/2,

    then one of the two, 2/3, and then the other, 1/2.
    """
    nodes = """
  a: {work: rate(1)}
  b: {work: rate(1), requires: a}
  c: {work: rate(1), requires: a}
  good: {requires: [b, c], ending: aligned}
"""
    assert expected_time(tree(nodes)) == (F(5, 2), F(1))
    assert aligned(nodes + RIVAL) == F(1, 2) * F(2, 3) * F(1, 2)


def test_undecided() -> None:
    """Try once, after 1: with 1/4 the race ends, else nothing more can happen."""
    world = tree("  a: {work: rate(1), chance: 0.25}\n  e: {requires: a, ending: aligned}")
    assert solve(world) == {"aligned": F(1, 4), "misaligned": 0, "undecided": F(3, 4)}
    assert expected_time(world) == (F(1, 4), F(1, 4))
    assert known(world) == {"a": F(1, 4), "e": F(1, 4)}


def test_discounted_times() -> None:
    """Beat a clock of rate 1 at rate 3 twice over: 3/4 squared."""
    world = tree("  a: {work: rate(3)}\n  e: {requires: a, work: rate(3), ending: aligned}")
    assert answer(world).ended.discounted == F(9, 16)


# Gates.

THREE = "  a: {work: rate(1)}\n  b: {work: rate(1)}\n  c: {work: rate(1)}\n"


@pytest.mark.parametrize(
    ("gate", "exact"),
    [
        ("[a, b, c]", F(3, 4) * F(2, 3) * F(1, 2)),  # the rival is the last of four
        ("{any: [a, b, c]}", F(3, 4)),
        ("{at_least: 2, of: [a, b, c]}", F(3, 4) * F(2, 3)),
        ("{all: [a, {any: [b, c]}]}", F(10, 24)),  # rival last: 6; third, with a before: 4
        ("{before: [a, b]}", F(1, 6)),  # a, b, rival: one of six orders
        ("{not_before: [a, b]}", F(1, 3)),  # b is the first of the three
        ("{all: [c, {before: [a, b]}]}", F(3, 24)),  # rival last of four, a before b
        ("{all: [{weighted: {a: 2, b: 1}}]}", F(2, 3) * F(1, 2)),  # open at full strength only
    ],
)
def test_gates(gate: str, exact: F) -> None:
    nodes = THREE + RIVAL + f"  good: {{requires: {gate}, ending: aligned}}\n"
    assert aligned(nodes) == exact


def test_one_of_two_first() -> None:
    """Either order of two equal rates is as likely; one of the two gates opens."""
    nodes = "  good: {requires: {before: [a, b]}, ending: aligned}\n"
    nodes += "  bad: {requires: {not_before: [a, b]}, ending: misaligned}\n"
    assert solve(tree(THREE + nodes)) == {"aligned": F(1, 2), "misaligned": F(1, 2), "undecided": 0}


def test_weighted_gate() -> None:
    """Work at 3/4 as a is known and b is impossible: 3/4 to 1."""
    nodes = "  a: {unlocked: true}\n  b: {chance: 0}\n"
    nodes += "  good: {requires: {weighted: {a: 3, b: 1}}, work: rate(1), ending: aligned}\n"
    assert aligned(nodes + RIVAL) == F(3, 7)


@pytest.mark.parametrize(
    ("a", "b", "holds"),
    [("-2", "-1", 1), ("-1", "-2", 0), ("-1", "-1", 1), ("2025-07", "true", 1), ("true", "-1", 0)],
)
def test_before_compares_past_dates(a: str, b: str, holds: int) -> None:
    nodes = f"""
  a: {{unlocked: {a}}}
  b: {{unlocked: {b}}}
  good: {{requires: {{before: [a, b]}}, ending: aligned}}
  bad: {{requires: {{not_before: [a, b]}}, ending: misaligned}}
"""
    assert aligned(nodes) == holds


def test_seen_at_a_rival() -> None:
    """Bob's ending needs that ada has what never leaks: at 1 to 1; he has it in no race."""
    nodes = "  a: {field: arms, private: true, work: rate(1)}\n" + RIVAL.replace(
        "{", "{field: arms, "
    )
    good = "  good: {field: labs, requires: %s, ending: aligned}\n"
    assert aligned(nodes + good % "a@ada", LABS) == F(1, 2)
    assert aligned(nodes + good % "a", LABS) == 0
    assert aligned(nodes + good % "{before: [a@ada, a@bob]}", LABS) == 0


# One instant.


def test_sources_before_targets_at_one_instant() -> None:
    """Know z when a, for which it counts, ends the race at the same instant: 2 to 1."""
    nodes = f"""
  t: {{work: rate(1)}}
  a: {{requires: t, ending: {EVEN}}}
  z: {{requires: t, effects: [{{odds: a, of: aligned, by: 2}}]}}
"""
    assert aligned(nodes) == F(2, 3)


def test_the_smaller_id_of_two_endings() -> None:
    """Both open at once; a comes first."""
    nodes = "  t: {work: rate(1)}\n  b: {requires: t, ending: misaligned}\n"
    assert aligned(nodes + "  a: {requires: t, ending: aligned}\n") == 1


def test_leaks_go_before_completions() -> None:
    """Bob hears of s at the instant at which ada has it and his e opens, so he has it: 3 to 1."""
    odds = "{odds: e, of: aligned, by: 3}"
    nodes = f"""
  t: {{work: rate(1)}}
  s: {{field: arms, private: true, leak: 0, requires: t, effects: [{odds}]}}
  e: {{field: labs, requires: s@ada, ending: {EVEN}}}
"""
    assert aligned(nodes, LABS) == F(3, 4)


def test_what_starts_at_an_instant_knows_all_of_it() -> None:
    """Start n at depth 2, as z is known at the same instant: 1 + 2."""
    nodes = """
  t: {work: rate(1)}
  n: {requires: t, work: rate(1)}
  z: {requires: t, effects: [{depth: n, by: 2}]}
  e: {requires: n, ending: aligned}
"""
    assert expected_time(tree(nodes)) == (F(3), F(1))


# What is refused.

SURE = "  e: {work: rate(1), ending: aligned}\n"


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        ("  e: {work: 3, ending: aligned}", "neither 0 nor exponential"),
        ("  e: {work: 1 to 3, ending: aligned}", "neither 0 nor exponential"),
        ("  e: {work: 'erlang(2, 3)', ending: aligned}", "neither 0 nor exponential"),
        ("  e: {work: rate(1), chance: likely, ending: aligned}", "e.chance is uncertain"),
        ("  s: {effects: [{speed: e, by: 2, for: 1}]}\n" + SURE, "for a time"),
        ("  s: {effects: [{speed: e, by: 2, after: 1}]}\n" + SURE, "for a time"),
        ("  s: {}\n  t: {requires: {before: [s, e], by: 1}}\n" + SURE, "a time between"),
    ],
)
def test_what_is_not_memoryless_is_refused(nodes: str, words: str) -> None:
    with pytest.raises(NotMemoryless, match=words):
        solve(tree(nodes))


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        ("  e: {field: safety, work: rate(1), ending: aligned}", "ada and bob race to e"),
        ("  e: {ending: aligned}", "ada and bob race to e"),
        ("  s: {unlocked: {ada: -1}, leak: rate(1)}", "before the start"),
        ("  s: {unlocked: [ada], leak: 1}", "neither 0 nor exponential"),
    ],
)
def test_what_several_actors_may_not_do(nodes: str, words: str) -> None:
    with pytest.raises(NotMemoryless, match=words):
        solve(tree(nodes, LABS))


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ("parameters: {w: exponential(3)}\nleak: $w\n", "neither 0 nor exponential"),
        ("actors: {ada: {effort: 1, luck: 1}}\n", "luck"),
    ],
)
def test_shared_draws_and_luck_are_refused(rest: str, words: str) -> None:
    with pytest.raises(NotMemoryless, match=words):
        solve(tree(SURE, rest))


def test_a_horizon_is_refused() -> None:
    world = replace(tree(SURE), horizon=Fixed(3.0))
    with pytest.raises(NotMemoryless, match="horizon"):
        solve(world)


def test_an_item_that_comes_later_is_refused() -> None:
    nodes = SURE + "items: {i: {at: 1, unlocks: [e]}}\n"
    with pytest.raises(NotMemoryless, match="not at the start"):
        aligned(nodes, item="i")
