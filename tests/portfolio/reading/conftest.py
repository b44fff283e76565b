"""Timed tests run only when they are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what is timed here unless the marker was given."""
    if "timed" in (config.getoption("-m") or ""):
        return
    here = Path(__file__).parent
    for item in items:
        if item.get_closest_marker("timed") and here in item.path.parents:
            item.add_marker(pytest.mark.skip(reason="timed; run with -m timed"))
