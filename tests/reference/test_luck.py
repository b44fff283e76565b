"""Luck: an actor's own lognormal factor on its work, drawn per node."""

from __future__ import annotations

from math import log

import pytest
from scipy import integrate, stats

from .checks import agrees, coin
from .conftest import Ask
from .shapes import OPENING

DUEL = (
    OPENING
    + """
actors:
  lab_a: {effort: {capability: 1, safety: 1}, luck: LUCK_A}
  lab_b: {effort: {capability: 1.5, product: 1}, luck: LUCK_B}
nodes:
  agents: {field: capability, private: true, work: WORK}
  good: {field: safety, requires: agents, ending: {aligned: 1}}
  bad: {field: product, requires: agents, ending: {misaligned: 1}}
"""
)


@pytest.mark.parametrize("work", ["rate(1)", "3", "2 to 8"])
@pytest.mark.parametrize(
    ("luck_a", "luck_b", "exact"),
    [
        # ln of the ratio of times is normal, mean ln 1.5, variance .3^2 + .4^2 = .5^2
        (0.3, 0.4, stats.norm.cdf(-log(1.5) / 0.5)),
        (0.5, 0, stats.norm.cdf(-log(1.5) / 0.5)),
        (1.2, 0.5, stats.norm.cdf(-log(1.5) / 1.3)),
        # one difficulty for both: without luck the larger effort always wins
        (0, 0, 0),
    ],
)
def test_luck_in_a_race(show: Ask, work: str, luck_a: float, luck_b: float, exact: float) -> None:
    tree = DUEL.replace("LUCK_A", str(luck_a)).replace("LUCK_B", str(luck_b))
    agrees(show(tree.replace("WORK", work)), "aligned", coin(float(exact)))


def test_luck_of_one_actor_by_a_deadline(show: Ask) -> None:
    # A public year of work takes a lognormal time, drawn apart for each of two nodes.
    once = float(stats.norm.cdf(log(1.5) / 0.5))
    for gate, exact in (("[a]", once), ("[a, b]", once**2), ("{any: [a, b]}", 1 - (1 - once) ** 2)):
        answer = show(
            OPENING
            + f"""
actors:
  lab: {{effort: {{capability: 1, safety: 1}}, luck: 0.5}}
  clock: {{effort: {{calendar: 1}}}}
nodes:
  a: {{field: capability, work: 1}}
  b: {{field: capability, work: 1}}
  good: {{field: safety, requires: {gate}, ending: {{aligned: 1}}}}
  bad: {{field: calendar, work: 1.5, ending: {{misaligned: 1}}}}
"""
        )
        agrees(answer, "aligned", coin(exact))


def test_luck_divides_contributions_to_a_public_node(show: Ask) -> None:
    # Speed 1/Z1 + 1/Z2 with lognormal Z: 1.2 years of work are done within half a year if it is
    # at least 2.4: 1 - P(X + Y < 2.4), X and Y lognormal with sigma 0.5.
    lucky = stats.lognorm(0.5)
    below, _ = integrate.quad(lambda x: lucky.pdf(x) * lucky.cdf(2.4 - x), 0, 2.4)
    answer = show(
        OPENING
        + """
actors:
  lab_a: {effort: {capability: 1}, luck: 0.5}
  lab_b: {effort: {capability: 1}, luck: 0.5}
  clock: {effort: {calendar: 1}}
nodes:
  a: {field: capability, work: 1.2}
  good: {requires: a, ending: {aligned: 1}}
  bad: {field: calendar, work: 6 months, ending: {misaligned: 1}}
"""
    )
    agrees(answer, "aligned", coin(1 - below))
