"""Effects, leaks, hints and items, worked out by hand against the rational oracle.

With rates r and s, the first of two things comes first with probability r / (r + s).
"""

from __future__ import annotations

from fractions import Fraction as F

import pytest

from .hand_made_trees import EVEN, LABS, RIVAL, aligned, tree
from .rational import expected_time

CUT = """
  cut: {chance: %s, effects: [{depth: evals, by: 0.5}]}
  evals: {work: rate(1), effects: [{odds: e, of: aligned, by: 4}]}
  e: {requires: evals, ending: {aligned: 0.5, misaligned: 0.5}}
"""


@pytest.mark.parametrize(("cut", "exact", "time"), [(0, F(4, 5), F(1)), (1, F(2, 3), F(1, 2))])
def test_depth(cut: int, exact: F, time: F) -> None:
    """Half the depth takes half the time, and turns odds of 4 into 2."""
    assert aligned(CUT % cut) == exact
    assert expected_time(tree(CUT % cut)) == (time, F(1))


def test_depth_is_fixed_when_work_starts() -> None:
    """Leave n, begun at 0, at 1; double m, which begins after s, to 2."""
    nodes = """
  s: {work: rate(1), effects: [{depth: n, by: 2}, {depth: m, by: 2}]}
  n: {work: rate(1)}
  m: {work: rate(1), requires: s}
  e: {requires: %s, ending: aligned}
"""
    assert expected_time(tree(nodes % "n")) == (F(1), F(1))
    assert expected_time(tree(nodes % "m")) == (F(3), F(1))


def test_no_depth_takes_no_time() -> None:
    """At depth 0 n is done at once, and its factor of 9 is 1: even against the rival."""
    nodes = """
  s: {unlocked: true, effects: [{depth: n, by: 0}]}
  n: {work: rate(1), effects: [{speed: good, by: 9}]}
  good: {requires: n, work: rate(1), ending: aligned}
"""
    assert aligned(nodes + RIVAL) == F(1, 2)


@pytest.mark.parametrize("first", ["ada", "bob"])
def test_the_first_to_know_gives_the_depth(first: str) -> None:
    """One knows s at depth 1. At 4 (two at half the work) the other knows it at depth 1/2.

    In common, with efforts: n at 4 + 1, later 4 + 2. Without a field: at 4 before and after.
    """
    nodes = f"""
  cut: {{unlocked: true, effects: [{{depth: s, by: 0.5}}]}}
  s: {{field: safety, unlocked: [{first}], work: rate(1), effects: [{{speed: n, by: 4}}]}}
  n: {{%s work: rate(1)}}
  good: {{field: labs, requires: n, ending: aligned}}
  bad: {{field: arms, work: rate(1), ending: misaligned}}
"""
    in_common = F(5, 10) + F(4, 10) * F(6, 7)
    assert aligned(nodes % "field: safety,", LABS) == in_common
    assert aligned(nodes % "", LABS) == F(4, 5)


@pytest.mark.parametrize(
    ("effect", "exact"),
    [
        ("{odds: n, by: 3}", F(3, 4)),
        ("{odds: n, by: 0}", F(0)),
        ("{odds: n, by: 3, chance: 0.5}", F(5, 8)),
        ("{odds: {node: n, actor: world}, by: 3}", F(3, 4)),
        ("{speed: bad, by: 0}", F(1, 2)),
    ],
)
def test_odds_of_a_chance(effect: str, exact: F) -> None:
    """A fact with chance 1/2 decides before the rival can."""
    nodes = f"  s: {{unlocked: true, effects: [{effect}]}}\n"
    nodes += "  n: {chance: 0.5}\n  good: {requires: n, ending: aligned}\n"
    assert aligned(nodes + RIVAL) == exact


def test_effect_chance() -> None:
    """Half of the time at 3 to 1, half at 1 to 1."""
    nodes = "  s: {unlocked: true, effects: [{speed: good, by: 3, chance: 0.5}]}\n"
    nodes += "  good: {work: rate(1), ending: aligned}\n"
    assert aligned(nodes + RIVAL) == F(1, 2) * F(3, 4) + F(1, 2) * F(1, 2)


def test_staff() -> None:
    """Four where one worked, to the power of 1/2: 2 to 1; nobody: never."""
    nodes = "  s: {unlocked: true, effects: [{staff: good, add: %s}]}\n"
    nodes += "  good: {work: rate(1), staff: 1, ending: aligned}\n" + RIVAL
    assert aligned(nodes % 3, "returns: 0.5\n") == F(2, 3)
    assert aligned(nodes % -1) == 0


@pytest.mark.parametrize(
    ("moves", "exact"),
    [
        ("[{move: {from: x, to: y}, by: 0.5, efficiency: 0.5}]", F(5, 7)),  # 1 + 1/4 to 1/2
        ("[{move: {from: x, to: y}, by: 0.8}, {move: {from: x, to: z}, by: 0.8}]", F(1)),  # x: 0
        ("[{move: {from: x, to: y}, by: 1}, {move: {from: y, to: z}, by: 1}]", F(1)),
        ("[{move: {from: z, to: y}, by: 1}, {move: {from: y, to: x}, by: 1}]", F(1, 3)),  # 1 to 2
        ("[{move: {from: z, to: y}, by: 0.8}, {move: {from: z, to: x}, by: 0.2}]", F(9, 15)),
        ("[{move: {from: z, to: y}, by: 1}, {move: {from: z, to: x}, by: 1}]", F(1, 2)),
    ],
)
def test_moves(moves: str, exact: F) -> None:
    """Efforts of 1 in x, y and z; good in y, bad in x."""
    nodes = f"""
  s: {{unlocked: true, effects: {moves}}}
  good: {{field: y, work: rate(1), ending: aligned}}
  bad: {{field: x, work: rate(1), ending: misaligned}}
  other: {{field: z, chance: 0}}
"""
    assert aligned(nodes) == exact


def test_loop_of_effects() -> None:
    """Each of two hurries the other: 1/2 for the first, 1/2 for the second at twice its speed."""
    nodes = """
  r1: {field: x, work: rate(1), effects: [{speed: {field: y}, by: 2}]}
  r2: {field: y, work: rate(1), effects: [{speed: {field: x}, by: 2}]}
  e: {requires: [r1, r2], ending: aligned}
"""
    assert expected_time(tree(nodes)) == (F(1), F(1))


def test_selector_spares_its_source_and_a_name_does_not() -> None:
    """Publish itself: bob can end the race at once. By a selector it stays with ada."""
    nodes = """
  a: {field: arms, private: true, unlocked: [ada], effects: [{leak: %s, by: 0}]}
  good: {field: labs, requires: a, ending: aligned}
"""
    assert aligned(nodes % "a", LABS) == 1
    assert aligned(nodes % "{field: arms}", LABS) == 0


# Several actors.

LEAK = """
  s: {unlocked: true, effects: [{leak: a, by: %s}]}
  a: {field: arms, private: true, unlocked: [ada], leak: %s}
  good: {field: labs, requires: a, work: rate(1), ending: aligned}
  bad: {field: arms, work: rate(1), ending: misaligned}
"""


@pytest.mark.parametrize(
    ("by", "leak", "exact"),
    [
        ("1", "exponential(1)", F(1, 2) * F(1, 2)),
        ("0.5", "exponential(1)", F(2, 3) * F(1, 2)),
        ("0", "exponential(1)", F(1, 2)),
        ("0", "never", F(1, 2)),
        ("2", "0", F(1, 2)),
        ("0.5", "never", F(0)),
    ],
)
def test_leaks(by: str, leak: str, exact: F) -> None:
    """What ada has must leak, at 1 to 1, before bob can build the good ending, at 1 to 1."""
    assert aligned(LEAK % (by, leak), LABS) == exact


def test_a_leak_carries_the_depth() -> None:
    """Bob learns a at ada's depth of 1/2, so that 4 doubles: n first of 2 + 1 + 1, or after a."""
    nodes = """
  cut: {unlocked: true, effects: [{depth: a, by: 0.5}]}
  a: {field: arms, private: true, work: rate(1), leak: 0, effects: [{speed: n, by: 4}]}
  n: {field: labs, private: true, work: rate(1)}
  good: {field: labs, requires: n, ending: aligned}
  bad: {field: arms, work: rate(1), ending: misaligned}
"""
    assert aligned(nodes, LABS) == F(1, 4) + F(2, 4) * F(2, 3)


def test_hint_on_what_one_was_given() -> None:
    """Pool ada's 1 and bob's 1 with his hint of 2: 3 to 1. Shown by a release: the same for him."""
    nodes = """
  release: {field: labs, private: true, unlocked: [bob], leak: never}
  n: {field: safety, unlocked: [ada], leak: never, work: rate(1), hint: %s}
  good: {field: labs, requires: n, ending: aligned}
  bad: {field: arms, work: rate(1), ending: misaligned}
"""
    assert aligned(nodes % 2, LABS) == F(3, 4)
    assert aligned(nodes % "{by: 2, shown_by: release}", LABS) == F(3, 4)
    assert aligned(nodes % "{by: 2, shown_by: release@ada}", LABS) == F(2, 3)


def test_what_counts_is_what_the_builder_knows() -> None:
    """Of ada's 3 to 1 for a good ending bob, who builds it, knows nothing."""
    nodes = f"""
  s: {{field: arms, private: true, unlocked: [%s], effects: [{{odds: e, of: aligned, by: 3}}]}}
  e: {{field: labs, work: rate(1), ending: {EVEN}}}
items:
  for_all: {{unlocks: [e]}}
  for_ada: {{unlocks: {{e: {{to: ada}}}}}}
"""
    assert aligned(nodes % "ada", LABS) == F(1, 2)
    assert aligned(nodes % "bob", LABS) == F(3, 4)
    assert aligned(nodes % "ada", LABS, "for_all") == F(1, 2)  # bob is faster: ada has no effort
    assert aligned(nodes % "ada", LABS, "for_ada") == F(3, 4)


WHOSE = """
  s: {field: arms, private: true, unlocked: [ada], effects: [%s]}
  n: {field: %s, work: rate(1), chance: %s}
  good: {field: labs, requires: n, ending: aligned}
  bad: {field: labs, work: rate(1), ending: misaligned}
"""


@pytest.mark.parametrize(
    ("effect", "field", "chance", "exact"),
    [
        ("{speed: n, by: 3}", "safety", 1, F(4, 5)),  # ada's 3 and bob's 1
        ("{speed: {node: n, actor: ada}, by: 3}", "safety", 1, F(4, 5)),
        ("{speed: {node: n, actor: bob}, by: 3}", "safety", 1, F(2, 3)),  # he does not know why
        ("{speed: n, by: 3}", "labs", 1, F(1, 2)),  # hers is no work there
        ("{odds: n, by: 3}", "safety", 0.5, F(2, 3) * F(3, 4)),
        ("{odds: {node: n, actor: bob}, by: 3}", "safety", 0.5, F(2, 3) * F(1, 2)),
        ("{odds: n, by: 3}", "labs", 0.5, F(1, 2) * F(1, 2)),  # she has no effort there
        ("{depth: n, by: 0.5}", "safety", 1, F(4, 5)),
        ("{depth: {node: n, actor: bob}, by: 0.5}", "safety", 1, F(4, 5)),  # one depth for all
        ("{depth: n, by: 0.5}", "labs", 1, F(1, 2)),
    ],
)
def test_whose_knowledge_counts_on_shared_work(
    effect: str, field: str, chance: float, exact: F
) -> None:
    """Ada knows s; she and bob work on safety, he alone on what is of his labs."""
    assert aligned(WHOSE % (effect, field, chance), LABS) == exact


def test_removal() -> None:
    """Two to one becomes one to one, and what ada alone was given counts no more."""
    nodes = """
  s: {field: arms, private: true, unlocked: [ada], effects: [{speed: n, by: 3}]}
  n: {field: safety, work: rate(1)}
  good: {field: labs, requires: n, ending: aligned}
  bad: {work: rate(1), field: labs, ending: misaligned}
items:
  without: {removes: [ada]}
"""
    assert aligned(nodes, LABS) == F(3 + 1, 3 + 1 + 1)
    assert aligned(nodes, LABS, "without") == F(1, 2)


def test_own_nodes_and_effects_of_an_item() -> None:
    """The item's node is done at 1 and doubles good's 3: first of 1 + 3 + 1, or then 6 to 1."""
    nodes = """
  good: {work: rate(1), ending: aligned}
  bad: {work: rate(1), ending: misaligned}
items:
  i:
    effects: [{speed: good, by: 3}]
    nodes: {own: {work: rate(1), effects: [{speed: good, by: 2}]}}
"""
    assert aligned(nodes, item="i") == F(3, 5) + F(1, 5) * F(6, 7)
    assert aligned(nodes) == F(1, 2)
