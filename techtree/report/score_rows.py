"""What an item changes, as tidy rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from techtree.impact.score import ChannelShift, Score, Shift, View
from techtree.report.made import MADE, made_columns

Row: TypeAlias = dict[str, Any]

SCORE_COLUMNS = (
    "item",
    "stance",
    "kind",
    "name",
    "actor",
    "outcome",
    "baseline",
    "with",
    "shift",
    "se",
    "low95",
    "high95",
    "inputs_low90",
    "inputs_high90",
    "sign_positive",
    "inputs_noise",
    *MADE,
)


def score_rows(score: Score) -> Iterator[Row]:
    """Yield a row for each shift of a score. Times are in years."""
    made = made_columns(score.provenance)
    views: dict[str | None, View] = {score.stance: score.view}
    views.update(score.stances)
    for stance, view in views.items():
        for row in (*_view(view), *(_nodes(score) if stance == score.stance else ())):
            yield {"item": score.item, "stance": stance, **row, **made}
    for names, state in ((score.opened, "opened"), (score.closed, "closed")):
        for name in names:
            row = {"item": score.item, "stance": score.stance, "kind": f"ending {state}"}
            yield {**row, "name": name, **made}


def _view(view: View) -> Iterator[Row]:
    for name, shift in view.outcomes.items():
        yield {"kind": "outcome", "name": name, **_shift(shift)}
    yield {"kind": "value", "name": "value", **_shift(view.value)}
    times = view.ending_time
    for name in ("p5", "median", "p95"):
        sides = {"baseline": getattr(times.baseline, name), "with": getattr(times.with_item, name)}
        yield {"kind": "ending_time", "name": name, **sides}
    yield {"kind": "ending_time", "name": "mean_shift", "shift": times.mean_shift, "se": times.se}
    for channel in view.channels:
        yield from _channel(channel)


def _shift(shift: Shift) -> Row:
    return {
        "baseline": shift.baseline,
        "with": shift.with_item,
        "shift": shift.shift,
        "se": shift.se,
        "low95": shift.sampling95[0],
        "high95": shift.sampling95[1],
        "inputs_low90": shift.inputs90[0],
        "inputs_high90": shift.inputs90[1],
        "sign_positive": shift.sign_positive,
        "inputs_noise": shift.inputs_noise,
    }


def _channel(channel: ChannelShift) -> Iterator[Row]:
    row = {"kind": "channel", "name": channel.channel}
    parts = [(o, channel.shift[o], channel.se[o], channel.sampling95[o]) for o in channel.shift]
    parts.append(("value", channel.value, channel.value_se, channel.value_sampling95))
    for outcome, shift, se, (low, high) in parts:
        yield {**row, "outcome": outcome, "shift": shift, "se": se, "low95": low, "high95": high}


def _nodes(score: Score) -> Iterator[Row]:
    for node in score.nodes:
        figures = {"shift": node.mean_shift, "se": node.se}
        yield {"kind": "node", "name": node.id, "actor": node.actor, **figures}
