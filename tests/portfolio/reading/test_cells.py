"""A row says what the same item says in YAML."""

from __future__ import annotations

import math
from pathlib import Path
from statistics import NormalDist

import pytest

from .small import candidates, errors, keys, message, opened

PAIRS = {
    "unlocks": ("a,evals;theory,,,,,,,", "unlocks: [evals, theory]"),
    "an ending": ("a,end,,,,,,,", "unlocks: end"),
    "a channel for all": (
        "a,evals,agents,,,,,,people",
        "{unlocks: {evals: {channel: people}}, blocks: {agents: {channel: people}}}",
    ),
    "a channel for each": (
        "a,evals,agents,theory,5,theory,2,,c1;c2;c3;c4",
        "{unlocks: {evals: {channel: c1}}, blocks: {agents: {channel: c2}}, effects: ["
        "{staff: theory, add: 5, channel: c3}, {speed: theory, by: 2, channel: c4}]}",
    ),
    "people": (
        "a,,,evals; theory ,5; 2.5,,,,",
        "effects: [{staff: evals, add: 5}, {staff: theory, add: 2.5}]",
    ),
    "one number for all": (
        "a,,,evals;theory,1 to 5,agents;evals,2,,",
        "effects: [{staff: evals, add: 1 to 5}, {staff: theory, add: 1 to 5}, "
        "{speed: agents, by: 2}, {speed: evals, by: 2}]",
    ),
    "parameters": ("a,,,evals,$size,theory,$size,$share,", "{chance: $share, effects: ["
                   "{staff: evals, add: $size}, {speed: theory, by: $size}]}"),
    "a trailing separator": ("a,evals;,,,,,,,", "unlocks: [evals]"),
}  # fmt: skip
HEADER = "id,unlocks,blocks,staff,add,speed,by,chance,channel\n"


@pytest.mark.parametrize("name", PAIRS)
def test_rows_are_items(name: str, tmp_path: Path) -> None:
    row, item = PAIRS[name]
    item = item if item.startswith("{") else f"{{{item}}}"
    stances = ("hopeful", "no_people")
    (of_row,) = candidates(opened(tmp_path, HEADER + row, stances=stances))
    (of_yaml,) = candidates(opened(tmp_path, f"items: {{a: {item}}}", "p.yaml", stances))
    assert of_row.views == of_yaml.views
    for stance in (None, *stances):
        assert list(keys(of_row.views[stance])) == list(keys(of_yaml.views[stance]))


def test_what_an_item_says_of_itself(tmp_path: Path) -> None:
    table = (
        "id,title,cost,note,requires,excludes,group,must,never,at,unlocks\n"
        'a, A title ,1 to 3,"Why, and\nhow",b;c,d,g,TRUE,no,2027,evals\n'
        "b,,,,,,,,yes,,evals\nc,,,,,,g,0,1,,evals\nd,,0,,,,,,,,evals\n"
    )
    document = (
        "items:\n"
        '  a: {title: A title, cost: 1 to 3, note: "Why, and\\nhow", requires: [b, c],\n'
        "      excludes: d, group: g, must: true, never: false, at: 2027, unlocks: evals}\n"
        "  b: {never: true, unlocks: evals}\n"
        "  c: {group: g, must: false, never: true, unlocks: evals}\n"
        "  d: {cost: 0, unlocks: evals}\n"
    )
    of_table = candidates(opened(tmp_path, table))
    of_yaml = candidates(opened(tmp_path, document, "p.yaml"))
    for one, other in zip(of_table, of_yaml, strict=True):
        for name in ("id", "title", "cost", "note", "requires", "excludes", "group", "must"):
            assert getattr(one, name) == getattr(other, name), name
        assert (one.never, one.item) == (other.never, other.item)
    a, b, c, d = of_table
    assert a.requires == ("b", "c") and a.must and not a.never and b.never and c.never
    assert a.item.at.value == 1.0 and d.cost == 0.0 and b.cost is None  # type: ignore[union-attr]
    sigma = math.log(3) / (2 * NormalDist().inv_cdf(0.95))  # of the lognormal about 3 ** 0.5
    assert a.cost == pytest.approx(3**0.5 * math.exp(sigma**2 / 2), rel=1e-12)
    assert [str(one.place) for one in of_table] == [
        "p.csv:2:1",
        "p.csv:4:1",
        "p.csv:5:1",
        "p.csv:6:1",
    ]


WRONG = {
    "unknown nodes": ("a,evils;theory,nil,,,,,,", ["2:3 dangling-name", "2:16 dangling-name"]),
    "twice": ("a,evals;evals,,,,,,,", ["2:9 repeated"]),
    "nothing between": ("a,evals;;theory,,,,,,,", ["2:9 dangling-name"]),
    "no add": ("a,,,evals,,,,,", ["2:5 uneven"]),
    "no staff": ("a,,,,5,,,,", ["2:6 uneven"]),
    "three for two": ("a,,,evals;theory,1;2;3,,,,", ["2:18 uneven"]),
    "channels": ("a,evals,,evals,5,,,,x;y;z", ["2:21 uneven"]),
    "nobody there": ("a,,,agents,5,,,,", ["2:5 staff"]),
    "less than nobody": ("a,,,evals,-11,,,,", ["2:5 staff"]),
    "no number": ("a,,,evals,ten,theory,-1,1.5,", ["2:11 number", "2:22 number", "2:25 number"]),
    "a formula": ("=cmd(),evals,,,,,,,", ["2:1 bad-id"]),
    "a parameter": ("a,,,evals,$sise,,,,", ["2:11 number"]),
    "reserved": ("all,evals,,,,,,,", ["2:1 reserved-id"]),
    "a node": ("theory,evals,,,,,,,", ["2:1 duplicate-id"]),
    "an item of the tree": ("old,evals,,,,,,,", ["2:1 duplicate-id"]),
}


@pytest.mark.parametrize("name", WRONG)
def test_places_of_what_is_wrong(name: str, tmp_path: Path) -> None:
    row, found = WRONG[name]
    assert errors(tmp_path, HEADER + row + "\n") == found


COSTS = {
    "-1": "-1 is not an amount: that is 0 or more",
    "NaN": "'NaN' is not finite; every number must be",
    "inf": "'inf' is not finite; every number must be",
    "1e999": "'1e999' is too large",
    "free": "'free' is no number",
    '"1,5"': "'1,5' is no number",
    "2 years": "'2 years' is a length of time",
    '"lognormal(1, 20)"': "the mean of this cost is too large; numbers go up to 1e+30",
    "=1+1": "'=1+1' is no number",
}


@pytest.mark.parametrize("cost", COSTS)
def test_costs_that_are_none(cost: str, tmp_path: Path) -> None:
    said = message(tmp_path, f"id,cost,unlocks\na,{cost},evals\n")
    column = 4 if cost.startswith('"') else 3
    assert said.startswith(f"p.csv:2:{column}: error: ")
    assert COSTS[cost] in said


CONTRADICTIONS = {
    "itself": ("a,a,,,", "2:3", "'a' requires itself"),
    "not itself": ("a,,a,,", "2:4", "'a' excludes itself"),
    "both": ("a,b,b,,", "2:5", "'b' is required and excluded, so 'a' could never be chosen"),
    "must and never": ("a,,,1,1", "2:7", "cannot be chosen in any case (`must`) and `never`"),
    "twice": ("a,b;b,,,", "2:5", "'b' stands here twice"),
    "no flag": ("a,,,perhaps,", "2:5", "'perhaps' cannot stand here; write true or false"),
    "no id": ("a,B 2,,,", "2:3", "'B 2' cannot be the id of an item"),
    "unknown": ("a,bb,,,", "2:3", "there is no item 'bb' in the portfolio"),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_contradictions(name: str, tmp_path: Path) -> None:
    row, place, says = CONTRADICTIONS[name]
    said = message(tmp_path, f"id,requires,excludes,must,never\n{row}\nb,,,,\n")
    assert said.startswith(f"p.csv:{place}: error: "), said
    assert says in said
