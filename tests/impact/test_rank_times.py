"""Months by which the ending moves when a node is forced, of every node that has them."""

from __future__ import annotations

import pytest

import techtree
from tests.exact.memoryless_trees import read

TREE = """
techtree: 1
outcomes: {aligned: 1, misaligned: 0, undecided: 0}
nodes:
  gate: {work: exponential(2)}
  aid: {work: exponential(3)}
  end: {requires: gate, work: exponential(10), ending: aligned}
"""


def test_a_node_that_can_stop_the_race_hides_the_months_of_no_other() -> None:
    """Without `gate` there is no end; with it known the race is two years shorter on average."""
    found = techtree.rank(read(TREE), techtree.Settings(engine="exact"))
    by_name = {node.id: node for node in found.nodes}
    unlocked = by_name["gate"].unlock.ending_time
    assert unlocked is not None and unlocked.shift == pytest.approx(-2.0, abs=1e-9)
    assert by_name["gate"].block.ending_time is None
    for forced in (by_name["aid"].unlock, by_name["aid"].block):
        assert forced.ending_time is not None and forced.ending_time.shift == 0.0
