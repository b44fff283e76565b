"""No line runs behind a box that is not its end."""

from __future__ import annotations

import pytest
from shipped import made_up, shipped
from svg_reading import boxes, routes

from render import Wishes, draw
from render.crossing import behind_boxes
from render.dot import Place
from render.marks import Line, Vertex, picture

PLACES = {name: Place(x, 0.0, 60.0, 40.0) for name, x in (("a", 0), ("b", 100), ("c", 200))}


def named(spline: str) -> set[str]:
    """Return the name of a line from a to c if it is found to be behind b."""
    line = Line("a", "c")
    return behind_boxes(
        picture([Vertex(name) for name in "abc"], [line]), PLACES, {line.name: spline}
    )


def test_a_line_through_a_box_and_one_along_it() -> None:
    through = "e,170,0 30,0 70,0 130,0 160,0"
    along = "e,170,0 30,0 30,24 160,24 160,0"  # 18 above the middle at most, of 20
    over = "e,170,0 30,40 70,40 130,40 160,30"
    assert named(through) and not named(over)
    assert named(along)
    assert not named("e,170,19 30,19 70,19 130,19 160,19")  # 1 inside of the border


def test_a_line_is_not_behind_its_own_ends() -> None:
    line = Line("a", "b")
    drawn = picture([Vertex(name) for name in "abc"], [line])
    assert not behind_boxes(drawn, PLACES, {line.name: "e,100,0 0,0 30,0 60,0 90,0"})


@pytest.mark.parametrize(
    "wishes",
    [
        Wishes(to=("careful_superintelligence",)),
        Wishes(to=("loss_of_control",)),
        Wishes(time=True),
    ],
)
def test_what_ran_behind_a_box_is_led_around_it(wishes: Wishes) -> None:
    """Once Graphviz led a link so, and once it was bent to make room for another head."""
    tree = shipped("alignment_research")
    svg = draw(tree, made_up(tree), wishes=wishes)
    drawn = {name: box for name, box in boxes(svg).items() if "/" not in name}
    for line, path in routes(svg).items():
        if "/from--" in line:  # of a calendar
            continue
        ends = line.split("--")
        for name, (left, top, right, bottom) in drawn.items():
            if name in ends or "--" in name:
                continue
            assert not any(
                left + 4 < x < right - 4 and top + 4 < y < bottom - 4 for x, y in path
            ), (line, name)
