"""Standard streams that the caller has closed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

TECHTREE = f"{sys.executable} -m techtree"


def run(arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        f"{TECHTREE} {arguments}", shell=True, capture_output=True, text=True, timeout=120
    )


@pytest.mark.parametrize("command", ["schema", "check first_tree", "--help", "--version"])
def test_an_answer_that_cannot_be_written(command: str) -> None:
    done = run(f"{command} >&-")
    assert done.returncode == 2
    assert done.stderr == "error: cannot write to standard output: Bad file descriptor\n"


def test_a_tree_that_cannot_be_read() -> None:
    done = run("check - <&-")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: cannot read standard input: Bad file descriptor\n"


def test_messages_that_nobody_hears() -> None:
    assert run("check first_tree 2>&-").returncode == 0
    done = run("check nothing_of_that_name 2>&-")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "")


def test_a_file_does_not_need_the_streams(tmp_path: Path) -> None:
    done = run(f"schema -o {tmp_path / 'schema.json'} <&- >&- 2>&-")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert json.loads((tmp_path / "schema.json").read_text())["title"]
