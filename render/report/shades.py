"""The shade behind a figure in a matrix: blue above 0, orange below, deeper where it is larger."""

from __future__ import annotations

from collections.abc import Sequence

from render.scales import DIVERGING
from render.themes import dark
from techtree.portfolio.results import Figure
from techtree.report.batch_words import OPEN, STILL, sign_text
from techtree.report.digits import half_width, places, rounded

_STEPS = (0.02, 0.25, 0.6)  # of the largest: where shades begin
_FINEST = 0.005  # of the largest: finer than that no figure of a matrix is written
_BRIGHT = "#FFFFFF"  # words on dark shades
_NONE = len(DIVERGING) // 2
_SMALL = 0.1  # matrices of smaller figures are in thousandths


def shade_css() -> str:
    """Return the rules of the shades, for light and dark pages and for print."""
    light = "".join(f".s{i} {{ background: {color}; }}\n" for i, color in enumerate(DIVERGING))
    dim = "".join(
        f".s{i} {{ background: {dark(color)}; color: {_BRIGHT}; }}\n"
        for i, color in enumerate(DIVERGING)
    )
    return f"{light}@media screen and (prefers-color-scheme: dark) {{\n{dim}}}\n"


def largest(figures: Sequence[Figure]) -> float:
    """Return the size of the largest shift."""
    return max((abs(figure.shift) for figure in figures), default=0.0)


def unit(size: float) -> tuple[float, str]:
    """Return by what figures up to a size are multiplied in a matrix, and how that is said.

    >>> unit(0.02), unit(0.5)
    ((1000.0, 'in thousandths of expected value'), (1.0, 'in expected value'))
    """
    if 0.0 < size < _SMALL:
        return 1000.0, "in thousandths of expected value"
    return 1.0, "in expected value"


def shaded(figure: Figure, scale: float, most: float) -> tuple[str, str]:
    """Return a figure with the class of its cell."""
    sign = sign_text(figure)
    digits = places(max(half_width(figure), _FINEST * most), scale, exact=2, of=figure.shift)
    words = "0" if sign == STILL else rounded(figure.shift * scale, digits)
    if sign in (OPEN, STILL):
        return words, f"s{_NONE} open"
    step = sum(abs(figure.shift) >= part * most for part in _STEPS) if most else 0
    return words, f"s{_NONE + step if figure.shift > 0 else _NONE - step}"
