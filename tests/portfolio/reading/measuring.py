"""Reading tables in a process of its own, with the time and the memory that it took."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

MEASURE = """
import resource, sys, time
sys.path.insert(0, sys.argv[2])
from portfolio.reading.small import PARSED
from techtree.portfolio.reading import open_portfolio
began = time.process_time()
portfolio = open_portfolio(sys.argv[1], PARSED)
read = sum(len(part) for part in portfolio.chunks(1000))
assert read == portfolio.count
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(read, time.process_time() - began, peak)
"""


def measured(path: Path, rows: int) -> tuple[float, float]:
    """Return seconds and peak megabytes of reading a table in a process of its own."""
    with path.open("w") as file:
        file.write("id,title,cost,unlocks,staff,add\n")
        for n in range(rows):
            change = "evals,," if n % 2 else f",theory,{n % 97 + 2}.5"
            file.write(f"item_{n},Title of {n},{n % 1000 / 10},{change}\n")
    tests = Path(__file__).parents[2]
    command = [sys.executable, "-c", MEASURE, str(path), str(tests)]
    ran = subprocess.run(command, capture_output=True, check=True, text=True)
    read, seconds, peak = ran.stdout.split()
    assert int(read) == rows
    return float(seconds), float(peak)
