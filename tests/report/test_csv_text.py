"""CSV: texts stay texts in a spreadsheet, numbers stay numbers."""

from __future__ import annotations

import csv
import io

import pytest

from techtree.report.csv_text import csv_text, safe_cell

FORMULAS = ["=cmd()", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_starts_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    written = csv_text(["a"], [{"a": text}])
    cells = [cell for row in csv.reader(io.StringIO(written, newline="")) for cell in row]
    assert cells == ["a", f"'{text}"]


def test_headers_are_texts_too() -> None:
    assert csv_text(["=a", "b"], []) == "'=a,b\n"


@pytest.mark.parametrize("text", ["", "a=b", "'=1", "1-2", "ten, people", 'a "b"'])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


def test_numbers_stay_numbers() -> None:
    rows = [{"a": -1.5, "b": -3, "c": None, "d": float("nan"), "e": True}]
    assert csv_text(["a", "b", "c", "d", "e"], rows) == "a,b,c,d,e\n-1.5,-3,,,True\n"
