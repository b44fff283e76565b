"""Several actors: who knows what, who works on what, who fails."""

from __future__ import annotations

from math import exp

import pytest

from .checks import RESOLUTION, agrees, coin, law, shifts
from .conftest import Ask
from .shapes import OPENING

LABS = """
actors:
  lab_a: {effort: {capability: 1, alpha: 1}}
  lab_b: {effort: {capability: 2, beta: 1}}
"""

# A public advance that both labs work on, against a rival of rate 1.
POOLED = {
    "efforts add": ("advance: {work: rate(1)}", 3 / 4),
    # lab_b does not have the key: only lab_a works
    "one gate open": (
        "key: {private: true, field: alpha, unlocked: [lab_a]}\n"
        "  advance: {requires: key, work: rate(1)}",
        1 / 2,
    ),
    # the key reaches lab_b at year 1: (1/2)(1 - e^-2) + e^-2 * 3/4
    "second gate opens": (
        "key: {private: true, field: alpha, unlocked: [lab_a], leak: 1}\n"
        "  advance: {requires: key, work: rate(1)}",
        1 / 2 + exp(-2) / 4,
    ),
    # 1 + 3 * 2 = 7
    "one lab hurried": (
        "tool: {unlocked: true, effects: [{speed: {node: advance, actor: lab_b}, by: 3}]}\n"
        "  advance: {work: rate(1)}",
        7 / 8,
    ),
    # a private tool hurries the lab that has it: 3 * 1 + 2
    "private tool": (
        "tool: {private: true, field: alpha, unlocked: [lab_a],"
        " effects: [{speed: advance, by: 3}]}\n"
        "  advance: {work: rate(1)}",
        5 / 6,
    ),
    # seeing that lab_a has the key opens the gate for both
    "at": (
        "key: {private: true, field: alpha, unlocked: [lab_a]}\n"
        "  advance: {requires: key@lab_a, work: rate(1)}",
        3 / 4,
    ),
    # lab_b has it (year 1/2 of the same work), lab_a has it (year 1): the gate waits for lab_a
    "at waits for the one named": (
        "key: {private: true, field: capability, work: 1}\n"
        "  advance: {requires: key@lab_a, work: rate(1)}",
        exp(-1) * 3 / 4,
    ),
    "plain waits for each": (
        # lab_b alone at rate 2 from 1/2 to 1, then both: e^-1/2 (2/3)(1 - e^-3/2), e^-2 * 3/4
        "key: {private: true, field: capability, work: 1}\n"
        "  advance: {requires: key, work: rate(1)}",
        exp(-0.5) * 2 / 3 * (1 - exp(-1.5)) + exp(-2) * 3 / 4,
    ),
    # odds of a public node count if any actor with effort there knows the source: 3/4 * 3/4
    "odds known to one who works on it": (
        "hunch: {private: true, field: alpha, unlocked: [lab_a],"
        " effects: [{odds: advance, by: 3}]}\n"
        "  advance: {work: rate(1), chance: 0.5}",
        9 / 16,
    ),
    # depth too: work halved, rate 6
    "depth known to one who works on it": (
        "hunch: {private: true, field: alpha, unlocked: [lab_a],"
        " effects: [{depth: advance, by: 0.5}]}\n"
        "  advance: {work: rate(1)}",
        6 / 7,
    ),
}


@pytest.mark.parametrize(("nodes", "exact"), POOLED.values(), ids=POOLED)
def test_public_advance_of_two_labs(show: Ask, nodes: str, exact: float) -> None:
    nodes = nodes.replace("advance: {", "advance: {field: capability, ")
    answer = show(
        OPENING
        + LABS
        + f"""
nodes:
  {nodes}
  good: {{requires: advance, ending: {{aligned: 1}}}}
  bad: {{work: rate(1), ending: {{misaligned: 1}}}}
"""
    )
    agrees(answer, "aligned", coin(exact))


def test_calendar_time_needs_nobody(show: Ask) -> None:
    # Without a field: rate 1, with two labs as with one. 1/2.
    answer = show(
        OPENING
        + LABS
        + """
nodes:
  election: {work: rate(1)}
  good: {requires: election, ending: {aligned: 1}}
  bad: {work: rate(1), ending: {misaligned: 1}}
"""
    )
    agrees(answer, "aligned", coin(1 / 2))


@pytest.mark.parametrize(
    ("item", "shift"),
    [
        ("no_lab_b", -1 / 4),  # 3/(3 + 1) becomes 1/2
        ("lab_b_closes", -exp(-4) / 4),  # the same for the e^-4 of races alive after a year
        ("ban", -3 / 4),
        ("late_ban", -3 / 4 * exp(-4)),
    ],
)
def test_removals_and_blocks(score: Ask, item: str, shift: float) -> None:
    answer = score(
        OPENING
        + LABS
        + """
nodes:
  advance: {field: capability, work: rate(1)}
  good: {requires: advance, ending: {aligned: 1}}
  bad: {work: rate(1), ending: {misaligned: 1}}
items:
  no_lab_b: {removes: [lab_b]}
  lab_b_closes: {at: 1 year, removes: [lab_b]}
  ban: {blocks: [advance]}
  late_ban: {at: 1 year, blocks: [advance]}
""",
        item,
    )
    shifts(answer, "aligned", 3 / 4, law((-1, -shift)))


def test_item_known_to_one_lab_only(score: Ask) -> None:
    # A private tool triples the speed of the lab that has it: 1/2 becomes 3/4 for lab_a; for
    # everybody 1/2 remains.
    tree = (
        OPENING
        + """
actors:
  lab_a: {effort: {alpha: 1}}
  lab_b: {effort: {beta: 1}}
nodes:
  tool:
    {private: true, field: gamma, effects: [{speed: good, by: 3}, {speed: bad, by: 3}]}
  good: {field: alpha, work: rate(1), ending: {aligned: 1}}
  bad: {field: beta, work: rate(1), ending: {misaligned: 1}}
items:
  tell_one: {unlocks: {tool: {to: lab_a}}}
  tell_all: {unlocks: [tool]}
"""
    )
    shifts(score(tree, "tell_one"), "aligned", 1 / 2, coin(1 / 4))
    shifts(score(tree, "tell_all"), "aligned", 1 / 2, law())


@pytest.mark.parametrize(("leak", "good", "bad"), [("never", 1 / 4, 1 / 2), ("1", 1 / 4, 1 / 2)])
def test_failure_is_the_actors_own(show: Ask, leak: str, good: float, bad: float) -> None:
    # One uniform draw U for both; lab_b (twice as fast) succeeds if U < 1/2, and so would lab_a,
    # whose odds are tripled, if U < 3/4. So lab_b ends the world with 1/2, and lab_a only when
    # 1/2 < U < 3/4: 1/4, not (1 - 1/2) * 3/4.
    answer = show(
        OPENING
        + f"""
actors:
  lab_a: {{effort: {{capability: 1, alpha: 1}}}}
  lab_b: {{effort: {{capability: 2, beta: 1}}}}
nodes:
  hunch: {{private: true, field: other, leak: never, unlocked: [lab_a],
    effects: [{{odds: agents, by: 3}}]}}
  agents: {{private: true, field: capability, leak: {leak}, work: rate(1), chance: 0.5}}
  good: {{field: alpha, requires: agents, ending: {{aligned: 1}}}}
  bad: {{field: beta, requires: agents, ending: {{misaligned: 1}}}}
"""
    )
    agrees(answer, "aligned", coin(good))
    agrees(answer, "misaligned", coin(bad))
    agrees(answer, "undecided", coin(1 - good - bad))


def test_who_failed_can_still_learn_it(show: Ask) -> None:
    # As above, but lab_b alone builds the ending: it does if U < 1/2, or by the leak if U < 3/4.
    answer = show(
        OPENING
        + """
actors:
  lab_a: {effort: {capability: 1}}
  lab_b: {effort: {capability: 2, beta: 1}}
nodes:
  hunch: {private: true, field: other, unlocked: [lab_a], effects: [{odds: agents, by: 3}]}
  agents: {private: true, field: capability, leak: 1, work: 2, chance: 0.5}
  good: {field: beta, requires: agents, ending: {aligned: 1}}
"""
    )
    agrees(answer, "aligned", coin(3 / 4))
    # year 1 if U < 1/2, year 2 + 1 if 1/2 < U < 3/4, else never
    assert answer["ending_time"]["p5"] == pytest.approx(1, rel=RESOLUTION)
    assert answer["ending_time"]["p95"] is None
