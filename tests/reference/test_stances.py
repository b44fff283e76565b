"""Stances: other numbers, channels switched off, and the mix by weight."""

from __future__ import annotations

import pytest

from .checks import EXACT, OWN_SIGMAS, Answer, agrees, certain, coin, law, shifts
from .conftest import Ask

# Rates a against b; stances change a. `good` wins with a/(a + b).
TREE = """
techtree: 1
title: Three views of one race
start: 2026-01
horizon: none
outcomes: {aligned: {value: 1}, misaligned: {value: 0}}
parameters: {pace: 1}
nodes:
  good: {work: rate(1), ending: {aligned: 1}}
  bad: {work: rate(1), ending: {misaligned: 1}}
  helper: {unlocked: true, effects: [{id: push, speed: good, by: $pace}]}
stances:
  even: {weight: 1}
  hopeful: {weight: 3, set: {parameters.pace: 3}}
  eager: {set: {nodes.helper.effects.push.by: 4}}
  slower: {extends: hopeful, set: {nodes.bad.work: rate(2)}}
  swayed: {extends: hopeful, off: [help]}
items:
  boost:
    effects:
      - {speed: good, by: 3, channel: help}
      - {speed: bad, by: 2, channel: harm}
"""
# speed of good and of bad under each stance, before and after the item
RATES = {
    "even": ((1, 1), (3, 2)),
    "hopeful": ((3, 1), (9, 2)),
    "eager": ((4, 1), (12, 2)),
    "slower": ((3, 2), (9, 4)),
    "swayed": ((3, 1), (3, 2)),  # only the harm is left
}


def _wins(rates: tuple[int, int]) -> float:
    return rates[0] / sum(rates)


def _under(answer: Answer, stance: str) -> Answer:
    return {"samples": answer["samples"], **answer["stances"][stance]}


def test_outcomes_under_each_stance(show: Ask) -> None:
    answer = show(TREE, "--stance", "all")
    for stance, (before, _) in RATES.items():
        agrees(_under(answer, stance), "aligned", coin(_wins(before)))


def test_mix_weighs_the_stances_that_have_a_weight(show: Ask) -> None:
    # (1 * 1/2 + 3 * 3/4)/4 = 11/16
    answer = _under(show(TREE, "--stance", "mix"), "mix")
    figure = answer["outcomes"]["aligned"]
    error = (3 / 16 / answer["samples"]) ** 0.5
    assert figure["se"] <= 2.5 * error
    allowed = OWN_SIGMAS * min(figure["se"], error) + EXACT
    assert figure["probability"] == pytest.approx(11 / 16, abs=allowed)


# Rates go up threefold and twofold on the same draws: good overtakes bad where it lost and does
# not where it won (3 > 2), so the shifts are coins of one sign; likewise for the harm alone.
def test_scores_under_each_stance(score: Ask) -> None:
    answer = score(TREE, "boost", "--stance", "all")
    for stance, (before, after) in RATES.items():
        shift = _wins(after) - _wins(before)
        sign = 1.0 if shift > 0 else -1.0
        shifts(_under(answer, stance), "aligned", _wins(before), law((sign, abs(shift))))
    # (1 * (3/5 - 1/2) + 3 * (9/11 - 3/4))/4
    mixed = answer["stances"]["mix"]["outcomes"]["aligned"]
    exact = (1 / 10 + 3 * 3 / 44) / 4
    error = (exact / answer["samples"]) ** 0.5
    assert mixed["se"] <= 2.5 * error
    allowed = OWN_SIGMAS * min(mixed["se"], 2 * error) + EXACT
    assert mixed["shift"] == pytest.approx(exact, abs=allowed)


def test_scores_under_one_stance_split_over_its_channels(score: Ask) -> None:
    answer = _under(score(TREE, "boost", "--stance", "swayed"), "swayed")
    shift = 3 / 5 - 3 / 4
    shifts(answer, "aligned", 3 / 4, law((-1, -shift)))
    parts = {row["channel"]: row["shift"]["aligned"] for row in answer["channels"]}
    total = answer["outcomes"]["aligned"]["shift"]
    assert parts.get("help", 0.0) == 0.0
    assert parts["harm"] == pytest.approx(total, abs=1e-9)


def test_override_of_one_share_scales_the_others(show: Ask) -> None:
    # Shares 2, 3, 5 tenths: with 6/10 aligned the other two share 4/10 as 3 to 5; with nothing
    # aligned, 3/8 and 5/8. Nested: the extending stance overrides the extended one.
    tree = """
techtree: 1
title: Shares under stances
start: 2026-01
horizon: none
outcomes: {aligned: {value: 1}, misaligned: {value: 0}, paused: {value: 0.5}}
nodes:
  end: {work: 1, ending: {aligned: 0.2, misaligned: 0.3, paused: 0.5}}
stances:
  hopeful: {weight: 1, set: {nodes.end.ending.aligned: 0.6}}
  grim: {weight: 1, extends: hopeful, set: {nodes.end.ending.aligned: 0}}
"""
    answer = show(tree, "--stance", "all")
    for stance, shares in {
        "hopeful": (0.6, 0.15, 0.25),
        "grim": (0, 3 / 8, 5 / 8),
        "mix": (0.3, 0.2625, 0.4375),
    }.items():
        outcomes = answer["stances"][stance]["outcomes"]
        for outcome, share in zip(("aligned", "misaligned", "paused"), shares, strict=True):
            assert outcomes[outcome]["probability"] == pytest.approx(share, abs=0.005)
            if stance != "mix":
                agrees(_under(answer, stance), outcome, certain(share))


def test_stances_set_every_path(show: Ask) -> None:
    # One tree of 1/2 (rates 1 and 1); each path turns it to the figure beside it.
    tree = """
techtree: 1
title: One path a stance
start: 2026-01
horizon: 1000 years
outcomes: {aligned: {value: 1}, misaligned: {value: 0}, undecided: {value: 0}}
actors: {lab_a: {effort: {alpha: 1, beta: 1}}, lab_b: {effort: {gamma: 1}}}
leak: never
nodes:
  secret: {field: alpha, private: true, unlocked: [lab_a]}
  sure: {chance: 0}
  good: {field: beta, work: rate(1), ending: {aligned: 1}}
  bad: {work: rate(1), ending: {misaligned: 1}}
  short: {field: gamma, requires: secret, ending: {aligned: 1}}
  easy: {requires: sure, ending: {aligned: 1}}
stances:
  as_written: {}
  work: {set: {nodes.good.work: rate(3)}}
  effort: {set: {actors.lab_a.effort.beta: 3}}
  chance: {set: {nodes.sure.chance: 0.5}}
  leaky: {set: {leak: rate(1)}}
"""
    answer = show(tree, "--stance", "all")
    for stance, exact in {
        "as_written": 1 / 2,
        "work": 3 / 4,
        "effort": 3 / 4,
        "chance": 3 / 4,  # at once in half of the runs
        "leaky": 2 / 3,  # by good or by the leak
    }.items():
        agrees(_under(answer, stance), "aligned", coin(exact))


def test_horizon_under_a_stance(show: Ask) -> None:
    tree = """
techtree: 1
title: How long the race is watched
start: 2026-01
horizon: 1 year
outcomes: {aligned: {value: 1}, undecided: {value: 0}}
nodes:
  end: {work: "uniform(0, 4)", ending: {aligned: 1}}
stances:
  patient: {set: {horizon: 3 years}}
"""
    answer = show(tree, "--stance", "patient")
    agrees(_under(answer, "patient"), "aligned", coin(3 / 4))
    agrees(show(tree), "aligned", coin(1 / 4))
