"""Compile the simulation's kernel in another process, while this one compiles something else.

Of the threads of one process only one can compile at a time.
"""

from __future__ import annotations

import contextlib
import pickle
import subprocess
import sys
from collections.abc import Iterator

from techtree.engine.compiler import Compiled
from techtree.engine.run import is_compiled

_CHILD = """
import pickle, sys
import numpy as np
from techtree.engine.run import run_chunk
run_chunk(pickle.load(sys.stdin.buffer), np.zeros((1, 1), np.uint64), 0)
"""


@contextlib.contextmanager
def compiled_beside(compiled: Compiled) -> Iterator[None]:
    """See to it that the kernel of a program is compiled and stored when this is left.

    Where that cannot be, the kernel is compiled when it is called, as ever.
    """
    if is_compiled(compiled.one_pass) or not sys.executable:
        yield
        return
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert child.stdin is not None
        with contextlib.suppress(OSError), child.stdin as pipe:
            pipe.write(pickle.dumps(compiled))
        yield
        child.wait()
    finally:
        child.kill()
        child.wait()
