"""Call `techtree batch` on a tree and a portfolio that are written for it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner, Result

from techtree.commands import main

Data = dict[str, Any]

OF_THE_RUN = ("seconds", "command")  # what may differ between two runs of the same question
PROGRAM = "from techtree.commands import main; main()"


def head(horizon: str = "none") -> str:
    """Return how a tree of two outcomes begins, of value 1 and 0."""
    return f"techtree: 1\nstart: 2026\nhorizon: {horizon}\noutcomes: {{good: 1, bad: 0}}\n"


def write(folder: Path, tree: str, items: str | Mapping[str, Data]) -> tuple[Path, Path]:
    """Write a tree and a portfolio of items; return their paths."""
    here, there = folder / "tree.yaml", folder / "portfolio.yaml"
    here.write_text(tree, encoding="utf-8")
    if not isinstance(items, str):
        items = yaml.safe_dump({"techtree_portfolio": 1, "items": dict(items)}, sort_keys=False)
    there.write_text(items, encoding="utf-8")
    return here, there


def call(*arguments: object) -> Result:
    """Call `techtree batch` as a shell would."""
    return CliRunner().invoke(main, ["batch", *map(str, arguments)])


def answer(*arguments: object) -> Data:
    """Call `techtree batch` and return its JSON."""
    result = call(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    found: Data = json.loads(result.stdout)
    return found


def same(text: str | bytes) -> str:
    """Return an answer in JSON without what may differ between two runs, to be compared whole."""
    found = json.loads(text)
    for name in OF_THE_RUN:
        found.pop(name)
    return json.dumps(found)


def process(*arguments: object, **options: Any) -> subprocess.Popen[str]:
    """Begin `techtree batch` in a process of its own."""
    command: Sequence[str] = [sys.executable, "-c", PROGRAM, "batch", *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )
