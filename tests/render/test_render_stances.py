"""Two stances on one layout: what differs between them is marked, and only that."""

from __future__ import annotations

from dataclasses import replace

import pytest
from render_samples import sample_figures, sample_tree, two_roads
from shipped import shipped
from svg_reading import boxes, fills, words
from test_render_crowding import faults

from render import Figures, RenderError, Side, Wishes, draw, style
from techtree.model.numbers import Fixed
from techtree.model.tree import Actor, Tree


def other() -> Tree:
    """Return the small tree with another work, and without one effect."""
    tree = two_roads()
    nodes = {
        **tree.nodes,
        "oversight": replace(tree.nodes["oversight"], work=Fixed(3.0)),
        "pause": replace(tree.nodes["pause"], effects=()),
    }
    return replace(tree, nodes=nodes, actors={"world": Actor("world", {"x": Fixed(2.0)})})


def sides() -> tuple[Side, Side]:
    """Return both stances with figures."""
    first = Figures(known={"oversight": 0.5, "pause": 0.1}, outcomes={"aligned": 1.0})
    second = Figures(known={"oversight": 0.8, "pause": 0.1}, outcomes={"aligned": 1.0})
    return Side("hopeful", two_roads(), first), Side("worried", other(), second)


def test_what_differs_is_marked_in_both() -> None:
    svg = draw(two_roads(), sides=sides())
    shown = words(svg)
    assert shown.count("DIFFERS in work") == 2
    assert shown.count("DIFFERS in effects") == 2
    assert "Stance: hopeful" in shown
    assert "Stance: worried" in shown
    assert "differs also in: effort of world" in shown
    assert "50.0% known" in shown
    assert "80.0% known (+30.0 pp)" in shown
    assert "a link that the other stance lacks" in " ".join(shown)
    assert shown.count("ONLY HERE") == 2  # the effect, and its sample in the legend


def test_a_link_with_another_figure_is_marked_in_both() -> None:
    tree = two_roads()
    (odds,) = tree.nodes["oversight"].effects
    doubled = replace(tree.nodes["oversight"], effects=(replace(odds, by=Fixed(4.0)),))
    second = replace(tree, nodes={**tree.nodes, "oversight": doubled})
    svg = draw(tree, sides=(Side("a", tree), Side("b", second)))
    shown = words(svg)
    assert shown.count("DIFFERS") == 2
    assert {"odds of aligned ×2", "odds of aligned ×4"} <= set(shown)
    assert faults(svg) == []


def test_nodes_keep_their_places() -> None:
    found = boxes(draw(two_roads(), sides=sides()))
    moved = {
        tuple(
            round(b - a)
            for a, b in zip(found[f"first/{node}"], found[f"second/{node}"], strict=True)
        )
        for node in two_roads().nodes
    }
    assert len(moved) == 1


def test_colour_shows_the_difference() -> None:
    svg = draw(two_roads(), sides=sides(), wishes=Wishes("stance"))
    assert fills(svg, "second/oversight", "#86BADF")  # 30 points, on a scale up to 50
    assert not fills(svg, "second/pause", "#86BADF")
    assert "+30.0 pp between stances" in words(svg)


def test_stances_that_are_the_same_say_so() -> None:
    tree = two_roads()
    svg = draw(tree, sides=(Side("a", tree), Side("b", tree)))
    shown = " ".join(words(svg))
    assert "nothing differs but what items do" in shown
    assert "DIFFERS" not in shown
    assert style.CHANGE.lower().encode() in svg  # the words that say so


def test_four_drawings_in_one_are_refused() -> None:
    with pytest.raises(RenderError, match="four drawings"):
        draw(two_roads(), item="pause", sides=sides())
    with pytest.raises(RenderError, match="goes with neither"):
        figures = sample_figures()
        draw(sample_tree(), figures, "publish", figures, wishes=Wishes("shift"))


def test_bars_beside_one_another_stand_on_one_line() -> None:
    tree = shipped("stances")
    figures = Figures(outcomes={"aligned": 0.5, "misaligned": 0.5})
    views = [Side(name, tree.stances[name].tree, figures) for name in ("hopeful", "worried")]
    svg = draw(tree, sides=(views[0], views[1]))
    assert "nothing differs but what items do" in " ".join(words(svg))  # above one of the two
    bars = [fills(svg, f"sheet/{side}-outcomes", "#0072B2")[0] for side in ("first", "second")]
    assert bars[0][2] < bars[1][0]
    assert bars[0][1] == pytest.approx(bars[1][1], abs=1)


def test_steps_of_a_scale_are_told_apart_however_small() -> None:
    tree = shipped("stances")
    same = Figures(known=dict.fromkeys(tree.nodes, 0.5))
    views = [Side(name, tree.stances[name].tree, same) for name in ("hopeful", "worried")]
    shown = " ".join(words(draw(tree, sides=(views[0], views[1]), wishes=Wishes("stance"))))
    assert "less than 0.02 pp either way" in shown
