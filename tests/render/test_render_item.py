"""Before and after an item: one layout, and every change marked by a word."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from render_samples import sample_figures, sample_tree, two_roads
from shipped import made_up, shipped
from svg_reading import boxes, first_words, overlap, words

from render import Figures, RenderError, draw


@pytest.fixture(scope="module")
def svg() -> bytes:
    """Return the drawing of the sample tree before and after its item."""
    before, after = sample_figures(), sample_figures(-0.014)
    return draw(sample_tree(), before, item="publish", figures_with=after)


def test_every_node_has_the_same_place_in_both_panels(svg: bytes) -> None:
    found = boxes(svg)
    offsets = set()
    for node in sample_tree().nodes:
        before, after = found[f"before/{node}"], found[f"after/{node}"]
        moved = [b - a for a, b in zip(before, after, strict=True)]
        assert moved[0] == pytest.approx(moved[2], abs=0.1)  # the same width
        assert moved[1] == pytest.approx(moved[3], abs=0.1)  # the same height
        offsets.add((round(moved[0]), round(moved[1])))
    assert len(offsets) == 1


def test_what_the_item_brings_is_only_in_the_panel_after(svg: bytes) -> None:
    found = boxes(svg)
    for part in ("workshop", "item/publish", "item/publish/without-lab_c"):
        assert f"after/{part}" in found
        assert f"before/{part}" not in found


def test_changes_are_words(svg: bytes) -> None:
    shown = words(svg)
    for word in (
        "UNLOCKED from Jul 2026",
        "UNLOCKED to lab_b from Jul 2026",
        "BLOCKED from Jul 2026",
        "NEW",
        "REMOVED",
        "unlocks",
        "blocks",
        "removes",
        "+5 staff",
        "×0.7",
        "moves 10%",
        "RESEARCH ITEM",
    ):
        assert word in shown


def test_outcomes_change_in_percentage_points(svg: bytes) -> None:
    shown = words(svg)
    assert {"−1.4 pp", "+1.4 pp", "±0.0 pp"} <= set(shown)
    assert shown.index("Before") < shown.index("−1.4 pp")


def test_no_two_boxes_overlap(svg: bytes) -> None:
    found = {name: box for name, box in boxes(svg).items() if not name.startswith("rule/")}
    names = sorted(found)
    clashes = [
        (first, second)
        for place, first in enumerate(names)
        for second in names[place + 1 :]
        if overlap(found[first], found[second])
    ]
    assert not clashes


def test_a_node_may_stand_for_the_item() -> None:
    shown = words(draw(two_roads(), item="oversight"))
    assert "UNLOCKED" in shown
    assert "After: Scalable oversight known now" in shown


def test_an_unknown_item_is_an_error_with_a_near_miss() -> None:
    with pytest.raises(RenderError, match="did you mean 'oversight'"):
        draw(two_roads(), item="oversigth")


def test_bad_wishes_are_errors() -> None:
    with pytest.raises(RenderError, match="choose svg, png, pdf or dot"):
        draw(two_roads(), format="gif")  # type: ignore[arg-type]


def test_words_stand_at_the_same_corner_of_a_box_in_both_panels(svg: bytes) -> None:
    found, corners = boxes(svg), first_words(svg)
    for node in sample_tree().nodes:
        before, after = (
            [corners[name][side] - found[name][side] for side in (0, 1)]
            for name in (f"before/{node}", f"after/{node}")
        )
        assert before == pytest.approx(after, abs=1.5), node


def test_a_small_change_of_an_ending_is_in_the_heading_and_at_the_ending() -> None:
    before = Figures(
        outcomes={"aligned": 0.05, "misaligned": 0.95}, ending_probability={"end": 0.05}
    )
    after = Figures(
        outcomes={"aligned": 0.046, "misaligned": 0.954}, ending_probability={"end": 0.046}
    )
    shown = words(draw(two_roads(), before, "oversight", after))
    assert "−0.4 pp" in shown
    assert "ends 4.6% of worlds (−0.4 pp)" in shown


def test_an_item_is_told_from_others_without_its_colour() -> None:
    tree = sample_tree()
    figures = sample_figures()
    shown = " ".join(words(draw(tree, figures, next(iter(tree.items)), figures)))
    assert "the research item: what it does starts here" in shown


def test_the_effects_of_an_item_start_in_a_square_and_those_of_nodes_do_not() -> None:
    tree, figures = shipped("race"), made_up(shipped("race"))
    root = ElementTree.fromstring(draw(tree, figures, "publish_agents", figures))
    found = {
        group.get("id", ""): sum(part.tag.endswith("polygon") for part in group.iter())
        for group in root.iter()
        if group.get("class") == "edge" and any(part.get("stroke-dasharray") for part in group)
    }
    own = {name for name in found if "publish_agents" in name}
    assert own and {found[name] for name in own} == {2}  # a square and a head
    assert sum(count == 2 for count in found.values()) == len(own) + 1  # and in the legend
    assert 1 in found.values()


def test_lines_across_the_sheet_are_as_long_as_it_is_wide() -> None:
    """Between panels too, where the heading is wider than they are."""
    tree = shipped("resources")
    figures = made_up(tree)
    svg = draw(tree, figures, item=next(iter(tree.items)), figures_with=figures)
    between, above_legend = (box for name, box in boxes(svg).items() if name.startswith("rule/"))
    assert between[2] - between[0] == pytest.approx(above_legend[2] - above_legend[0], abs=0.1)
