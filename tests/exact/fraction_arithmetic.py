"""The numbers of a tree as fractions."""

from __future__ import annotations

from fractions import Fraction

from techtree.model.numbers import Distribution, Fixed, Number, Uncertain

LARGEST_EXPONENT = 64  # beyond it, a power is not worked out digit by digit


class NotMemoryless(ValueError):
    """A tree has something that rational arithmetic over states does not cover."""


def rational(x: float) -> Fraction:
    """Return the simplest fraction that is written as this float, where one is simple.

    >>> rational(0.1), rational(1 / 3)
    (Fraction(1, 10), Fraction(1, 3))
    """
    simple = Fraction(x).limit_denominator(1_000_000)
    return simple if float(simple) == x else Fraction(x)


def fixed(number: Number) -> Fraction:
    """Return a number that is the same in every trajectory."""
    if not isinstance(number, Fixed):
        raise NotMemoryless(f"{number.key} is uncertain")
    return rational(number.value)


def mean(number: Number) -> Fraction:
    """Return the mean of a work or delay that is 0 or exponential, drawn for one thing only."""
    match number:
        case Fixed(0):
            return Fraction(0)
        case Uncertain(_, Distribution("exponential", (value,)), "race"):
            return rational(value)
    raise NotMemoryless(f"{number} is neither 0 nor exponential")


def share(chance: Number | None) -> Fraction:
    """Return a chance as a fraction from 0 to 1; none is certainty."""
    return Fraction(1) if chance is None else min(Fraction(1), max(Fraction(0), fixed(chance)))


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """Raise a number that is not negative to a power that is not negative.

    Exact where the result is rational; otherwise the float nearest to it, as a fraction.

    >>> power(Fraction(4, 9), Fraction(3, 2)), power(Fraction(0), Fraction(0))
    (Fraction(8, 27), Fraction(1, 1))
    """
    whole, degree = exponent.numerator, exponent.denominator
    top, bottom = root(base.numerator, degree), root(base.denominator, degree)
    if top is None or bottom is None or whole > LARGEST_EXPONENT:
        return Fraction(float(base) ** float(exponent))
    return Fraction(top, bottom) ** whole


def root(number: int, degree: int) -> int | None:
    """Return the whole root of a number, if it has one.

    >>> root(27, 3), root(2, 2)
    (3, None)
    """
    if degree == 1 or number < 2:
        return number
    if degree > LARGEST_EXPONENT:
        return None
    guess = round(number ** (1 / degree))
    return guess if guess**degree == number else None


def with_odds(chance: Fraction, odds: Fraction) -> Fraction:
    """Multiply the odds of a chance.

    >>> with_odds(Fraction(1, 2), Fraction(3))
    Fraction(3, 4)
    """
    if chance in (0, 1):
        return chance
    return odds * chance / (1 - chance + odds * chance)
