"""Figures have the digits that their errors support."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from techtree.report.digits import (
    change,
    change_range,
    input_range,
    percent,
    places,
    plain,
    plus_minus,
    signed,
    whole_percent,
)

figures = st.floats(-1e6, 1e6)
halves = st.floats(0.0, 1e3)


def test_two_digits_of_the_half_width() -> None:
    assert [places(half) for half in (0.099, 0.1, 0.99, 1.0, 9.9, 10.0, 500.0)] == [
        3,
        2,
        2,
        1,
        1,
        0,
        0,
    ]
    assert change(-0.003149, 0.00041, 100.0) == "−0.315"
    assert plus_minus(1.23456, 0.042) == "+1.235 ± 0.042"
    assert change_range(-0.12349, 0.12351, 0.01) == "−0.123 to +0.124"


def test_a_change_and_its_opposite_have_the_same_digits() -> None:
    # 5.625 points, with what sums of floating-point numbers leave on either side of it
    for noise in (-1e-16, 0.0, 1e-16):
        assert change(0.05625 + noise, 0.0, 100.0) == "+5.62"
        assert change(-0.05625 - noise, 0.0, 100.0) == "−5.62"


def test_input_ranges_are_no_finer_than_their_draws() -> None:
    # 8% of the range, 0.08, has its second digit in the third place, the half-width in the fourth
    assert input_range(-0.5, 0.5, 0.0012) == "−0.500 to +0.500"


def test_no_figure_without_error_is_cut() -> None:
    assert percent(0.375, 0.0) == "37.50%"
    assert percent(1.0, 0.01) == "100%"
    assert plus_minus(0.0, 0.0) == "0"


def test_nothing_is_written_alike_beside_its_error() -> None:
    # 0.00002 is less than half of the last digit that an error of 0.0031 supports
    assert plus_minus(0.00002, 0.0031) == plus_minus(0.0, 0.0031) == "0 ± 0.0031"
    assert plus_minus(0.00006, 0.0031) == "+0.0001 ± 0.0031"


@given(figures, halves, st.sampled_from([1.0, 12.0, 100.0]))
def test_never_minus_zero(figure: float, half: float, scale: float) -> None:
    for text in (change(figure, half, scale), plus_minus(figure, half, scale), plain(figure, 2)):
        assert not re.match(r"[−+][0.,]+(\s|$)", text)
        assert "-" not in text  # a hyphen is no sign


@given(figures, st.integers(0, 6))
def test_signs_are_kept(figure: float, digits: int) -> None:
    text = signed(figure, digits)
    shown = float(text.replace(",", "").replace("−", "-"))
    assert abs(shown - figure) <= 0.5 * 10.0**-digits + 1e-9 * abs(figure)
    assert text.startswith("+") == (shown > 0)


@given(st.floats(0.0, 1.0))
def test_only_all_is_all(share: float) -> None:
    assert (whole_percent(share) == "100%") == (share == 1.0)
    assert (whole_percent(share) == "0%") == (share == 0.0)
