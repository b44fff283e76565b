"""Take away, one at a time, what the table in the tree's notes maps each row of the argument to.

Every case builds the tree without one mechanism, runs the same trajectories, and sees a figure
move, in the direction that the mechanism is there for. A case names the stance and the item under
which its figure shows best, as many a mechanism hardly ever fires in the tree as written. On the
same draws a mechanism that does nothing gives a difference of exactly 0, and at a fixed seed a
case comes out the same each time: there is no false alarm without a change of the program.
"""

from __future__ import annotations

from functools import cache

import pytest
from claude3_case import ANY, RELEASE, UP, Case
from claude3_cases_of_leakage import QUESTIONS_AND_LEAKAGE
from claude3_cases_of_race import RACE
from claude3_cases_of_responses import RESPONSES
from claude3_figures import Run, mean_change, outcome, run, shift

from techtree.files import read_tree
from techtree.model.tree import Tree
from trees import path

SAMPLES = 1500
LEAST = 1e-6  # years, or a share of 1: above what rounding makes, below what one run makes
STARRED = (
    *range(1, 12),
    *range(13, 19),
    *range(20, 24),
    25,
    *range(27, 32),
    *range(33, 36),
    *range(37, 41),
    42,
    43,
    47,
)
CASES = (*RACE, *RESPONSES, *QUESTIONS_AND_LEAKAGE)
OF_STANCES = 35  # the row whose cases are the stances themselves


@cache
def tree_under(stance: str | None) -> Tree:
    """Read the tree, as written or as a stance has it."""
    if stance is None:
        return read_tree(path("claude3_release"))
    return tree_under(None).stances[stance].tree


@cache
def untouched(stance: str | None, item: str) -> Run:
    """Run the tree with everything in it."""
    return run(tree_under(stance), item, SAMPLES)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_taking_it_away_moves_a_figure(case: Case) -> None:
    without = run(case.take(tree_under(case.stance)), case.item, SAMPLES)
    change = mean_change(untouched(case.stance, case.item), without, case.figure)
    assert abs(change) > LEAST
    assert case.moves == ANY or (change > 0) == (case.moves == UP), change


@pytest.mark.parametrize("stance", tree_under(None).stances)
def test_a_stance_is_not_what_it_extends(stance: str) -> None:
    """Row 35: take a stance's own words away, and the tree it extends is left."""
    parent = tree_under(None).stances[stance].extends
    change = mean_change(
        untouched(stance, RELEASE), untouched(parent, RELEASE), shift(outcome, "aligned")
    )
    assert abs(change) > LEAST


def test_every_row_has_something_taken_away() -> None:
    assert {case.row for case in CASES} >= set(STARRED) - {OF_STANCES}


def test_nothing_cuts_training() -> None:
    """Row 11: evals and product tests give time, training never does."""
    for stance in (None, *tree_under(None).stances):
        of = tree_under(stance)
        lists = [n.effects for n in of.nodes.values()] + [i.effects for i in of.items.values()]
        depths = [e.target for effects in lists for e in effects if e.kind == "depth"]
        assert depths
        for target in depths:
            assert target is not None and target.node is not None
            assert target.node.endswith(("_evals", "_product"))
