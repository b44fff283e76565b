"""Every script finds room: text is broken by the width of its letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_samples import two_roads
from svg_reading import boxes

from render import draw
from render.fonts import lacking
from render.layout import Deadline
from render.widths import broken, clusters, columns, fitted, room

FAMILY = "👩‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("e\u0301a", ["e\u0301", "a"]),
        (FAMILY + "x", [FAMILY, "x"]),
        ("🇩🇪🇫🇷", ["🇩🇪", "🇫🇷"]),
        ("👍🏽!", ["👍🏽", "!"]),
        ("नि", ["नि"]),
    ],
)
def test_what_is_read_as_one_letter_stays_together(text: str, expected: list[str]) -> None:
    assert list(clusters(text)) == expected


@given(st.text(max_size=200), st.integers(4, 40), st.integers(1, 5))
def test_lines_keep_to_their_width(text: str, width: int, lines: int) -> None:
    found = broken(text, width, lines)
    assert len(found) <= lines
    assert all(columns(line) <= width for line in found)
    assert columns(fitted(text, width)) <= width


@given(st.text(alphabet="ab 中é", max_size=60))
def test_nothing_is_lost_where_there_is_room(text: str) -> None:
    assert "".join(broken(text, 6, 1000)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "ems"),
    [("人工智能", 4.0), ("🎉🎉", 2.6), ("한국어", 3.0)],
)
def test_a_box_has_room_for_letters_that_no_font_here_may_have(text: str, ems: float) -> None:
    assert room(text, 10)[0] == 10 * ems + 1
    title = text * 3
    tree = two_roads()
    svg = draw(tree, title=title)
    assert svg  # parses, or it would be held back
    left, _, right, _ = boxes(draw(named(title)))["pause"]
    assert right - left >= min(12 * ems * 3, 12 * 11)  # lines break at 22 columns


def named(title: str):  # type: ignore[no-untyped-def]
    """Return the small tree with another title for one node."""
    from dataclasses import replace

    tree = two_roads()
    pause = replace(tree.nodes["pause"], title=title)
    return replace(tree, nodes={**tree.nodes, "pause": pause})


def test_letters_that_no_font_has_are_told_of() -> None:
    words = lacking("label=<x>\U0010fffd</x>", Deadline.after(20))
    assert words is not None
    assert words.startswith("no font here has letters for")
    assert lacking("label=<x>plain – text ×2</x>", Deadline.after(20)) is None
