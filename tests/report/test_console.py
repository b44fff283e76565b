"""Colour only on a terminal that wants it."""

from __future__ import annotations

import sys

import pytest

from techtree.report.console import laid_out, table, words


class Terminal:
    """A standard output that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        """Say so."""
        return True


def test_colour_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    blocks = [words("loud", style="bold")]
    assert "\x1b[" in laid_out(blocks)
    assert "\x1b" not in laid_out(blocks, "answer.txt")
    monkeypatch.setenv("NO_COLOR", "1")
    assert laid_out(blocks) == "loud\n"


def test_tables_fit_and_keep_all_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    page = laid_out([table("name", ("x",), [("long " * 20, "1"), ("short", "2")])])
    assert max(len(line) for line in page.splitlines()) <= 40
    assert page.count("long") == 20


def test_lines_are_whole_where_they_must_be() -> None:
    assert laid_out([words("x" * 500)], wrap=False) == "x" * 500 + "\n"


@pytest.mark.parametrize(
    ("width", "says"),
    [
        (33, "name        figure   more   spare\na_long_id     1234     12   12345\n"),
        (32, "name       figure  more  spare\na_long_id    1234    12  12345\n"),
        (28, "name        figure   more\na_long_id     1234     12\ntoo narrow for: spare\n"),
        (23, "name       figure  more\na_long_id    1234    12\ntoo narrow for: spare\n"),
        (22, "name        figure\na_long_id     1234\ntoo narrow for: spare,\nmore\n"),
    ],
)
def test_spare_columns_give_way_before_words_are_broken(
    width: int, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("techtree.report.console._width", lambda terminal: width)
    row = ("a_long_id", "1234", "12", "12345")
    page = laid_out([table("name", ("figure", "more", "spare"), [row], spare=(3, 2))])
    assert page == says
