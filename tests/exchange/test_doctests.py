"""The examples in the docstrings of exchange and of charts hold."""

import doctest
import importlib
import pkgutil

import pytest

import render.charts
import techtree.exchange

MODULES = [
    module.name
    for package in (techtree.exchange, render.charts)
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
