"""Trees by field: nodes are counted, links are added up, endings stay as they are."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from render_samples import sample_figures, sample_tree, two_roads
from shipped import shipped
from svg_reading import boxes, fills, routes, words

from render import Figures, Wishes, draw
from render.collapsing import collapsed
from render.labels import GAUGE_WIDTH
from render.nodes import View
from techtree.model.effects import Effect, Selector
from techtree.model.gates import All, Before, Known
from techtree.model.numbers import ZERO, Fixed
from techtree.model.tree import Item, Unlock

COLLAPSE = Wishes(collapse=True)


def lines() -> dict[tuple[str, str], str]:
    """Return the words on each line of the sample tree by field."""
    picture = collapsed(View(sample_tree()), None, ())
    return {
        (line.tail, line.head): "".join(re.findall(r">([^<>]+)<", line.label))
        for line in picture.lines
    }


def test_links_are_counted() -> None:
    found = lines()
    # agents needs rlhf; oversight needs agents; automation needs agents; agents speeds alignment
    assert found["field/alignment", "field/capability"] == "1"
    assert found["field/capability", "field/alignment"] == "2 + 1 effect"
    assert found["field/evals", "field"] == "2 + 1 effect"  # moratorium, deception; odds
    assert found["field/alignment", "superintelligence"] == "1 + 2 effects"


def test_nodes_are_counted() -> None:
    shown = words(draw(sample_tree(), sample_figures(), wishes=COLLAPSE))
    assert "FIELD · 4 nodes" in shown  # alignment
    assert "WITHOUT FIELD · 4 nodes" in shown
    assert "3 events or policies · 1 fact" in shown


def test_endings_stay_and_other_nodes_go() -> None:
    found = boxes(draw(sample_tree(), sample_figures(), wishes=COLLAPSE))
    tree = sample_tree()
    for name, node in tree.nodes.items():
        assert (name in found) == (node.ending is not None)


def test_of_how_many_nodes_the_colour_is() -> None:
    tree = sample_tree()
    figures = Figures(known={**dict.fromkeys(tree.nodes, 0.9), "rlhf": 0.1})
    shown = words(draw(tree, figures, wishes=Wishes(collapse=True, color="known")))
    said = {line for line in shown if line.startswith("colour:")}
    assert said == {
        f"colour: that of {part}" for part in ("3 of 4 nodes", "all 4 nodes", "its node")
    }

    tree = shipped("alignment_research")
    figures = Figures(known=dict.fromkeys(tree.nodes, 0.9))
    shown = words(draw(tree, figures, wishes=Wishes(collapse=True, color="known")))
    assert {"colour: that of its node", "colour: that of both nodes"} <= set(shown)


@pytest.mark.parametrize("share", [0.03, 0.5, 0.97])
def test_a_gauge_is_the_mean_of_its_nodes(share: float) -> None:
    tree = sample_tree()
    svg = draw(tree, Figures(known=dict.fromkeys(tree.nodes, share)), wishes=COLLAPSE)
    _, (left, _, right, _) = fills(svg, "field/evals", "#52606D")
    assert right - left == pytest.approx(share * GAUGE_WIDTH, abs=1)
    assert any(word.endswith("of 1 known, expected") for word in words(svg))


def test_what_an_item_touches_is_counted() -> None:
    figures = sample_figures()
    svg = draw(sample_tree(), figures, "publish", figures, wishes=COLLAPSE)
    shown = words(svg)
    assert "UNLOCKED: 2" in shown
    assert "NEW: 1" in shown
    assert {"unlocks 1", "unlocks 1 to lab_b", "blocks 1"} <= set(shown)
    assert any(name.startswith("after/item/publish") for name in routes(svg))


def test_an_item_stands_before_what_it_changes() -> None:
    for change in (Effect("a", "speed", Fixed(2.0), Selector(node="end")), None):
        unlocks = () if change else (Unlock("oversight"),)
        item = Item("it", effects=(change,) if change else (), unlocks=unlocks)
        drawn = boxes(draw(two_roads(), item=item, wishes=COLLAPSE))
        changed = drawn["after/end" if change else "after/field/alignment"]
        assert drawn["after/item/it"][2] < changed[0]


def test_the_legend_says_no_more_than_is_drawn() -> None:
    tree = two_roads()  # an effect each of two advances, on the ending that needs both
    both = " ".join(words(draw(tree, wishes=COLLAPSE)))
    assert "and so many effects" in both
    assert "effects alone" not in both
    end = replace(tree.nodes["end"], requires=None)
    alone = " ".join(words(draw(replace(tree, nodes={**tree.nodes, "end": end}), wishes=COLLAPSE)))
    assert "and so many effects" not in alone
    assert "effects alone" in alone


def test_effects_of_an_item_are_explained() -> None:
    effects = tuple(
        Effect(name, "speed", Fixed(by), Selector(node="end"))
        for name, by in (("a", 2.0), ("b", 3.0), ("c", 0.5))
    )
    shown = words(draw(two_roads(), item=Item("it", effects=effects), wishes=COLLAPSE))
    assert {"2 effects", "1 effect"} <= set(shown)
    told = " ".join(shown)
    assert "effects of the item on nodes of that field" in told
    assert "effects of the item that slow" in told


def test_an_item_says_what_it_does_to_no_single_field() -> None:
    told = " ".join(words(draw(shipped("resources"), item="retrain", wishes=COLLAPSE)))
    assert "→ effort of lab: capability → alignment: moves 25%" in told
    assert "what an effect reaches that is no single node, and how" in told


def test_an_effect_on_a_field_of_endings_alone_reaches_them() -> None:
    drawing = draw(shipped("moratorium"), wishes=COLLAPSE)
    assert "more than one field" not in " ".join(words(drawing))
    assert "field--superintelligence--0" in routes(drawing)


def test_what_must_not_come_first_is_not_needed() -> None:
    tree = two_roads()
    first, then = Known("oversight"), Known("pause")
    cases = {
        Before(first, then, ZERO, negated=True): ("1 not first", ("prevents",)),
        All((first, Before(first, then, ZERO, negated=True))): (
            "1 + 1 not first",
            ("gates", "several prevent"),
        ),
    }
    for gate, (said, marks) in cases.items():
        nodes = {**tree.nodes, "end": replace(tree.nodes["end"], requires=gate)}
        nodes = {name: replace(node, effects=()) for name, node in nodes.items()}
        lines = collapsed(View(replace(tree, nodes=nodes)), None, ()).lines
        links = {line.tail: line for line in lines if line.head == "end"}
        assert said in links["field/alignment"].label
        assert links["field/alignment"].marks == marks
        assert links["field"].marks == ("gates",)
