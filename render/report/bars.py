"""Bars in cells: how long a member's share is, with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from render.page.markup import element
from render.report.chart import line, number
from techtree.portfolio.results import Figure

WIDTH, HEIGHT = 160.0, 16.0
_THICK = 9.0


@dataclass(frozen=True, slots=True)
class Ruler:
    """The values between which all bars of a column lie."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """Return where a value stands, in pixels."""
        return WIDTH * (value - self.low) / (self.high - self.low)


def ruler(figures: Sequence[Figure]) -> Ruler:
    """Return a ruler with room for 0 and for all intervals."""
    ends = [end for figure in figures for end in (*figure.sampling95, figure.shift)]
    low, high = min(0.0, *ends), max(0.0, *ends)
    return Ruler(low, high if high > low else low + 1.0)


def bar(figure: Figure, scale: Ruler) -> Element:
    """Return the bar of a figure; the words beside it say the same."""
    nought, end = scale.at(0.0), scale.at(figure.shift)
    low, high = (scale.at(value) for value in figure.sampling95)
    top, middle = (HEIGHT - _THICK) / 2, HEIGHT / 2
    rectangle = {
        "class": "bar" if figure.shift >= 0.0 else "bar below",
        "x": number(min(nought, end)),
        "y": number(top),
        "width": number(abs(end - nought)),
        "height": number(_THICK),
    }
    return element(
        "svg",
        {
            "class": "bars",
            "viewBox": f"0 0 {number(WIDTH)} {number(HEIGHT)}",
            "aria-hidden": "true",
        },
        element("rect", rectangle),
        line("whisker", low, middle, high, middle) if high > low else None,
        line("nought", nought, 0.0, nought, HEIGHT),
    )
