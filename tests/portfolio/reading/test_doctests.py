"""The examples in the docstrings of the readers hold."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import techtree.portfolio.reading

MODULES = [
    module.name
    for module in pkgutil.iter_modules(
        techtree.portfolio.reading.__path__, "techtree.portfolio.reading."
    )
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
