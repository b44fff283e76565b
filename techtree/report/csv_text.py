"""Tidy CSV: one figure or interval a row, the same columns in all of them."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

# East Asian spreadsheets take the wide forms of the signs as the signs
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PART = 65_536  # characters


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Write rows as CSV; what a row does not have stays empty."""
    return "".join(csv_parts(columns, rows))


def csv_parts(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the same in parts, so that rows need not be held all at once."""
    page = io.StringIO()
    plain = csv.writer(page, lineterminator="\n")
    quoted = csv.writer(page, lineterminator="\n", quoting=csv.QUOTE_ALL)
    plain.writerow([safe_cell(column) for column in columns])
    for row in rows:
        cells = [_cell(row.get(column)) for column in columns]
        # a bare carriage return, which the module leaves unquoted, would begin a row
        (quoted if any("\r" in cell for cell in cells) else plain).writerow(cells)
        if page.tell() > _PART:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(float(value) + 0.0) if math.isfinite(value) else ""
    return safe_cell(value) if isinstance(value, str) else str(value)


def safe_cell(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula.

    >>> safe_cell("=1+1"), safe_cell("a=b")
    ("'=1+1", 'a=b')
    """
    return f"'{text}" if text.startswith(_ACTIVE) else text
