"""The page of what a tree implies: outcomes, time of the ending, stances."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from render.charts.bars import outcome_bars
from render.charts.curves import Curve, ending_curves
from render.charts.dots import Dot, probability_dots
from render.charts.paper import Drawn, Part, Words, page
from render.style import inks
from render.wishes import Theme
from render.words import wrapped
from techtree.model.tree import Tree
from techtree.report.closing import conditional_on, provenance_line
from techtree.report.dates import month
from techtree.report.digits import half_width, places, plain
from techtree.report.headline import best_outcome

if TYPE_CHECKING:
    from techtree.impact.outcomes import Outcomes
    from techtree.impact.settings import Provenance


def show_chart(
    tree: Tree,
    answer: Outcomes,
    curves: Sequence[Curve],
    note: str,
    form: str,
    theme: Theme = "light",
) -> Drawn:
    """Draw what a tree implies; ``curves`` are those of the ending, and ``note`` their origin."""
    return page(list(_parts(tree, answer, curves, note)), form, theme)


def _parts(tree: Tree, answer: Outcomes, curves: Sequence[Curve], note: str) -> Iterator[Part]:
    picture, value = answer.picture, answer.picture.value
    half = half_width(value)
    digits = places(half)
    worth = plain(value.mean, digits)
    if half:
        worth += f" ({' to '.join(plain(end, digits) for end in value.sampling95)})"
    yield from heading(
        answer.title,
        f"from {month(tree.start, 0.0)}{where(answer.stance, answer.provenance.given)}; "
        f"expected value {worth}",
    )
    yield outcome_bars(picture.outcomes, titles(tree))
    if curves:
        yield ending_curves(curves, tree.start, note)
    stances = {n: p for n, p in answer.stances.items() if n != answer.stance}
    if stances:
        best = best_outcome(tree)
        dots = [
            Dot(
                stance_title(tree, name),
                name,
                found.outcomes[best],
                f"half end by {month(tree.start, found.ending_time.median)}",
            )
            for name, found in answer.stances.items()
        ]
        caption = f"probability of {titles(tree)[best]} under each stance"
        color = inks([*picture.outcomes])[best].color
        yield probability_dots("By stance", caption, dots, color)
    yield from footer(answer.provenance)


def heading(title: str, words: str) -> Iterator[Words]:
    """Yield the title of a page and a line below it."""
    yield Words(wrapped(title, 62, 3), 14, bold=True, gap=0.02)
    yield Words(wrapped(words, 112, 3), 9.5)


def titles(tree: Tree) -> dict[str, str]:
    """Return what each outcome is called."""
    return {name: outcome.title or name for name, outcome in tree.outcomes.items()}


def stance_title(tree: Tree, name: str) -> str:
    """Return what a stance is called."""
    stance = tree.stances.get(name)
    return (stance.title if stance is not None else None) or name


def where(stance: str | None, given: Sequence[str]) -> str:
    """Say under which stance, and given what, a question was asked."""
    told = "" if stance is None else f", stance {stance}"
    if stance == "mix":
        told = ", over the mix of stances"
    if given:
        told += f", given {', '.join(given)}"
    return told


def footer(made: Provenance) -> Iterator[Words]:
    """Yield what the figures are conditional on, and what makes them again."""
    lines = (conditional_on(made), provenance_line(made))
    yield Words(tuple(line for text in lines for line in wrapped(text, 130, 2)), 7.5, soft=True)
