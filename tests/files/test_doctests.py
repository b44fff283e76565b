"""The examples in the docstrings of files and checks hold."""

import doctest
import importlib
import pkgutil

import pytest

import techtree.check
import techtree.errors
import techtree.files

MODULES = ["techtree.errors"] + [
    module.name
    for package in (techtree.files, techtree.check)
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
