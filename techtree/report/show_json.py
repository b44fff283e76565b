"""What a tree implies, as JSON."""

from __future__ import annotations

from typing import Any

from techtree.impact.gradients import Gradients
from techtree.impact.outcomes import Estimate, Outcomes, Picture
from techtree.impact.times import Quantiles
from techtree.model.tree import Tree
from techtree.report.gradient_data import gradients_json
from techtree.report.shared import shared


def show_json(tree: Tree, answer: Outcomes, slopes: Gradients | None = None) -> dict[str, Any]:
    """Return the keys of `show`. Times are years after the start."""
    found = {
        **shared(answer.provenance),
        "title": answer.title,
        "stance": answer.stance,
        "start": tree.start,
        **_figures(answer.picture),
        "nodes": {
            name: {"known": times.known, "median": times.median}
            for name, times in sorted(answer.picture.nodes.items())
        },
        "endings": {
            name: {"probability": share.probability, "outcomes": share.outcomes}
            for name, share in sorted(answer.picture.endings.items())
        },
        "stances": {name: _figures(picture) for name, picture in answer.stances.items()},
    }
    if slopes is not None:
        found["gradients"] = gradients_json(slopes)
    return found


def _figures(picture: Picture) -> dict[str, Any]:
    return {
        "outcomes": {
            name: _estimate("probability", figure) for name, figure in picture.outcomes.items()
        },
        "value": _estimate("mean", picture.value),
        "ending_time": quantiles(picture.ending_time),
    }


def _estimate(name: str, figure: Estimate) -> dict[str, Any]:
    return {name: figure.mean, "se": figure.se, "sampling95": list(figure.sampling95)}


def quantiles(times: Quantiles) -> dict[str, float | None]:
    """Return quantiles of a time by their names."""
    return {"p5": times.p5, "median": times.median, "p95": times.p95}
