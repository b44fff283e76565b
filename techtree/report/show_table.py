"""What a tree implies, as tables to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType

from techtree.impact.gradients import Gradients
from techtree.impact.outcomes import Outcomes, Picture
from techtree.impact.times import Quantiles
from techtree.model.numbers import Fixed
from techtree.model.tree import UNDECIDED, Tree
from techtree.report.closing import closing_lines
from techtree.report.console import table, words
from techtree.report.dates import month
from techtree.report.digits import (
    EXACT,
    Z95,
    half_width,
    percent,
    percent_range,
    places,
    plain,
    whole_percent,
)
from techtree.report.gradient_table import gradient_blocks
from techtree.report.headline import best_outcome
from techtree.report.medians import binomial, sure_median
from techtree.report.show_sentence import show_sentence

MOST_NODES = 40


def show_blocks(
    tree: Tree, answer: Outcomes, slopes: Gradients | None = None
) -> Iterator[RenderableType]:
    """Yield the tables of `show`, and what closes them."""
    yield words(_title(tree, answer), style="bold")
    yield ""
    yield _outcomes(answer.picture)
    yield ""
    yield _times(tree, [("the race ends", answer.picture.ending_time)])
    yield ""
    if len(answer.picture.endings) > 1:
        yield _endings(answer)
        yield ""
    yield from _nodes(tree, answer.picture, answer.provenance.samples)
    if answer.stances and tuple(answer.stances) != (answer.stance,):
        yield _stances(tree, answer)
        yield ""
    if slopes is not None:
        yield from gradient_blocks(tree, slopes)
        yield ""
    yield words(show_sentence(tree, answer))
    yield from closing_lines(answer.provenance)


def landscape(stance: str | None, given: Sequence[str]) -> str:
    """Say under which stance, and given what, a question is asked."""
    parts = []
    if stance is not None:
        parts.append("over the mix of stances" if stance == "mix" else f"under the stance {stance}")
    if given:
        parts.append(f"given {', '.join(given)}")
    return ", ".join(parts)


def _title(tree: Tree, answer: Outcomes) -> str:
    horizon = ""
    if isinstance(tree.horizon, Fixed):
        horizon = f" to {month(tree.start, tree.horizon.value)}"
    when = f"from {month(tree.start, 0.0)}{horizon}"
    asked = landscape(answer.stance, answer.provenance.given)
    return f"{answer.title}: {when}{', ' + asked if asked else ''}"


def _outcomes(picture: Picture) -> RenderableType:
    rows = []
    for name, figure in picture.outcomes.items():
        if name == UNDECIDED and figure.mean == 0.0:
            continue
        rows.append(
            (name, percent(figure.mean, half_width(figure)), percent_range(*figure.sampling95))
        )
    value = picture.value
    half = half_width(value)
    digits = places(half)
    ends = " to ".join(plain(end, digits) for end in value.sampling95) if half else EXACT
    rows.append(("expected value", plain(value.mean, digits), ends))
    return table("outcome", ("probability", "sampling 95%"), rows)


def _times(tree: Tree, rows: Sequence[tuple[str, Quantiles]]) -> RenderableType:
    cells = [
        (name, *(month(tree.start, t) for t in (times.p5, times.median, times.p95)))
        for name, times in rows
    ]
    return table("by when", ("5%", "half", "95%"), cells)


def _endings(answer: Outcomes) -> RenderableType:
    names = [n for n in answer.picture.outcomes if n != UNDECIDED]
    samples = answer.provenance.samples
    rows = []
    for ending, share in sorted(
        answer.picture.endings.items(), key=lambda entry: (-entry[1].probability, entry[0])
    ):
        half = Z95 * binomial(share.probability, samples)
        coarse = Z95 * 0.5 / max(1.0, share.probability * samples) ** 0.5 if samples else 0.0
        inside = [percent(share.outcomes.get(n, 0.0), coarse) for n in names]
        rows.append((ending, percent(share.probability, half), *inside))
    return table("ending", ("comes first", *names), rows)


def _nodes(tree: Tree, picture: Picture, samples: int) -> Iterator[RenderableType]:
    found = [
        (name, times)
        for name, times in picture.nodes.items()
        if name in tree.nodes and tree.nodes[name].ending is None
    ]
    if not found:
        return
    found.sort(key=lambda e: (e[1].median is None, e[1].median or 0.0, -e[1].known, e[0]))
    rows = [
        (name, whole_percent(times.known), month(tree.start, sure_median(times, samples)))
        for name, times in found[:MOST_NODES]
    ]
    yield table("node", ("known before the end", "half by"), rows)
    if len(found) > MOST_NODES:
        yield words(f"... and {len(found) - MOST_NODES} more; --format csv lists all")
    yield ""


def _stances(tree: Tree, answer: Outcomes) -> RenderableType:
    best = best_outcome(tree)
    rows = []
    for name, picture in answer.stances.items():
        figure, value = picture.outcomes[best], picture.value
        rows.append(
            (
                name,
                percent(figure.mean, half_width(figure)),
                percent_range(*figure.sampling95),
                plain(value.mean, places(half_width(value))),
                month(tree.start, picture.ending_time.median),
            )
        )
    return table("stance", (best, "sampling 95%", "expected value", "half end by"), rows)
