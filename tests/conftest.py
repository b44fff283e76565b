"""Which tests run by default."""

from __future__ import annotations

import os

import pytest

LEFT_OUT = {"slow": "takes minutes", "timed": "wants a quiet machine"}


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return how many processes run tests: this one alone, where time is measured."""
    return 0 if "timed" in config.getoption("markexpr") else os.cpu_count() or 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is slow or timed, unless the marks asked for name it."""
    asked = config.getoption("markexpr")
    for mark, reason in LEFT_OUT.items():
        if mark in asked:
            continue
        for item in items:
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=f"{reason}; run with `pytest -m {mark}`"))
