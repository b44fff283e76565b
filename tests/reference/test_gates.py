"""Weighted gates, gates on an actor, calendar nodes, past dates."""

from __future__ import annotations

from math import exp, log

import pytest

from .checks import agrees, certain, coin, law, quantile, shifts
from .conftest import Ask
from .shapes import OPENING, SHAPES

shapes = pytest.mark.parametrize("opening", SHAPES.values(), ids=SHAPES)

# Against a rival of rate 1; `good` has rate 1 at full speed.
WEIGHTED = {
    # three quarters of the speed: (3/4)/(3/4 + 1)
    "a fraction": ("{unlocked: true}", "{work: 1, chance: 0}", "{weighted: {a: 3, b: 1}}", 3 / 7),
    # 3/4 until b is known at 1, then 1: (3/7)(1 - e^-7/4) + e^-7/4 / 2
    "a fraction, then all": (
        "{unlocked: true}",
        "{work: 1}",
        "{weighted: {a: 3, b: 1}}",
        3 / 7 * (1 - exp(-1.75)) + exp(-1.75) / 2,
    ),
    # a, b and the rival first with 1/3 each; after a: (3/4 + 1/2)/(11/4) = 5/11, after b:
    # (1/4 + 1/2)/(9/4) = 1/3; 1/3 * (5/11 + 1/3) = 26/99
    "two exponentials": (
        "{work: rate(1)}",
        "{work: rate(1)}",
        "{weighted: {a: 3, b: 1}}",
        26 / 99,
    ),
    # in another gate it is open only at full strength: both are known (2/3 * 1/2), then 1/2
    "nested in any": (
        "{work: rate(1)}",
        "{work: rate(1)}",
        "{any: [{weighted: {a: 3, b: 1}}, never_known]}",
        1 / 6,
    ),
    "nested in all": (
        "{work: rate(1)}",
        "{work: rate(1)}",
        "{all: [{weighted: {a: 3, b: 1}}, b]}",
        1 / 6,
    ),
    "nested and never full": (
        "{unlocked: true}",
        "{work: 1, chance: 0}",
        "{any: [{weighted: {a: 3, b: 1}}, never_known]}",
        0,
    ),
    # full strength adds nothing to the speed of another open member
    "nested beside an open one": (
        "{unlocked: true}",
        "{work: 1, chance: 0}",
        "{any: [{weighted: {a: 3, b: 1}}, a]}",
        1 / 2,
    ),
}


@shapes
@pytest.mark.parametrize(("a", "b", "gate", "exact"), WEIGHTED.values(), ids=WEIGHTED)
def test_weighted_gate(show: Ask, opening: str, a: str, b: str, gate: str, exact: float) -> None:
    answer = show(
        opening
        + f"""
nodes:
  a: {a}
  b: {b}
  never_known: {{chance: 0}}
  good: {{field: safety, requires: {gate}, work: rate(1), ending: {{aligned: 1}}}}
  bad: {{field: capability, work: rate(1), ending: {{misaligned: 1}}}}
"""
    )
    agrees(answer, "aligned", coin(exact))


def test_uncertain_strength(show: Ask) -> None:
    # a alone of strength 1 against one of strength s, uniform in 0 to 1: speed 1/(1 + s), and
    # P = E[1/(2 + s)] = ln(3/2).
    answer = show(
        OPENING
        + """
nodes:
  a: {unlocked: true}
  b: {chance: 0}
  good:
    requires: {weighted: {a: 1, b: "uniform(0, 1)"}}
    work: rate(1)
    ending: {aligned: 1}
  bad: {work: rate(1), ending: {misaligned: 1}}
"""
    )
    agrees(answer, "aligned", coin(log(3 / 2)))


@pytest.mark.parametrize(
    ("gate", "exact"),
    [
        # agents is private: lab_a has it after an exponential of rate 1, lab_b never
        ("agents", 0),
        ("agents@lab_a", 1 / 4),  # seen at lab_a first (1/2), then lab_b's own work (1/2)
        ("agents@lab_b", 0),
        ("{any: [agents, agents@lab_a]}", 1 / 4),
        ("{at_least: 2, of: [agents, agents@lab_a, agents@lab_b]}", 0),
        ("{weighted: {agents@lab_a: 1, agents: 1}}", 1 / 6),  # half of the speed: 1/2 * 1/3
        ("{before: [agents@lab_a, election]}", 1 / 12),  # of a < e < rival 1/6, then 1/2
        ("{not_before: [agents, election]}", 1 / 4),  # never known to lab_b: 1/2, then 1/2
    ],
)
def test_gate_on_what_another_lab_knows(show: Ask, gate: str, exact: float) -> None:
    answer = show(
        OPENING
        + f"""
actors:
  lab_a: {{effort: {{agents: 1}}}}
  lab_b: {{effort: {{product: 1}}}}
nodes:
  agents: {{field: agents, private: true, work: rate(1)}}
  election: {{work: rate(1)}}
  good: {{field: product, requires: {gate}, work: rate(1), ending: {{aligned: 1}}}}
  bad: {{work: rate(1), ending: {{misaligned: 1}}}}
"""
    )
    agrees(answer, "aligned", coin(exact))


# When the one ending comes, in years, with fixed works.
TIMES = {
    "chain": ("a: {work: 18 months}\n  end: {requires: a, work: 2}", 3.5),
    "all": ("a: {work: 1}\n  b: {work: 2}\n  end: {requires: [a, b], work: 1}", 3),
    "any": ("a: {work: 1}\n  b: {work: 2}\n  end: {requires: {any: [a, b]}, work: 1}", 2),
    "weighted": (
        # half of the speed in year 1 to 2, then full: 1/2 + 1/2
        "a: {work: 1}\n  b: {work: 2}\n  end: {requires: {weighted: {a: 1, b: 1}}, work: 1}",
        2.5,
    ),
    "speed before the gate opens does no work": (
        "a: {work: 1, effects: [{speed: end, by: 2}]}\n  b: {work: 2}\n"
        "  end: {requires: b, work: 4}",
        4,
    ),
    # known a year before the start: of two years of pause one is left
    "past pause": (
        "a: {unlocked: 2025-01, effects: [{speed: end, by: 0, for: 2 years}]}\n  end: {work: 1}",
        2,
    ),
    # half a year of the delay is left
    "past delay": (
        "a: {unlocked: 2025-07, effects: [{speed: end, by: 0.5, after: 1 year}]}\n  end: {work: 1}",
        1.5,
    ),
    # work starts at the start, however long its gate has been open
    "past gate": ("a: {unlocked: 2020-01-01}\n  end: {requires: a, work: 1}", 1),
    "unlocked: true": ("a: {unlocked: true, work: 5}\n  end: {requires: a, work: 1}", 1),
    "units": ("a: {work: 3 months}\n  end: {requires: a, work: 0.75 years}", 1),
}


@shapes
@pytest.mark.parametrize(("nodes", "years"), TIMES.values(), ids=TIMES)
def test_times_of_fixed_works(show: Ask, opening: str, nodes: str, years: float) -> None:
    nodes = nodes.replace("end: {", "end: {field: capability, ending: {aligned: 1}, ")
    answer = show(f"{opening}\nnodes:\n  {nodes}\n")
    agrees(answer, "aligned", certain(1))
    for name in ("p5", "median", "p95"):
        quantile(answer["ending_time"][name], years, 0.5, answer["samples"])


def test_unlocked_needs_no_chance(show: Ask) -> None:
    # A thing that is known works, however unlikely it was.
    answer = show(
        OPENING
        + """
nodes:
  a: {unlocked: true, chance: 0.1}
  good: {requires: a, ending: {aligned: 1}}
"""
    )
    agrees(answer, "aligned", certain(1))


def test_unlocking_a_node_that_may_not_work_out(score: Ask) -> None:
    # With chance 1/2 it would be known after a time of rate 1; unlocked it is known now.
    # Against a rival of rate 1: 1/2 * 1/2, and 1.
    tree = (
        OPENING
        + """
nodes:
  a: {work: rate(1), chance: 0.5}
  good: {requires: a, ending: {aligned: 1}}
  bad: {work: rate(1), ending: {misaligned: 1}}
"""
    )
    shifts(score(tree, "a"), "aligned", 1 / 4, law((1, 3 / 4)))
