"""The report of a portfolio: one HTML file without scripts, which asks nothing of the network."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from xml.etree.ElementTree import Element

from render.page.colors import color_css
from render.page.markup import document, element, root
from render.report.again import again_section, footer, skipped_section
from render.report.chosen import chosen_section
from render.report.frontier import frontier_section
from render.report.interactions import interactions_section
from render.report.method import method_section
from render.report.ranking import ranking_section
from render.report.shades import shade_css
from render.report.stances import stances_section
from render.report.tables import paragraph
from techtree.model.tree import Tree
from techtree.portfolio.results import Batch
from techtree.report.batch_sentence import batch_sentences
from techtree.report.batch_survey import survey
from techtree.report.batch_table import batch_title


def report_html(tree: Tree, batch: Batch) -> str:
    """Return the report of a portfolio that was evaluated on a tree."""
    found = survey(batch)
    best = batch.best if batch.best is not None and batch.best.items else None
    parts = [
        chosen_section(batch, best, found) if best is not None else None,
        interactions_section(best) if best is not None else None,
        stances_section(batch, found),
        frontier_section(batch),
        ranking_section(batch, found),
        skipped_section(batch),
        method_section(batch),
        again_section(batch),
    ]
    sections = [part for part in parts if part is not None]
    title = batch_title(batch)
    body = element(
        "body",
        {},
        element("a", {"class": "skip", "href": "#items"}, "Skip to the items"),
        element(
            "header",
            {},
            element("h1", {}, title),
            element(
                "div", {"class": "answer"}, *map(paragraph, batch_sentences(tree, batch, found))
            ),
            _contents(sections),
        ),
        element("main", {}, *sections),
        footer(batch),
    )
    return document(root(title, _style(), body)).decode("utf-8")


def _contents(sections: list[Element]) -> Element:
    links = [
        element("li", {}, element("a", {"href": f"#{part.get('id')}"}, part[0].text))
        for part in sections
        if part.get("id")
    ]
    return element("nav", {"aria-label": "Contents"}, element("ul", {}, *links))


@cache
def _style() -> str:
    sheet = files("render.report").joinpath("report.css").read_text(encoding="utf-8")
    return color_css((), {}) + shade_css() + sheet
