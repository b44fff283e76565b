"""DOT text: what each mark becomes, and that it depends on the tree alone."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from render_samples import sample_figures, sample_tree, two_roads

from render import draw
from render.dot import tree_dot
from render.nodes import View
from render.scene import scene
from techtree.model.effects import Effect, Selector
from techtree.model.gates import All, AtLeast, Before, Gate, Known, Weighted
from techtree.model.numbers import ZERO, Fixed
from techtree.model.tree import Tree

GOLDEN = Path(__file__).with_name("two_roads.dot")
_LABEL = re.compile(r"label=<.*?</TABLE>>")
_WORDS = re.compile(r">([^<>]+)<")


def edges(tree: Tree) -> set[str]:
    """Return each edge with its line style, arrowhead and label words, in short."""
    found = set()
    for line in tree_dot(scene(View(tree))).splitlines():
        if " -> " not in line:
            continue
        ends = " ".join(re.findall(r'"([^"]*)"', line)[:2])
        label = _LABEL.search(line)
        words = " ".join(_WORDS.findall(label.group())) if label else ""
        style, head = (re.search(rf'{key}="(\w+)"', line) for key in ("style", "arrowhead"))
        look = f"{style.group(1) if style else ''}{'|' + head.group(1) if head else ''}"
        found.add(f"{ends}: {look} {words}".strip())
    return found


def gated(gate: Gate) -> set[str]:
    """Return the edges of the small tree with another gate before its ending."""
    tree = two_roads()
    end = replace(tree.nodes["end"], requires=gate)
    plain = {name: replace(node, effects=(), requires=None) for name, node in tree.nodes.items()}
    return edges(replace(tree, nodes={**plain, "end": end}))


def test_a_small_tree_gives_the_golden_text() -> None:
    assert draw(two_roads(), format="dot").decode() == GOLDEN.read_text(encoding="utf-8")


def test_solid_dashed_and_dotted() -> None:
    assert edges(two_roads()) == {
        "oversight end: dashed",
        "pause end: dashed",
        "oversight pause: solid",
        "oversight end: dotted odds of aligned ×2",
        "pause pause/reach0: dotted|tee ×0.5 for 2 years",
    }


OVERSIGHT, PAUSE = Known("oversight"), Known("pause")


@pytest.mark.parametrize(
    ("gate", "expected"),
    [
        (OVERSIGHT, {"oversight end: solid"}),
        (All((OVERSIGHT, PAUSE)), {"oversight end: solid", "pause end: solid"}),
        (AtLeast(1, (OVERSIGHT,)), {"oversight end: solid"}),
        (
            Weighted(((OVERSIGHT, Fixed(3.0)), (PAUSE, Fixed(1.0)))),
            {"oversight end: solid 75%", "pause end: solid 25%"},
        ),
        (
            Before(OVERSIGHT, PAUSE, ZERO),
            {
                "oversight end/gate: solid first",
                "pause end/gate: solid then",
                "end/gate end: solid",
            },
        ),
        (
            Before(OVERSIGHT, PAUSE, ZERO, negated=True),
            {
                "oversight end/gate: solid|odot not first",
                "pause end/gate: solid then",
                "end/gate end: solid",
            },
        ),
        (
            All((OVERSIGHT, AtLeast(1, (PAUSE, Known("oversight", "world"))))),
            {
                "oversight end: solid",
                "end/1/gate end: solid",
                "pause end/1/gate: dashed",
                "oversight end/1/gate: dashed seen at world",
            },
        ),
        (
            AtLeast(1, (Known("oversight", "a"), PAUSE, Known("oversight", "b"))),
            {"oversight end: dashed seen at a, b", "pause end: dashed"},
        ),
    ],
)
def test_gates(gate: Gate, expected: set[str]) -> None:
    assert gated(gate) == expected


def test_the_count_of_alternatives_is_written() -> None:
    text = tree_dot(scene(View(two_roads())))
    assert "needs any 1 of 2" in text
    assert ">2 of 3<" in tree_dot(scene(View(sample_tree())))


def test_width_is_strength() -> None:
    tree = two_roads()
    gate = Weighted(((OVERSIGHT, Fixed(3.0)), (PAUSE, Fixed(1.0))))
    end = replace(tree.nodes["end"], requires=gate)
    lines = scene(View(replace(tree, nodes={**tree.nodes, "end": end}))).lines
    width = {
        line.tail: float(line.attributes["penwidth"]) for line in lines if "strength" in line.marks
    }
    assert width["oversight"] - 0.8 == pytest.approx(3 * (width["pause"] - 0.8))


def test_endings_stand_at_the_right() -> None:
    assert '{ rank="sink"; "pact"; "superintelligence"; }' in tree_dot(scene(View(sample_tree())))


def test_the_order_of_the_file_does_not_matter() -> None:
    tree = sample_tree()
    figures = sample_figures()
    turned = replace(
        tree,
        nodes=dict(reversed(list(tree.nodes.items()))),
        outcomes=dict(reversed(list(tree.outcomes.items()))),
        actors=dict(reversed(list(tree.actors.items()))),
    )
    back = replace(
        figures,
        known=dict(reversed(list(figures.known.items()))),
        outcomes=dict(reversed(list(figures.outcomes.items()))),
        endings=dict(reversed(list(figures.endings.items()))),
    )
    assert draw(turned, back, format="dot") == draw(tree, figures, format="dot")
    drawn = [
        draw(t, f, item="publish", figures_with=f) for t, f in ((tree, figures), (turned, back))
    ]
    assert drawn[0] == drawn[1]


def test_effects_that_share_a_line_are_told_apart() -> None:
    tree = two_roads()
    first = Effect("a", "speed", Fixed(2.0), Selector(node="end"), lasts=Fixed(3.0))
    second = Effect("b", "odds", Fixed(4.0), Selector(node="end"))
    oversight = replace(tree.nodes["oversight"], effects=(first, second))
    found = edges(replace(tree, nodes={**tree.nodes, "oversight": oversight}))
    assert "oversight end: dotted ×2 for 3 years and odds ×4" in found
