"""Running Graphviz: the ``dot`` program where there is one, else the library in pygraphviz.

The one place where a drawing starts a process. Nothing of a tree is on a command line, and the
process has only so much time and memory.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from render.errors import RenderError
from render.largest import ADVICE

TIMEOUT = 20.0  # seconds

_SHELL = "/bin/sh"

Engine: TypeAlias = Literal["dot", "nop", "nop2"]

_MEMORY = 2 << 30  # bytes that Graphviz may take

_MORE = "in Python, `draw` has a `timeout` to allow more time"
_MISSING = (
    "no Graphviz was found to draw with: install the `pygraphviz` package, whose wheels carry "
    "it, or the Graphviz program `dot`; the format 'dot' needs neither for a tree without item"
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When all the work on one drawing must be done, on the clock of :func:`time.monotonic`."""

    at: float
    seconds: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """Return the deadline that lies so many seconds ahead."""
        return cls(time.monotonic() + seconds, seconds)

    def left(self) -> float:
        """Return the seconds left; raise :class:`RenderError` if there are none."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise self.error()
        return left

    def half(self) -> Deadline:
        """Return a deadline at half of the time left."""
        return Deadline(self.at - self.left() / 2, self.seconds)

    def error(self) -> RenderError:
        """Return the error to raise when time is up."""
        return RenderError(f"the drawing took over {self.seconds:g} seconds: {ADVICE}; {_MORE}")


def graphviz(dot: str, engine: Engine, form: str, deadline: Deadline) -> bytes:
    """Return what Graphviz makes of DOT text: ``form`` is svg, png, pdf or json0.

    Raises :class:`RenderError` if there is no Graphviz, if it fails, if it needs too much
    memory, or if time is up.
    """
    commands = _commands(engine, form)
    if not commands:
        raise RenderError(_MISSING)
    complaint = ""
    for command in commands:
        try:
            run = subprocess.run(
                _limited(command),
                input=dot.encode("utf-8"),
                capture_output=True,
                timeout=deadline.left(),
            )
        except subprocess.TimeoutExpired:
            raise deadline.error() from None
        except OSError as error:
            complaint = str(error)
            continue
        if run.returncode == 0 and run.stdout:
            return run.stdout
        complaint = _complaint(run)
        if "memory" in complaint.lower():
            raise RenderError(f"the drawing needs over {_MEMORY >> 30} GB of memory: {ADVICE}")
    raise RenderError(f"Graphviz could not draw this tree: {complaint}")


def _commands(engine: Engine, form: str) -> list[list[str]]:
    """List the ways to run Graphviz here, the preferred one first."""
    commands = []
    if program := shutil.which("dot"):
        commands.append([program, f"-K{engine}", f"-T{form}"])
    if importlib.util.find_spec("pygraphviz") is not None:
        child = str(Path(__file__).with_name("inprocess.py"))
        # -I: neither the folder of this file nor the current one is searched for modules
        commands.append([sys.executable, "-I", child, engine, form])
    return commands


def _limited(command: list[str]) -> list[str]:
    """Return a command that cannot take more memory than it may, where there is a shell for it.

    The shell sets the limit on itself and then becomes the program, so that nothing of ours runs
    between the fork and the program, which would not be safe where threads are running.
    """
    if not Path(_SHELL).exists():
        return command
    return [_SHELL, "-c", f'ulimit -v {_MEMORY >> 10} 2>/dev/null; exec "$0" "$@"', *command]


def _complaint(run: subprocess.CompletedProcess[bytes]) -> str:
    lines = [
        line
        for line in run.stderr.decode("utf-8", "replace").splitlines()
        if line.strip() and not line.startswith("Fontconfig")
    ]
    return lines[-1][:200] if lines else f"it ended with status {run.returncode} and said nothing"
