"""A way to call the program, and a tree with everything that an answer can show."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from click.testing import CliRunner, Result

from techtree.commands import main

Run: TypeAlias = Callable[..., Result]
Answer: TypeAlias = Callable[..., dict[str, Any]]

TREE = """\
techtree: 1
title: Two labs and a pause
start: 2026-01
horizon: 30 years
outcomes:
  aligned: {value: 1}
  misaligned: {value: 0}
  undecided: {value: 0.5}
sources: {post: {title: A post}}
actors:
  lab_a: {effort: {capability: 1, alignment: 1}}
  lab_b: {effort: {capability: 2}}
nodes:
  oversight: {field: alignment, work: 4 to 16, effects: [{odds: end, of: aligned, by: 2 to 4}]}
  agents: {field: capability, private: true, work: 1 to 4, leak: 6 months}
  hopeless: {requires: agents, chance: 0}
  doom: {requires: hopeless, ending: {misaligned: 1}}
  end: {field: capability, requires: agents, work: 5 to 20, ending: {aligned: 0.3, misaligned: 0.7}}
items:
  publish:
    title: Publish it
    unlocks: {agents: {channel: "leakage: published"}, oversight: {channel: help}}
  open_doom: {unlocks: [hopeless]}
  stop: {blocks: [end]}
stances:
  calm: {weight: 1, set: {nodes.end.ending.aligned: {value: 0.6, source: post}}}
  grim: {weight: 3, set: {nodes.end.ending.aligned: 0.1}}
claims:
  - {that: end, by: 2056, probability: 0.9}
"""


@pytest.fixture
def run() -> Run:
    """Return a function that calls the program as a shell would."""

    def call(*arguments: object, **options: Any) -> Result:
        return CliRunner().invoke(main, [str(a) for a in arguments], **options)

    return call


@pytest.fixture
def answer(run: Run) -> Answer:
    """Return a function that calls the program and gives its JSON."""

    def call(*arguments: object) -> dict[str, Any]:
        result = run(*arguments, "--format", "json")
        assert result.exit_code == 0, result.output
        found: dict[str, Any] = json.loads(result.stdout)
        return found

    return call


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return the path of the tree above."""
    path = tmp_path / "two_labs.yaml"
    path.write_text(TREE, encoding="utf-8")
    return path
