"""Which tests run by default."""

from __future__ import annotations

import os
import signal

import pytest

# a shell that runs tests behind its back has them ignore Ctrl-C, and so whatever they start
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

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
