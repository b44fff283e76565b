"""Heads of lines that Graphviz leads to one point are kept apart."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import combinations

import pytest
from shipped import shipped
from svg_reading import routes

from render import Figures, Wishes, draw
from render.dot import Place
from render.ends.corners import off_corners
from render.ends.heads import heads_apart
from render.ends.rims import rims_shared
from render.ends.tees import tees_out
from render.marks import Line, Vertex, picture
from render.splines import flattened, last_knots

BOX = Place(100.0, 100.0, 80.0, 40.0)  # from 60 to 140, and from 80 to 120


def tips(
    stems: Mapping[str, float] | None = None, /, **found: str
) -> dict[str, tuple[float, float]]:
    """Return where the lines end after heads are kept apart, by the name of their tail."""
    vertices = [Vertex("box", attributes={"shape": "box"}), *(Vertex(name) for name in found)]
    lines = [Line(name, "box") for name in found]
    moved = heads_apart(
        picture(vertices, lines),
        {vertex.name: BOX for vertex in vertices},
        {line.name: found[line.tail] for line in lines},
        stems or {},
    )
    ends = {line.tail: last_knots(moved[line.name]) for line in lines}
    return {name: end[1] for name, end in ends.items() if end}


def test_heads_that_meet_are_moved_along_their_side_and_do_not_cross() -> None:
    steep = "e,100,120 99,300 99,250 99,200 99,130"
    flat = "e,102,120 0,200 50,150 80,140 98,130"
    assert tips(steep=steep, flat=flat) == {"steep": (108.0, 120.0), "flat": (94.0, 120.0)}


def test_heads_that_meet_at_a_corner_take_a_side_each() -> None:
    above = "e,61,120 50,300 55,250 58,200 60,130"
    beside = "e,60,118 0,110 20,112 40,114 51,116"
    assert tips(above=above, beside=beside) == {"above": (70.0, 120.0), "beside": (60.0, 110.0)}


def test_heads_that_are_apart_stay() -> None:
    one, other = "e,80,120 80,300 80,250 80,200 80,130", "e,95,120 95,300 95,250 95,200 95,130"
    assert tips(one=one, other=other) == {"one": (80.0, 120.0), "other": (95.0, 120.0)}


def test_heads_that_make_room_push_their_neighbours() -> None:
    places = (80, 95, 97, 99, 112)
    found = tips(**{f"at{x}": f"e,{x},120 {x},300 {x},250 {x},200 {x},130" for x in places})
    assert sorted(x for x, _ in found.values()) == [70, 84, 98, 112, 126]


def test_heads_from_above_keep_off_what_stands_on_the_box() -> None:
    at = {"near": 92, "left": 70, "right": 130}
    found = {name: f"e,{x},120 {x},300 {x},250 {x},200 {x},130" for name, x in at.items()}
    assert tips({"box": 90.0}, **found) == {
        "near": (114.0, 120.0),
        "left": (70.0, 120.0),
        "right": (130.0, 120.0),
    }


def test_heads_share_the_room_on_both_sides_of_what_stands_on_the_box() -> None:
    found = tips(
        {"box": 84.0},  # room for one head from 70 to 73, and for two from 108 to 130
        **{f"at{x}": f"e,{x},120 {x},300 {x},250 {x},200 {x},130" for x in (76, 79, 81, 83)},
    )
    assert sorted(x for x, _ in found.values()) == [73.0, 108.0, 119.0, 130.0]


UPPER, LOWER = Place(140.0, 150.0, 80.0, 80.0), Place(140.0, 50.0, 80.0, 80.0)


def crossing(**places: Place) -> dict[str, tuple[float, float]]:
    """Return where two lines end that come to facing corners of two boxes, one above the other."""
    found = {
        "upper": "e,102,110 0,30 30,40 70,70 92,99",
        "lower": "e,102,90 0,170 30,160 70,130 92,101",
    }
    boxes = {"upper": UPPER, "lower": LOWER, **places}
    vertices = [Vertex(name, attributes={"shape": "box"}) for name in boxes]
    lines = {name: Line("tail", name) for name in found}
    moved = off_corners(
        picture([*vertices, Vertex("tail")], lines.values()),
        {"tail": Place(-20.0, 100.0, 10.0, 10.0), **boxes},
        {line.name: found[name] for name, line in lines.items()},
    )
    ends = {name: last_knots(moved[line.name]) for name, line in lines.items()}
    return {name: end[1] for name, end in ends.items() if end}


def test_heads_that_meet_between_two_boxes_are_led_to_the_sides_of_them() -> None:
    assert crossing() == {"upper": (100.0, 128.0), "lower": (100.0, 72.0)}


def test_heads_are_not_led_through_another_box() -> None:
    between = Place(70.0, 90.0, 20.0, 60.0)
    assert crossing(other=between) == {"upper": (102.0, 110.0), "lower": (102.0, 90.0)}


@pytest.mark.parametrize(
    ("route", "tip"),
    [
        ("e,100,120 100,300 100,250 100,200 100,130", (100.0, 120.0)),
        # at half a right angle half of a tee, 6 points, reaches as far into the box as it is back
        ("e,100,120 10,210 30,190 60,160 90,130", (100 - 18**0.5, 120 + 18**0.5)),
    ],
)
def test_tees_stand_out_of_the_box_in_full(route: str, tip: tuple[float, float]) -> None:
    line = Line("tail", "box", attributes={"arrowhead": "tee"})
    vertices = [Vertex("box", attributes={"shape": "box"}), Vertex("tail")]
    moved = tees_out(picture(vertices, [line]), {"box": BOX}, {line.name: route})
    assert (found := last_knots(moved[line.name])) is not None
    assert found[1] == pytest.approx(tip, abs=0.01)


def test_heads_that_meet_at_a_rim_are_moved_along_it_and_do_not_cross() -> None:
    circle = Place(100.0, 100.0, 40.0, 40.0)
    lines = [Line(name, "round") for name in ("above", "below")]
    found = {
        lines[0].name: "e,80,101 -40,150 -10,140 30,120 70,104",
        lines[1].name: "e,80,99 -40,50 -10,60 30,80 70,96",
    }
    vertices = [Vertex("round", attributes={"shape": "ellipse"}), Vertex("above"), Vertex("below")]
    moved = rims_shared(picture(vertices, lines), {"round": circle}, found)
    ends = [knots[1] for line in lines if (knots := last_knots(moved[line.name]))]
    # 12 points of a rim with a radius of 20 are 0.6, and each is half of that from the middle
    x, y = 100 - 20 * math.cos(0.3), 20 * math.sin(0.3)
    assert ends[0] == pytest.approx((x, 100 + y), abs=0.3)
    assert ends[1] == pytest.approx((x, 100 - y), abs=0.3)


def test_a_line_whose_head_is_moved_does_not_run_through_a_neighbour() -> None:
    vertices = [Vertex(name, attributes={"shape": "box"}) for name in ("box", "other")]
    lines = [Line(name, "box") for name in ("low", "high")]
    places = {"box": BOX, "other": Place(15.0, 60.0, 30.0, 68.0)}  # up to 30 and 94
    routes_ = {
        "low--box--0": "e,60,99 -60,95 -20,95 30,95 50,98",
        "high--box--0": "e,60,101 -40,140 0,120 30,110 50,103",
    }
    names = {line.tail: line.name for line in lines}
    routes_ = {names[name.split("--")[0]]: route for name, route in routes_.items()}
    tails = [Vertex("low"), Vertex("high")]
    moved = heads_apart(picture([*vertices, *tails], lines), places, routes_)
    assert moved[names["low"]] != routes_[names["low"]]
    path = flattened(moved[names["low"]])
    assert not any(1 < x < 29 and 27 < y < 93 for x, y in path)


@pytest.mark.parametrize("wishes", [Wishes(), Wishes(collapse=True), Wishes(time=True)])
def test_no_two_heads_meet_in_a_tree_that_is_shipped(wishes: Wishes) -> None:
    tree = shipped("steiner_toy")
    dates = {name: 1.0 + place for place, name in enumerate(tree.nodes)}
    figures = Figures(known=dict.fromkeys(tree.nodes, 0.9), median=dates)
    found = routes(draw(tree, figures, wishes=wishes))
    ends: dict[str, list[tuple[float, float]]] = {}
    for name, points in found.items():
        if not name.startswith(("axis/", "lane/", "whisker/", "legend/")):
            tail = points[0]
            ends.setdefault(name.split("--")[1], []).append(
                max(points, key=lambda p: math.dist(p, tail))
            )
    pairs = [pair for tips in ends.values() for pair in combinations(tips, 2)]
    assert pairs
    assert min(math.dist(*pair) for pair in pairs) > 5
