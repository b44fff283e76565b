"""Gates, effects, facts and items in words."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest
from page_samples import sample

import render.page
from render.page.facts import effect_facts, effect_words, item_words, node_facts, work_words
from render.page.gates import needs, needs_text
from render.page.parts import parts, whole
from techtree.model.effects import Effect, Move, Selector
from techtree.model.gates import All, AtLeast, Before, Gate, Known, Weighted
from techtree.model.numbers import ONE, ZERO, Fixed

K = Known
MODULES = [module.name for module in pkgutil.iter_modules(render.page.__path__, "render.page.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize(
    ("gate", "words"),
    [
        (None, ""),
        (K("agents"), "agents"),
        (K("agents", "lab_a"), "agents (seen at lab_a)"),
        (All((K("end"),)), "The system"),
        (All((K("agents"), K("end"))), "all of these: agents; The system"),
        (AtLeast(1, (K("agents"), K("end"))), "any one of these: agents; The system"),
        (AtLeast(2, (K("a"), K("b"), K("c"))), "at least 2 of these: a; b; c"),
        (
            All((K("a"), AtLeast(1, (K("b"), K("c"))))),
            "all of these: a; (any one of these: b; c)",
        ),
        (
            Weighted(((K("a"), Fixed(3.0)), (K("b"), ONE))),
            "the more of these, the faster: a (75%); b (25%)",
        ),
        (Before(K("a"), K("b"), ZERO), "the first before the second: a; b"),
        (
            Before(K("a"), K("b"), Fixed(0.5)),
            "the first before the second by at least 6 months: a; b",
        ),
        (
            Before(K("a"), K("b"), ZERO, negated=True),
            "the second, and not the first before it: a; b",
        ),
        (
            AtLeast(1, tuple(K(f"n{i}") for i in range(14))),
            "any one of these: " + "; ".join(f"n{i}" for i in range(12)) + "; and 2 more",
        ),
    ],
)  # fmt: skip
def test_gates(gate: Gate | None, words: str) -> None:
    assert needs_text(sample(), gate) == words


def test_a_nested_gate_keeps_its_members() -> None:
    gate = All((K("a"), AtLeast(1, (K("b", "lab_b"), K("c")))))
    assert needs(sample(), gate) == {
        "word": "all of these",
        "members": [
            {"node": "a"},
            {
                "word": "any one of these",
                "members": [{"node": "b", "at": "lab_b"}, {"node": "c"}],
            },
        ],
    }


END = Selector(node="end")


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        (Effect("e", "speed", Fixed(2.0), END), "speed of ‘The system’ ×2"),
        (Effect("e", "speed", ZERO, END, lasts=Fixed(2.0)), "stops ‘The system’, for 2 years"),
        (
            Effect("e", "speed", Fixed(0.5), Selector(field="evals"), after=Fixed(0.5)),
            "speed of all evals work ×0.5, from 6 months after",
        ),
        (
            Effect("e", "depth", Fixed(0.5), Selector(actor="lab_a"), chance=Fixed(0.3)),
            "depth of all work of lab_a ×0.5, with chance 30%",
        ),
        (
            Effect("e", "odds", Fixed(3.0), END, outcome="aligned"),
            "odds of aligned at ‘The system’ ×3",
        ),
        (
            Effect("e", "odds", Fixed(3.0), Selector(node="oversight")),
            "odds that ‘Scalable oversight’ works out ×3",
        ),
        (Effect("e", "leak", ZERO, Selector(node="agents")), "publishes ‘agents’"),
        (
            Effect("e", "leak", Fixed(2.0), Selector(node="agents")),
            "leak delay of ‘agents’ ×2",
        ),
        (
            Effect("e", "staff", Fixed(5.0), Selector(node="agents")),
            "people at work on ‘agents’: 5 more",
        ),
        (
            Effect("e", "move", Fixed(0.2), move=Move("lab_b", "a", "b", Fixed(0.3)), at=ONE),
            "moves 20% of the effort of lab_b from a to b, 30% of it arrives, from Jan 2027",
        ),
    ],
)
def test_effects(effect: Effect, words: str) -> None:
    assert effect_words(sample(), effect) == words


def test_what_a_node_is_made_of() -> None:
    tree = sample()
    assert node_facts(tree, tree.nodes["oversight"]) == {
        "needs": {"node": "basics"},
        "about": [["Work", "4–16 years"], ["Chance that it works out", "70%"]],
        "effects": [
            {
                "words": "odds of aligned at ‘The system’ ×2–4",
                "kind": "odds",
                "node": "end",
                "channel": "help",
                "source": "post",
            }
        ],
    }
    assert work_words(tree, tree.nodes["basics"]) == "known today"
    assert node_facts(tree, tree.nodes["agents"])["about"] == [
        ["Work", "1–4 years"],
        ["Leaks to others", "after 6 months"],
    ]


@pytest.mark.parametrize(
    ("target", "move", "reach"),
    [
        (Selector(node="end", field="a"), None, {"node": "end"}),
        (Selector(field="a", actor="lab_a"), None, {"fields": ["a"]}),
        (Selector(actor="lab_a"), None, {}),
        (None, Move("lab_a", "a", "b"), {"fields": ["a", "b"]}),
    ],
)
def test_what_an_effect_reaches(
    target: Selector | None, move: Move | None, reach: dict[str, object]
) -> None:
    kind = "move" if move else "speed"
    found = effect_facts(sample(), Effect("e", kind, Fixed(0.5), target, move))  # type: ignore[arg-type]
    assert {key: found[key] for key in ("node", "fields") if key in found} == reach


def test_what_an_item_does() -> None:
    tree = sample()
    assert item_words(tree, tree.items["publish"]) == [
        "unlocks ‘agents’ to everybody",
        "unlocks ‘Scalable oversight’ to everybody",
    ]
    assert item_words(tree, tree.items["found"]) == ["brings ‘The institute’"]
    assert item_words(tree, tree.items["stop"]) == [
        "blocks ‘Constructors’",
        "speed of ‘insight’ ×0.5",
    ]


def test_lines_have_the_same_name_under_every_stance() -> None:
    tree = sample()
    written = parts(whole(tree, tree.items.values()))
    grim = parts(whole(tree.stances["grim"].tree, tree.items.values()))
    assert set(written.links) - set(grim.links) == {"oversight--end--faster--0"}
    assert not set(grim.links) - set(written.links)
    assert written.links["oversight--end--faster--0"].rows == ("odds of aligned ×2–4",)
