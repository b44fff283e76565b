"""What was left out, what the report rests on, and how to make it again."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from render.page.markup import element
from render.report.tables import listed, section
from techtree.portfolio.results import Batch
from techtree.report.batch_words import amount, plural
from techtree.report.closing import conditional_on, provenance_line
from techtree.report.visible import visible

MOST_SKIPPED = 500


def skipped_section(batch: Batch) -> Element | None:
    """Return what was wrong with rows that were left out."""
    if not batch.skipped:
        return None
    shown = batch.skipped[:MOST_SKIPPED]
    left = len(batch.skipped) - len(shown)
    lines = [f"{problem.place}: {problem.message}" for problem in shown]
    lines += [f"... and {left:,} more"] if left else []
    said = f"{plural(len(batch.skipped), 'problem')} in rows that were left out"
    return section("skipped", said, listed(lines))


def again_section(batch: Batch) -> Element:
    """Return the command and the parameters that make this again."""
    made = batch.provenance
    code = element("code", {})
    code.text = visible(batch.command)  # every space of a command counts
    facts = [
        ("tree", batch.title),
        ("portfolio", batch.portfolio),
        ("seen", batch.stance or "the tree as written"),
        ("given", ", ".join(made.given) or "nothing"),
        ("budget", _budget(batch)),
        ("chosen by", batch.best.criterion if batch.best is not None else "-"),
        ("engine", f"{made.engine}, {made.states:,} states" if made.states else made.engine),
        ("samples", f"{made.samples:,}" if made.samples else "none"),
        ("seed", str(made.seed)),
        ("inputs (SHA-256)", made.inputs_sha256),
        ("version", f"techtree {made.version}"),
        ("time", f"{made.seconds:,.1f} seconds"),
    ]
    pairs = [
        part
        for name, value in facts
        for part in (element("dt", {}, name), element("dd", {}, value))
    ]
    return section(
        "again",
        "To make this again",
        element("pre", {}, code),
        element("dl", {}, *pairs),
        element("p", {"class": "aside"}, _why(batch)) if made.why else None,
    )


def _budget(batch: Batch) -> str:
    if batch.best is None or batch.best.budget is None:
        return "none"
    return amount(batch.best.budget, batch.cost_unit)


def _why(batch: Batch) -> str:
    return f"Simulated, not exact: {batch.provenance.why}."


def footer(batch: Batch) -> Element:
    """Return what closes every answer."""
    return element(
        "footer",
        {},
        element("p", {}, conditional_on(batch.provenance)),
        element("p", {}, f"{provenance_line(batch.provenance)}."),
    )
