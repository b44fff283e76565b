"""Timed tests run only when they are asked for: `uv run pytest tests/benchmarks -m timed -s`."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what is timed unless the marker was given."""
    if "timed" in (config.getoption("-m") or ""):
        return
    for item in items:
        if item.get_closest_marker("timed"):
            item.add_marker(pytest.mark.skip(reason="timed; run with -m timed"))
