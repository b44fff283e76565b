"""The examples in the docstrings of drawings hold."""

import doctest
import importlib
import pkgutil

import pytest

import render
import render.charts
import render.report

MODULES = [
    module.name
    for package in (render, render.charts, render.report)
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
    if not module.ispkg
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
