"""`before` and `not_before`: which of two nodes is known first, and by how much."""

from __future__ import annotations

from math import exp

import pytest

from .checks import MILLION, agrees, certain, coin
from .conftest import Ask
from .shapes import OPENING, SHAPES

shapes = pytest.mark.parametrize("opening", SHAPES.values(), ids=SHAPES)


@shapes
@pytest.mark.parametrize(
    ("words", "exact"),
    [
        # two equal exponentials
        ("before: [a, b]", 1 / 2),
        # b - a is a Laplace variable: P(b - a >= d) = e^-d / 2
        ("before: [a, b], by: 6 months", exp(-0.5) / 2),
        ("before: [b, a], by: 2 years", exp(-2) / 2),
    ],
)
def test_one_of_two_equal_exponentials_first(
    show: Ask, opening: str, words: str, exact: float
) -> None:
    # `good` opens if the words hold, `bad` opens at the same time if they do not.
    answer = show(
        opening
        + f"""
nodes:
  a: {{field: safety, work: rate(1)}}
  b: {{field: capability, work: rate(1)}}
  good: {{field: safety, requires: {{{words}}}, ending: {{aligned: 1}}}}
  bad: {{field: capability, requires: {{not_{words}}}, ending: {{misaligned: 1}}}}
""",
        samples=MILLION,
    )
    agrees(answer, "aligned", coin(exact))
    agrees(answer, "misaligned", coin(1 - exact))


@shapes
@pytest.mark.parametrize(
    ("gate", "exact"),
    [
        # a, b and the rival are three equal exponentials; the gates open when b is known.
        ("{before: [a, b]}", 1 / 6),  # a < b < rival, one of six orders
        ("{not_before: [a, b]}", 1 / 3),  # b is the first of the three
        # as a member: c, of rate 1 too, must be known as well: of the 24 orders of four, those
        # with a < b and the rival last
        ("{all: [c, {before: [a, b]}]}", 3 / 24),
        # b < a and c < b (or c after b) with the rival after both b and c: rival last, b < a: 3;
        # b < c < rival < a and c < b < rival < a: 2
        ("{all: [c, {not_before: [a, b]}]}", 5 / 24),
        # c before the rival (12 of 24), or else a < b < rival < c: 1
        ("{any: [c, {before: [a, b]}]}", 13 / 24),
    ],
)
def test_gate_opens_when_the_second_is_known(
    show: Ask, opening: str, gate: str, exact: float
) -> None:
    answer = show(
        opening
        + f"""
nodes:
  a: {{field: safety, work: rate(1)}}
  b: {{field: capability, work: rate(1)}}
  c: {{work: rate(1)}}
  good: {{field: safety, requires: {gate}, ending: {{aligned: 1}}}}
  bad: {{field: capability, work: rate(1), ending: {{misaligned: 1}}}}
"""
    )
    agrees(answer, "aligned", coin(exact))


@shapes
@pytest.mark.parametrize(
    ("first", "second", "words", "holds"),
    [
        ("1", "1", "before: [a, b]", True),  # no later than counts
        ("6 months", "1", "before: [a, b], by: 6 months", True),  # at least that much
        ("7 months", "1", "before: [a, b], by: 6 months", False),
        ("2", "1", "before: [a, b]", False),
        ("1, chance: 0", "2", "before: [a, b]", False),  # a is never known
    ],
)
def test_order_of_fixed_times(
    show: Ask, opening: str, first: str, second: str, words: str, holds: bool
) -> None:
    answer = show(
        opening
        + f"""
nodes:
  a: {{field: safety, work: {first}}}
  b: {{field: capability, work: {second}}}
  good: {{field: safety, requires: {{{words}}}, ending: {{aligned: 1}}}}
  bad: {{field: capability, requires: {{not_{words}}}, ending: {{misaligned: 1}}}}
"""
    )
    agrees(answer, "aligned", certain(float(holds)))


def test_order_is_each_actors_own(show: Ask) -> None:
    # lab_b never learns the private a, so for lab_b b always comes first, and lab_b ends the
    # world a year after b unless a came before b: lab_a then ends it when b is known.
    answer = show(
        OPENING
        + """
actors:
  lab_a: {effort: {secret: 1, safety: 1}}
  lab_b: {effort: {capability: 1}}
nodes:
  a: {field: secret, private: true, work: rate(1)}
  b: {work: rate(1)}
  good: {field: safety, requires: {before: [a, b]}, ending: {aligned: 1}}
  bad: {field: capability, requires: {not_before: [a, b]}, work: 1, ending: {misaligned: 1}}
"""
    )
    agrees(answer, "aligned", coin(1 / 2))


def test_lead_from_a_past_date(show: Ask) -> None:
    # a is known since half a year before the start; b, of rate 1, must come a year after a.
    answer = show(
        OPENING
        + """
nodes:
  a: {unlocked: 2025-07}
  b: {work: rate(1)}
  good: {requires: {before: [a, b], by: 1 year}, ending: {aligned: 1}}
  bad: {requires: {not_before: [a, b], by: 1 year}, ending: {misaligned: 1}}
"""
    )
    agrees(answer, "aligned", coin(exp(-0.5)))
