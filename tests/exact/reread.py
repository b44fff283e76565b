"""Derivatives by reading a tree again: a stance sets the number, and the whole chain is solved."""

from __future__ import annotations

import random
from typing import NamedTuple

import numpy as np
import yaml

from techtree.engine.compiler import compile_tree
from techtree.engine.number_uses import Written
from techtree.exact.chain import NotExact, build
from techtree.exact.differences import horizon_of
from techtree.exact.solve import values
from techtree.impact.gradients import Gradient, Gradients
from techtree.model.tree import Tree
from tests.exact.memoryless_trees import read

STEP = 1e-3  # as a share of the number
AROUND = (-2, -1, 1, 2)


class Compared(NamedTuple):
    """How far one gradient is from that of reading the tree again, relative to the larger of 1."""

    number: str
    error: float


def solved(tree: Tree) -> np.ndarray:
    """Return the probabilities of the outcomes, the expected value, and the time of the ending."""
    compiled = compile_tree(tree)
    chain = build(compiled)
    found = values(chain, horizon_of(compiled))
    root, numbers = chain.roots[0], compiled.program.numbers
    row = found.outcomes[root]
    worth = row @ numbers.slots[numbers.outcome_values, 1]
    time = np.nan
    if found.time is not None and found.ended[root] > 1.0 - 1e-12:
        time = found.time[root]
    return np.array([*row, worth, time])


def reread(text: str, number: Gradient | Written, fixed: bool, step: float) -> np.ndarray | None:
    """Return the derivatives of `solved`, or None where the tree cannot be read or solved so."""
    document = yaml.safe_load(text)
    document["stances"] = {
        f"s{i}": {"set": {_path(number): _text(number.at + by * step, fixed)}}
        for i, by in enumerate(AROUND)
    }
    try:
        tree = read(yaml.safe_dump(document, sort_keys=False))
        below, low, high, above = (solved(tree.stances[f"s{i}"].tree) for i in range(4))
    except (AssertionError, NotExact):  # beyond what the number may be, or no chain any more
        return None
    return (8.0 * (high - low) - (above - below)) / (12.0 * step)


def _path(number: Gradient | Written) -> str:
    return number.number if isinstance(number, Gradient) else number.name


def _text(value: float, fixed: bool) -> str:
    return repr(value) if fixed else f"exponential({value!r})"


def compare(
    text: str, found: Gradients, drawn: set[str], most: int | None = None
) -> list[Compared]:
    """Compare gradients with those of reading again; `drawn` are the numbers that are no values.

    Of `most` numbers, if that is said, chosen at random.
    """
    rows = []
    chosen = list(found.rows)
    if most is not None:
        random.Random(text).shuffle(chosen)
    for row in chosen[:most]:
        if any(slope.derivative is None for slope in row.outcomes.values()):
            continue
        expected = reread(text, row, row.number not in drawn, STEP * (abs(row.at) or 1.0))
        if expected is None:
            continue
        time = np.nan if row.ending_time is None else row.ending_time.derivative
        slopes = [slope.derivative for slope in row.outcomes.values()]
        ours = np.array([*slopes, row.value.derivative, time], dtype=float)
        assert np.isnan(ours[-1]) == np.isnan(expected[-1]), row.number
        size = max(1.0, float(np.nanmax(np.abs(expected))))
        rows.append(Compared(row.number, float(np.nanmax(np.abs(ours - expected))) / size))
    return rows
