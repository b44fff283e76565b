"""What an item changes, as JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from techtree.impact.score import ChannelShift, NodeShift, Score, Shift, View
from techtree.impact.times import EndingTimes
from techtree.report.shared import shared
from techtree.report.show_json import quantiles


def score_json(scores: Sequence[Score]) -> dict[str, Any]:
    """Return the keys of `score`; of several scores a list, with what they share on top."""
    if len(scores) == 1:
        return _score(scores[0])
    first = shared(scores[0].provenance)
    digests = "\0".join(score.provenance.inputs_sha256 for score in scores)
    return {
        **first,
        "samples": max(score.provenance.samples for score in scores),
        "inputs_sha256": hashlib.sha256(digests.encode()).hexdigest(),
        "seconds": round(sum(score.provenance.seconds for score in scores), 3),
        "scores": [_score(score) for score in scores],
    }


def _score(score: Score) -> dict[str, Any]:
    return {
        **shared(score.provenance),
        "item": score.item,
        "title": score.title,
        "stance": score.stance,
        "outcomes": {name: _shift(shift) for name, shift in score.view.outcomes.items()},
        "value": _shift(score.view.value),
        "ending_time": _ending_time(score.view.ending_time),
        "nodes": [_node(node) for node in score.nodes],
        "endings": {"opened": list(score.opened), "closed": list(score.closed)},
        "channels": [_channel(channel) for channel in score.view.channels],
        "stances": {name: _view(view) for name, view in score.stances.items()},
    }


def _view(view: View) -> dict[str, Any]:
    return {
        "outcomes": {name: _shift(shift) for name, shift in view.outcomes.items()},
        "value": _shift(view.value),
        "ending_time": _ending_time(view.ending_time),
        "channels": [_channel(channel) for channel in view.channels],
    }


def _shift(shift: Shift) -> dict[str, Any]:
    return {
        "baseline": shift.baseline,
        "baseline_se": shift.baseline_se,
        "with": shift.with_item,
        "shift": shift.shift,
        "se": shift.se,
        "sampling95": list(shift.sampling95),
        "inputs90": list(shift.inputs90),
        "sign_positive": shift.sign_positive,
        "inputs_noise": shift.inputs_noise,
    }


def _ending_time(times: EndingTimes) -> dict[str, Any]:
    return {
        "baseline": quantiles(times.baseline),
        "with": quantiles(times.with_item),
        "mean_shift": times.mean_shift,
        "se": times.se,
    }


def _node(node: NodeShift) -> dict[str, Any]:
    return {
        "id": node.id,
        "actor": node.actor,
        "mean_shift": node.mean_shift,
        "se": node.se,
        "known": node.known,
        "known_with": node.known_with,
    }


def _channel(channel: ChannelShift) -> dict[str, Any]:
    return {
        "channel": channel.channel,
        "shift": channel.shift,
        "se": channel.se,
        "sampling95": {name: list(ends) for name, ends in channel.sampling95.items()},
        "value": channel.value,
        "value_se": channel.value_se,
        "value_sampling95": list(channel.value_sampling95),
    }
