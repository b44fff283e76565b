"""Bars are as wide as what they stand for, measured in the drawing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from render_samples import two_roads
from svg_reading import fills, words

from render import Figures, draw
from render.labels import BAR_WIDTH, GAUGE_WIDTH, widths

ALIGNED, MISALIGNED, FILLED = "#0072B2", "#D55E00", "#52606D"


@pytest.mark.parametrize("share", [0.0, 0.03, 0.5, 0.97, 1.0])
def test_segments_have_the_width_of_their_share(share: float) -> None:
    figures = Figures(endings={"end": {"aligned": share, "misaligned": 1 - share}})
    svg = draw(two_roads(), figures)
    for color, part in ((ALIGNED, share), (MISALIGNED, 1 - share)):
        drawn = [right - left for left, top, right, bottom in fills(svg, "end", color)]
        widest = max(drawn, default=0.0)  # the swatch below the bar is 16 wide
        if part * BAR_WIDTH > 16:
            assert widest == pytest.approx(part * BAR_WIDTH, abs=1)
        elif part > 0:
            assert min(drawn) == pytest.approx(part * BAR_WIDTH, abs=1)
        else:
            assert not drawn


@pytest.mark.parametrize("known", [0.03, 0.5, 0.97])
def test_gauges_are_filled_as_far_as_the_probability(known: float) -> None:
    svg = draw(two_roads(), Figures(known={"oversight": known}))
    around, filled = fills(svg, "oversight", FILLED)
    assert filled[2] - filled[0] == pytest.approx(known * GAUGE_WIDTH, abs=1)
    assert around[2] - around[0] == pytest.approx(GAUGE_WIDTH + 2, abs=0.1)


def test_the_empty_part_of_a_gauge_has_a_rim_on_all_sides() -> None:
    # a title of 30 letters makes the box wider than its gauge, which must not stretch
    tree = two_roads()
    wide = replace(tree.nodes["oversight"], title="Overseeing what oversees others")
    tree = replace(tree, nodes={**tree.nodes, "oversight": wide})
    svg = draw(tree, Figures(known={"oversight": 0.4}))
    left, top, right, bottom = fills(svg, "oversight", FILLED)[0]
    ((rest_left, rest_top, rest_right, rest_bottom),) = fills(svg, "oversight", "#D9DEE3")
    assert right - rest_right == pytest.approx(1, abs=0.1)
    assert rest_left - left == pytest.approx(1 + 0.4 * GAUGE_WIDTH, abs=0.1)
    assert [rest_top - top, bottom - rest_bottom] == pytest.approx([1, 1], abs=0.1)


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ([0.03, 0.97], [6, 194]),  # 0.03 * 200 = 6
        ([1 / 3, 1 / 3, 1 / 3], [67, 66, 67]),  # edges at 66.7 and 133.3
        ([0.001, 0.999], [0, 200]),
        ([0.7000001, 0.3], [140, 60]),
    ],
)
def test_widths_add_up(shares: list[float], expected: list[int]) -> None:
    assert widths(shares, 200) == expected


def test_the_tree_gives_the_shares_where_there_are_no_figures() -> None:
    svg = draw(two_roads())  # aligned: 1/4
    widest = max(right - left for left, _, right, _ in fills(svg, "end", ALIGNED))
    assert widest == pytest.approx(BAR_WIDTH / 4, abs=1)


def test_a_change_is_written_where_there_is_more_than_one_outcome() -> None:
    for shares, changes in (({"aligned": 0.5, "misaligned": 0.5}, 2), ({"aligned": 1.0}, 0)):
        figures = Figures(endings={"end": shares})
        svg = draw(two_roads(), figures, "oversight", figures)
        assert words(svg).count("±0.0 pp") == changes
