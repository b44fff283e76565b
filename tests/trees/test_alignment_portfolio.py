"""The portfolio over the tree of today's alignment research: its costs, links and values.

Its items are read as items of the tree, without the keys that only a portfolio has.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
import yaml

from techtree.check.warnings import warnings
from techtree.files.parsing import Parsed, parse_tree
from techtree.impact.score import Score, score
from techtree.impact.settings import Settings
from techtree.model.tree import Item, Tree
from trees import names, path, portfolio_names, portfolio_path

LINKS = ("requires", "excludes", "group")
A_PERSON = 0.3  # million dollars a year
SPILL_OVER = "capability spill-over"
SAMPLES = 1_500


@cache
def portfolio() -> dict:
    return yaml.safe_load(portfolio_path("alignment_research").read_text("utf-8"))


@cache
def parsed() -> Parsed:
    """Read the tree with the items of the portfolio in place of its own."""
    head, _, _ = path("alignment_research").read_text("utf-8").partition("\nitems:\n")
    items = {
        name: {key: value for key, value in item.items() if key not in LINKS}
        for name, item in portfolio()["items"].items()
    }
    return parse_tree(f"{head}\n{yaml.safe_dump({'items': items}, sort_keys=False)}".encode())


def tree() -> Tree:
    read = parsed().tree
    assert read is not None, parsed().problems
    return read


@cache
def scored(name: str) -> Score:
    return score(tree(), name, Settings(samples=SAMPLES, inputs=0))


def worth(*items: Item, samples: int = 20_000) -> tuple[float, float]:
    """Return what the parts of several items without a chance are worth at once, and its error."""
    effects = tuple(effect for item in items for effect in item.effects)
    nodes = tuple(node for item in items for node in item.nodes)
    both = Item("both", effects=effects, nodes=nodes)
    found = score(
        replace(tree(), items={"both": both}), "both", Settings(samples=samples, inputs=0)
    )
    return found.view.value.shift, found.view.value.se


def test_it_is_no_tree() -> None:
    assert "alignment_research" in portfolio_names()
    assert "alignment_research" in names()
    assert portfolio_path("alignment_research").parent != path("alignment_research").parent
    with pytest.raises(KeyError, match="no portfolio named 'first_tree' is shipped"):
        portfolio_path("first_tree")


def test_what_it_says_of_itself() -> None:
    assert portfolio()["techtree_portfolio"] == 1
    assert portfolio()["tree"] == "alignment_research"
    assert portfolio()["cost_unit"] == "million USD"
    assert len(portfolio()["items"]) == 60
    assert portfolio()["note"].startswith("Sixty things")


def test_it_fits_the_tree() -> None:
    found = warnings(tree(), parsed().places)
    assert [problem.code for problem in found] == ["no-source"]


@pytest.mark.parametrize("name", portfolio()["items"])
def test_an_item_says_what_it_is_and_what_it_costs(name: str) -> None:
    item = portfolio()["items"][name]
    assert item["title"] and item["note"] and item["cost"] > 0
    for key in ("requires", "excludes"):
        assert set(item.get(key, ())) <= portfolio()["items"].keys() - {name}


def test_a_grant_costs_its_people() -> None:
    grants = 0
    for name, item in portfolio()["items"].items():
        effects = item.get("effects", [])
        people = [effect for effect in effects if effect.get("channel") == "people"]
        if not people or {"unlocks", "blocks", "chance"} & item.keys() or name == "frontier_lab":
            continue
        grants += 1
        years = [int(effect["for"].removesuffix(" years")) for effect in people]
        paid = sum(A_PERSON * e["add"] * y for e, y in zip(people, years, strict=True))
        assert item["cost"] == pytest.approx(paid), name
    assert grants == 45


def test_groups_are_sizes_of_one_grant() -> None:
    sizes = Counter(item["group"] for item in portfolio()["items"].values() if "group" in item)
    assert sizes == {
        "circuits": 3,
        "detectors": 2,
        "safety_case": 2,
        "control": 3,
        "automated_alignment": 2,
    }


def test_spill_over_is_a_channel_of_its_own() -> None:
    """Whatever speeds capability by itself is labelled so; nothing else is."""
    fields = {name: node.field for name, node in tree().nodes.items()}
    hastened = {"capability", "agents"}
    for name, item in portfolio()["items"].items():
        for effect in item.get("effects", []):
            if "speed" not in effect:
                continue
            target = effect["speed"]
            top = float(str(effect["by"]).split(" to ")[-1])
            faster = (fields[target] in hastened or target == "frontier_clusters") and top > 1
            assert (effect["channel"] == SPILL_OVER) == faster, (name, effect["id"])


def test_some_are_good_some_bad_some_nearly_nothing_none_absurd() -> None:
    values = {name: scored(name).view.value.shift for name in portfolio()["items"]}
    assert max(values.values()) < 0.02 and min(values.values()) > -0.02
    assert sum(value > 0.0005 for value in values.values()) >= 10
    assert sum(value < -0.0005 for value in values.values()) >= 4
    assert sum(abs(value) < 0.0002 for value in values.values()) >= 10


def test_a_second_team_adds_less_than_the_first() -> None:
    first, second = (tree().items[n] for n in ("control_medium", "control_second_team"))
    (one, error), (both, _) = worth(first), worth(first, second)
    assert one - 3 * error > 0
    assert one < both < 2 * one


def test_a_hunt_and_a_law_that_waits_for_it_are_worth_more_together() -> None:
    """The law taken as passed, as a chance of the whole item cannot be given to a part."""
    hunt, law = (tree().items[n] for n in ("scheming_hunt", "tripwire_law"))
    (found, e), (passed, f), (both, g) = worth(hunt), worth(law), worth(hunt, law)
    assert both - found - passed > 3 * (e**2 + f**2 + g**2) ** 0.5


def test_names_in_the_note_exist() -> None:
    known = {*portfolio()["items"], *tree().nodes, "alignment_research"}
    found = set(re.findall(r"[a-z0-9]+(?:_[a-z0-9]+)+", portfolio()["note"]))
    assert found <= known
