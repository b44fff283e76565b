"""Effects that close loops forward in time."""

from __future__ import annotations

import pytest

from .checks import MILLION, agrees, certain, coin, quantile
from .conftest import Ask
from .shapes import OPENING, SHAPES

shapes = pytest.mark.parametrize("opening", SHAPES.values(), ids=SHAPES)


@shapes
@pytest.mark.parametrize(
    ("a_reaches", "b_reaches", "exact"),
    [
        # max(A, B): rate 2, then rate 1 from the one that is left, doubled by the other: rate 2.
        # Against a rival of rate 1: (2/3)^2.
        ("b", "a", 4 / 9),
        # by field: a reaches b, b reaches a, and neither the gate nor the rival
        ("{field: capability}", "{field: safety}", 4 / 9),
        ("{node: b}", "{node: a}", 4 / 9),
        # one way only: a first (1/3 of three): 2/3; b first (1/3): 1/2
        ("b", "nothing", 1 / 3 * (2 / 3 + 1 / 2)),
        # no loop: 2/3 * 1/2
        ("nothing", "nothing", 1 / 3),
    ],
)
def test_two_nodes_that_double_each_other(
    show: Ask, opening: str, a_reaches: str, b_reaches: str, exact: float
) -> None:
    answer = show(
        opening
        + f"""
nodes:
  a: {{field: safety, work: rate(1), effects: [{{speed: {a_reaches}, by: 2}}]}}
  b: {{field: capability, work: rate(1), effects: [{{speed: {b_reaches}, by: 2}}]}}
  nothing: {{work: 1000}}
  good: {{requires: [a, b], ending: {{aligned: 1}}}}
  bad: {{work: rate(1), ending: {{misaligned: 1}}}}
""",
        samples=MILLION,
    )
    agrees(answer, "aligned", coin(exact))


def test_two_labs_that_hurry_each_other(show: Ask) -> None:
    # A release doubles the rival lab's speed: the same (2/3)^2 through actors.
    answer = show(
        OPENING
        + """
actors:
  lab_a: {effort: {alpha: 1}}
  lab_b: {effort: {beta: 1}}
nodes:
  release_a: {field: alpha, work: rate(1), effects: [{speed: {actor: lab_b, field: beta}, by: 2}]}
  release_b: {field: beta, work: rate(1), effects: [{speed: {actor: lab_a, field: alpha}, by: 2}]}
  good: {requires: [release_a, release_b], ending: {aligned: 1}}
  bad: {work: rate(1), ending: {misaligned: 1}}
"""
    )
    agrees(answer, "aligned", coin(4 / 9))


def test_three_nodes_of_one_field(show: Ask) -> None:
    # Each doubles the others: rate 3, then 2 * 2, then 1 * 4. Against 1: 3/4 * 4/5 * 4/5.
    answer = show(
        OPENING
        + """
nodes:
  a: {field: capability, work: rate(1), effects: [{speed: {field: capability}, by: 2}]}
  b: {field: capability, work: rate(1), effects: [{speed: {field: capability}, by: 2}]}
  c: {field: capability, work: rate(1), effects: [{speed: {field: capability}, by: 2}]}
  good: {requires: [a, b, c], ending: {aligned: 1}}
  bad: {work: rate(1), ending: {misaligned: 1}}
"""
    )
    agrees(answer, "aligned", coin(12 / 25))


def test_fixed_works_in_a_loop(show: Ask) -> None:
    # a at 1; then b (1 left) at speed 2: 1.5; by then c has done 1 + 1 of 3, and the last unit at
    # speed 4 takes a quarter of a year: 1.75.
    answer = show(
        OPENING
        + """
nodes:
  a: {field: capability, work: 1, effects: [{speed: {field: capability}, by: 2}]}
  b: {field: capability, work: 2, effects: [{speed: {field: capability}, by: 2}]}
  c: {field: capability, work: 3, effects: [{speed: {field: capability}, by: 2}]}
  good: {requires: [a, b, c], ending: {aligned: 1}}
"""
    )
    agrees(answer, "aligned", certain(1))
    quantile(answer["ending_time"]["median"], 1.75, 0.5, answer["samples"])


@shapes
@pytest.mark.parametrize(
    ("gate", "exact"),
    [
        ("a", 2 / 5),  # the first of the two stops the other
        ("[a, b]", 0),
        ("{any: [a, b]}", 1),
        ("{before: [a, b]}", 0),
    ],
)
def test_two_nodes_that_stop_each_other(show: Ask, opening: str, gate: str, exact: float) -> None:
    answer = show(
        opening
        + f"""
nodes:
  a: {{field: safety, work: rate(2), effects: [{{speed: b, by: 0}}]}}
  b: {{field: capability, work: rate(3), effects: [{{speed: a, by: 0}}]}}
  good: {{requires: {gate}, ending: {{aligned: 1}}}}
"""
    )
    agrees(answer, "aligned", coin(exact))
    agrees(answer, "undecided", coin(1 - exact))


def test_pause_in_a_loop(show: Ask) -> None:
    # a (year 1) pauses b for a year; b, with 1 of 2 done, is known in year 3 and doubles the speed
    # of end, which a has already doubled: of 12, 1 + 2 * 2 done, 7 left at speed 4: 4.75.
    answer = show(
        OPENING
        + """
nodes:
  a:
    work: 1
    effects: [{speed: b, by: 0, for: 1 year}, {speed: end, by: 2}]
  b: {work: 2, effects: [{speed: end, by: 2}, {speed: a, by: 2}]}
  end: {work: 12, ending: {aligned: 1}}
"""
    )
    agrees(answer, "aligned", certain(1))
    quantile(answer["ending_time"]["median"], 4.75, 0.5, answer["samples"])
