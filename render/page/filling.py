"""The figures of the first view, written into a drawing; the page's script does it for others."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from xml.etree.ElementTree import Element

from render.page.boxes import Box
from render.page.worlds import NO_DATE


def figure_words(role: str, figure: list[Any]) -> str:
    """Return the line of a box that says how probable a node is, and by when.

    >>> figure_words("advance", [0.5, "50%", "50.1%", "", "Mar 2031"])
    '50% known · Mar 2031'
    """
    _, share, _, _, date = figure
    words = {"ending": f"ends {share} of worlds", "fact": f"{share} likely to hold"}
    found = words.get(role, f"{share} known")
    return found if date == NO_DATE else f"{found} · {date}"


def tenths(length: float) -> str:
    """Write a length as the page's script does, which rounds what lies in the middle up.

    >>> tenths(84.25)
    '84.3'
    """
    return str(Decimal(length).quantize(Decimal("0.1"), ROUND_HALF_UP))


def fill(group: Element, box: Box, figure: list[Any] | None, shares: dict[str, list[Any]]) -> None:
    """Write the figures of a node into its box; ``shares`` are those of an ending's outcomes."""
    slots = {part.get("data-slot"): part for part in group.iter() if part.get("data-slot")}
    if figure is not None and "figure" in slots:
        slots["figure"].text = figure_words(box.role, figure)
    reached, inner = 0.0, round(box.inner, 1)  # as it is told to the script
    for part in group.iter("rect"):
        if part.get("class") == "full" and figure is not None:
            part.set("width", tenths(inner * figure[0]))
        if part.get("data-part") is not None:
            share, words = shares.get(box.outcomes[int(part.get("data-part", "0"))], (0.0, "0%"))
            part.set("x", tenths(inner * reached))
            part.set("width", tenths(inner * share))
            slots[f"share{part.get('data-part')}"].text = words
            reached += share
