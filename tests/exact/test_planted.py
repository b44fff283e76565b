"""Every fault that is planted in the exact engine is noticed by the comparison with the oracle."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.exact.planted import FAULTS


def test_planted_faults_are_noticed() -> None:
    found = subprocess.run(
        [sys.executable, "-m", "tests.exact.planted"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
    )
    counts = dict(line.rsplit(": ", 1) for line in found.stdout.splitlines())
    assert counts.pop("none") == "0"
    assert counts.keys() == FAULTS.keys()
    assert len(FAULTS) >= 12
    assert [name for name, wrong in counts.items() if wrong == "0"] == []
