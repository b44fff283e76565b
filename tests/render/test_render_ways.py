"""Every way to draw a tree: nothing overlaps, nothing is cut off, nothing depends on the order."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from render_samples import sample_figures, sample_tree
from shipped import NAMES, made_up, shipped, ways
from svg_reading import Box, boxes, overlap, routes

from render import Wishes, draw
from techtree.model.tree import Tree

FRAME = re.compile(r"(^|/)(rule/\d+|axis/(today|line|horizon))$")


def faults(svg: bytes) -> list[str]:
    """Say what stands on something else, or beyond the edge of the drawing."""
    drawn = {name: box for name, box in boxes(svg).items() if not FRAME.search(name)}
    left, top, right, bottom = page(svg)
    found = [
        f"{name} is cut off"
        for name, box in drawn.items()
        if box[0] < left - 1 or box[1] < top - 1 or box[2] > right + 1 or box[3] > bottom + 1
    ]
    order = sorted(drawn, key=lambda name: drawn[name])
    for place, first in enumerate(order):
        for second in order[place + 1 :]:
            if drawn[second][0] > drawn[first][2]:
                break
            if overlap(drawn[first], drawn[second]) and whisker(first) != whisker(second):
                found.append(f"{first} on {second}")
    return found


def whisker(name: str) -> str:
    """Name the whisker that a mark is part of, or the mark itself."""
    return name.rpartition("/")[0] if "whisker/" in name else name


def page(svg: bytes) -> Box:
    """Return the edges of a drawing in the coordinates of what is in it."""
    root = ElementTree.fromstring(svg)
    width, height = (float(side) for side in root.get("viewBox", "").split()[2:])
    (group,) = (part for part in root.iter() if part.get("class") == "graph")
    numbers = re.findall(r"-?\d+\.?\d*", group.get("transform", ""))
    scale, x, y = float(numbers[0]), float(numbers[-2]), float(numbers[-1])
    return -x, -y, width / scale - x, height / scale - y


def check(tree: Tree) -> None:
    """Check every way to draw a tree."""
    for name, wish in ways(tree):
        assert faults(draw(tree, **wish)) == [], name


def test_nothing_overlaps_and_nothing_is_cut_off() -> None:
    check(sample_tree())


@pytest.mark.parametrize("name", ["stances"])
def test_nothing_overlaps_on_small_trees(name: str) -> None:
    check(shipped(name))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_nothing_overlaps_on_any_shipped_tree(name: str) -> None:
    check(shipped(name))


def test_faults_are_found() -> None:
    shape = '<g id="{}" class="node"><polygon points="{},0 {},0 {},9 {},9"/></g>'
    inside = "".join(
        shape.format(name, left, left + 10, left + 10, left)
        for name, left in (("a", 0), ("b", 5), ("c", 95))
    )
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 10">'
        f'<g class="graph" transform="scale(1 1) rotate(0) translate(0 0)">{inside}</g></svg>'
    )
    assert faults(svg.encode()) == ["c is cut off", "a on b"]


@pytest.mark.parametrize(
    "wishes",
    [
        Wishes(time=True),
        Wishes(collapse=True),
        Wishes("shift", focus=("agents",), depth=1, page="a4"),
    ],
)
def test_the_order_of_the_file_does_not_matter(wishes: Wishes) -> None:
    tree, figures = sample_tree(), made_up(sample_tree())
    turned = replace(tree, nodes=dict(reversed(list(tree.nodes.items()))))
    back = replace(figures, known=dict(reversed(list(figures.known.items()))))
    first, second = (
        draw(t, f, format="dot", wishes=wishes) for t, f in ((tree, figures), (turned, back))
    )
    assert first == second


def test_plain_wishes_change_nothing() -> None:
    tree, figures = sample_tree(), sample_figures()
    assert draw(tree, figures, format="dot") == draw(tree, figures, format="dot", wishes=Wishes())


def test_the_heads_of_the_two_lines_into_an_order_stand_apart() -> None:
    found = routes(draw(shipped("gates")))
    into = [path for line, path in found.items() if line.split("--")[1].endswith("/gate")]
    assert len(into) == 4
    for path in into:
        others = [other for other in into if other is not path]
        assert min(math.dist(path[-1], other[-1]) for other in others) > 6
