"""Systems with spares: cold, warm, and shared between units."""

from __future__ import annotations

from fractions import Fraction as F
from math import exp

import pytest

from .exact_answers import ENDLESS, gives, mean_time, race

COLD = """
  switch_fails: {chance: 0.1}
  first: {work: rate(1)}
  spare: {requires: first, work: rate(1)}
  down: {requires: {any: [spare, {all: [first, switch_fails]}]}, ending: {misaligned: 1}}
"""


def test_cold_standby_with_an_imperfect_switch() -> None:
    """Switch over with 9/10: alive at t is e^-t (1 + 9/10 t), and the mean life 1 + 9/10.

    Trivedi, Probability and Statistics with Reliability, 2nd edition, section 8.2.
    """
    for t in (0.5, 2, 6):
        gives(race(COLD, str(t)), undecided=exp(-t) * (1 + 0.9 * t))
    assert mean_time(race(COLD), "down") == pytest.approx(19 / 10, abs=ENDLESS)


def test_cold_standby_with_two_spares_against_repair() -> None:
    """Three lives of rate 2 against a repair of rate 3: down first with (2/5)^3."""
    nodes = """
  first: {work: rate(2)}
  second: {requires: first, work: rate(2)}
  third: {requires: second, work: rate(2), ending: {misaligned: 1}}
  repair: {work: rate(3), ending: {aligned: 1}}
"""
    gives(race(nodes), misaligned=F(8, 125))


WARM = """
  first: {work: rate(1), effects: [{speed: spare, by: 4}]}
  spare: {work: rate(0.25)}
  down: {requires: [first, spare], ending: {misaligned: 1}}
"""


def test_warm_standby() -> None:
    """The spare fails at 1/4 while it waits: a phase of rate 5/4, then one of rate 1.

    Alive at t: (5/4 e^-t - e^(-5t/4)) / (1/4). Mean 4/5 + 1. Birolini, Reliability Engineering,
    section 2.2.6.4.
    """
    for t in (0.5, 2, 6):
        gives(race(WARM, str(t)), undecided=5 * exp(-t) - 4 * exp(-1.25 * t))
    assert mean_time(race(WARM), "down") == pytest.approx(9 / 5, abs=ENDLESS)


CARDIAC_ASSIST = """
  cross_switch: {work: rate(0.2)}
  supervision: {work: rate(0.2)}
  processor: {work: rate(0.5), effects: [{speed: backup, by: 2}]}
  backup: {work: rate(0.25)}
  motor_switch: {work: rate(0.01)}
  motor: {work: rate(1)}
  spare_motor: {requires: {not_before: [motor_switch, motor]}, work: rate(1)}
  pump_a: {work: rate(1)}
  pump_b: {work: rate(1)}
  spare_pump: {requires: {any: [pump_a, pump_b]}, work: rate(1)}
  control_down: {requires: {any: [cross_switch, supervision, {all: [processor, backup]}]}}
  motors_down: {requires: {any: [spare_motor, {before: [motor_switch, motor]}]}}
  pumps_down: {requires: [pump_a, pump_b, spare_pump]}
  down: {requires: {any: [control_down, motors_down, pumps_down]}, ending: {misaligned: 1}}
"""


def test_cardiac_assist_system() -> None:
    """Three independent units by time 1; published: 0.6579.

    A dynamic fault tree of Vesely et al., Fault Tree Handbook with Aerospace Applications (2002),
    with the rates of Boudali, Crouzen and Stoelinga (2007). Control: two triggers of 0.2, and a
    warm spare, in phases of rates 3/4 and 1/2: e^-0.4 (3 e^-0.5 - 2 e^-0.75). Motors: the first
    lives, or fails at s before its switch and the spare lives: e^-1 (1 + integral of e^-0.01s).
    Pumps: two phases of rate 2, one of rate 1: 3 e^-2 + 4 e^-1 (1 - 2 e^-1).
    """
    control = exp(-0.4) * (3 * exp(-0.5) - 2 * exp(-0.75))
    motors = exp(-1) * (1 + (1 - exp(-0.01)) / 0.01)
    pumps = 3 * exp(-2) + 4 * exp(-1) * (1 - 2 * exp(-1))
    down = 1 - control * motors * pumps
    assert round(down, 4) == 0.6579
    gives(race(CARDIAC_ASSIST, "1"), misaligned=down, undecided=1 - down)
