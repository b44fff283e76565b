"""Reading a report back as a browser does: its words, tables, and where its marks stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

from render.report import report_html
from report.portfolios import tree
from techtree.portfolio.results import Batch

XHTML, SVG = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/2000/svg}"


def read(found: Batch) -> Element:
    """Return the report of a portfolio; what a browser would have to mend is an error."""
    parser = html5lib.HTMLParser(
        tree=html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=True
    )
    root: Element = parser.parse(report_html(tree(), found))
    return root


def all_of(root: Element, tag: str, look: str | None = None) -> list[Element]:
    """Return the elements with a tag, HTML or SVG, and a class."""
    return [
        node
        for node in root.iter()
        if node.tag in (XHTML + tag, SVG + tag)
        and (look is None or look in (node.get("class") or "").split())
    ]


def by_id(root: Element, name: str) -> Element | None:
    """Return the element with an id."""
    return next((node for node in root.iter() if node.get("id") == name), None)


def words(node: Element) -> str:
    """Return the text in an element."""
    return "".join(node.itertext())


def rows(root: Element, look: str) -> list[list[str]]:
    """Return the cells of a table, its head first."""
    (table,) = all_of(root, "table", look)
    return [
        [" ".join(" ".join(cell.itertext()).split()) for cell in row] for row in all_of(table, "tr")
    ]


def scales(chart: Element) -> tuple[dict[float, float], dict[float, float]]:
    """Return where the values beside both axes of a chart stand, across and down."""
    across, down = {}, {}
    for tick in all_of(chart, "text", "tick"):
        value = float(words(tick).replace("−", "-").replace(",", ""))
        if "middle" in (tick.get("class") or ""):
            across[value] = float(tick.get("x") or 0)
        else:
            down[value] = float(tick.get("y") or 0) - 4.0  # base line below the middle of digits
    return across, down


def points(chart: Element) -> Iterator[tuple[str, float, float, tuple[float, float]]]:
    """Yield what each point says of itself, where it stands, and its whisker's ends."""
    for group in all_of(chart, "g", "point"):
        (circle,) = all_of(group, "circle")
        (whisker,) = all_of(group, "line", "whisker")
        said = words(all_of(group, "title")[0])
        ends = (float(whisker.get("y1") or 0), float(whisker.get("y2") or 0))
        yield said, float(circle.get("cx") or 0), float(circle.get("cy") or 0), ends


def lies(value: float, scale: dict[float, float]) -> float:
    """Return where a value lies on a linear scale, from two of its ticks."""
    (low, at_low), (high, at_high) = min(scale.items()), max(scale.items())
    return at_low + (at_high - at_low) * (value - low) / (high - low)


def luminance(color: str) -> float:
    """Return the relative luminance of a colour, as WCAG has it."""
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def variables(css: str) -> list[dict[str, str]]:
    """Return the colours of a light page and of a dark one."""
    return [dict(re.findall(r"--(\w+): (#[0-9A-Fa-f]{6})", rule)) for rule in re.findall(
        r":root \{([^}]*)\}", css
    )]  # fmt: skip
