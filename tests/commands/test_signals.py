"""Ctrl-C and readers that go away."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CALL = "from techtree.commands import main; main()"


def test_ctrl_c_ends_with_one_line_and_leaves_files_alone(tmp_path: Path) -> None:
    target = tmp_path / "answer.txt"
    target.write_text("the old answer")
    code = (
        "import os, signal, threading\n"
        "interrupt = lambda: os.kill(os.getpid(), signal.SIGINT)\n"
        "threading.Timer(4.0, interrupt).start()\n" + CALL
    )
    arguments = [
        "show",
        "first_tree",
        "--samples",
        "1e9",
        "--engine",
        "simulation",
        "-o",
        str(target),
    ]
    found = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )
    assert found.returncode == 130
    lines = [line for line in found.stderr.splitlines() if not line.startswith("compiling")]
    assert lines == ["interrupted; nothing was written"]
    assert target.read_text() == "the old answer"
    assert os.listdir(tmp_path) == ["answer.txt"]


def test_a_reader_that_goes_away_is_no_error() -> None:
    for arguments in (["schema"], ["check", "first_tree", "--no-claims"]):
        process = subprocess.Popen(
            [sys.executable, "-c", CALL, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141
