"""Hostile text is shown, plain text is kept."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from techtree.report.console import laid_out, words
from techtree.report.visible import visible


@given(st.text())
def test_nothing_unprintable_is_left(text: str) -> None:
    assert visible(text).isprintable()


@given(st.text(st.characters(categories=["L", "N", "P"])))
def test_plain_text_is_kept(text: str) -> None:
    assert visible(text) == text


def test_markup_is_no_markup() -> None:
    assert (
        laid_out([words("[red]a[/red] [/x] :smile:")], wrap=False) == "[red]a[/red] [/x] :smile:\n"
    )
