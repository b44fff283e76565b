"""No line runs over what is not its own: behind a box, close along one, or over a head at one."""

from __future__ import annotations

import pytest
from shipped import made_up, shipped
from svg_reading import boxes, routes

from render import Wishes, draw
from render.crossing import blocked, over_heads
from render.dot import Place, routed_dot
from render.marks import Line, Vertex, picture

PLACES = {name: Place(x, 0.0, 60.0, 40.0) for name, x in (("a", 0), ("b", 100), ("c", 200))}


def named(spline: str) -> set[str]:
    """Return the name of a line from a to c if it is found to be behind b, or close along it."""
    line = Line("a", "c")
    return blocked(picture([Vertex(name) for name in "abc"], [line]), PLACES, {line.name: spline})


def test_a_line_through_a_box_and_one_along_it() -> None:
    through = "e,170,0 30,0 70,0 130,0 160,0"
    along = "e,170,0 30,0 30,24 160,24 160,0"  # 18 above the middle at most, of 20
    close, off = (f"e,170,{y} 30,{y} 70,{y} 130,{y} 160,{y}" for y in (26, 28))
    over = "e,170,0 30,40 70,40 130,40 160,30"
    assert named(through) and not named(over)
    assert named(along)
    assert named("e,170,19 30,19 70,19 130,19 160,19")  # 1 inside of the border
    assert named(close) and not named(off)
    assert named("e,67,70 67,-90 67,-50 67,-10 67,60")
    assert not named("e,62,70 62,-90 62,-50 62,-10 62,60")
    assert named("e,110,60 66,14 76,24 86,34 96,46")  # over a corner
    assert not named("e,104,64 60,20 70,30 80,40 90,50")  # past it


def test_a_line_is_not_behind_its_own_ends() -> None:
    line = Line("a", "b")
    drawn = picture([Vertex(name) for name in "abc"], [line])
    assert not blocked(drawn, PLACES, {line.name: "e,100,0 0,0 30,0 60,0 90,0"})


def test_a_line_over_a_head_at_a_box_where_it_does_not_end() -> None:
    into, past, beside, own = Line("a", "b"), Line("c", "d"), Line("c", "e"), Line("b", "c")
    drawn = picture([Vertex(name) for name in "abcde"], [into, past, beside, own])
    found = {
        into.name: "e,70,0 30,0 40,0 50,0 61,0",  # its head from 61 to 70
        past.name: "e,66,-90 66,90 66,50 66,0 66,-80",
        beside.name: "e,56,-90 56,90 56,50 56,0 56,-80",
        own.name: "e,96,-90 66,3 66,0 66,-10 90,-82",
    }
    assert over_heads(drawn, found) == {past.name}


@pytest.mark.parametrize(("gap", "off"), [(40.0, 10.0), (22.0, 10.0), (12.0, 5.0), (1.0, 0.0)])
def test_lines_are_led_past_boxes_as_far_off_as_two_fit_between(gap: float, off: float) -> None:
    """Graphviz leads no line at all where boxes with their margins touch."""
    places = {"a": Place(0, 0, 60, 40), "b": Place(5, 40 + gap, 60, 40), "c": Place(300, 0, 60, 40)}
    dot = routed_dot(picture([Vertex(name) for name in "abc"], []), places)
    assert f'esep="+{off:.1f}"' in dot


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
