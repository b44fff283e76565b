"""Boxes are of the same size whichever Graphviz measures the words in them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import matplotlib
import pytest
from render_samples import sample_figures, sample_tree
from svg_reading import boxes

from render import draw, helvetica, labels, style
from render.layout import Deadline
from render.marks import Vertex
from render.places import measure

METRICS = Path(matplotlib.get_data_path(), "fonts", "afm")
ONE = re.compile(r"^C (\d+) ; WX (\d+) ; N (\w+)", re.MULTILINE)
CURLY = {"quoteright": "’", "quoteleft": "‘"}
SAID = [
    "Superintelligence",
    "both can do",
    "Counter-point: the trend",
    "0123456789",
    "WAVE AT",
    "×½ →",
]


@pytest.mark.parametrize(("file", "bold"), [("phvr8a.afm", False), ("phvb8a.afm", True)])
def test_letters_are_as_wide_as_adobe_says(file: str, bold: bool) -> None:
    published = {
        CURLY.get(name, chr(int(code))): int(width)
        for code, width, name in ONE.findall(METRICS.joinpath(file).read_text("latin-1"))
        if int(code) < 127
    }
    assert len(published) == 95
    assert {c: round(1000 * helvetica.ems(c, bold)) for c in published} == published


@pytest.fixture
def without_program(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Return what hides the program `dot`, if there is one to compare with."""
    if shutil.which("dot") is None:
        pytest.skip("no program dot to compare the wheel with")
    return monkeypatch


def test_words_have_the_same_size_in_every_graphviz(without_program: pytest.MonkeyPatch) -> None:
    vertices = [
        Vertex(f"{place}/{size}/{bold}", labels.stack((label,)), style.NODE)
        for place, words in enumerate(SAID)
        for size in (8, 9, 10, 12, 15, 20)
        for bold in (False, True)
        for label in (labels.text(words, size, bold=bold),)
    ]
    by_program = measure(vertices, Deadline.after(20))
    without_program.setenv("PATH", "")
    by_wheel = measure(vertices, Deadline.after(20))
    for name, size in by_program.items():
        assert by_wheel[name] == pytest.approx(size, abs=0.01), name


def test_drawings_are_the_same_from_every_graphviz(without_program: pytest.MonkeyPatch) -> None:
    tree, figures = sample_tree(), sample_figures()
    by_program = boxes(draw(tree, figures))
    without_program.setenv("PATH", "")
    by_wheel = boxes(draw(tree, figures))
    assert by_program.keys() == by_wheel.keys()
    for name, (left, top, right, bottom) in by_program.items():
        other = by_wheel[name]
        assert other[2] - other[0] == pytest.approx(right - left, abs=1), name
        assert other[3] - other[1] == pytest.approx(bottom - top, abs=1), name
