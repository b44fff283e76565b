"""Heads of lines that Graphviz leads to one point are kept apart."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from shipped import shipped
from svg_reading import routes

from render import Figures, Wishes, draw
from render.dot import Place
from render.heads import heads_apart
from render.marks import Line, Vertex, picture
from render.splines import last_knots

BOX = Place(100.0, 100.0, 80.0, 40.0)  # from 60 to 140, and from 80 to 120


def tips(**found: str) -> dict[str, tuple[float, float]]:
    """Return where the lines end after heads are kept apart, by the name of their tail."""
    vertices = [Vertex("box", attributes={"shape": "box"}), *(Vertex(name) for name in found)]
    lines = [Line(name, "box") for name in found]
    moved = heads_apart(
        picture(vertices, lines),
        {vertex.name: BOX for vertex in vertices},
        {line.name: found[line.tail] for line in lines},
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
