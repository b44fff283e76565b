"""Which tests run by default."""

from __future__ import annotations

import pytest

LEFT_OUT = {"slow": "takes minutes", "timed": "wants a quiet machine"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is slow or timed, unless the marks asked for name it."""
    asked = config.getoption("markexpr")
    for mark, reason in LEFT_OUT.items():
        if mark in asked:
            continue
        for item in items:
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=f"{reason}; run with `pytest -m {mark}`"))
