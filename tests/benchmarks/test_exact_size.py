"""What the exact engine needs as chains grow: time for each transition, and memory."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from alternating import seconds
from racing_chains import parallel

from techtree.engine.compiler import compile_tree
from techtree.exact.chain import build
from techtree.exact.solve import values

MEMORY = 6e9


def nanoseconds(size: int) -> tuple[int, float]:
    """Return how many states there are, and what each transition costs, building included."""
    compiled = compile_tree(parallel(size).tree)
    found = []

    def work() -> None:
        chain = build(compiled, memory=MEMORY)
        ends = values(chain).outcomes[chain.roots[0]]
        assert abs(ends.sum() - 1.0) < 1e-12
        found.append((chain.states, chain.edges))

    took = seconds(work)
    states, edges = found[0]
    assert states == 2**size + 3  # every set of what is known, and three endings
    return states, 1e9 * took / edges


@pytest.mark.timed
def test_cost_of_a_transition_from_ten_thousand_to_ten_million_states() -> None:
    nanoseconds(8)  # compiles
    costs = [nanoseconds(size) for size in (13, 17, 20, 23)]
    print("".join(f"\n{states:,} states: {cost:.0f} ns a transition" for states, cost in costs))
    assert costs[-1][1] <= 4.0 * min(cost for _, cost in costs)
    assert all(a < b for (a, _), (b, _) in pairwise(costs))


PEAK = """
from pathlib import Path
from racing_chains import parallel
from techtree.engine.compiler import compile_tree
from techtree.exact.chain import build
from techtree.exact.solve import values
chain = build(compile_tree(parallel(20).tree), memory=1e9)
assert abs(values(chain).outcomes[chain.roots[0]].sum() - 1.0) < 1e-12
# of this program alone: getrusage begins with what its parent took
(peak,) = [line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line]
print(chain.states, int(peak.split()[1]) / 1024)
"""


@pytest.mark.timed
def test_a_million_states_take_less_than_a_gigabyte() -> None:
    command = [sys.executable, "-c", PEAK]
    folder = Path(__file__).parent
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
    states, peak = map(float, done.stdout.split())
    print(f"\n{states:,.0f} states: {peak:.0f} MB at most")
    assert states > 1e6
    assert peak <= 1024.0
