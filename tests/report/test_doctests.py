"""The examples in the docstrings of reports and commands hold."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import render.report
import techtree.commands
import techtree.report

MODULES = [
    module.name
    for package in (techtree.report, techtree.commands, render.report)
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
