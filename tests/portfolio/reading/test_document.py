"""Portfolios in YAML: the items of trees, with how they go together."""

from __future__ import annotations

from pathlib import Path

import pytest

from techtree.errors import InputError
from techtree.files.parsing import parse_tree
from techtree.portfolio.reading import open_portfolio

from .small import PARSED, TREE, candidates, errors, keys, message, opened

FULL = """\
techtree_portfolio: 1
title: Grants
tree: tree
cost_unit: million USD
note: Why
sources: {review: {title: A review}}
items:
  a:
    cost: {value: 2, source: review}
    unlocks: {evals: {to: lab, at: 2027, channel: people}}
    removes: lab
    effects:
      - {id: more, staff: evals, add: $size, for: 3 years, source: post}
      - {odds: end, of: good, by: 2 to 3}
    nodes:
      spark: {field: work, work: 1, effects: [{speed: agents, by: 2}]}
    requires: b
  b: {blocks: [agents], chance: $share, group: g, must: true}
  c: {effects: {move: {actor: lab, from: work, to: pool}, by: 0.1}, excludes: [b], group: g}
"""


def test_everything_that_a_portfolio_says(tmp_path: Path) -> None:
    portfolio = opened(tmp_path, FULL, "p.yaml", ("hopeful", "no_people"))
    assert (portfolio.title, portfolio.tree, portfolio.cost_unit, portfolio.note) == (
        "Grants",
        "tree",
        "million USD",
        "Why",
    )
    assert portfolio.sources["review"].title == "A review"
    assert (portfolio.count, portfolio.skipped, portfolio.warnings) == (3, (), ())
    # cost, add (a parameter), `for`, by, work, speed, chance (a parameter), move, at
    assert portfolio.numbers.total == 7
    assert portfolio.numbers.sourced == 2
    a, b, c = candidates(portfolio)
    assert (a.cost, a.requires, b.must, c.excludes, b.group) == (2.0, ("b",), True, ("b",), "g")
    assert str(a.place) == "p.yaml:8:3"


def test_items_are_those_of_a_tree(tmp_path: Path) -> None:
    shared = FULL.split("items:\n")[1]
    for text in ("    requires: b\n", ", group: g, must: true", ", excludes: [b], group: g"):
        shared = shared.replace(text, "")
    sources = b"sources: {post: {title: A post}, review: {title: A review}}"
    content = TREE.replace(b"sources: {post: {title: A post}}", sources)
    content = content.replace(b"items:\n", b"items:\n" + shared.encode())
    tree = parse_tree(content, "tree.yaml")
    assert tree.tree is not None, tree.problems
    stances = list(tree.tree.stances)
    for one in candidates(opened(tmp_path, FULL, "p.yaml", stances)):
        expected = {None: tree.tree.items[one.id]} | {
            name: stance.tree.items[one.id] for name, stance in tree.tree.stances.items()
        }
        assert one.views == expected
        for stance in one.views:
            assert list(keys(one.views[stance])) == list(keys(expected[stance]))


def test_views(tmp_path: Path) -> None:
    a, b, _ = candidates(opened(tmp_path, FULL, "p.yaml", ("hopeful", "no_people", "few")))
    people = {name: item.effects[0].by.value for name, item in a.views.items()}  # type: ignore
    assert people == {None: 3.0, "hopeful": 6.0, "no_people": 3.0, "few": 3.0}
    assert [len(item.unlocks) for item in a.views.values()] == [1, 1, 0, 1]
    assert b.views["hopeful"].chance.value == 0.5  # type: ignore[union-attr]
    assert b.views["no_people"] is b.item is b.views["few"]


def test_errors_under_a_stance_name_it(tmp_path: Path) -> None:
    text = "items: {a: {effects: {staff: evals, add: -5}}}"
    opened(tmp_path, text, "p.yaml", ("hopeful",))
    with pytest.raises(InputError) as caught:
        opened(tmp_path, text, "p.yaml", ("few",))
    assert str(caught.value) == (
        "p.yaml:1:22: error: under the stance 'few', 'evals' has a staff of 2; "
        "-5 would leave less than nobody"
    )
    doubled = "items: {a: {effects: {move: {from: work, to: pool}, by: $size}}}"
    assert "p.yaml:1:57: error: the parameter $size" in message(tmp_path, doubled, "p.yaml")


WRONG = {
    "empty": ("", "p.yaml: error: the file is empty"),
    "a list": ("[a]", "must be a map that starts with `techtree_portfolio: 1`"),
    "two": ("items: {a: }\n---\nitems: {b: }\n", "one file holds one portfolio"),
    "a tree": (TREE.decode(), "p.yaml:1:1: error: this looks like a tree; a portfolio starts with"),
    "a version": ("techtree_portfolio: 2\nitems: {a: }", "1:21: error: '2' cannot stand here"),
    "no items": ("title: A", "1:1: error: a portfolio needs the key 'items'"),
    "items": ("items: {}", "1:8: error: the portfolio has no items"),
    "nothing": ("items:", "the portfolio has no items"),
    "a key": ("itms: {a: }", "unknown key 'itms' in a portfolio; did you mean 'items'?"),
    "a key of an item": ("items: {a: {require: b}}", "1:13: error: unknown key 'require'"),
    "twice": ("items: {a: {}, a: {}}", "1:16: error: the key 'a' stands here a second time"),
    "a node": ("items: {evals: {}}", "the first is at line 11, column 3 of tree.yaml"),
    "an item": ("items: {old: {}}", "the first is at line 16, column 3 of tree.yaml"),
    "an id": ("items: {A b: {}}", "1:9: error: 'A b' cannot be the id of an item"),
    "a source": ("items: {a: {source: nil}}", "1:21: error: there is no source 'nil'"),
    "a stranger": ("items: {aa: {requires: ab}, ac: {}}", "1:24: error: there is no item 'ab'"),
    "itself": ("items: {a: {excludes: [a]}}", "1:24: error: 'a' excludes itself"),
    "a map": ("items: {a: {requires: {b: }}, b: {}}", "1:23: error: a map cannot stand here"),
    "a cycle": (
        "items: {a: {nodes: {x: {requires: y}, y: {requires: x}}}}",
        "1:35: error: these nodes require each other in a cycle: x -> y -> x",
    ),
    "another's node": (
        "items: {a: {nodes: {x: {}}}, b: {unlocks: x}}",
        "1:43: error: the node 'x' exists only with the item 'a'",
    ),
    "odds": ("items: {a: {effects: {odds: end, by: 2}}}", "say which outcome's odds are meant"),
    "a cost": ("items: {a: {cost: -1}}", "1:19: error: '-1': -1 is not an amount"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong(name: str, tmp_path: Path) -> None:
    text, says = WRONG[name]
    assert says in message(tmp_path, text, "p.yaml")


def test_everything_wrong_at_once(tmp_path: Path) -> None:
    text = (
        "items:\n  a: {unlocks: nil, cost: x}\n  b: {requires: c, chance: 2}\n  d: {requires: e}\n"
    )
    assert errors(tmp_path, text, "p.yaml") == [
        "2:16 dangling-name",
        "2:27 number",
        "3:28 number",
        "4:17 dangling-name",
    ]


def test_bad_items_are_left_out(tmp_path: Path) -> None:
    text = (
        "items:\n  a: {unlocks: nil}\n  b: {requires: a, unlocks: evals}\n  evals: {}\n"
        "  c: {excludes: [a, d], unlocks: evals}\n  d: {unlocks: theory}\n"
    )
    portfolio = opened(tmp_path, text, "p.yaml", skip_bad=True)
    assert [(one.id, one.excludes) for one in candidates(portfolio)] == [("c", ("d",)), ("d", ())]
    assert [problem.code for problem in portfolio.skipped] == [
        "dangling-name",
        "left-out",
        "duplicate-id",
    ]
    with pytest.raises(InputError, match="unknown key 'itle'"):
        opened(tmp_path, "itle: A\n" + text, "p.yaml", skip_bad=True)


def test_what_changes_nothing_is_odd(tmp_path: Path) -> None:
    text = (
        "items:\n  a: {}\n  b: {unlocks: known}\n  c: {unlocks: evals, chance: 0}\n"
        "  d: {effects: {staff: evals, add: 0}}\n  e: {unlocks: evals}\n"
        "  f: {effects: {move: {from: wrk, to: pool}, by: 0.1}}\n"
    )
    warnings = [str(problem) for problem in opened(tmp_path, text, "p.yaml").warnings]
    assert [one for one in warnings if "the item" in one] == [
        "p.yaml:2:3: warning: the item 'a' changes nothing; give it `unlocks`, `blocks`, "
        "`removes`, `effects` or `nodes`",
        "p.yaml:3:3: warning: the item 'b' changes nothing",
        "p.yaml:4:3: warning: the item 'c' changes nothing: its chance is 0",
        "p.yaml:5:3: warning: the item 'd' changes nothing",
        "p.yaml:7:3: warning: the item 'f' changes nothing",
    ]
    assert any(
        "7:30: warning: no node has the field 'wrk'; did you mean 'work'?" in w for w in warnings
    )
    assert not any("pool" in one for one in warnings)
    table = "id,unlocks,staff,add\na,,,\nb,known,,\nc,,evals,0\nd,,evals,1\n"
    of_table = [str(problem) for problem in opened(tmp_path, table).warnings]
    assert [one.split(" ")[0] for one in of_table if "the item" in one] == [
        "p.csv:2:1:",
        "p.csv:3:1:",
        "p.csv:4:1:",
    ]


def test_a_portfolio_for_another_tree(tmp_path: Path) -> None:
    (warning,) = opened(tmp_path, "tree: other\nitems: {a: {unlocks: evals}}", "p.yaml").warnings
    assert str(warning) == (
        "p.yaml: warning: this portfolio is meant for the tree 'other', not for 'tree'"
    )


def test_a_tree_with_errors_is_told_first(tmp_path: Path) -> None:
    broken = parse_tree(TREE.replace(b"work: 4", b"wrok: 4"), "tree.yaml")
    (tmp_path / "p.yaml").write_text("items: {a: }")
    with pytest.raises(InputError, match="unknown key 'wrok'"):
        open_portfolio(tmp_path / "p.yaml", broken)
    assert PARSED.tree is not None
