"""The same question gives the same bytes, but for the seconds it took."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import TREE, Run

QUESTION = ("publish", "--stance", "all", "--samples", "10_000", "--format", "json")


def _bytes(text: str) -> str:
    return re.sub(r'"seconds": [0-9.]+', '"seconds": 0', text)


def test_threads_and_order_of_the_nodes(run: Run, tree: Path) -> None:
    def asked(*options: object) -> str:
        result = run("score", tree, *QUESTION, *options)
        assert result.exit_code == 0, result.output
        return _bytes(result.stdout)

    one, two, four = (asked("--threads", n) for n in (1, 2, 4))
    assert one == two == four
    lines = TREE.splitlines()
    first = lines.index("nodes:") + 1
    last = lines.index("items:")
    lines[first:last] = reversed(lines[first:last])
    tree.write_text("\n".join(lines))
    assert asked() == one


def test_hash_seeds(tree: Path) -> None:
    code = "from techtree.commands import main; main()"
    found = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-c", code, "score", str(tree), *QUESTION]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        found.add(_bytes(subprocess.check_output(command, env=environment, text=True)))
    assert len(found) == 1


STANCES = """\
techtree: 1
start: 2026
outcomes: {aligned: 1, misaligned: 0}
nodes:
  help: {work: WORK, effects: [{odds: end, of: aligned, by: 3}]}
  end: {work: exponential(10), ending: {aligned: 0.3, misaligned: 0.7}}
stances:
"""
LINES = (
    "  a: {weight: 0.1, set: {nodes.help.work: exponential(3)}}",
    "  b: {weight: 0.2, set: {nodes.help.work: exponential(7)}}",
    "  c: {weight: 0.3, set: {nodes.help.work: exponential(11)}}",
    "  d: {weight: 0.7, set: {nodes.help.work: exponential(13)}}",
)


@pytest.mark.parametrize("work", ["exponential(9)", "2 to 8"], ids=["exact", "simulation"])
@pytest.mark.parametrize(
    "question", [("show",), ("score", "help"), ("rank",)], ids=["show", "score", "rank"]
)
def test_order_of_the_stances(
    run: Run, tmp_path: Path, work: str, question: tuple[str, ...]
) -> None:
    """The mix adds its stances up in the order of their names, whatever that of the file."""
    found = set()
    tree = tmp_path / "stances.yaml"
    engine = "auto" if work.startswith("exp") else "simulation"
    for lines in (LINES, LINES[::-1], (*LINES[2:], *LINES[:2])):
        tree.write_text(STANCES.replace("WORK", work) + "\n".join(lines) + "\n")
        first, *rest = question
        options = ("--stance", "mix", "--samples", 2000, "--engine", engine, "--format", "json")
        more = () if first == "rank" else ("--stance", "b")
        result = run(first, tree, *rest, *options, *more)
        assert result.exit_code == 0, result.output
        answer = json.loads(result.stdout)
        answer.pop("seconds")
        found.add(json.dumps(answer, sort_keys=True))
    assert len(found) == 1
