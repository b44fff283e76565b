"""Claims against what a run implies."""

import math

import pytest

from techtree.check.claims import Implied, claim_warnings, claimed_range
from techtree.files import parse_tree
from techtree.model.numbers import Distribution, Fixed, Uncertain

TREE = b"""\
techtree: 1
start: 2026
outcomes: {good: 1}
nodes: {a: {work: 1}, end: {work: 1, ending: good}}
claims:
  - {that: a, by: 2036, probability: 0.5}
  - {that: good, probability: 20% to 40%}
"""


def test_a_plain_number_allows_odds_within_a_factor_of_two() -> None:
    # Odds of 1 to 4 become 1 to 8 and 1 to 2.
    assert claimed_range(Fixed(0.2)) == pytest.approx((1 / 9, 1 / 3))
    assert claimed_range(Fixed(1.0)) == (1.0, 1.0)


def test_a_range_allows_what_it_says() -> None:
    mean = math.log(1 / 4) / 2 + math.log(2 / 3) / 2
    sd = (math.log(2 / 3) - math.log(1 / 4)) / 2 / 1.6448536269514722
    number = Uncertain("k", Distribution("logitnormal", (mean, sd)), "input")
    assert claimed_range(number) == pytest.approx((0.2, 0.4))


def test_only_what_is_clearly_off_is_warned_of() -> None:
    parsed = parse_tree(TREE, "t")
    assert parsed.tree is not None
    near = Implied(0.35, 0.34, 0.36)
    assert list(claim_warnings(parsed.tree, [near, near], parsed.places)) == []
    far = Implied(0.9, 0.89, 0.91)
    first, second = claim_warnings(parsed.tree, [far, far], parsed.places)
    assert (first.place.line, second.place.line) == (6, 7)
    assert first.message == (
        "the claim that 'a' by 10 years from the start has a probability of 0.33 to 0.67 is not "
        "what the tree implies: 0.9"
    )
