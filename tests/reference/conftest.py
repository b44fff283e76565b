"""How the reference cases ask the program, and which of them run by default."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from .checks import SAMPLES, Answer

Ask = Callable[..., Answer]


def invoke(arguments: Sequence[str]) -> Answer:
    """Run ``techtree`` with these arguments and return its JSON; the one place that knows how."""
    from techtree.commands import main

    result = CliRunner().invoke(main, [*arguments, "--format", "json"], catch_exceptions=False)
    assert result.exit_code == 0, f"exit code {result.exit_code}: {result.output}"
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def _ask(arguments: Sequence[str], options: Sequence[str], samples: int, seed: int) -> Answer:
    draws = ["--samples", str(samples), "--seed", str(seed), "--engine", "simulation"]
    answer = invoke([*arguments, *options, *draws])
    assert answer["samples"] == samples
    return answer


@pytest.fixture
def show(tmp_path: Path) -> Ask:
    """Return a function that writes a tree to a file and shows it."""

    def run(tree: str, *options: str, samples: int = SAMPLES, seed: int = 1) -> Answer:
        path = tmp_path / "tree.yaml"
        path.write_text(tree, encoding="utf-8")
        return _ask(["show", str(path)], options, samples, seed)

    return run


@pytest.fixture
def score(tmp_path: Path) -> Ask:
    """Return a function that writes a tree to a file and scores an item or a node of it."""

    def run(tree: str, item: str, *options: str, samples: int = SAMPLES, seed: int = 1) -> Answer:
        path = tmp_path / "tree.yaml"
        path.write_text(tree, encoding="utf-8")
        return _ask(["score", str(path), item], options, samples, seed)

    return run


@pytest.fixture
def shipped() -> Ask:
    """Return a function that shows a tree of the package by its name."""

    def run(name: str, *options: str, samples: int = SAMPLES, seed: int = 1) -> Answer:
        return _ask(["show", name], options, samples, seed)

    return run
