"""Tables and sections of the report."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import TypeAlias
from xml.etree.ElementTree import Element

from render.page.markup import Child, element

_AFTER_LINE = re.compile(r"(?<=_)(?=[^_])")

Cell: TypeAlias = "Child | tuple[str, str]"  # words, or words with a class


def section(name: str, title: str, *parts: Child) -> Element:
    """Return a section with its heading."""
    heading = element("h2", {"id": f"{name}-title"}, title)
    return element("section", {"id": name, "aria-labelledby": f"{name}-title"}, heading, *parts)


def paragraph(words: str, name: str = "") -> Element:
    """Return a paragraph."""
    return element("p", {"class": name} if name else {}, words)


def table(
    name: str,
    caption: str,
    head: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    wordy: Collection[int] = (0,),
    marked: Collection[int] = (),
) -> Element:
    """Return a table of figures that can be scrolled where it is wider than the page.

    `wordy` are the places of columns that are words, the first of a row being its heading, and
    `marked` the places of rows that stand out.
    """
    titles = [
        element("th", {"scope": "col", "class": _kind(place, wordy)}, words)
        for place, words in enumerate(head)
    ]
    body = []
    for number, row in enumerate(rows):
        cells = [_cell(place, cell, wordy) for place, cell in enumerate(row)]
        body.append(element("tr", {"class": "marked"} if number in marked else {}, *cells))
    found = element(
        "table",
        {"class": name},
        element("caption", {}, caption),
        element("thead", {}, element("tr", {}, *titles)),
        element("tbody", {}, *body),
    )
    rules = {"class": "scroll", "tabindex": "0", "role": "region", "aria-label": caption}
    return element("div", rules, found)


def _kind(place: int, wordy: Collection[int]) -> str:
    return "words" if place in wordy else "figure"


def _cell(place: int, cell: Cell, wordy: Collection[int]) -> Element:
    kind = _kind(place, wordy)
    if isinstance(cell, tuple):
        words, look = cell
        return element("td", {"class": f"{kind} {look}"}, words)
    if place == 0:
        return element("th", {"scope": "row", "class": kind}, cell)
    return element("td", {"class": kind}, cell)


def breakable(name: str, look: str = "") -> Element:
    """Return an id that breaks after its underscores where it has no room."""
    first, *others = _AFTER_LINE.split(name)
    parts = [part for other in others for part in (element("wbr"), other)]
    return element("span", {"class": look} if look else {}, first, *parts)


def named(name: str, title: str | None) -> Element:
    """Return the id of an item with its title over it."""
    if not title:
        return breakable(name, "id")
    return element(
        "span",
        {},
        element("span", {"class": "title"}, title),
        breakable(name, "id"),
    )


def listed(lines: Iterable[str]) -> Element:
    """Return a list of sentences."""
    return element("ul", {}, *(element("li", {}, line) for line in lines))
