"""Words on lines: near their own line, on no box and on no other words, on every shipped tree."""

from __future__ import annotations

from pathlib import Path

import pytest
from render_samples import sample_figures, sample_tree
from svg_reading import Box, boxes, distance, overlap, routes

import techtree
import trees
from render import Wishes, draw
from render.labelling import NEAR, place_words
from techtree.model.tree import Tree

NAMES = trees.names()
FAR = 1.5**2 * NEAR  # where they would cover other lines nearer by
MARGIN = 1.0  # points between the points at which a curve is measured


def shipped(name: str) -> Tree:
    """Return a tree that comes with the program."""
    return techtree.load(Path(trees.__file__).with_name(f"{name}.yaml"))


def faults(svg: bytes) -> list[str]:
    """Say which words stand on something else, or far from their own line."""
    drawn = {
        name: box
        for name, box in boxes(svg).items()
        if not name.startswith(("rule/", "legend/", "sheet/"))
    }
    lines, found = routes(svg), []
    for name, box in drawn.items():
        own, sign, _ = name.rpartition("--words")
        if not sign:
            continue
        found += [f"{name} on {other}" for other in clashes(name, box, drawn)]
        if (far := distance(box, lines[own])) > FAR + MARGIN:
            found.append(f"{name} is {far:.0f} points from its line")
    return found


def clashes(name: str, box: Box, drawn: dict[str, Box]) -> list[str]:
    """Name what a box lies on."""
    return [other for other in drawn if other != name and overlap(box, drawn[other])]


@pytest.fixture(params=["program", "wheel"])
def graphviz(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Draw with whatever program there is, and with the wheel."""
    if request.param == "wheel":
        request.getfixturevalue("monkeypatch").setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("graphviz")
@pytest.mark.parametrize("name", NAMES)
def test_words_stand_near_their_line_and_on_nothing_else(name: str) -> None:
    tree = shipped(name)
    items = list(tree.items)[: None if len(tree.nodes) < 40 else 1]
    for item in (None, *items):
        assert faults(draw(tree, item=item)) == [], item


@pytest.mark.parametrize("name", [name for name in NAMES if len(shipped(name).nodes) < 40])
def test_the_same_of_small_trees_by_field(name: str) -> None:
    tree = shipped(name)
    for item in (None, *tree.items):
        assert faults(draw(tree, item=item, wishes=Wishes(collapse=True))) == [], item


@pytest.mark.usefixtures("graphviz")
def test_the_same_where_boxes_are_large() -> None:
    figures = sample_figures()
    assert faults(draw(sample_tree(), figures)) == []
    assert faults(draw(sample_tree(), figures, item="publish", figures_with=figures)) == []


DRAWN = """<svg xmlns="http://www.w3.org/2000/svg">
<g id="a" class="node"><polygon points="0,0 40,0 40,20 0,20"/></g>
<g id="l" class="edge"><path d="M40,10C60,10 80,10 100,10"/></g>
<g id="l--words" class="node"><polygon points="{0},{1} {2},{1} {2},{3} {0},{3}"/></g>
</svg>"""


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((60, 0, 80, 8), []),
        ((60, 40, 80, 50), ["l--words is 30 points from its line"]),
        ((30, 0, 60, 8), ["l--words on a"]),
    ],
)
def test_faults_are_found(place: Box, expected: list[str]) -> None:
    assert faults(DRAWN.format(*place).encode()) == expected


LINE = "e,100,0 0,0 30,0 60,0 90,0"
WORDS = (40.0, 10.0)


def box(centre: tuple[float, float]) -> Box:
    """Return the box of the words."""
    (x, y), (width, height) = centre, WORDS
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def test_words_stand_above_the_middle_of_a_free_line() -> None:
    ((x, y),) = place_words({"a": LINE}, {"a": WORDS}, []).values()
    assert x == pytest.approx(50, abs=3)
    assert 5 < y < 5 + NEAR


def test_words_give_way_to_a_box() -> None:
    ((_, y),) = place_words({"a": LINE}, {"a": WORDS}, [(-50, 1, 150, 40)]).values()
    assert y < -5


def test_words_cover_no_head_of_another_line() -> None:
    """The head is where the words would stand, were they alone; a line without end they cross."""
    head = "e,50,11 50,60 50,45 50,30 50,20"
    for steeper in ("", head):
        routes = {"a": LINE} | ({"b": steeper} if steeper else {})
        (at,) = place_words(routes, {"a": WORDS}, [(-50, -40, 150, -2)]).values()
        left, bottom, right, top = box(at)
        assert (left < 50 < right and bottom < 20 and top > 11) == (not steeper)


def test_words_of_one_and_the_same_line_keep_apart() -> None:
    names = [str(place) for place in range(12)]
    found = place_words(dict.fromkeys(names, LINE), dict.fromkeys(names, WORDS), [])
    placed = {name: box(centre) for name, centre in found.items()}
    assert not [name for name in names if clashes(name, placed[name], placed)]


def test_words_stay_off_the_arrowhead() -> None:
    short = "e,14,0 0,0 2,0 4,0 6,0"
    ((x, y),) = place_words({"a": short}, {"a": WORDS}, []).values()
    assert not overlap(box((x, y)), (6, -3, 14, 3))


def test_words_find_room_however_far() -> None:
    ((x, y),) = place_words({"a": LINE}, {"a": WORDS}, [(-300, -300, 300, 300)]).values()
    assert max(abs(x), abs(y)) > 300


def test_there_may_be_no_words() -> None:
    assert place_words({"a": LINE}, {}, []) == {}


def test_words_keep_away_from_the_lines_of_others() -> None:
    other = "e,100,22 0,22 30,22 60,22 90,22"  # words above would stand between the two
    ((_, y),) = place_words({"a": LINE, "b": other}, {"a": WORDS}, []).values()
    assert y < -5
