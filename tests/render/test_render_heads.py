"""Ends of lines that Graphviz leads to one point are kept apart, and face their border."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import combinations, product

import pytest
from shipped import shipped
from svg_reading import routes

from render import Figures, Wishes, draw
from render.dot import Place
from render.ends.apart import ends_apart
from render.ends.corners import off_corners
from render.ends.facing import facing
from render.ends.rims import rims_shared
from render.marks import Line, Vertex, picture
from render.splines import first_point, flattened, last_knots, with_end_moved
from techtree.files import parse_tree

BOX = Place(100.0, 100.0, 80.0, 40.0)  # from 60 to 140, and from 80 to 120


def tips(
    stems: Mapping[str, float] | None = None, /, **found: str
) -> dict[str, tuple[float, float]]:
    """Return where the lines end after heads are kept apart, by the name of their tail."""
    vertices = [Vertex("box", attributes={"shape": "box"}), *(Vertex(name) for name in found)]
    lines = [Line(name, "box") for name in found]
    moved = ends_apart(
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
    assert tips(steep=steep, flat=flat) == {"steep": (109.5, 120.0), "flat": (92.5, 120.0)}


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
    assert sorted(x for x, _ in found.values()) == [70, 85, 100, 115, 130]


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


def apart(**found: tuple[str, str, str]) -> dict[str, tuple[float, float]]:
    """Return where lines meet the box after they are kept apart, by their names.

    Each is a route with what it leads from and to.
    """
    names = {name for _, *ends in found.values() for name in ends} - {"box"}
    vertices = [Vertex("box", attributes={"shape": "box"}), *map(Vertex, names)]
    lines = {name: Line(tail, head) for name, (_, tail, head) in found.items()}
    moved = ends_apart(
        picture(vertices, lines.values()),
        {vertex.name: BOX for vertex in vertices},
        {line.name: found[name][0] for name, line in lines.items()},
    )
    ends = {}
    for name, line in lines.items():
        knots = last_knots(moved[line.name])
        ends[name] = knots[1] if line.head == "box" and knots else first_point(moved[line.name])
    return ends


def test_a_head_alone_is_kept_off_a_corner() -> None:
    """Its line may start where it does."""
    assert tips(alone="e,64,120 64,300 64,250 64,200 64,130") == {"alone": (70.0, 120.0)}
    assert apart(out=("e,64,300 64,120 64,150 64,200 64,290", "box", "a")) == {"out": (64.0, 120.0)}


def test_a_head_at_a_corner_is_led_to_the_side_that_its_line_runs_towards() -> None:
    """Its tip is 2 points along the top, which is no place for one that comes in from the left."""
    beside = "e,62,120 -40,124 0,123 40,122 53,121"
    assert tips(beside=beside) == {"beside": (60.0, 110.0)}


def test_to_move_an_end_moves_nothing_far_from_it() -> None:
    """Even where the last piece of the curve is long."""
    route = "e,100,120 100,2120 100,1500 100,900 100,130"
    moved = flattened(with_end_moved(route, (30.0, 0.0)))
    assert moved[-1] == (130.0, 120.0)
    assert all(x == pytest.approx(100.0) for x, y in moved if y > 250)


def test_heads_keep_off_rounded_corners_in_full() -> None:
    """Of these the arc is 12 points wide, and half of a tee is 4."""
    vertices = [Vertex("box", attributes={"shape": "box", "style": "rounded"}), Vertex("tail")]
    line = Line("tail", "box")
    route = "e,64,120 64,300 64,250 64,200 64,130"
    moved = ends_apart(
        picture(vertices, [line]), dict.fromkeys(("box", "tail"), BOX), {line.name: route}
    )
    ends = last_knots(moved[line.name])
    assert ends is not None
    assert ends[1] == (76.0, 120.0)


IN = "e,140,100 340,100 300,100 200,100 149,100"
UP, DOWN = (f"e,340,{y} 140,100 200,100 250,{y} 331,{y}" for y in (200, 0))


def test_a_head_is_not_where_another_line_starts() -> None:
    """Both give way, 13 points in all, and the line that goes up is above."""
    found = apart(into=(IN, "a", "box"), out=(UP, "box", "b"))
    assert found == {"into": (140.0, 93.5), "out": (140.0, 106.5)}


def test_lines_that_start_at_one_point_stay_there() -> None:
    found = apart(one=(UP, "box", "a"), other=(DOWN, "box", "b"))
    assert found == {"one": (140.0, 100.0), "other": (140.0, 100.0)}


def test_a_head_among_lines_that_start_there_parts_them() -> None:
    found = apart(into=(IN, "a", "box"), up=(UP, "box", "b"), down=(DOWN, "box", "c"))
    assert found == {"down": (140.0, 90.0), "into": (140.0, 100.0), "up": (140.0, 110.0)}


def faced(route: str, head: str = "normal", shape: str = "box", penwidth: str = "1") -> str:
    """Return a line into the box, its head turned if it needs to be."""
    line = Line("tail", "box", attributes={"arrowhead": head})
    vertices = [Vertex("box", attributes={"shape": shape, "penwidth": penwidth}), Vertex("tail")]
    return facing(picture(vertices, [line]), {"box": BOX}, {line.name: route})[line.name]


SLANTED = "e,100,120 10,210 30,190 60,160 90,130"
FLAT = "e,100,120 -80,140 -20,135 50,125 91,121"


@pytest.mark.parametrize("head", ["tee", "dot", "odot"])
@pytest.mark.parametrize("route", [SLANTED, FLAT])
def test_tees_and_dots_stand_squarely_on_their_border(route: str, head: str) -> None:
    ends = last_knots(faced(route, head))
    assert ends is not None
    assert ends[1] == (100.0, 120.5)  # beyond half of the border
    assert ends[0][0] == 100.0 and ends[0][1] > 130.0


def test_a_tee_is_drawn_out_of_a_thick_border() -> None:
    ends = last_knots(faced(SLANTED, "tee", penwidth="3.4"))
    assert ends is not None
    assert ends[1] == (100.0, 121.7)


def test_a_square_at_the_start_of_a_line_stands_squarely_on_its_border() -> None:
    line = Line("box", "far", attributes={"dir": "both", "arrowtail": "box"})
    route = "s,100,120 e,10,210 90,130 60,160 30,190 19,201"
    vertices = [Vertex(name, attributes={"shape": "box"}) for name in ("box", "far")]
    places = {"box": BOX, "far": Place(0.0, 230.0, 40.0, 40.0)}
    moved = facing(picture(vertices, [line]), places, {line.name: route})[line.name]
    start, end, first, second, *_ = moved.split()
    assert (start, end) == ("s,100.00,120.50", "e,10.00,209.50")
    assert first.startswith("100.00,") and second.startswith("100.00,")


def test_heads_are_turned_where_they_come_in_flat() -> None:
    ends = last_knots(faced(SLANTED))
    assert ends is not None
    assert ends[1] == (100.0, 120.5)
    assert (ends[0][1] - 120.5) / (100 - ends[0][0]) == pytest.approx(1.0, abs=0.02)  # as before
    ends = last_knots(faced(FLAT))
    assert ends is not None
    (x, y), tip = ends
    assert tip[0] == 100.0
    assert (y - 120) / (100 - x) > 0.8  # nearly one to one, where one to nine was


def test_a_slanted_head_is_turned_a_little_where_a_tee_may_be_beside_it() -> None:
    lines = [Line("one", "box"), Line("other", "box", attributes={"arrowhead": "tee"})]
    vertices = [Vertex("box", attributes={"shape": "box"}), Vertex("one"), Vertex("other")]
    found = {lines[0].name: SLANTED, lines[1].name: "e,117,120 117,300 117,250 117,200 117,130"}
    ends = last_knots(facing(picture(vertices, lines), {"box": BOX}, found)[lines[0].name])
    assert ends is not None
    (x, y), tip = ends
    assert (y - tip[1]) / (tip[0] - x) > 2  # one to one before


def test_a_dot_at_a_round_vertex_stands_upright_on_its_rim() -> None:
    """The rim of an ellipse, 80 by 40, at 45 degrees of its circle."""
    x, y = 40 * math.sqrt(0.5), 20 * math.sqrt(0.5)
    route = f"e,{100 - x:.2f},{100 + y:.2f} -80,120 -20,118 40,117 62,116"
    ends = last_knots(faced(route, "odot", "ellipse"))
    assert ends is not None
    before, tip = ends
    assert (before[1] - tip[1]) / (tip[0] - before[0]) == pytest.approx(2.0, abs=0.01)


def test_heads_that_meet_at_a_rim_are_moved_along_it_and_do_not_cross() -> None:
    circle = Place(100.0, 100.0, 40.0, 40.0)
    lines = [Line(name, "round") for name in ("above", "below")]
    found = {
        lines[0].name: "e,80,101 -40,150 -10,140 30,120 70,104",
        lines[1].name: "e,80,99 -40,50 -10,60 30,80 70,96",
    }
    vertices = [Vertex("round", attributes={"shape": "ellipse"})]
    vertices += [Vertex(name, attributes={"shape": "box"}) for name in ("above", "below")]
    moved = rims_shared(picture(vertices, lines), {"round": circle}, found)
    ends = [knots[1] for line in lines if (knots := last_knots(moved[line.name]))]
    # 12 points of a rim with a radius of 20 are 0.6, and each is half of that from the middle
    x, y = 100 - 20 * math.cos(0.3), 20 * math.sin(0.3)
    assert ends[0] == pytest.approx((x, 100 + y), abs=0.3)
    assert ends[1] == pytest.approx((x, 100 - y), abs=0.3)


def test_lines_led_to_the_box_around_a_rim_end_and_start_at_the_rim() -> None:
    circle = Place(100.0, 100.0, 40.0, 40.0)
    into, out = Line("far", "round"), Line("round", "far")
    vertices = [Vertex("round", attributes={"shape": "ellipse"}), Vertex("far")]
    found = {
        into.name: "e,80,80 20,20 40,40 60,60 73,73",  # to a corner of its box
        out.name: "e,200,200 120,120 140,140 170,170 193,193",  # from another
    }
    places = {"round": circle, "far": Place(0.0, 0.0, 20.0, 20.0)}
    moved = rims_shared(picture(vertices, [into, out]), places, found)
    off = 20 / math.sqrt(2)
    ends = last_knots(moved[into.name])
    assert ends is not None
    assert ends[1] == pytest.approx((100 - off, 100 - off), abs=0.01)
    assert first_point(moved[out.name]) == pytest.approx((100 + off, 100 + off), abs=0.01)


def test_a_line_does_not_run_behind_its_own_end_to_the_far_side_of_it() -> None:
    circle = Place(100.0, 100.0, 40.0, 40.0)
    line = Line("below", "round")
    below = Vertex("below", attributes={"shape": "box"})
    vertices = [Vertex("round", attributes={"shape": "ellipse"}), below]
    route = "e,100,120 100,0 100,40 100,80 100,129"  # straight through, and back down
    moved = rims_shared(picture(vertices, [line]), {"round": circle}, {line.name: route})
    path = flattened(moved[line.name])
    assert path[-1] == pytest.approx((100.0, 80.0), abs=0.01)
    assert max(y for _, y in path) < 81


ELLIPSE = Place(100.0, 100.0, 80.0, 20.0)


def at_ellipse(route: str) -> str:
    """Return a route led to the rim of an ellipse, from a box."""
    line = Line("above", "round")
    above = Vertex("above", attributes={"shape": "box"})
    vertices = [Vertex("round", attributes={"shape": "ellipse"}), above]
    return rims_shared(picture(vertices, [line]), {"round": ELLIPSE}, {line.name: route})[line.name]


def test_a_line_does_not_run_along_its_own_end_to_the_far_side_of_it() -> None:
    """It passes the left of an ellipse, and runs below it to its right half."""
    x, y = flattened(at_ellipse("e,120,90 40,140 50,110 60,60 112,84"))[-1]
    assert ((x - 100) / 40) ** 2 + ((y - 100) / 10) ** 2 == pytest.approx(1.0, abs=0.01)
    assert x < 75


def test_a_line_that_comes_to_a_rim_at_a_slant_is_left_as_it_is() -> None:
    route = "e,100,110 10,200 40,170 70,140 93.6,116.4"
    assert at_ellipse(route) == route


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
    moved = ends_apart(picture([*vertices, *tails], lines), places, routes_)
    assert moved[names["low"]] != routes_[names["low"]]
    path = flattened(moved[names["low"]])
    assert not any(1 < x < 29 and 27 < y < 93 for x, y in path)


@pytest.mark.parametrize("name", ["steiner_toy", "claude3_release", "alignment_research"])
@pytest.mark.parametrize("wishes", [Wishes(), Wishes(collapse=True), Wishes(time=True)])
def test_no_head_meets_another_end_in_a_tree_that_is_shipped(name: str, wishes: Wishes) -> None:
    tree = shipped(name)
    dates = {name: 1.0 + place / 4 for place, name in enumerate(tree.nodes)}
    figures = Figures(known=dict.fromkeys(tree.nodes, 0.9), median=dates)
    heads: dict[str, list[tuple[float, float]]] = {}
    starts: dict[str, list[tuple[float, float]]] = {}
    for line, points in routes(draw(tree, figures, wishes=wishes)).items():
        if not line.startswith(("axis/", "lane/", "whisker/", "legend/")):
            tail, head, _ = line.split("--")
            tip = max(points, key=lambda p: math.dist(p, points[0]))
            heads.setdefault(head, []).append(tip)
            starts.setdefault(tail, []).append(points[0])
    pairs = [pair for tips in heads.values() for pair in combinations(tips, 2)]
    mixed = [pair for box, tips in heads.items() for pair in product(tips, starts.get(box, ()))]
    assert pairs and mixed
    assert min(math.dist(*pair) for pair in pairs) > 5
    assert min(math.dist(*pair) for pair in mixed) > 4


def test_sixty_links_into_one_box_have_room_for_their_heads() -> None:
    """Heads are seven points wide."""
    names = [f"part{place}" for place in range(60)]
    nodes = "".join(f"  {name}: {{work: 1}}\n" for name in names)
    tree = parse_tree(
        "techtree: 1\noutcomes: {good: 1, bad: 0}\nnodes:\n"
        f"{nodes}  hub: {{work: 1, requires: [{', '.join(names)}]}}\n"
        "  end: {work: 1, requires: hub, ending: good}\n".encode()
    ).tree
    assert tree is not None
    led = [points for line, points in routes(draw(tree)).items() if "--hub--" in line]
    tips = [max(points, key=lambda p: math.dist(p, points[0])) for points in led]
    assert len(tips) == 60
    assert min(math.dist(*pair) for pair in combinations(tips, 2)) > 8
