"""Claims against what a short run gives, worked out by hand."""

from __future__ import annotations

from math import exp

import pytest

from techtree.files import parse_tree
from techtree.impact.claims import CLAIM_SAMPLES, implied

TREE = b"""\
techtree: 1
start: 2026
horizon: 10
outcomes: {good: 1, bad: 0, undecided: 0}
parameters: {when: {value: "uniform(0, 1)", as: duration}}
nodes:
  a: {work: rate(1)}
  end: {work: rate(0.5), ending: {good: 0.25, bad: 0.75}}
claims:
  - {that: a, by: 1, probability: 0.5}
  - {that: a, probability: 0.5}
  - {that: end, by: 2 years, probability: 0.5}
  - {that: good, by: 2, probability: 0.5}
  - {that: good, probability: 0.5}
  - {that: undecided, by: 2, probability: 0.5}
  - {that: undecided, probability: 0.5}
  - {that: end, by: $when, probability: 0.5}
"""
# a is known if it comes before the end and the deadline: rates 1 and 1/2, so it is first in 2/3.
EXPECTED = (
    2 / 3 * (1 - exp(-1.5)),
    2 / 3 * (1 - exp(-15)),
    1 - exp(-1),
    (1 - exp(-1)) / 4,
    (1 - exp(-5)) / 4,
    exp(-1),
    exp(-5),
    1 - 2 * (1 - exp(-1 / 2)),  # 1 - the mean of exp(-t / 2) over t in (0, 1)
)


def test_claims_are_estimated() -> None:
    tree = parse_tree(TREE, "tree.yaml").tree
    assert tree is not None
    for found, exact in zip(implied(tree), EXPECTED, strict=True):
        # Six standard errors of a coin: a false alarm has probability 2e-9 a claim.
        error = (exact * (1 - exact) / CLAIM_SAMPLES) ** 0.5
        assert found.probability == pytest.approx(exact, abs=6 * error)
        assert found.low <= found.probability <= found.high
        assert found.high - found.low < 8 * error


def test_no_claims_no_run() -> None:
    tree = parse_tree(TREE[: TREE.index(b"claims:")], "tree.yaml").tree
    assert tree is not None
    assert implied(tree) == ()
