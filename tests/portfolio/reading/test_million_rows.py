"""A table of a million rows streams: uv run pytest tests/portfolio/reading -m timed."""

from __future__ import annotations

from pathlib import Path

import pytest

from .measuring import measured


@pytest.mark.timed
def test_a_million_rows_stream(tmp_path: Path) -> None:
    _, small = measured(tmp_path / "small.csv", 10_000)
    seconds, large = measured(tmp_path / "large.csv", 1_000_000)
    assert large - small < 200
    assert 1_000_000 / seconds > 10_000  # both passes; 20,000 on a quiet machine
