"""Calling the program as a shell would, with the processor time and the memory that it took."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, NamedTuple

HEAD = "techtree: 1\nstart: 2026\noutcomes: {good: 1, bad: 0}\n"

# A process of its own calls the program: the peak of a child counts from the size of its parent.
_MEASURE = """
import json, os, subprocess, sys
process = subprocess.Popen([sys.executable, "-m", "techtree", *sys.argv[2:]])
_, status, used = os.wait4(process.pid, 0)
process.returncode = os.waitstatus_to_exitcode(status)
peak = used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
with open(sys.argv[1], "w") as file:
    json.dump([process.returncode, used.ru_utime + used.ru_stime, peak], file)
"""


class Ran(NamedTuple):
    """What a call gave back."""

    code: int
    out: str
    err: str
    seconds: float  # of processor time
    megabytes: float  # at its peak


def techtree(*arguments: object, stdout: IO[bytes] | int = subprocess.PIPE) -> Ran:
    """Call the program."""
    with tempfile.NamedTemporaryFile("r") as measured:
        command = [sys.executable, "-S", "-c", _MEASURE, measured.name, *map(str, arguments)]
        ran = subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, timeout=120)
        code, seconds, megabytes = json.load(measured)
    out = (ran.stdout or b"").decode("utf-8", "backslashreplace")
    return Ran(code, out, ran.stderr.decode("utf-8", "backslashreplace"), seconds, megabytes)


def written(folder: Path, content: str | bytes, name: str = "tree.yaml") -> Path:
    """Write a tree and return its path."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
