"""Channels of an item: Shapley values worked out by hand."""

from __future__ import annotations

import pytest

from .checks import Answer, certain, channel_shifts, coin, law, shifts
from .conftest import Ask
from .shapes import OPENING, SHAPES

shapes = pytest.mark.parametrize("opening", SHAPES.values(), ids=SHAPES)


def _adds_up(answer: Answer, outcome: str = "aligned") -> None:
    total = sum(row["shift"][outcome] for row in answer["channels"])
    assert total == pytest.approx(answer["outcomes"][outcome]["shift"], abs=1e-9)


@shapes
def test_additive_channels(score: Ask, opening: str) -> None:
    # Two endings, each first with 1/2. Odds of one go from 1 to 3 (+1/4), of the other from 1 to
    # 4 (+3/10): halves of these, and no interaction.
    answer = score(
        opening
        + """
nodes:
  one: {field: safety, work: rate(1), ending: {aligned: 0.5, misaligned: 0.5}}
  two: {field: capability, work: rate(1), ending: {aligned: 0.5, misaligned: 0.5}}
items:
  both:
    effects:
      - {odds: one, of: aligned, by: 3, channel: evals}
      - {odds: two, of: aligned, by: 4}
""",
        "both",
    )
    shifts(answer, "aligned", 1 / 2, law((1 / 4, 1 / 2), (3 / 10, 1 / 2)))
    channel_shifts(answer, "evals", "aligned", law((1 / 4, 1 / 2)))
    channel_shifts(answer, "other", "aligned", law((3 / 10, 1 / 2)))
    channel_shifts(answer, "evals", "misaligned", law((-1 / 4, 1 / 2)))
    _adds_up(answer)


@shapes
def test_interacting_channels(score: Ask, opening: str) -> None:
    # v() = 1/2, v(evals) = 3/4, v(leak) = 2/3, v(both) = 6/7 with rates 3, 2, 6 against 1.
    # evals: (3/4 - 1/2 + 6/7 - 2/3)/2 = 37/168; leak: (2/3 - 1/2 + 6/7 - 3/4)/2 = 23/168.
    # In a trajectory each gets half of every order. With x the factor at which good overtakes,
    # P(x <= f) = f/(f + 1): x in (1, 2]: 1/6, both alone suffice: 1/2 each; in (2, 3]: 1/12, evals
    # alone: 1; in (3, 6]: 3/28, only both: 1/2 each.
    answer = score(
        opening
        + """
nodes:
  good: {field: safety, work: rate(1), ending: {aligned: 1}}
  bad: {field: capability, work: rate(1), ending: {misaligned: 1}}
items:
  both:
    effects:
      - {speed: good, by: 3, channel: "race: evals"}
      - {speed: {field: safety}, by: 2, channel: "leakage: published"}
""",
        "both",
    )
    shifts(answer, "aligned", 1 / 2, coin(5 / 14))
    evals = law((1 / 2, 1 / 6), (1, 1 / 12), (1 / 2, 3 / 28))
    leak = law((1 / 2, 1 / 6), (1 / 2, 3 / 28))
    assert evals.mean == pytest.approx(37 / 168)
    assert leak.mean == pytest.approx(23 / 168)
    channel_shifts(answer, "race: evals", "aligned", evals)
    channel_shifts(answer, "leakage: published", "aligned", leak)
    _adds_up(answer)


def test_majority_of_three_channels(score: Ask) -> None:
    # Two of three make it. In an order and in its reverse the second one is decisive: 1/3 each,
    # and 1 or 0 in a trajectory.
    answer = score(
        OPENING
        + """
nodes:
  a: {work: 100}
  b: {work: 100}
  c: {work: 100}
  good: {requires: {at_least: 2, of: [a, b, c]}, ending: {aligned: 1}}
  bad: {work: 1, ending: {misaligned: 1}}
items:
  all_three: {unlocks: {a: {channel: one}, b: {channel: two}, c: {channel: three}}}
""",
        "all_three",
    )
    shifts(answer, "aligned", 0, certain(1))
    for channel in ("one", "two", "three"):
        channel_shifts(answer, channel, "aligned", coin(1 / 3))
    _adds_up(answer)


def test_veto_of_one_channel(score: Ask) -> None:
    # good needs the first and one of the other two: 2/3, 1/6, 1/6. Of the six orders the first is
    # decisive if it comes second or third; in a pair of an order and its reverse it is worth 1 (it
    # is second) or 1/2 (it is last in one, first in the other).
    answer = score(
        OPENING
        + """
nodes:
  a: {work: 100}
  b: {work: 100}
  c: {work: 100}
  good: {requires: [a, {any: [b, c]}], ending: {aligned: 1}}
  bad: {work: 1, ending: {misaligned: 1}}
items:
  all_three: {unlocks: {a: {channel: first}, b: {channel: second}, c: {channel: third}}}
""",
        "all_three",
    )
    channel_shifts(answer, "first", "aligned", law((1, 1 / 3), (1 / 2, 2 / 3)))
    channel_shifts(answer, "second", "aligned", law((1 / 2, 1 / 3)))
    channel_shifts(answer, "third", "aligned", law((1 / 2, 1 / 3)))
    _adds_up(answer)


def test_opposing_channels_with_unlock_block_and_removal(score: Ask) -> None:
    # Rates 1 and 1. The tool triples good (3/4), removing lab_b stops bad (1), and the ban is on a
    # tool that nobody works on. v(tool) = 1/4, v(removal) = v(tool, removal) = 1/2: the tool is
    # worth (1/4 + 0)/2, the removal (1/2 + 1/4)/2.
    answer = score(
        OPENING
        + """
actors:
  lab_a: {effort: {alpha: 1}}
  lab_b: {effort: {beta: 1}}
nodes:
  tool: {field: nobody, work: 1, effects: [{speed: good, by: 3}]}
  other_tool: {field: nobody, work: 1, effects: [{speed: bad, by: 3}]}
  good: {field: alpha, work: rate(1), ending: {aligned: 1}}
  bad: {field: beta, work: rate(1), ending: {misaligned: 1}}
items:
  all_three:
    unlocks: {tool: {channel: tool}}
    blocks: {other_tool: {channel: ban}}
    removes: {lab_b: {channel: removal}}
""",
        "all_three",
    )
    shifts(answer, "aligned", 1 / 2, coin(1 / 2))
    # x the factor at which good overtakes: in (1, 3] with 1/4 either part suffices: 1/2 each; past
    # 3, with 1/4, the removal alone
    channel_shifts(answer, "tool", "aligned", law((1 / 2, 1 / 4)))
    channel_shifts(answer, "removal", "aligned", law((1 / 2, 1 / 4), (1, 1 / 4)))
    channel_shifts(answer, "ban", "aligned", certain(0))
    _adds_up(answer)
