"""What sets of items are worth together, on small trees worked out by hand.

The trees are races between `finish`, an ending that is good, and `crash`, one that is bad, of
exponential works. At speeds s and t, which is 1 in one year by default, `finish` comes first
with s / (s + t); with both at speed 1 the value is 1/2 without any item.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from .batch_runs import Data, answer, call, head, write

F = Fraction
RACE = """\
  finish: {work: exponential(1), ending: {good: 1}}
  crash: {work: exponential(1), ending: {bad: 1}}
"""
OPEN_RACE = "nodes:\n" + RACE


def near(found: float, expected: Fraction | float) -> bool:
    return abs(found - float(expected)) <= 1e-12  # without a horizon: rounding only


def exactly(figure: Data, shift: Fraction | float) -> None:
    assert near(figure["shift"], shift), (figure["shift"], float(shift))
    assert figure["se"] == 0
    assert figure["sampling95"] == [figure["shift"]] * 2
    assert near(figure["with"] - figure["baseline"], shift)


def faster(by: float, target: str = "finish", **more: Any) -> Data:
    return {"cost": 1, **more, "effects": [{"speed": target, "by": by}]}


def alone(found: Data) -> dict[str, float]:
    assert found["engine"] == "exact" and found["samples"] == 0
    return {item["id"]: item["value"]["shift"] for item in found["items"]}


def chosen(found: Data, *items: str) -> Data:
    best: Data = found["best"]
    assert set(best["items"]) == set(items)
    assert best["method"] == "exhaustive" and best["gap"] == 0
    assert near(best["searched"], best["value"]["shift"])
    return best


def member(best: Data, name: str) -> Data:
    (found,) = (row for row in best["members"] if row["id"] == name)
    return found


def interaction(best: Data, *names: str) -> Data:
    (found,) = (row for row in best["pairs"] if {row["first"], row["second"]} == set(names))
    return found["interaction"]


KEY = (
    head()
    + """\
nodes:
  key: {work: exponential(4)}
  finish: {requires: key, work: exponential(1), ending: {good: 1}}
  crash: {work: exponential(4), ending: {bad: 1}}
"""
)


def test_two_items_that_unlock_the_same_node(tmp_path: Path) -> None:
    """Together they are worth what the better is.

    The key comes before the crash with 1/2, then the finish with 1 / (1 + 1/4) = 4/5: 2/5. With
    the key it is 4/5, a shift of 2/5; the second item acts with 1/2, so 1/5. Together 2/5:
    the first adds 2/5 or 1/5, the second 1/5 or 0, by who comes first.
    """
    items = {
        "sure": {"cost": 2, "unlocks": ["key"]},
        "likely": {"cost": 1, "unlocks": ["key"], "chance": 0.5},
    }
    paths = write(tmp_path, KEY, items)
    found = answer(*paths, "--budget", 3)
    values = alone(found)
    assert near(values["sure"], F(2, 5)) and near(values["likely"], F(1, 5))
    exactly(chosen(found, "sure")["value"], F(2, 5))  # the other adds nothing and costs something
    both = chosen(answer(*paths, "--budget", 3, "--must", "likely", "--must", "sure"), *items)
    exactly(both["value"], F(2, 5))
    exactly(interaction(both, *items), F(2, 5) - F(2, 5) - F(1, 5))
    exactly(member(both, "sure")["shapley"], F(3, 10))
    exactly(member(both, "likely")["shapley"], F(1, 10))
    exactly(member(both, "sure")["marginal"], F(1, 5))
    exactly(member(both, "likely")["marginal"], 0)
    assert near(both["outcomes"]["bad"]["shift"], -F(2, 5))


HALVES = (
    head()
    + """\
nodes:
  lock: {chance: 0}
  key: {chance: 0}
  finish: {requires: [lock, key], work: exponential(1), ending: {good: 1}}
  crash: {work: exponential(3), ending: {bad: 1}}
"""
)


def test_two_that_are_worthless_alone_and_good_together(tmp_path: Path) -> None:
    """With lock and key, `finish` comes first with 1 / (1 + 1/3) = 3/4; else never."""
    items = {
        "one": {"cost": 1, "unlocks": ["lock"]},
        "other": {"cost": 1, "unlocks": ["key"]},
        "little": {"cost": 1, "effects": [{"speed": "crash", "by": 1.5}]},
    }
    paths = write(tmp_path, HALVES, items)
    found = answer(*paths, "--budget", 2)
    assert alone(found) == {"one": 0, "other": 0, "little": 0}
    both = chosen(found, "one", "other")
    exactly(both["value"], F(3, 4))
    exactly(interaction(both, "one", "other"), F(3, 4))
    for name in ("one", "other"):
        exactly(member(both, name)["alone"], 0)
        exactly(member(both, name)["shapley"], F(3, 8))
        exactly(member(both, name)["marginal"], F(3, 4))
    assert chosen(answer(*paths, "--budget", 1))["cost"] == 0
    assert answer(*paths, "--budget", 1)["best"]["value"]["shift"] == 0


BACKLASH = (
    head()
    + """\
nodes:
  alarm: {chance: 0}
  hurry: {chance: 0}
  backlash: {requires: [alarm, hurry], effects: [{speed: crash, by: 16}]}
"""
    + RACE
)


def test_one_that_is_good_alone_and_harmful_beside_another(tmp_path: Path) -> None:
    """Either is good; both bring a backlash.

    Crash at 1/2: 1 / (3/2) = 2/3, +1/6. Finish at 3: 3/4, +1/4. Both, with the backlash: 3 against
    16/2 = 8, 3/11, which is 1/2 - 5/22.
    """
    items = {
        "warn": {"cost": 1, "unlocks": ["alarm"], "effects": [{"speed": "crash", "by": 0.5}]},
        "push": {"cost": 1, "unlocks": ["hurry"], "effects": [{"speed": "finish", "by": 3}]},
    }
    paths = write(tmp_path, BACKLASH, items)
    found = answer(*paths, "--budget", 2)
    values = alone(found)
    assert near(values["warn"], F(1, 6)) and near(values["push"], F(1, 4))
    exactly(chosen(found, "push")["value"], F(1, 4))
    must = chosen(answer(*paths, "--budget", 2, "--must", "warn"), "warn")
    exactly(must["value"], F(1, 6))
    both = chosen(answer(*paths, "--budget", 2, "--must", "warn", "--must", "push"), *items)
    exactly(both["value"], -F(5, 22))
    exactly(interaction(both, *items), -F(5, 22) - F(1, 6) - F(1, 4))
    exactly(member(both, "warn")["marginal"], -F(5, 22) - F(1, 4))
    exactly(member(both, "push")["shapley"], (F(1, 4) + (-F(5, 22) - F(1, 6))) / 2)


def test_at_most_one_of_a_group(tmp_path: Path) -> None:
    """Speeds multiply: small and large are 2 * 4 = 8 against 1, large and calm 4 against 2/3.

    8/9 - 1/2 = 7/18 is more than 4 / (4 + 2/3) - 1/2 = 6/7 - 1/2 = 5/14, but not allowed.
    By rising budget: calm or small at 1 (3/5 and 2/3), large at 2 (4/5), large and calm at 3.
    """
    items = {
        "small": faster(2, group="sizes"),
        "large": faster(4, cost=2, group="sizes"),
        "calm": faster(2 / 3, "crash"),
    }
    paths = write(tmp_path, head() + OPEN_RACE, items)
    found = answer(*paths, "--budget", 3, "--frontier")
    exactly(chosen(found, "large", "calm")["value"], F(5, 14))
    steps = [(step["budget"], set(step["items"])) for step in found["frontier"]]
    assert steps == [(0, set()), (1, {"small"}), (2, {"large"}), (3, {"large", "calm"})]
    for step, shift in zip(found["frontier"], (0, F(1, 6), F(3, 10), F(5, 14)), strict=True):
        exactly(step["value"], shift)
    assert found["frontier"] == answer(*paths, "--frontier")["frontier"]
    for item in items.values():
        item.pop("group", None)
    paths = write(tmp_path, head() + OPEN_RACE, items)
    exactly(chosen(answer(*paths, "--budget", 3), "large", "small")["value"], F(7, 18))


def test_what_requires_another_is_paid_for_with_it(tmp_path: Path) -> None:
    """The office makes `finish` 8 times as fast, but needs a team that does nothing: 8/9 at 2."""
    items = {
        "office": faster(8, requires=["team"]),
        "team": {"cost": 1, "effects": [{"speed": "finish", "by": 1}]},
        "calm": faster(0.5, "crash"),
    }
    paths = write(tmp_path, head() + OPEN_RACE, items)
    exactly(chosen(answer(*paths, "--budget", 1), "calm")["value"], F(1, 6))
    exactly(chosen(answer(*paths, "--budget", 2), "office", "team")["value"], F(7, 18))
    exactly(chosen(answer(*paths, "--budget", 3), *items)["value"], F(16, 17) - F(1, 2))
    cut = answer(*paths, "--budget", 3, "--never", "team")
    exactly(chosen(cut, "calm")["value"], F(1, 6))


def test_excludes_must_and_never(tmp_path: Path) -> None:
    """Speeds 2, 3 and 5 of which the two last exclude each other, by what one of them says."""
    items = {
        "two": faster(2),
        "three": faster(3, excludes=["five"]),
        "five": faster(5),
        "harm": faster(0.25),
    }
    paths = write(tmp_path, head() + OPEN_RACE, items)

    def value(speed: int) -> Fraction:
        return F(speed, speed + 1) - F(1, 2)

    exactly(chosen(answer(*paths, "--budget", 4), "two", "five")["value"], value(10))
    exactly(chosen(answer(*paths, "--budget", 4, "--must", "three"), "two", "three")["value"],
            value(6))  # fmt: skip
    exactly(chosen(answer(*paths, "--budget", 4, "--never", "five"), "two", "three")["value"],
            value(6))  # fmt: skip
    harmed = answer(*paths, "--budget", 2, "--must", "harm")
    exactly(chosen(harmed, "harm", "five")["value"], F(5, 9) - F(1, 2))
    items["harm"]["must"], items["five"]["never"] = True, True
    paths = write(tmp_path, head() + OPEN_RACE, items)
    exactly(chosen(answer(*paths, "--budget", 2), "harm", "three")["value"], F(3, 7) - F(1, 2))
    refused = call(*paths, "--budget", 1, "--must", "three")
    assert refused.exit_code == 2 and "over the budget of 1" in refused.stderr


GRANTS = """\
returns: 1
nodes:
  oversight: {staff: 20, work: WORK, effects: [{odds: build, of: good, by: 4}]}
  build: {work: WORK, ending: {good: 0.5, bad: 0.5}}
"""
PEOPLE = {
    "five": {"cost": 5, "effects": [{"staff": "oversight", "add": 5}]},
    "ten": {"cost": 10, "effects": [{"staff": "oversight", "add": 10}]},
}


def aligned(speed: Fraction) -> Fraction:
    """Odds of 1 become 4 where oversight comes first: 1/2 + 3/10 s / (s + 1)."""
    return F(1, 2) + F(3, 10) * speed / (speed + 1)


def test_people_on_one_node_add_up(tmp_path: Path) -> None:
    """5 and 10 beside 20 are 35/20, not 5/4 * 3/2 = 15/8."""
    paths = write(tmp_path, head() + GRANTS.replace("WORK", "exponential(5)"), PEOPLE)
    found = answer(*paths, "--budget", 15)
    values = {name: aligned(s) - aligned(F(1)) for name, s in
              {"five": F(5, 4), "ten": F(3, 2), "both": F(35, 20)}.items()}  # fmt: skip
    assert near(alone(found)["five"], values["five"]) and values["five"] == F(1, 60)
    assert near(alone(found)["ten"], values["ten"]) and values["ten"] == F(3, 100)
    both = chosen(found, "five", "ten")
    exactly(both["value"], values["both"])
    assert values["both"] == F(9, 220)
    exactly(interaction(both, *PEOPLE), values["both"] - values["five"] - values["ten"])
    assert sum(row["shapley"]["shift"] for row in both["members"]) == pytest.approx(
        both["value"]["shift"], abs=1e-15
    )


def test_items_that_act_by_chance(tmp_path: Path) -> None:
    """Speeds 3 with 1/2 and 7 with 1/4, each by a draw of its own.

    Alone 1/2 * (3/4 - 1/2) = 1/8 and 1/4 * (7/8 - 1/2) = 3/32. Together 21/22 - 1/2 = 5/11 with
    1/8, 1/4 with 3/8, 3/8 with 1/8: 5/88 + 3/32 + 3/64.
    """
    items = {"three": faster(3, chance=0.5), "seven": faster(7, chance=0.25)}
    found = answer(*write(tmp_path, head() + OPEN_RACE, items), "--budget", 2)
    values = alone(found)
    assert near(values["three"], F(1, 8)) and near(values["seven"], F(3, 32))
    together = F(5, 88) + F(3, 32) + F(3, 64)
    best = chosen(found, *items)
    exactly(best["value"], together)
    exactly(interaction(best, *items), together - F(1, 8) - F(3, 32))


def test_a_block_beats_an_unlock(tmp_path: Path) -> None:
    """The key alone is worth 2/5 (above), and nothing beside an item that blocks it for good.

    With the key blocked the crash comes for sure: 0 - 2/5.
    """
    items = {
        "open": {"cost": 1, "unlocks": ["key"]},
        "shut": {"cost": 1, "blocks": ["key"], "effects": [{"speed": "crash", "by": 0.5}]},
    }
    paths = write(tmp_path, KEY, items)
    found = answer(*paths, "--budget", 2)
    values = alone(found)
    assert near(values["open"], F(2, 5)) and near(values["shut"], -F(2, 5))
    exactly(chosen(found, "open")["value"], F(2, 5))
    both = chosen(answer(*paths, "--budget", 2, "--must", "open", "--must", "shut"), *items)
    exactly(both["value"], -F(2, 5))


STANCES = """\
parameters: {bold: 1, steady: 1, middling: 1}
nodes:
  finish: {work: exponential(1), ending: {good: 1}}
  crash: {work: exponential(1), ending: {bad: 1}}
stances:
  hopeful: {weight: 1, set: {parameters.bold: 9, parameters.steady: 1.5, parameters.middling: 3}}
  grim: {weight: 1, set: {parameters.bold: 0.6666666666666666, parameters.steady: 1.5}}
"""
KINDS = {
    "bold": {"cost": 1, "effects": [{"speed": "finish", "by": "$bold"}]},
    "steady": {"cost": 1, "effects": [{"speed": "finish", "by": "$steady"}]},
    "middling": {"cost": 1, "effects": [{"speed": "finish", "by": "$middling"}]},
}


def test_mix_worst_and_regret_choose_differently(tmp_path: Path) -> None:
    """One item of three, under two stances of the same weight.

    bold 9/10 and 2/5: +4/10, -1/10, mix 3/20. steady 3/5 under both: +1/10, mix 1/10. middling
    3/4 and 1/2: +1/4, 0, mix 1/8. Mix: bold. Worst: steady, with 1/10. Regret, against 4/10 and
    1/10: bold 0 and 2/10; steady 3/10 and 0; middling 3/20 and 1/10, the least.
    """
    paths = write(tmp_path, head() + STANCES, KINDS)

    def asked(*options: object) -> Data:
        return answer(*paths, "--budget", 1, "--stance", "all", *options)

    mixed = chosen(asked("--robust", "mix"), "bold")
    exactly(mixed["value"], F(3, 20))
    worst = chosen(asked("--robust", "worst"), "steady")
    exactly(worst["value"], F(1, 10))
    found = asked("--robust", "regret")
    least = found["best"]
    assert least["items"] == ["middling"] and near(least["searched"], -F(3, 20))
    for best, regrets in (
        (mixed, {"hopeful": 0, "grim": F(2, 10)}),
        (worst, {"hopeful": F(3, 10), "grim": 0}),
        (least, {"hopeful": F(3, 20), "grim": F(1, 10)}),
    ):
        rows = {row["stance"]: row for row in best["stances"]}
        assert rows.keys() >= regrets.keys()
        for stance, regret in regrets.items():
            assert near(rows[stance]["regret"], regret)
        assert rows["hopeful"]["best_items"] == ["bold"] and near(rows["hopeful"]["best"], F(2, 5))
        assert rows["grim"]["best_items"] == ["steady"] and near(rows["grim"]["best"], F(1, 10))
    (bold,) = (item for item in found["items"] if item["id"] == "bold")
    exactly(bold["value"], 0)  # in the tree as written it changes nothing
    exactly(bold["stances"]["hopeful"], F(2, 5))
    exactly(bold["stances"]["grim"], -F(1, 10))
    exactly(bold["stances"]["mix"], F(3, 20))
    assert answer(*paths, "--budget", 1, "--robust", "worst")["best"] == worst


@pytest.mark.parametrize(
    ("robust", "stance", "shift"),
    [("mix", "mix", F(5, 28)), ("worst", "grim", 0), ("regret", None, 0)],
)
def test_a_set_is_seen_as_it_was_chosen(
    tmp_path: Path, robust: str, stance: str | None, shift: Fraction | int
) -> None:
    """Shares, outcomes and pairs are of the view of the set's value, and add up to it.

    bold and steady act in one race. hopeful 4 x 3/2 : 1 is 6/7, grim 2/3 x 3/2 : 1 is 1/2, mix
    5/28 more than 1/2; in the tree as written they change nothing.
    """
    tree = head() + STANCES.replace("parameters.bold: 9", "parameters.bold: 4")
    items = {name: {**KINDS[name], "must": True} for name in ("bold", "steady")}
    paths = write(tmp_path, tree, items)
    best = answer(*paths, "--budget", 2, "--robust", robust)["best"]
    assert set(best["items"]) == set(items) and best["stance"] == stance
    exactly(best["value"], shift)
    exactly(best["outcomes"]["good"], shift)
    assert near(sum(row["shapley"]["shift"] for row in best["members"]), shift)
    alone = sum(row["alone"]["shift"] for row in best["members"])
    assert near(alone + best["pairs"][0]["interaction"]["shift"], shift)
    said = call(*paths, "--budget", 2, "--robust", robust).stdout
    seen = {"mix": "over the mix of stances", "grim": "under the stance grim"}
    steps = call(*paths, "--budget", 2, "--robust", robust, "--frontier").stdout
    assert {
        "mix": "each budget, over the mix of stances\n",
        "worst": "each budget, each under the stance that is worst for it\n",
        "regret": "budget, of least regret beside what the largest buys, in",
    }[robust] in steps
    assert f"The set to choose with 2, {seen.get(str(stance), 'in the tree as written')}" in said


@pytest.mark.parametrize("costs", [(0.1, 0.2, 0.3), (0.1, 0.7, 0.8), (1.1, 2.2, 3.3)])
def test_a_budget_met_exactly_by_floats(tmp_path: Path, costs: tuple[float, ...]) -> None:
    one, other, budget = costs
    items = {"one": faster(2, cost=one), "other": faster(3, cost=other)}
    paths = write(tmp_path, head() + OPEN_RACE, items)
    best = chosen(answer(*paths, "--budget", budget), *items)
    exactly(best["value"], F(6, 7) - F(1, 2))
    chosen(answer(*paths, "--budget", budget - 1e-6), "other")


# Simulated twins: works uniform from 0 to 2 years, of which speeds s and t make 2/s and 2/t. At
# a ratio r = s / t of 1 or more, `finish` comes first with 1 - 1 / (2r); below, with r / 2.


UNIFORM = "{uniform: [0, 2]}"


def first(ratio: Fraction) -> Fraction:
    return 1 - 1 / (2 * ratio) if ratio >= 1 else ratio / 2


def about(figure: Data, shift: Fraction) -> None:
    assert figure["se"] > 0
    assert abs(figure["shift"] - float(shift)) <= 6 * figure["se"]


def test_a_simulated_race_in_which_two_spoil_each_other(tmp_path: Path) -> None:
    tree = BACKLASH.replace("exponential(1)", UNIFORM)
    items = {
        "warn": {"cost": 1, "unlocks": ["alarm"], "effects": [{"speed": "crash", "by": 0.5}]},
        "push": {"cost": 1, "unlocks": ["hurry"], "effects": [{"speed": "finish", "by": 3}]},
    }
    paths = write(tmp_path, tree, items)
    found = answer(*paths, "--budget", 2)
    assert found["engine"] == "simulation" and found["samples"] == 10_000
    warn, push, both = (first(F(r)) - F(1, 2) for r in (F(2), F(3), F(3, 8)))
    for item in found["items"]:
        about(item["value"], {"warn": warn, "push": push}[item["id"]])
    assert found["best"]["items"] == ["push"]
    about(found["best"]["value"], push)
    spoilt = answer(*paths, "--budget", 2, "--must", "warn", "--must", "push")["best"]
    about(spoilt["value"], both)
    about(interaction(spoilt, *items), both - warn - push)
    about(member(spoilt, "warn")["marginal"], both - push)
    about(member(spoilt, "push")["shapley"], (push + both - warn) / 2)


def test_simulated_people_add_up(tmp_path: Path) -> None:
    tree = head() + GRANTS.replace("WORK", UNIFORM)
    found = answer(*write(tmp_path, tree, PEOPLE), "--budget", 15, "--samples", 200_000)
    gain = F(3, 10)
    best = found["best"]
    assert set(best["items"]) == set(PEOPLE)
    about(best["value"], gain * (first(F(35, 20)) - F(1, 2)))
    multiplied = gain * (first(F(15, 8)) - F(1, 2))
    assert abs(best["value"]["shift"] - float(multiplied)) > 6 * best["value"]["se"]


def test_simulated_halves_are_worth_nothing_alone(tmp_path: Path) -> None:
    """Lock and key let `finish` run against a crash of twice its mean: 1 - 1/4."""
    tree = HALVES.replace("exponential(1)", UNIFORM).replace(
        "exponential(3)", UNIFORM.replace("2", "4")
    )
    items = {"one": {"cost": 1, "unlocks": ["lock"]}, "other": {"cost": 1, "unlocks": ["key"]}}
    found = answer(*write(tmp_path, tree, items), "--budget", 2)
    for item in found["items"]:
        assert item["value"]["shift"] == 0 and item["value"]["se"] == 0
    assert set(found["best"]["items"]) == set(items)
    about(found["best"]["value"], F(3, 4))
    for row in found["best"]["members"]:
        about(row["shapley"], F(3, 8))


def test_the_mix_alone_is_one_mixture(tmp_path: Path) -> None:
    """With `--stance mix` nothing is said of single stances, unless the choice hangs on them."""
    tree = head("none") + (
        "nodes:\n  finish: {work: exponential(4), ending: {good: 1}}\n"
        "  crash: {work: exponential(4), ending: {bad: 1}}\n"
        "stances:\n  calm: {weight: 1, set: {nodes.crash.work: exponential(8)}}\n"
        "  grim: {weight: 3, set: {nodes.crash.work: exponential(2)}}\n"
    )
    items: dict[str, Data] = {"push": {"cost": 1, "effects": [{"speed": "finish", "by": 2}]}}
    paths = write(tmp_path, tree, items)
    every = answer(*paths, "--stance", "all", "--budget", 1)
    mixed = answer(*paths, "--stance", "mix", "--budget", 1)
    assert mixed["stance"] == "mix"
    assert [mixed["items"][0]["stances"], mixed["best"]["stances"]] == [{}, []]
    shifts = mixed["items"][0]["value"]["shift"], every["items"][0]["stances"]["mix"]["shift"]
    assert shifts[0] == shifts[1] != 0
    assert [s["stance"] for s in every["best"]["stances"]] == ["calm", "grim"]
    robust = answer(*paths, "--stance", "mix", "--robust", "worst", "--budget", 1)
    assert [s["stance"] for s in robust["best"]["stances"]] == ["calm", "grim"]


def test_sets_that_are_simulated_where_items_are_solved(tmp_path: Path) -> None:
    """Seven items that act by chance are too many for one chain of worlds: each says its engine."""
    works = "".join(f"  n{i}: {{work: exponential(9)}}\n" for i in range(7))
    tree = head() + "nodes:\n" + works + RACE
    items: dict[str, Data] = {
        f"item_{i}": {"chance": 0.5, "cost": 1, "effects": [{"speed": "finish", "by": 1 + i / 10}]}
        for i in range(1, 8)
    }
    paths = write(tmp_path, tree, items)
    found = answer(*paths, "--budget", 7, "--samples", 2000)
    best = found["best"]
    assert (found["engine"], best["engine"], best["samples"]) == ("exact", "simulation", 2000)
    assert "act by chance" in best["engine_reason"] and best["value"]["se"] > 0
    assert found["items"][0]["value"]["se"] == 0 and found["items"][0]["samples"] == 0
    few = answer(*paths, "--budget", 6)["best"]
    assert (few["engine"], few["engine_reason"], few["samples"]) == ("exact", None, 0)
    said = call(*paths, "--budget", 7, "--samples", 2000).stdout
    assert "Sets were run 2,000 times, not solved: more than 6 items that act by chance" in said


def test_why_it_is_not_known_when_the_race_ends(tmp_path: Path) -> None:
    """With a horizon the exact engine cannot tell; without, it can."""
    items: dict[str, Data] = {"push": {"cost": 1, "effects": [{"speed": "finish", "by": 2}]}}
    short = head("1 year").replace("bad: 0}", "bad: 0, undecided: 0}")
    cut = answer(*write(tmp_path, short + OPEN_RACE, items), "--budget", 1)
    for one in (cut["items"][0], cut["best"]):
        assert one["ending_time"]["mean_shift"] is None
        assert one["ending_time"]["reason"].startswith("the exact engine knows when the race ends")
    full = answer(*write(tmp_path, head() + OPEN_RACE, items), "--budget", 1)
    for one in (full["items"][0], full["best"]):
        assert one["ending_time"]["reason"] is None
        assert near(one["ending_time"]["mean_shift"], F(1, 3) - F(1, 2))


def test_a_choice_that_may_be_noise_says_so(tmp_path: Path) -> None:
    """What speeds either side alike may be worth nothing, as far as 200 samples tell."""
    tree = head("30 years").replace("bad: 0}", "bad: 0, undecided: 0}") + (
        OPEN_RACE.replace("exponential(1)", "2 to 9")
        + "stances:\n  calm: {weight: 1, set: {nodes.crash.work: 2 to 8}}\n"
    )
    both: list[Data] = [{"speed": "finish", "by": 1.3}, {"speed": "crash", "by": 1.3}]
    items: dict[str, Data] = {
        "little": {"cost": 1, "effects": both},
        "much": {"cost": 1, "effects": [{"speed": "finish", "by": 9}]},
    }
    paths = write(tmp_path, tree, items)
    told = "these samples do not show that it is worth more than nothing under the stance"
    for name, noise in (("little", True), ("much", False)):
        options = ("--robust", "worst", "--budget", 1, "--must", name, "--samples", 200)
        assert (told in " ".join(call(*paths, *options).stdout.split())) == noise
        assert (told in call(*paths, *options, "--format", "csv").stderr) == noise
