"""The legend explains every mark that occurs, and only those."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from render_samples import between, sample_figures, sample_tree, two_roads
from svg_reading import words

from render import Figures, Wishes, draw
from render.changes import changes, with_nodes
from render.labels import BAR_WIDTH, GAUGE_WIDTH
from render.legend import legend
from render.nodes import View
from render.scene import scene
from render.wishes import Color
from techtree.model.effects import Effect, Selector
from techtree.model.gates import Before, Known
from techtree.model.numbers import ZERO, Fixed
from techtree.model.tree import Item

LEGEND_WIDTH = 40  # of the sample of a bar


def test_every_mark_of_a_full_tree_is_explained() -> None:
    tree = sample_tree()
    item = tree.items["publish"]
    whole = with_nodes(tree, item)
    view = View(whole, sample_figures(0.01), sample_figures(), changes(tree, item))
    marks = scene(view, item).marks
    assert {entry.mark for entry in legend(whole, marks)} == marks
    assert {
        "required",
        "alternative",
        "strength",
        "seen",
        "faster",
        "slower",
        "added faster in words",
        "unlocks",
        "blocks",
        "removed",
        "new",
        "unlocked",
        "blocked",
        "private",
        "known",
        "fact",
        "event",
        "gauge",
        "median",
        "points",
        "range",
        "junction",
        "order",
        "reach",
    } <= marks


def test_a_mark_that_does_not_occur_is_not_explained() -> None:
    marks = scene(View(two_roads())).marks
    found = {entry.mark for entry in legend(two_roads(), marks)}
    assert found == marks
    assert not found & {"private", "known", "fact", "strength", "item", "gauge", "range"}


def test_prevention_is_explained() -> None:
    tree = two_roads()
    gate = Before(Known("oversight"), Known("pause"), ZERO, negated=True)
    end = replace(tree.nodes["end"], requires=gate)
    shown = " ".join(words(draw(replace(tree, nodes={**tree.nodes, "end": end}))))
    assert "must not have been known first" in shown


def test_outcomes_of_the_heading_are_explained_too() -> None:
    shown = " ".join(words(draw(sample_tree(), sample_figures())))
    assert "share of undecided in a bar" in shown


@pytest.mark.parametrize("color", ["known", "field"])
def test_bars_in_the_legend_have_the_rim_of_those_in_boxes(color: Color) -> None:
    figures = Figures(known={"oversight": 0.4, "end": 1.0})
    text = draw(two_roads(), figures, format="dot", wishes=Wishes(color)).decode()
    samples, bars = (
        re.findall(rf'WIDTH="(?:{widths})" HEIGHT="\d+" BGCOLOR="(#\w+)"', text)
        for widths in (LEGEND_WIDTH + 2, f"{BAR_WIDTH + 2}|{GAUGE_WIDTH + 2}")
    )
    assert len(samples) == 3  # two outcomes and a gauge
    assert set(samples) == set(bars)


def test_the_legend_is_in_dot_text_as_well() -> None:
    text = draw(two_roads(), format="dot").decode()
    assert "cluster_legend" in text
    assert "required" in text


def test_a_shorter_delay_has_an_arrow_and_is_explained() -> None:
    tree = two_roads()
    shown = {}
    for by in (0.5, 2.0):
        leak = Effect("l", "leak", Fixed(by), Selector(node="pause"))
        source = replace(tree.nodes["oversight"], effects=(leak,))
        drawn = replace(tree, nodes={**tree.nodes, "oversight": source})
        (line,) = (line for line in scene(View(drawn)).lines if "delay" in line.marks)
        shown[by] = line.attributes.get("arrowhead")
        assert "leaks sooner, which is no slowing" in " ".join(words(draw(drawn)))
    assert shown == {0.5: None, 2.0: "tee"}


def legend_of(effect: Effect) -> set[str]:
    """Return the marks that are explained where an item has nothing but an effect."""
    base = two_roads()
    plain = {name: replace(node, effects=()) for name, node in base.nodes.items()}
    tree = replace(base, nodes=plain)
    marks = scene(View(tree), Item("it", effects=(effect,))).marks
    found = {entry.mark for entry in legend(tree, marks)}
    assert found == marks
    return found


def test_an_effect_of_an_item_is_explained_with_its_own_arrow() -> None:
    lines = {"faster", "slower", "added faster", "added slower"}
    for factor, expected in ((2.0, "added faster"), (0.5, "added slower")):
        effect = Effect("e", "speed", Fixed(factor), Selector(node="end"))
        assert legend_of(effect) & lines == {expected}


def test_only_factors_are_explained_as_factors() -> None:
    whole = {"added faster", "added faster in words"}
    node, staff = Selector(node="pause"), Fixed(5.0)
    assert legend_of(Effect("e", "staff", staff, node)) & whole == {"added faster in words"}
    assert legend_of(Effect("e", "leak", ZERO, node)) & whole == {"added faster in words"}
    assert legend_of(Effect("e", "odds", Fixed(4.0), node)) & whole == {"added faster"}


def test_a_range_is_explained_wherever_it_is_written() -> None:
    end = Selector(node="end")
    assert "range" not in legend_of(Effect("e", "speed", Fixed(2.0), end))
    assert "range" in legend_of(Effect("e", "speed", between("e.by", 2, 3), end))
    assert "range" in legend_of(Effect("e", "speed", Fixed(2.0), end, lasts=between("l", 1, 2)))
