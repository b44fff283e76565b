"""What items and nodes change, in words: shifts with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from render.page.figures import Findings
from render.style import ordered
from techtree.impact.rank import Effect, Forced, Ranking
from techtree.impact.score import ChannelShift, Shift, View
from techtree.impact.times import EndingTimes
from techtree.model.effects import OTHER_CHANNEL
from techtree.model.tree import Tree
from techtree.report.digits import (
    EXACT,
    Z95,
    change,
    change_range,
    half_width,
    percent,
    places,
    plain,
    plus_minus,
)
from techtree.report.doubt import has_ranges
from techtree.report.input_doubt import is_drowned, range_text, share_text
from techtree.report.score_sentence import score_sentence

_POINTS, _MONTHS = 100.0, 12.0


def scores_data(
    tree: Tree, found: Findings, stances: Sequence[str], items: Sequence[str]
) -> dict[str, Any]:
    """Return what each item changes under each stance."""
    return {
        stance: {item: _score(tree, found, stance, item) for item in items if item}
        for stance in stances
    }


def _score(tree: Tree, found: Findings, stance: str, item: str) -> dict[str, Any]:
    view = found.view(stance, item)
    ranges = has_ranges(tree, item, stance or None)
    seen = replace(found.scores[item], view=view, stance=stance or None)
    return {
        "sentence": score_sentence(tree, seen),
        "outcomes": {name: _shift(view.outcomes[name], ranges) for name in ordered(view.outcomes)},
        "sure": [name for name in ordered(view.outcomes) if _is_sure(view.outcomes[name])],
        "value": _value(view.value, ranges),
        "months": _months(view.ending_time),
        "channels": _channels(view),
    }


def _is_sure(shift: Shift) -> bool:
    """Tell whether the samples show the sign of a shift."""
    low, high = shift.sampling95
    return low > 0.0 or high < 0.0


def _shift(shift: Shift, ranges: bool) -> list[Any]:
    """Return the shift as a number, then: without, with, shift, sampling, inputs, above 0."""
    base = Z95 * shift.baseline_se
    sides = [percent(shift.baseline, base), percent(shift.with_item, base)]
    return [round(shift.shift, 5), *sides, *_shift_cells(shift, _POINTS, ranges)]


def _value(shift: Shift, ranges: bool) -> list[Any]:
    digits = places(Z95 * shift.baseline_se)
    sides = [plain(shift.baseline, digits), plain(shift.with_item, digits)]
    return [round(shift.shift, 5), *sides, *_shift_cells(shift, 1.0, ranges)]


def _shift_cells(shift: Shift, scale: float, ranges: bool) -> list[str]:
    low, high = shift.inputs90
    inputs = [range_text(shift, scale), share_text(shift)]
    if low == high or is_drowned(shift):
        inputs = ["below noise" if ranges else "no ranges", "–"]
    half = half_width(shift)
    return [change(shift.shift, half, scale), change_range(*shift.sampling95, half, scale), *inputs]


def _months(times: EndingTimes) -> str:
    if times.mean_shift is None:
        return "–"
    return plus_minus(times.mean_shift, Z95 * (times.se or 0.0), _MONTHS)


def _channels(view: View) -> list[list[str]]:
    """Return a row for each channel, the largest first; none where an item names no channel."""
    channels, outcomes = view.channels, view.outcomes
    if [channel.channel for channel in channels] in ([], [OTHER_CHANNEL]):
        return []
    rows = sorted(channels, key=lambda row: (-_largest(row), row.channel))
    return [
        [row.channel]
        + [
            plus_minus(row.shift[n], row.half_width(n), _POINTS, at_most=half_width(outcomes[n]))
            for n in ordered(row.shift)
        ]
        + [plus_minus(row.value, row.half_width(), at_most=half_width(view.value))]
        for row in rows
    ]


def _largest(channel: ChannelShift) -> float:
    return max(abs(channel.value), *(abs(shift) for shift in channel.shift.values()))


def ranks_data(found: Findings, stances: Sequence[str]) -> dict[str, Any]:
    """Return for each stance and node what changes if it is known now, and if it never is."""
    return {stance: _rank(found.ranks[stance]) for stance in stances}


def _rank(ranking: Ranking) -> dict[str, Any]:
    exact = bool(ranking.provenance.states)
    return {
        node.id: [_forced(node.unlock, exact), _forced(node.block, exact)]
        for node in sorted(ranking.nodes, key=lambda node: node.id)
    }


def _forced(found: Forced, exact: bool) -> list[Any]:
    """Return rows of a shift, outcomes, then value and months.

    Each is a number, words, and whether the samples show its sign.
    """
    names = ordered(found.outcomes)
    rows = [_effect(found.outcomes[name], _POINTS, exact) for name in names]
    rows.append(_effect(found.value, 1.0, exact))
    when = found.ending_time
    rows.append([0, "–", False] if when is None else _effect(when, _MONTHS, exact))
    return rows


def _effect(effect: Effect, scale: float, exact: bool) -> list[Any]:
    words = plus_minus(effect.shift, Z95 * effect.se, scale)
    if exact:
        words = f"{words} ({EXACT})"
    return [round(effect.shift, 5), words, abs(effect.shift) > Z95 * effect.se]
