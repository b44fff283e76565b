"""What an item changes, as tables to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType

from techtree.impact.score import ChannelShift, Score, Shift, View
from techtree.impact.times import EndingTimes, Quantiles
from techtree.model.effects import OTHER_CHANNEL
from techtree.model.tree import UNDECIDED, Tree
from techtree.report.closing import closing_lines
from techtree.report.console import table, words
from techtree.report.dates import month
from techtree.report.digits import (
    Z95,
    change,
    change_range,
    half_width,
    percent,
    places,
    plain,
    plus_minus,
    whole_percent,
)
from techtree.report.doubt import has_ranges
from techtree.report.headline import best_outcome
from techtree.report.input_doubt import is_drowned, range_text, share_text
from techtree.report.score_sentence import score_sentence
from techtree.report.show_table import landscape

_COLUMNS = ("without", "with", "shift", "sampling 95%", "inputs 90%", "above 0")
_POINTS = 100.0
_MONTHS = 12.0
_FINER = 0.1  # a channel is shown at most one digit finer than the total


def score_blocks(tree: Tree, score: Score) -> Iterator[RenderableType]:
    """Yield the tables of one score, and what closes them."""
    yield words(_title(tree, score), style="bold")
    yield ""
    ranges = has_ranges(tree, score.item, score.stance)
    yield _outcomes(score.view, ranges)
    yield words("probabilities in percent, their shifts in percentage points", style="dim")
    yield ""
    yield from _times(tree, score.view.ending_time)
    yield from _nodes(score)
    yield from _endings(score)
    yield from _channels(score.view)
    if score.stances and tuple(score.stances) != (score.stance,):
        yield _stances(tree, score)
        yield ""
    yield words(score_sentence(tree, score))
    yield from closing_lines(score.provenance)


def _title(tree: Tree, score: Score) -> str:
    name = f"{score.title} ({score.item})" if score.title else score.item
    asked = landscape(score.stance, score.provenance.given)
    return f"{name} on '{tree.title}'{', ' + asked if asked else ''}"


def _outcomes(view: View, ranges: bool) -> RenderableType:
    rows = []
    for name, shift in view.outcomes.items():
        if name == UNDECIDED and shift.baseline == 0.0 == shift.with_item:
            continue
        base = Z95 * shift.baseline_se
        sides = (percent(shift.baseline, base), percent(shift.with_item, base))
        rows.append((name, *sides, *_shift_cells(shift, _POINTS, ranges)))
    value = view.value
    digits = places(Z95 * value.baseline_se)
    sides = (plain(value.baseline, digits), plain(value.with_item, digits))
    rows.append(("expected value", *sides, *_shift_cells(value, 1.0, ranges)))
    return table("outcome", _COLUMNS, rows)


def _shift_cells(shift: Shift, scale: float, ranges: bool) -> tuple[str, str, str, str]:
    half = half_width(shift)
    return (
        change(shift.shift, half, scale),
        change_range(*shift.sampling95, half, scale),
        *_input_cells(shift, scale, ranges),
    )


def _input_cells(shift: Shift, scale: float, ranges: bool) -> tuple[str, str]:
    low, high = shift.inputs90
    if low == high or is_drowned(shift):
        return "below noise" if ranges else "no ranges", "-"
    return range_text(shift, scale), share_text(shift)


def _times(tree: Tree, times: EndingTimes) -> Iterator[RenderableType]:
    def row(name: str, found: Quantiles) -> tuple[str, ...]:
        return (name, *(month(tree.start, t) for t in (found.p5, found.median, found.p95)))

    rows = [row("without", times.baseline), row("with", times.with_item)]
    yield table("the race ends by", ("5%", "half", "95%"), rows)
    if times.mean_shift is not None:
        half = Z95 * (times.se or 0.0)
        moved = plus_minus(times.mean_shift, half, _MONTHS)
        yield words(f"mean shift {moved} months, over the worlds that end both ways", style="dim")
    yield ""


def _nodes(score: Score) -> Iterator[RenderableType]:
    if not score.nodes:
        return
    rows = []
    for node in score.nodes:
        half = Z95 * node.se
        known = whole_percent(node.known), whole_percent(node.known_with)
        months = plus_minus(node.mean_shift, half, _MONTHS)
        rows.append((node.id, node.actor or "anyone", months, *known))
    yield table("nodes that move most", ("known to", "months", "known without", "known with"), rows)
    yield ""


def _endings(score: Score) -> Iterator[RenderableType]:
    for names, what in ((score.opened, "opens"), (score.closed, "closes")):
        if names:
            yield words(f"It {what} the ending{'s' * (len(names) > 1)} {', '.join(names)}.")
    if score.opened or score.closed:
        yield ""


def _channels(view: View) -> Iterator[RenderableType]:
    channels = view.channels
    if not channels or [channel.channel for channel in channels] == [OTHER_CHANNEL]:
        return
    names = [n for n, s in view.outcomes.items() if n != UNDECIDED or s.baseline or s.with_item]
    columns = [(view.outcomes[n], _POINTS) for n in names] + [(view.value, 1.0)]
    rows = []
    for channel in sorted(channels, key=lambda c: (-_largest(c), c.channel)):
        parts = [(channel.shift[n], channel.half_width(n)) for n in names]
        parts.append((channel.value, channel.half_width()))
        cells = [
            plus_minus(shift, half, scale, half_width(total) * _FINER, half_width(total))
            for (shift, half), (total, scale) in zip(parts, columns, strict=True)
        ]
        rows.append((channel.channel, *cells))
    total = [plus_minus(total.shift, half_width(total), scale) for total, scale in columns]
    rows.append(("total, the sum of the above", *total))
    yield table("channel", (*names, "expected value"), rows, last="bold")
    yield ""


def _largest(channel: ChannelShift) -> float:
    return max(abs(channel.value), *(abs(x) for x in channel.shift.values()))


def _stances(tree: Tree, score: Score) -> RenderableType:
    best = best_outcome(tree)
    rows: list[Sequence[str]] = []
    for name, view in score.stances.items():
        shift, value, times = view.outcomes[best], view.value, view.ending_time
        moved = "-"
        if times.mean_shift is not None:
            moved = plus_minus(times.mean_shift, Z95 * (times.se or 0.0), _MONTHS)
        rows.append(
            (
                name,
                plus_minus(shift.shift, half_width(shift), _POINTS),
                *_input_cells(shift, _POINTS, has_ranges(tree, score.item, name)),
                plus_minus(value.shift, half_width(value)),
                moved,
            )
        )
    return table(
        "stance", (best, "inputs 90%", "above 0", "expected value", "ending, months"), rows
    )
