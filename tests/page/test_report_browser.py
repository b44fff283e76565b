"""The report of a portfolio in a real browser: rules of accessibility, phone and print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from report.portfolios import batch, best, forty_eight, item, tree

from render.report import report_html

pytestmark = pytest.mark.browser

Open = Callable[..., Any]
WIDE = """width => [...document.querySelectorAll('table, svg, p, pre, dl, ul, h1, h2')]
  .filter(part => part.getBoundingClientRect().right > width + 1)
  .map(part => part.outerHTML.slice(0, 80))"""


@cache
def content() -> bytes:
    return report_html(tree(), forty_eight()).encode()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_accessibility_rules(open_page: Open, axe: str, scheme: str, width: int) -> None:
    size = {"width": width, "height": 800}
    page = open_page(content(), color_scheme=scheme, viewport=size)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    page.evaluate(axe)
    found = page.evaluate("() => axe.run(document, { preload: false })")
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
    assert len(found["passes"]) > 20


def test_a_chart_for_each_width(open_page: Open) -> None:
    for width, shown, other in ((375, "narrow", "wide"), (1280, "wide", "narrow")):
        page = open_page(content(), viewport={"width": width, "height": 800})
        for name in ("cost-chart", "frontier-chart"):
            assert page.locator(f"#{name} .{shown}").is_visible()
            assert not page.locator(f"#{name} .{other}").is_visible()


def test_nothing_is_cut_in_print(open_page: Open) -> None:
    page = open_page(content(), viewport={"width": 703, "height": 1000})  # A4 less its margins
    page.emulate_media(media="print")
    assert page.evaluate(WIDE, 703) == []
    assert not page.locator("nav").is_visible()
    assert page.locator("#again pre").is_visible()


def test_a_matrix_is_printed_in_one_piece(open_page: Open) -> None:
    page = open_page(content())
    page.emulate_media(media="print")
    inside = "parts => parts.map(part => getComputedStyle(part).breakInside)"
    for name in (".matrix", ".outcomes", ".pairs", "figure"):
        assert set(page.eval_on_selector_all(name, inside)) == {"avoid"}


def test_long_names_on_a_phone(open_page: Open) -> None:
    long = item("a_" * 32, 0.1, 0.001, title="x" * 300)
    other = item("i" * 64, 0.05, 0.001, rank=2, title="<script>alert(1)</script>")
    found = replace(batch([long, other], best([long, other])), title="y" * 300)
    page = open_page(report_html(tree(), found).encode(), viewport={"width": 375, "height": 700})
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 375
