"""The trees of the package give back the published figures they were made from."""

from __future__ import annotations

import pytest

from .checks import Answer
from .conftest import Ask

TOLERANCE = 5e-4  # seven standard errors of 0.0514 at ten million samples


def _probabilities(answer: Answer) -> list[float]:
    return sorted(figure["probability"] for figure in answer["outcomes"].values())


@pytest.mark.parametrize(("stance", "exact"), [("report", 0.0514), ("superforecasters", 0.0021)])
def test_carlsmith(shipped: Ask, stance: str, exact: float) -> None:
    # The product of six premises; all else is some other outcome. With the report's premises:
    # 65% * 80% * 40% * 65% * 40% * 95%.
    assert pytest.approx(0.0514, abs=TOLERANCE) == 0.65 * 0.8 * 0.4 * 0.65 * 0.4 * 0.95
    answer = shipped("carlsmith", "--stance", stance, samples=10_000_000)
    outcomes = answer["stances"][stance]["outcomes"].values()
    assert min(abs(figure["probability"] - exact) for figure in outcomes) < TOLERANCE


def test_first_event(shipped: Ask) -> None:
    found = [p for p in _probabilities(shipped("first_event", samples=10_000_000)) if p > 0]
    assert found == pytest.approx([0.01, 0.05, 0.07, 0.35, 0.52], abs=2 * TOLERANCE)
