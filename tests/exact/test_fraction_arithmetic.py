"""The examples in the arithmetic of fractions are right."""

from __future__ import annotations

import doctest
from fractions import Fraction

from . import fraction_arithmetic
from .fraction_arithmetic import power, rational


def test_examples() -> None:
    failed, tried = doctest.testmod(fraction_arithmetic)
    assert tried > 0 and failed == 0


def test_powers_that_are_not_rational_are_the_nearest_float() -> None:
    assert power(Fraction(2), Fraction(1, 2)) == Fraction(2**0.5)
    assert power(Fraction(1, 10**40), Fraction(1, 2)) == Fraction(1, 10**20)


def test_numbers_that_are_not_simple_are_the_float_itself() -> None:
    assert rational(0.12345678901234) == Fraction(0.12345678901234)
