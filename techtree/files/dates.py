"""Dates as years with a fraction, months being twelfths of a year."""

from __future__ import annotations

import re
from calendar import monthrange

FIRST_YEAR, LAST_YEAR = 1900, 2200
_DATE = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")


def parse_date(text: str) -> float | None:
    """Read ``2026-01`` or ``2026-01-15`` as a year; ``None`` if it does not look like a date.

    Raises ValueError, with a sentence, for a date that does not exist.

    >>> parse_date("2026-07"), parse_date("2026-01-16"), parse_date("3 years")
    (2026.5, 2026.0403225806451, None)
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = int(match[1]), int(match[2]), int(match[3] or 1)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the year {year} is outside {FIRST_YEAR} to {LAST_YEAR}")
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {month}")
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise ValueError(f"{year}-{month:02} has no day {day}; it has {days}")
    return year + (month - 1) / 12 + (day - 1) / days / 12


def is_year(value: float) -> bool:
    """Tell whether a bare number, standing for a time, is the first of January of a year."""
    return FIRST_YEAR <= value <= LAST_YEAR and value == int(value)
