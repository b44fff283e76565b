"""Lines end at borders as they are drawn: at rounded and folded corners, and at tabs."""

from __future__ import annotations

import math

import pytest
from shipped import made_up, shipped
from svg_reading import boxes, routes

from render import draw
from render.dot import Place
from render.ends.borders import up_to_borders
from render.marks import Line, Vertex, picture
from render.nodes import View
from render.scene import scene
from render.splines import first_point, last_knots

BOX = Place(0.0, 0.0, 80.0, 60.0)  # its corners are at 40, 30, their centres at 28, 18
ROUNDED = {"shape": "box", "style": "rounded,filled"}


def led(spline: str, tail: str, head: str, box: dict[str, str] = ROUNDED) -> str:
    """Return a line between a box and what is far away, its ends led to their borders."""
    vertices = [Vertex("box", attributes=box), Vertex("far", attributes={"shape": "box"})]
    line = Line(tail, head)
    places = {"box": BOX, "far": Place(500.0, 500.0, 10.0, 10.0)}
    return up_to_borders(picture(vertices, [line]), places, {line.name: spline})[line.name]


INTO = "e,40,30 140,130 100,90 80,70 46,36"
FROM = "e,140,130 40,30 60,50 80,70 134,124"


def test_an_end_at_a_corner_is_led_to_the_middle_of_its_arc() -> None:
    middle = (28 + 12 / math.sqrt(2), 18 + 12 / math.sqrt(2))
    ends = last_knots(led(INTO, "far", "box"))
    assert ends is not None
    assert ends[1] == pytest.approx(middle, abs=0.01)
    assert first_point(led(FROM, "box", "far")) == pytest.approx(middle, abs=0.01)


@pytest.mark.parametrize(
    "spline", ["e,20,30 20,130 20,90 20,70 20,39", "e,40,0 140,0 99,0 70,0 49,0"]
)
def test_an_end_at_a_straight_side_stays(spline: str) -> None:
    assert led(spline, "far", "box") == spline


def test_an_end_at_a_square_corner_stays() -> None:
    assert led(FROM, "box", "far", {"shape": "box"}) == FROM


@pytest.mark.parametrize(
    ("shape", "at", "drawn"),
    [
        ("note", (40, 30), (37, 27)),  # the fold cuts 6 points off both sides of the corner
        ("note", (38, 30), (36, 28)),
        ("note", (33, 30), (33, 30)),
        ("note", (-40, 30), (-40, 30)),
        ("folder", (20, 30), (20, 34)),
        ("folder", (16, 30), (16, 34)),  # the tab slopes from 24 points off the right side to 27
        ("folder", (14, 30), (14, 30 + 4 / 3)),
        ("folder", (13, 30), (13, 30)),
        ("folder", (10, 30), (10, 30)),
        ("folder", (40, 0), (40, 0)),
        ("box", (40, 30), (40, 30)),
    ],
)
def test_an_end_at_a_fold_or_a_tab_is_led_to_it(
    shape: str, at: tuple[int, int], drawn: tuple[int, int]
) -> None:
    x, y = at
    outward = (100 * (x > 0) - 50, 100)
    into = f"e,{x},{y} {x + 2 * outward[0]},{y + 200} {x + outward[0]},{y + 100} {x},{y + 50} "
    ends = last_knots(led(into + f"{x},{y + 9}", "far", "box", {"shape": shape}))
    assert ends is not None
    drawn = pytest.approx(drawn, abs=0.005)
    assert ends[1] == drawn
    away = f" {x},{y + 50} {x + outward[0]},{y + 100} 500,485"
    assert first_point(led(f"e,500,495 {x},{y}{away}", "box", "far", {"shape": shape})) == drawn


def test_every_line_of_a_shipped_tree_begins_on_the_border_of_its_box() -> None:
    """Or inside of it, never in the room that a rounded corner leaves."""
    tree = shipped("alignment_research")
    svg = draw(tree, made_up(tree))
    places = boxes(svg)
    looks = {v.name: v.attributes.get("style", "") for v in scene(View(tree)).vertices}
    rounded = {name for name, look in looks.items() if "rounded" in look}
    seen = 0
    for line, path in routes(svg).items():
        tail = line.split("--")[0]
        if tail not in rounded:
            continue
        left, top, right, bottom = places[tail]
        x, y = path[0]
        over = (
            abs(x - (left + right) / 2) - (right - left) / 2 + 12,
            abs(y - (top + bottom) / 2) - (bottom - top) / 2 + 12,
        )
        if min(over) > 0:
            seen += 1
            assert math.hypot(*over) < 12.5, line
    assert seen > 5
