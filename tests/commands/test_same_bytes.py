"""The same question gives the same bytes, but for the seconds it took."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

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
