"""What passes between labs: leaks of private nodes, effects on them, and hints."""

from __future__ import annotations

from math import exp

import pytest

from .checks import agrees, certain, coin, law, quantile, shifts
from .conftest import Ask
from .shapes import OPENING

# lab_a holds the secret, and lab_b ends the world well as soon as it has it; a rival of rate 1
# ends it badly. `secret` and what else a case needs are put in.
LEAK = (
    OPENING
    + """
actors:
  lab_a: {effort: {secret: 1}}
  lab_b: {effort: {product: 1}}
nodes:
  good: {field: product, requires: secret, ending: {aligned: 1}}
  bad: {work: rate(1), ending: {misaligned: 1}}
"""
)

LEAKS = {
    # the leak (rate 2) before the rival
    "known at the start": ("secret: {unlocked: [lab_a], leak: rate(2)}", 2 / 3),
    # found first (1/2), then leaked (2/3)
    "found": ("secret: {work: rate(1), leak: rate(2)}", 1 / 3),
    "never": ("secret: {unlocked: [lab_a], leak: never}", 0),
    "never, by default": ("secret: {unlocked: [lab_a]}", 0),
    # the leak runs since a year before the start: it is out by year 0 with 1 - e^-1, and e^-1
    # of the time still has to beat the rival: 1 - e^-1 / 2
    "held for a year": ("secret: {unlocked: {lab_a: 2025-01}, leak: rate(1)}", 1 - exp(-1) / 2),
    "held since a whole year": (
        "secret: {unlocked: {lab_a: 2025}, leak: rate(1)}",
        1 - exp(-1) / 2,
    ),
    # of 18 months of delay 6 are left at the start
    "a fixed leak of what is held": (
        "secret: {unlocked: {lab_a: 2025-01}, leak: 18 months}",
        exp(-0.5),
    ),
    # paper known from the start: half of every delay (rate 1) is left: rate 2
    "leak effect from the start": (
        "secret: {work: rate(1), leak: rate(1)}\n"
        "  paper: {unlocked: true, effects: [{leak: secret, by: 0.5}]}",
        1 / 3,
    ),
    # at 1 the rate goes from 1/4 to 1/2: (1/5)(1 - e^-5/4), then e^-5/4 * (1/2)/(3/2)
    "half of what is left": (
        "secret: {unlocked: [lab_a], leak: exponential(4)}\n"
        "  paper: {work: 1, effects: [{leak: secret, by: 0.5}]}",
        1 / 5 * (1 - exp(-1.25)) + exp(-1.25) / 3,
    ),
    # the same with four times what is left: rate 1/16 after year 1
    "four times what is left": (
        "secret: {unlocked: [lab_a], leak: exponential(4)}\n"
        "  paper: {work: 1, effects: [{leak: secret, by: 4}]}",
        1 / 5 * (1 - exp(-1.25)) + exp(-1.25) / 17,
    ),
    # by 0 at 1: out then at the latest
    "published": (
        "secret: {unlocked: [lab_a], leak: exponential(4)}\n"
        "  paper: {work: 1, effects: [{leak: secret, by: 0}]}",
        1 / 5 * (1 - exp(-1.25)) + exp(-1.25),
    ),
    # four years, of which three are left at 1, halved: 2.5
    "fixed delay halved": (
        "secret: {unlocked: [lab_a], leak: 4 years}\n"
        "  paper: {work: 1, effects: [{leak: secret, by: 0.5}]}",
        exp(-2.5),
    ),
    # only lab_b knows the paper, not lab_a, who holds the secret: nothing happens
    "the holder does not know": (
        "secret: {unlocked: [lab_a], leak: exponential(1)}\n"
        "  paper: {field: product, private: true, leak: never, work: 0.1,"
        " effects: [{leak: secret, by: 0}]}",
        1 / 2,
    ),
}


@pytest.mark.parametrize(("nodes", "exact"), LEAKS.values(), ids=LEAKS)
def test_leak_against_a_rival(show: Ask, nodes: str, exact: float) -> None:
    nodes = nodes.replace("secret: {", "secret: {field: secret, private: true, ", 1)
    answer = show(LEAK + "  " + nodes + "\n")
    agrees(answer, "aligned", coin(exact))


def test_leak_of_the_tree(show: Ask) -> None:
    # 3 months, as a parameter and for the whole tree: e^-1/4
    tree = LEAK + "  secret: {field: secret, private: true, unlocked: [lab_a]}\n"
    answer = show(tree + "parameters: {delay: {value: 3 months, as: duration}}\nleak: $delay\n")
    agrees(answer, "aligned", coin(exp(-0.25)))


def test_item_that_publishes(score: Ask) -> None:
    # From 1/2 (leak and rival of rate 1) to 1: the leak is out at once.
    tree = (
        LEAK
        + "  secret: {field: secret, private: true, unlocked: [lab_a], leak: rate(1)}\n"
        + "items: {paper: {effects: [{leak: secret, by: 0}]}}\n"
    )
    shifts(score(tree, "paper"), "aligned", 1 / 2, coin(1 / 2))


def test_leak_or_finishing_first(show: Ask) -> None:
    # lab_a has the secret at W (rate 1), lab_b at the first of its own 2W and W + L (rate 1).
    # E[e^-min(W, L) | W] = (1 + e^-2W)/2, so P = E[e^-W (1 + e^-2W)/2] = (1/2 + 1/4)/2 = 3/8.
    answer = show(
        OPENING
        + """
actors:
  lab_a: {effort: {secret: 1}}
  lab_b: {effort: {secret: 0.5, product: 1}}
nodes:
  secret: {field: secret, private: true, work: rate(1), leak: rate(1)}
  good: {field: product, requires: secret, ending: {aligned: 1}}
  bad: {work: rate(1), ending: {misaligned: 1}}
"""
    )
    agrees(answer, "aligned", coin(3 / 8))


def test_leaks_to_two_learners_are_drawn_apart(show: Ask) -> None:
    # lab_b and lab_c each learn at rate 1 against a rival of rate 1; one good ending, one truce.
    answer = show(
        """
techtree: 1
title: Two learners
start: 2026-01
horizon: none
outcomes: {aligned: {value: 1}, misaligned: {value: 0}, paused: {value: 0.5}}
leak: exponential(1)
actors:
  lab_a: {effort: {secret: 1}}
  lab_b: {effort: {product: 1}}
  lab_c: {effort: {peace: 1}}
nodes:
  secret: {field: secret, private: true, unlocked: [lab_a]}
  good: {field: product, requires: secret, ending: {aligned: 1}}
  truce: {field: peace, requires: secret, ending: {paused: 1}}
  bad: {work: rate(1), ending: {misaligned: 1}}
"""
    )
    for outcome in ("aligned", "paused", "misaligned"):
        agrees(answer, outcome, coin(1 / 3))


RACE = (
    OPENING
    + """
actors:
  lab_a: {effort: {secret: 1}}
  lab_b: {effort: {secret: EFFORT, product: 1}}
nodes:
  release: {work: RELEASE}
  secret: {field: secret, private: true, work: WORK, hint: HINT}
  good: {field: product, requires: secret, ending: {aligned: 1}}
"""
)
RIVAL = "  bad: {work: rate(1), ending: {misaligned: 1}}\n"


def _race(work: str, effort: float, hint: str, release: str = "2") -> str:
    tree = RACE.replace("WORK", work).replace("EFFORT", str(effort)).replace("HINT", hint)
    return tree.replace("RELEASE", release)


@pytest.mark.parametrize(
    ("hint", "exact"),
    [
        ("1", 1 / 3),  # lab_b at 2W: 1/(1 + 2)
        ("2", 2 / 5),  # W, then W/2 left at speed 1: 1/(1 + 3/2)
        ("{by: 4}", 4 / 9),  # W, then W/2 left at speed 2: 1/(1 + 5/4)
    ],
)
def test_hint_once_anyone_has_it(show: Ask, hint: str, exact: float) -> None:
    answer = show(_race("rate(1)", 0.5, hint) + RIVAL)
    agrees(answer, "aligned", coin(exact))


@pytest.mark.parametrize(
    ("hint", "years"),
    [
        ("1", 4),
        ("2", 2.5),  # year 1: 1/4 done, 3/4 left at speed 1/2
        ("{by: 2, shown_by: release}", 3),  # year 2: 1/2 done, 1/2 left at speed 1/2
    ],
)
def test_time_of_a_hinted_work(show: Ask, hint: str, years: float) -> None:
    answer = show(_race("1", 0.25, hint))
    agrees(answer, "aligned", certain(1))
    quantile(answer["ending_time"]["median"], years, 0.5, answer["samples"])


def test_hint_shown_at_an_uncertain_time(show: Ask) -> None:
    # lab_a has it from the start; lab_b has rate 1/2, and 1 from the release (rate 1) on:
    # (1/2)/(5/2) + 1/(5/2) * 1/2 = 2/5.
    tree = _race("rate(1)", 0.5, "{by: 2, shown_by: release}", "rate(1)").replace(
        "private: true,", "private: true, unlocked: [lab_a],"
    )
    agrees(show(tree + RIVAL), "aligned", coin(2 / 5))


def test_item_to_one_lab_starts_hint_and_leak_for_the_others(score: Ask) -> None:
    # Nobody but lab_b (effort 1/2) can work on it: 1/3. Given to lab_a at once it hints (rate 1)
    # and leaks (rate 1): 2/(2 + 1).
    tree = (
        _race("rate(1)", 0.5, "2", "1").replace("{secret: 1}", "{other: 1}")
        + RIVAL
        + "leak: rate(1)\nitems: {tell: {unlocks: {secret: {to: lab_a}}}}\n"
    )
    shifts(score(tree, "tell"), "aligned", 1 / 3, law((1, 1 / 3)))
