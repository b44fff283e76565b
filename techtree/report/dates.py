"""Times as the months of a calendar."""

from __future__ import annotations

import math

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FAR = 200.0  # years ahead, where a month says too much


def month(start: float, years: float | None) -> str:
    """Write the month that lies so many years after the start; a dash for a time without one.

    >>> month(2026.0, 5.2), month(2026.5, 0.0), month(2026.0, None), month(2026.0, 300.5)
    ('Mar 2031', 'Jul 2026', '-', '2326')
    """
    if years is None or not math.isfinite(years):
        return "-"
    months = math.floor((start + years) * 12.0 + 1e-6)
    year = f"{months // 12:d}"
    return year if years > _FAR else f"{_MONTHS[months % 12]} {year}"
