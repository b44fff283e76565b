"""The page of what items change: shifts, time of the ending, channels, stances."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from render.charts.curves import Curve, ending_curves
from render.charts.paper import Drawn, Part, page
from render.charts.shifts import Row, has_inputs, shift_rows
from render.charts.show_page import footer, heading, stance_title, titles, where
from render.charts.waterfall import Step, waterfall
from render.style import inks, ordered
from render.wishes import Theme
from techtree.model.effects import OTHER_CHANNEL
from techtree.model.tree import UNDECIDED, Tree
from techtree.report.digits import Z95, change, half_width, plus_minus
from techtree.report.doubt import has_ranges
from techtree.report.ending_curve import EXACT
from techtree.report.headline import best_outcome

if TYPE_CHECKING:
    from techtree.impact.score import Score

_MONTHS = 12.0


def score_chart(
    tree: Tree,
    scores: Sequence[Score],
    curves: Mapping[str, Sequence[Curve]],
    notes: Mapping[str, str],
    form: str,
    theme: Theme = "light",
) -> Drawn:
    """Draw what items change, one below the other.

    ``curves`` holds, by item, those of the ending without and with it; ``notes`` their origin.
    """
    parts = [
        part
        for score in scores
        for part in _parts(tree, score, curves.get(score.item, ()), notes.get(score.item, ""))
    ]
    made = scores[0].provenance
    if made.states and not any(map(_doubtful, scores)) and set(notes.values()) == {EXACT}:
        made = replace(made, samples=0)  # nothing of what is drawn comes from them
    return page([*parts, *footer(made)], form, theme)


def _doubtful(score: Score) -> bool:
    """Tell whether anything that is drawn of an item has a ±."""
    shifts = [
        shift
        for view in (score.view, *score.stances.values())
        for shift in (view.value, *view.outcomes.values())
    ]
    return bool(score.view.ending_time.se) or any(map(has_inputs, shifts))


def _parts(tree: Tree, score: Score, curves: Sequence[Curve], note: str) -> Iterator[Part]:
    view, names = score.view, titles(tree)
    value = view.value
    yield from heading(
        score.title or score.item,
        f"on '{tree.title}'{where(score.stance, score.provenance.given)}; "
        f"expected value {change(value.shift, half_width(value))}",
    )
    colors = inks(view.outcomes)
    rows = [
        Row(names.get(n, n), n, view.outcomes[n], colors[n].color)
        for n in ordered(view.outcomes)
        if n != UNDECIDED or view.outcomes[n].baseline or view.outcomes[n].with_item
    ]
    caption = "shift of each probability, in percentage points"
    ranges = has_ranges(tree, score.item, score.stance)
    without = "inputs: below the noise of so few worlds" if ranges else "no input is a range"
    yield shift_rows("What it changes", caption, rows, without)
    if curves:
        yield ending_curves(curves, tree.start, f"{_moved(score)}{note}")
    best = best_outcome(tree)
    channels = [channel.channel for channel in view.channels]
    if channels and channels != [OTHER_CHANNEL]:
        steps = [Step(c.channel, c.shift[best], c.sampling95[best]) for c in view.channels]
        whole = view.outcomes[best]
        yield waterfall(names[best], steps, Step("total", whole.shift, whole.sampling95))
    if set(score.stances) - {score.stance}:
        rows = [
            Row(stance_title(tree, name), name, found.outcomes[best], colors[best].color)
            for name, found in score.stances.items()
        ]
        yield shift_rows("By stance", f"shift of {names[best]}, in percentage points", rows)


def _moved(score: Score) -> str:
    times = score.view.ending_time
    if times.mean_shift is None:
        return ""
    months = plus_minus(times.mean_shift, Z95 * (times.se or 0.0), _MONTHS)
    return f"mean shift {months} months; "
