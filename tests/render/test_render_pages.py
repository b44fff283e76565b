"""Pages: a drawing is exactly as large as its page, and small words are remarked on."""

from __future__ import annotations

import re
import struct
from typing import get_args

import pytest
from render_samples import sample_figures, sample_tree, two_roads

from render import Wishes, draw
from render.pages import papers, too_small
from render.wishes import Page


def size(svg: bytes) -> tuple[int, int]:
    """Return width and height of an SVG in points."""
    found = re.search(rb'width="(\d+)pt" height="(\d+)pt"', svg)
    assert found
    return int(found[1]), int(found[2])


@pytest.mark.parametrize(
    ("page", "landscape"),
    [("a4", (842, 595)), ("a3", (1191, 842)), ("letter", (792, 612)), ("slide", (960, 540))],
)
def test_an_svg_is_as_large_as_its_page(page: Page, landscape: tuple[int, int]) -> None:
    wishes = Wishes(page=page, orientation="landscape")
    for tree, figures in ((two_roads(), None), (sample_tree(), sample_figures())):
        assert size(draw(tree, figures, wishes=wishes)) == pytest.approx(landscape, abs=1)


def test_a_page_may_stand_upright() -> None:
    wishes = Wishes(page="a4", orientation="portrait")
    assert size(draw(two_roads(), wishes=wishes)) == pytest.approx((595, 842), abs=1)


def test_auto_takes_what_comes_out_larger() -> None:
    tree, figures = sample_tree(), sample_figures()
    scales = {
        orientation: float(found[1])
        for orientation in ("auto", "landscape", "portrait")
        if (
            found := re.search(
                rb"transform=\"scale\(([\d.]+)",
                draw(tree, figures, wishes=Wishes(page="a4", orientation=orientation)),  # type: ignore[arg-type]
            )
        )
    }
    assert scales["auto"] == max(scales.values())
    assert len(scales) == 3


def test_a_png_and_a_pdf_have_the_size_of_the_page() -> None:
    png = draw(two_roads(), format="png", wishes=Wishes(page="slide"))
    assert struct.unpack(">II", png[16:24]) == pytest.approx((1920, 1080), abs=2)
    pdf = draw(two_roads(), format="pdf", wishes=Wishes(page="a4", orientation="landscape"))
    box = re.search(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", pdf)
    assert box
    assert [float(side) for side in box.groups()] == pytest.approx([842, 595], abs=1)


@pytest.mark.parametrize("page", get_args(Page))
def test_papers_have_both_ways(page: Page) -> None:
    found = papers(page, "auto")
    assert len(found) == (1 if page == "slide" else 2)
    assert all(one.width > 0 and one.scale(1e6, 1e6) < 0.01 for one in found)
    assert found[0].scale(10, 10) == 1.25  # small drawings are not blown up


def test_words_just_too_small_are_not_said_to_be_as_large_as_asked() -> None:
    """Words of 8 points at a scale of 0.498 are 3.98 points high."""
    words = too_small(Wishes(page="a4"), 0.498, 1.0, 1.0)
    assert words is not None
    assert "are 3.9 points high on A4, and under 4" in words


def test_words_that_are_too_small_are_remarked_on() -> None:
    said: list[str] = []
    draw(sample_tree(), sample_figures(), wishes=Wishes(page="slide"), remark=said.append)
    (words,) = said
    assert re.search(r"are \d\.\d points high on a slide, and under 8 .* `--focus NODE", words)
    said.clear()
    draw(two_roads(), wishes=Wishes(page="a3"), remark=said.append)
    assert said == []


def test_advice_leaves_out_what_is_done_already() -> None:
    words = too_small(Wishes(page="a4", to=("x",), collapse=True), 0.1, 1, 1)
    assert words is not None
    assert words.endswith(
        "draw less of it with `--focus NODE --depth 2` or `--field FIELD`, or take `--page a3`"
    )
    focus = too_small(Wishes(focus=("x",), depth=3), 1.0, 10_000, 10_000)
    assert focus is not None
    assert "with `--depth 2` or `--to ENDING`" in focus
    assert too_small(Wishes(), 1.0, 1_000, 700) is None
