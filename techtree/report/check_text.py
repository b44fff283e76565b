"""What is wrong or odd with a tree, as text, JSON or CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from techtree.impact.examination import Examination
from techtree.report.shared import problem_json
from techtree.version import VERSION

MOST_NAMED = 8
COLUMNS = ("severity", "code", "message", "file", "line", "column")


def check_text(found: Examination, format: str, output: str | None) -> str:
    """Write an examination in one of the formats."""
    if format == "json":
        from techtree.report.json_text import json_text

        return json_text(check_json(found))
    if format == "csv":
        from techtree.report.csv_text import csv_text

        return csv_text(COLUMNS, (problem_json(problem) for problem in found.problems))
    return _text(found, output)


def check_json(found: Examination) -> dict[str, Any]:
    """Return the keys of `check`."""
    from techtree.impact.claims import CLAIM_SAMPLES

    return {
        "version": VERSION,
        "engine": "simulation" if found.claims else None,
        "samples": CLAIM_SAMPLES if found.claims else 0,
        "seed": 0,
        "inputs_sha256": found.tree.digest if found.tree else None,
        "seconds": round(found.seconds, 3),
        "problems": [problem_json(problem) for problem in found.problems],
        "selectors": {path: list(nodes) for path, nodes in sorted(found.selectors.items())},
        "claims": list(_claims(found)),
    }


def _claims(found: Examination) -> Iterator[dict[str, Any]]:
    if found.tree is None or not found.claims:
        return
    from techtree.check.claims import claimed_range
    from techtree.model.numbers import Fixed

    for claim, implied in zip(found.tree.claims, found.claims, strict=True):
        yield {
            "that": claim.that,
            "by": claim.by.value if isinstance(claim.by, Fixed) else None,
            "claimed": list(claimed_range(claim.probability)),
            "probability": implied.probability,
            "sampling95": [implied.low, implied.high],
        }


def _text(found: Examination, output: str | None) -> str:
    from rich.text import Text

    from techtree.report.closing import conditional_tree
    from techtree.report.console import laid_out, words

    colors = {"error": "bold red", "warning": "yellow"}
    blocks = []
    for problem in found.problems:
        line = words(f"{problem.place}: ", style="bold")
        line.append(problem.severity, style=colors[problem.severity])
        line.append_text(words(f": {problem.message}"))
        line.stylize("not bold", len(str(problem.place)))
        blocks.append(line)
    blocks += [words(line, style="dim") for line in _selectors(found)]
    if found.claims:
        blocks.append(words(_bearing(found)))
    blocks.append(Text(_summary(found), style="bold"))
    if found.tree is not None:
        blocks.append(words(conditional_tree(found.tree.numbers)))
    return laid_out(blocks, output, wrap=False)


def _selectors(found: Examination) -> Iterator[str]:
    for path, nodes in sorted(found.selectors.items()):
        named = ", ".join(nodes[:MOST_NAMED]) or "nothing"
        more = len(nodes) - MOST_NAMED
        yield f"{path} reaches {named}{f' and {more} more' if more > 0 else ''}"


def _bearing(found: Examination) -> str:
    missed = sum(problem.code == "claim" for problem in found.problems)
    return f"a short run bears out {len(found.claims) - missed} of {len(found.claims)} claims"


def _summary(found: Examination) -> str:
    others = len(found.problems) - found.errors
    return f"{_counted(found.errors, 'error')}, {_counted(others, 'warning')}"


def _counted(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
