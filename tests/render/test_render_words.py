"""Numbers, dates and titles in few words, and quantiles worked out by hand."""

from __future__ import annotations

import math

import pytest

from render.quantiles import median, quantile
from render.style import inks, tints
from render.words import date, duration, factor, percent, points, probability, wrapped
from techtree.model.numbers import Distribution, Family, Fixed, Mixture, Uncertain


def drawn(family: Family, *args: float) -> Uncertain:
    """Return an uncertain number."""
    return Uncertain("x", Distribution(family, args), "input")


@pytest.mark.parametrize(
    ("number", "p", "expected"),
    [
        (drawn("exponential", 3.0), 0.5, 3 * math.log(2)),
        (drawn("lognormal", 4.0, 0.7), 0.5, 4),
        (drawn("logitnormal", math.log(3), 1.0), 0.5, 3 / 4),  # odds of 3
        (drawn("normal", 0.0, 1.0), 0.5, 0.674489750196082),  # the 75% point of the whole normal
        (drawn("normal", 10.0, 1.0), 0.5, 10),
        (drawn("uniform", 2.0, 4.0), 0.25, 2.5),
        (drawn("triangular", 0.0, 1.0, 2.0), 0.5, 1),
        (drawn("triangular", 0.0, 1.0, 2.0), 0.125, 0.5),  # x**2 / 2
        (drawn("weibull", 1.0, 3.0), 0.5, 3 * math.log(2)),  # shape 1 is exponential
        (drawn("gamma", 1.0, 3.0), 0.5, 3 * math.log(2)),
        (drawn("erlang", 1.0, 3.0), 0.5, 3 * math.log(2)),
        (drawn("beta", 1.0, 1.0), 0.3, 0.3),
        (drawn("beta", 2.0, 1.0), 0.25, 0.5),  # x**2
    ],
)
def test_quantiles(number: Uncertain, p: float, expected: float) -> None:
    assert quantile(number, p) == pytest.approx(expected, abs=1e-6)


def test_a_change_and_its_opposite_are_rounded_alike() -> None:
    for moved in (0.5 - 0.7025, 0.2025, 0.7025 - 0.5, 0.9 - 0.6975):  # each 20.25 points
        assert points(abs(moved)) == "+20.2 pp" and points(-abs(moved)) == "−20.2 pp"


def test_quantile_of_a_mixture_that_stands_on_a_fixed_part() -> None:
    late = Distribution("uniform", (1.0, 2.0))
    mixture = Uncertain("x", Mixture(((0.25, Fixed(0.0)), (0.75, late))), "race")
    assert quantile(mixture, 0.05) == 0.0  # not nearly: it is written in a drawing
    assert duration(mixture) == "0–1.9 years"  # 1 + (0.95 - 0.25) / 0.75 = 1.93


def test_quantile_of_a_mixture() -> None:
    low, high = Distribution("uniform", (0.0, 1.0)), Distribution("uniform", (10.0, 11.0))
    mixed = Uncertain("x", Mixture(((0.25, low), (0.75, high))), "input")
    assert quantile(mixed, 0.125) == pytest.approx(0.5)
    assert quantile(mixed, 0.625) == pytest.approx(10.5)
    stepped = Uncertain("x", Mixture(((0.6, Fixed(2.0)), (0.4, high))), "input")
    assert median(stepped) == pytest.approx(2)


@pytest.mark.parametrize(
    ("years", "start", "expected"),
    [
        (0.0, 2026.0, "Jan 2026"),
        (5.25, 2026.0, "Apr 2031"),
        (11 / 12, 2026.0, "Dec 2026"),
        (0.5, 2026.5, "Jan 2027"),
        (-8.5, 2026.0, "Jul 2017"),
        (math.inf, 2026.0, "never"),
    ],
)
def test_dates(years: float, start: float, expected: str) -> None:
    assert date(years, start) == expected


def test_ranges() -> None:
    assert factor(drawn("uniform", 0.0, 100.0)) == "×5–95"
    assert probability(drawn("uniform", 0.0, 1.0)) == "5–95%"
    assert duration(drawn("uniform", 0.0, 10.0)) == "0.5–9.5 years"
    assert duration(drawn("uniform", 0.0, 1.0)) == "0.6–11 months"
    assert duration(Fixed(0.25)) == "3 months"
    assert duration(Fixed(1 / 365.25)) == "1 day"


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.0, "0%"), (1.0, "100%"), (0.996, "99.6%"), (0.99999, ">99.9%"), (0.125, "12%")],
)
def test_percent(share: float, expected: str) -> None:
    assert percent(share) == expected


def test_points_have_a_sign() -> None:
    assert [points(x) for x in (0.014, -0.014, 0.0, 1e-15)] == [
        "+1.4 pp",
        "−1.4 pp",
        "±0.0 pp",
        "±0.0 pp",
    ]


def test_only_no_change_is_written_as_none() -> None:
    # 48.53 and 48.57% are written as 48.5 and 48.6%
    assert [points(x) for x in (0.0004, -0.0004, 0.000096, 0.00000123)] == [
        "+0.04 pp",
        "−0.04 pp",
        "+0.01 pp",
        "+0.0001 pp",
    ]


def test_titles_wrap_at_four_lines() -> None:
    lines = wrapped("one two three four five six seven eight nine ten eleven " * 4)
    assert len(lines) == 4
    assert max(map(len, lines)) <= 22
    assert lines[-1].endswith("…")


def test_colours_do_not_depend_on_order() -> None:
    names = ["undecided", "b", "aligned", "a", "misaligned"]
    assert inks(names) == inks(reversed(names))
    assert list(inks(names)) == ["aligned", "misaligned", "a", "b", "undecided"]
    assert len({ink.bands for name, ink in inks(names).items() if name != "undecided"}) == 4
    assert tints(["b", "a"]) == tints(["a", "b"])


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (1 - 1e-13, "100%"),  # the noise of a sum
        (1e-13, "0%"),
        (0.9995, ">99.9%"),  # never 100.0%
        (0.99951, ">99.9%"),
        (0.9994, "99.9%"),
        (1e-6, "<0.1%"),
    ],
)
def test_only_what_is_certain_is_written_as_certain(share: float, expected: str) -> None:
    assert percent(share, beside_change=True) == expected
