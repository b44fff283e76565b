"""Mermaid text: every kind of gate, text as written, one order."""

from __future__ import annotations

import random
import re

import yaml

import trees
from techtree.exchange import to_mermaid
from techtree.exchange.mermaid import escaped
from techtree.model.tree import Tree
from tests.exchange.reading import parsed

HEAD = "techtree: 1\nstart: 2026\noutcomes: {aligned: 1, misaligned: 0}\n"


def lines(nodes: str) -> list[str]:
    """Return the lines of the drawing of some nodes, without those of their looks."""
    tree = parsed(f"{HEAD}nodes:\n{nodes}").tree
    assert tree is not None
    body = to_mermaid(tree).split("flowchart LR\n")[1].splitlines()
    return [line.strip() for line in body if not line.strip().startswith("class")]


ABC = "  a: {}\n  b: {}\n  c: {}\n"


def edges(gate: str) -> list[str]:
    """Return the lines of the drawing of one gate."""
    return [line for line in lines(f"{ABC}  end: {{requires: {gate}}}\n") if " n_" in line]


def test_gates() -> None:
    assert edges("[a, b]") == ["n_a --> n_end", "n_b --> n_end"]
    assert edges("{any: [a, b]}") == ['n_a -.->|"1 of 2"| n_end', 'n_b -.->|"1 of 2"| n_end']
    assert edges("{weighted: {a: 3, b: 1}}") == [
        'n_a ==>|"75#37;"| n_end', 'n_b ==>|"25#37;"| n_end',
    ]  # fmt: skip
    assert edges("[a, {at_least: 2, of: [a, b, c]}]") == [
        "n_a --> n_end",
        "n_end__1 --> n_end",
        "n_a -.-> n_end__1",
        "n_b -.-> n_end__1",
        "n_c -.-> n_end__1",
    ]
    assert edges("{not_before: [a, b], by: 6 months}") == [
        "n_end__0 --> n_end",
        'n_a --x|"first"| n_end__0',
        'n_b -->|"then"| n_end__0',
    ]
    assert edges("a@world") == ['n_a -->|"seen at world"| n_end']


def test_roles_and_words() -> None:
    found = lines(
        "  end: {title: The end, work: 10, ending: {aligned: 0.3, misaligned: rest}}\n"
        "  fact: {chance: 0.4}\n  old: {unlocked: true}\n  step: {field: care, private: true}\n"
        "  tool: {effects: [{odds: end, of: aligned, by: 3}]}\n"
    )
    assert found == [
        'n_end[["The end<br/>takes 10 years<br/>ends: 30#37; aligned, rest misaligned"]]',
        'n_fact{{"fact<br/>chance 40#37;"}}',
        'n_old(["old<br/>known"])',
        'n_step("step<br/>care, private")',
        'n_tool>"tool"]',
        'n_tool -.-o|"odds of aligned ×3"| n_end',
    ]


def test_text_is_no_markup() -> None:
    shown = {
        'say "hi"': "say #34;hi#34;",
        "<b>&amp;": "#60;b#62;#38;amp#59;",
        "%%{init: {}}%%": "#37;#37;#123;init: #123;#125;#125;#37;#37;",
        "`code`": "#96;code#96;",
        "1. one": "1#46; one",
        "12) two": "12#41; two",
        "- list": "#45; list",
        "**b** _i_": "#42;#42;b#42;#42; #95;i#95;",
        "http://x.y www.z.q": "http#58;//x.y www#46;z.q",
        "end": "end",
        "a\nb\x07\u202e": "a b#91;U+0007#93;#91;U+202E#93;",
    }
    assert {text: escaped(text) for text in shown} == shown
    assert escaped("x" * 500) == "x" * 299 + "…"


def test_the_title_is_quoted() -> None:
    tree = Tree('a: "b"\n---\nc', 2026.0, None, {}, {}, {})
    assert to_mermaid(tree).startswith('---\ntitle: "a: \\"b\\" --- c"\n---\nflowchart LR\n')


def test_the_order_of_nodes_does_not_show() -> None:
    rng = random.Random(0)
    for name in ("gates", "steiner_toy"):
        document = yaml.safe_load(trees.path(name).read_text("utf-8"))
        nodes = list(document["nodes"].items())
        seen = set()
        for _ in range(4):
            rng.shuffle(nodes)
            document["nodes"] = dict(nodes)
            tree = parsed(yaml.safe_dump(document, sort_keys=False)).tree
            assert tree is not None
            seen.add(to_mermaid(tree))
        assert len(seen) == 1


def test_every_line_of_the_shipped_trees_is_of_a_known_form() -> None:
    text = r'"[^"`<>]*(?:<br/>[^"`<>]*)*"'
    box = rf"n_\w+(?:\[\[{text}\]\]|\{{\{{{text}\}}\}}|\(\[{text}\]\)|\({text}\)|>{text}\])"
    arrow = r"(?:-->|-\.->|==>|--x|-\.-o)"
    line = rf"n_\w+ {arrow}(?:\|{text}\|)? n_\w+"
    look = r"classDef \w+ [a-z#A-F0-9:,\- ]*[\w]|class n_\w+ \w+"
    form = re.compile(rf"  (?:{box}|n_\w+\(\({text}\)\)|{line}|{look}|classDef .*)")
    for name in trees.names():
        tree = parsed(trees.path(name).read_bytes()).tree
        assert tree is not None
        for found in to_mermaid(tree).split("flowchart LR\n")[1].splitlines():
            assert form.fullmatch(found), found
