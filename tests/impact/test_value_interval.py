"""The interval of the expected value, beside those of the probabilities that it is made of."""

from __future__ import annotations

import pytest

import techtree
from tests.exact.memoryless_trees import read

SETTINGS = techtree.Settings(samples=2000, engine="simulation")


def shown(text: str) -> techtree.Picture:
    """Return what 2,000 worlds of a tree tell."""
    return techtree.outcomes(read("techtree: 1\n" + text), SETTINGS).picture


@pytest.mark.parametrize("aligned", [1, 5])
def test_it_is_that_of_the_one_outcome_which_differs(aligned: int) -> None:
    found = shown(
        f"outcomes: {{aligned: {aligned}, misaligned: 0, lost: 0}}\n"
        "nodes: {end: {ending: {aligned: 0.3, misaligned: 0.2, lost: 0.5}}, "
        "late: {work: 1}, other: {work: 1, requires: late, ending: aligned}}\n"
    )
    ends = found.outcomes["aligned"].sampling95
    assert found.value.sampling95 == pytest.approx([aligned * end for end in ends])


BOUNDED = """
horizon: {horizon}
outcomes: {{aligned: 1, misaligned: 0, undecided: 0.5}}
nodes:
  good: {{work: exponential(3), ending: aligned}}
  bad: {{work: exponential(2), ending: misaligned}}
"""


def test_what_hardly_ever_comes_about_leaves_it_alone() -> None:
    """No world is open after 100 years: the value is what is aligned, or what is not the rest."""
    found = shown(BOUNDED.format(horizon=100))
    assert found.outcomes["undecided"].mean == 0.0
    assert found.outcomes["undecided"].sampling95[1] > 0.0
    low, high = found.value.sampling95
    assert low == pytest.approx(found.outcomes["aligned"].sampling95[0])
    assert high == pytest.approx(1 - found.outcomes["misaligned"].sampling95[0])


def test_what_often_comes_about_has_its_part_in_it() -> None:
    """After 2 years about e^-(2/3 + 1), a fifth of the worlds, are open, each worth a half."""
    found = shown(BOUNDED.format(horizon=2))
    mean, (low, high) = found.value.mean, found.value.sampling95
    assert mean == pytest.approx(found.outcomes["aligned"].mean + 0.1, abs=0.02)
    assert low < mean < high
    assert high > found.outcomes["aligned"].sampling95[1] + 0.05


RARE = """
outcomes: {{aligned: 1, misaligned: 0, horror: -1000}}
nodes:
  open: {{chance: {chance}}}
  worst: {{requires: open, ending: horror}}
  good: {{work: exponential(3), ending: aligned}}
  bad: {{work: exponential(2), ending: misaligned}}
"""


def test_what_was_never_seen_but_is_worth_much_widens_it() -> None:
    """Of 2,000 worlds none is that bad, but one in a thousand may be, at -1,000."""
    found = shown(RARE.format(chance=1e-9))
    assert found.outcomes["horror"].mean == 0.0
    low, high = found.value.sampling95
    assert low < found.outcomes["aligned"].mean - 0.5
    assert high <= 1.0


def test_it_holds_the_truth_where_rare_worlds_decide_it() -> None:
    """Two worlds of a thousand are worth -1,000 each: 0.998 * 0.4 - 2.

    Of 60 intervals of 95%, 9 or more miss it once in 350 times; half of them did, without what may
    have been missed.
    """
    tree, truth = read("techtree: 1\n" + RARE.format(chance=0.002)), 0.998 * 0.4 - 2
    missed = 0
    for seed in range(60):
        settings = techtree.Settings(samples=400, seed=seed, engine="simulation")
        low, high = techtree.outcomes(tree, settings).picture.value.sampling95
        missed += not low <= truth <= high
    assert missed < 9
