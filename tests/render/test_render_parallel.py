"""Lines that run on one another are led side by side, and past what is not theirs."""

from __future__ import annotations

import math

import pytest
from shipped import made_up, shipped
from svg_reading import routes

from render import Wishes, draw
from render.dot import Place
from render.marks import Line, Vertex, picture
from render.parallel import side_by_side
from render.splines import flattened, turned

PLACES = {"a": Place(0.0, 0.0, 20.0, 20.0), "b": Place(300.0, 0.0, 20.0, 20.0)}
ALONG = "e,290,0 10,0 100,0 200,0 281,0"


def led(*found: str, **others: Place) -> list[str]:
    """Return lines from a to b, led apart."""
    lines = [Line("a", "b", turn=turn) for turn in range(len(found))]
    vertices = [Vertex(name) for name in (*PLACES, *others)]
    moved = side_by_side(
        picture(vertices, lines),
        {**PLACES, **others},
        {line.name: route for line, route in zip(lines, found, strict=True)},
    )
    return [moved[line.name] for line in lines]


def height(route: str) -> float:
    """Return how far from the straight way a line is in its middle, up if positive."""
    path = flattened(route)
    return path[len(path) // 2][1]


def test_lines_on_one_way_are_led_to_both_sides_of_the_first() -> None:
    found = led(ALONG, ALONG, ALONG)
    assert found[0] == ALONG
    assert [height(route) for route in found] == pytest.approx([0.0, 6.0, -6.0], abs=0.1)
    assert {(route.split()[1], route.split()[-1]) for route in found[1:]} == {
        ("10.00,0.00", "281.00,0.00")
    }


def test_lines_that_cross_stay() -> None:
    across = "e,200,150 100,-150 130,-60 160,60 190,141"
    assert led(ALONG, across) == [ALONG, across]


def test_a_line_is_led_to_the_side_where_no_box_is() -> None:
    box = Place(145.0, 22.0, 60.0, 28.0)  # from 8 up
    assert height(led(ALONG, ALONG, c=box)[1]) == pytest.approx(-6.0, abs=0.1)


def test_a_line_keeps_off_what_has_its_way() -> None:
    line = Line("a", "b")
    drawn = picture([Vertex(name) for name in PLACES], [line])
    rule = Place(150.0, 0.0, 300.0, 0.5)
    (route,) = side_by_side(drawn, PLACES, {line.name: ALONG}, [rule]).values()
    assert abs(height(route)) == pytest.approx(6.0, abs=0.1)


@pytest.mark.parametrize("name", ["alignment_research", "claude3_release"])
def test_two_links_between_the_same_boxes_of_a_calendar_are_told_apart(name: str) -> None:
    tree = shipped(name)
    found = routes(draw(tree, made_up(tree), wishes=Wishes(time=True)))
    pairs = [
        (path, found[f"{tail}--{head}--{other}"])
        for line, path in found.items()
        for tail, head, turn in (line.split("--"),)
        for other in (1, 98, 99)
        if turn == "0" and f"{tail}--{head}--{other}" in found
    ]
    assert pairs
    for one, other in pairs:
        middle = one[len(one) // 2]
        assert min(math.dist(middle, point) for point in other) > 2.5


def test_no_start_of_a_route_stands_behind_its_end() -> None:
    """Of such a one Graphviz says nothing, and draws the line where it likes."""
    tree = shipped("claude3_release")
    dot = draw(tree, item="release_claude_3", format="dot", wishes=Wishes(collapse=True)).decode()
    starts = [line for line in dot.splitlines() if 'pos="s,' in line]
    assert len(starts) > 3
    assert not any(
        " s," in line.partition('pos="')[2].partition('"')[0] for line in dot.splitlines()
    )
    assert turned(turned("s,1,0 e,9,0 2,0 4,0 5,0 6,0")) == "s,1,0 e,9,0 2,0 4,0 5,0 6,0"
