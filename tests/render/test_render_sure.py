"""What a drawing says of dates and changes is what the runs can tell."""

from __future__ import annotations

import re

import pytest
from render_samples import sample_figures, sample_tree, two_roads
from svg_reading import words

import techtree
import trees
from render import Figures, draw
from techtree.impact.outcomes import NodeTimes
from techtree.report.drawn_figures import drawn_figures
from techtree.report.drawn_times import drawn_times
from techtree.report.medians import sure_median

DATE = re.compile(r"\b[A-Z][a-z]{2} \d{4}\b")


@pytest.mark.parametrize(
    ("known", "samples", "shown"),
    [
        (0.501, 20_000, False),  # 1.96 standard errors are 0.0069
        (0.506, 20_000, False),
        (0.508, 20_000, True),
        (0.508, 2_000, False),
        (0.501, 0, True),  # exact
        (0.5, 0, False),
        (0.5 + 3e-16, 0, False),  # the noise of sums
        (1.0, 1, True),
    ],
)
def test_a_median_is_shown_where_surely_over_half_know(
    known: float, samples: int, shown: bool
) -> None:
    median = sure_median(NodeTimes(known, 2.0), samples)
    assert median == (2.0 if shown else None)


def test_figures_for_a_drawing_leave_out_unsure_medians() -> None:
    tree = techtree.load(trees.path("grant"))
    settings = techtree.Settings(samples=500, engine="simulation")
    answer = techtree.outcomes(tree, settings)
    times = answer.picture.nodes["oversight"]  # known in half of the worlds
    assert times.known == pytest.approx(0.5, abs=0.1)
    figures = drawn_figures(answer)
    assert figures.median["oversight"] is None
    assert figures.median["superintelligence"] == answer.picture.nodes["superintelligence"].median


def comparison() -> list[str]:
    """Return the words of a drawing in which dates and probabilities change."""
    before = Figures({"pause": 0.9}, {"pause": 5.0}, {"aligned": 0.054, "misaligned": 0.946})
    after = Figures({"pause": 0.8}, {"pause": 9.0}, {"aligned": 0.041, "misaligned": 0.959})
    return words(draw(two_roads(), before, item="oversight", figures_with=after))


def test_two_dates_are_never_subtracted() -> None:
    lines = [line for line in comparison() if "known" in line and DATE.search(line)]
    assert lines == ["90.0% known · Jan 2031", "80.0% known (−10.0 pp) · Jan 2035"]


def test_percents_beside_a_change_are_as_fine_as_it() -> None:
    shown = comparison()
    for line in ("5.4%", "4.1%", "−1.3 pp", "94.6%", "95.9%", "+1.3 pp"):
        assert line in shown


def test_the_legend_says_whose_half_a_date_is() -> None:
    shown = " ".join(words(draw(sample_tree(), sample_figures())))
    assert "the date by which half of all worlds know it" in shown


def test_no_date_is_explained_where_none_is_shown() -> None:
    shown = " ".join(words(draw(two_roads(), Figures({"pause": 0.4}, {"pause": None}))))
    assert "40% known" in shown
    assert "half of all worlds" not in shown


def test_whiskers_come_of_the_worlds_of_the_answer() -> None:
    tree = techtree.load(trees.path("race"))  # one ending, which stops every world
    settings = techtree.Settings(samples=500, engine="simulation")
    answer = techtree.outcomes(tree, settings)
    ends = answer.picture.ending_time
    times = drawn_times(tree, settings, None, answer.provenance.samples)
    assert times["superintelligence"] == pytest.approx((ends.p5, ends.p95), rel=2e-3)
