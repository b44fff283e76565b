"""The JSON Schema: a schema, that accepts trees and refuses what the reader refuses."""

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from files.snippets import DESIGN_TREE
from techtree.files.fields import TREE
from techtree.files.portfolio_fields import PORTFOLIO, PORTFOLIO_ITEM
from techtree.files.positions import Mapping, Node, Scalar
from techtree.files.schema import json_schema, portfolio_schema
from techtree.files.source_text import decode
from techtree.files.template import TEMPLATE
from techtree.files.yaml_document import read_yaml

VALIDATOR = Draft202012Validator(json_schema())


def plain(node: Node) -> Any:
    """Turn a document into what an editor's YAML 1.2 parser makes of it."""
    if isinstance(node, Scalar):
        if node.null:
            return None
        if node.flag is not None:
            return node.flag
        if node.integer is not None:
            return node.integer
        try:
            return float(node.text) if node.plain else node.text
        except ValueError:
            return node.text
    if isinstance(node, Mapping):
        return {entry.key.text: plain(entry.value) for entry in node.entries}
    return [plain(item) for item in node.items]


def faults(text: str) -> list[str]:
    root, problems = read_yaml(text, "t")
    assert not problems
    return [error.json_path for error in VALIDATOR.iter_errors(plain(root))]


def tree(nodes: str, rest: str = "") -> str:
    return f"techtree: 1\noutcomes: {{good: 1}}\nnodes: {nodes}\n{rest}"


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


def test_every_key_of_the_tree_is_described() -> None:
    properties = json_schema()["properties"]
    assert set(properties) == {key.name for key in TREE.keys}
    assert all(schema["description"] for schema in properties.values())


RICH = (Path(__file__).parent / "rich_tree.yaml").read_bytes()


@pytest.mark.parametrize(
    "text",
    [decode(DESIGN_TREE, "t"), TEMPLATE, decode(RICH, "t")],
    ids=["design", "template", "rich"],
)
def test_trees_are_accepted(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    "nodes",
    [
        "{a: }",
        "{a: {requires: b@lab}}",
        "{a: {requires: [b, {any: [c, {weighted: {d: 2}}]}]}}",
        "{a: {requires: {before: [b, c@lab], by: 6 months}}}",
        "{a: {requires: {at_least: 2, of: [b, c]}}}",
        "{a: {unlocked: {lab: 2025-01, other: true}}}",
        "{a: {unlocked: -6 months}}",
        "{a: {hint: {by: 2 to 3, shown_by: b@lab}}}",
        "{a: {work: {lognormal: [3, 0.5]}, chance: likely}}",
        "{a: {work: {mixture: [[0.3, 2], [0.7, 5 to 9]]}}}",
        "{a: {work: {value: 3, source: s, note: guessed}}}",
        "{a: {ending: good}}",
        "{a: {ending: {good: rest, bad: 0.2, source: s}}}",
        "{a: {effects: [{staff: b, add: 5, channel: 'x: y', id: grant}]}}",
        "{a: {effects: [{move: {from: f, to: g}, by: 0.2, efficiency: 0.3}]}}",
    ],
)
def test_forms_are_accepted(nodes: str) -> None:
    assert faults(tree(nodes)) == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (tree("{a: {wrk: 3}}"), "$.nodes.a"),
        (tree("{A: }"), "$.nodes"),
        (tree("{none: }"), "$.nodes"),
        (tree("{a: {private: maybe}}"), "$.nodes.a.private"),
        (tree("{a: {requires: {al: [b]}}}"), "$.nodes.a.requires"),
        (tree("{a: {work: [1, 2]}}"), "$.nodes.a.work"),
        (tree("{a: {work: {lognormal: [3]}}}"), "$.nodes.a.work"),
        (tree("{a: {effects: [{speed: b}]}}"), "$.nodes.a.effects"),
        (tree("{a: {effects: [{speed: b, by: 2, at: 3}]}}"), "$.nodes.a.effects"),
        (tree("{}"), "$.nodes"),
        (tree("{a: }", "wibble: 1"), "$"),
        (tree("{a: }", "items: {i: {unlocks: {a: {too: b}}}}"), "$.items.i.unlocks"),
        ("techtree: 2\noutcomes: {good: 1}\nnodes: {a: }\n", "$.techtree"),
        ("techtree: 1\nnodes: {a: }\n", "$"),
    ],
)
def test_what_the_reader_refuses_is_refused(text: str, path: str) -> None:
    assert path in faults(text)


PORTFOLIOS = Draft202012Validator(portfolio_schema())
PORTFOLIO_TEXTS = {
    "items: {a: {unlocks: evals, requires: [b], group: g, must: true}, b: }": True,
    "techtree_portfolio: 1\ncost_unit: USD\nitems: {a: {cost: 1 to 3, never: false}}": True,
    "techtree_portfolio: 2\nitems: {a: {}}": False,
    "items: {}": False,
    "title: A": False,
    "items: {A: {}}": False,
    "items: {a: {require: b}}": False,
    "items: {a: {requires: {b: }}}": False,
    "items: {a: {must: 1}}": False,
    "techtree: 1\nitems: {a: {}}": False,
}


@pytest.mark.parametrize("text", PORTFOLIO_TEXTS)
def test_portfolios(text: str) -> None:
    root, problems = read_yaml(text, "p", "portfolio")
    assert not problems
    assert PORTFOLIOS.is_valid(plain(root)) == PORTFOLIO_TEXTS[text]


def test_the_schema_of_portfolios_is_one_and_says_what_keys_are_for() -> None:
    schema = portfolio_schema()
    Draft202012Validator.check_schema(schema)
    assert set(schema["properties"]) == {key.name for key in PORTFOLIO.keys}
    item = schema["$defs"]["portfolio_item"]["properties"]
    assert set(item) == {key.name for key in PORTFOLIO_ITEM.keys}
    assert all(value["description"] for value in item.values())
