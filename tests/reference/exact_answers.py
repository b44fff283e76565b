"""Ask the exact engine through the command line, and compare with what was worked out by hand.

Without a horizon a chain is solved in rounding error only; with one, uniformization is cut off.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from .checks import Answer
from .conftest import invoke

ENDLESS = 1e-12  # without a horizon
BY_THE_HORIZON = 1e-9
MEDIAN = 2e-8  # relative; the distribution of times is followed up to 1e-9 of its mass

OPENING = """
techtree: 1
start: 2026-01
horizon: {horizon}
outcomes: {{aligned: 1, misaligned: 0, undecided: 0.5}}
nodes:
"""


def race(nodes: str, horizon: str = "none") -> str:
    """Return a tree of these nodes; a bare horizon is in years."""
    return OPENING.format(horizon=horizon) + nodes


def shown(tree: str, *options: str) -> Answer:
    """Return what the exact engine shows of a tree."""
    return _asked("show", tree, *options)


def gives(tree: str, **expected: float | Fraction) -> Answer:
    """Check outcomes of a tree, which all have no error, and return the answer."""
    answer = shown(tree)
    assert answer["engine"] == "exact"
    tolerance = ENDLESS if "horizon: none" in tree else BY_THE_HORIZON
    found: Mapping[str, Answer] = answer["outcomes"]
    assert sum(figure["probability"] for figure in found.values()) == pytest.approx(1, abs=1e-12)
    for name, probability in expected.items():
        assert found[name]["se"] == 0
        assert abs(found[name]["probability"] - float(probability)) <= tolerance, name
    return answer


def mean_time(tree: str, ending: str) -> float:
    """Return the mean time of the end of a race that always ends, in years.

    It is what unlocking an ending at the start takes off.
    """
    tree += f"items: {{stop_now: {{unlocks: [{ending}]}}}}\n"
    answer = _asked("score", tree, "stop_now")
    assert answer["engine"] == "exact"
    figure = answer["ending_time"]
    assert figure["se"] == 0
    return -figure["mean_shift"]


def _asked(command: str, tree: str, *options: str) -> Answer:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tree.yaml"
        path.write_text(tree, encoding="utf-8")
        return invoke([command, str(path), *options, "--engine", "exact"])
