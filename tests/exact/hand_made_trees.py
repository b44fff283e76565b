"""Small trees for cases worked out by hand."""

from __future__ import annotations

from fractions import Fraction

from techtree.model.tree import Tree

from .memoryless_trees import read
from .rational import solve

OPENING = "techtree: 1\nstart: 2026\noutcomes: {aligned: 1, misaligned: 0}\n"
LABS = "actors: {ada: {effort: {arms: 1, safety: 1}}, bob: {effort: {labs: 1, safety: 1}}}\n"
EVEN = "{aligned: 0.5, misaligned: 0.5}"
RIVAL = "  bad: {work: rate(1), ending: misaligned}\n"


def tree(nodes: str, rest: str = "") -> Tree:
    """Read a tree."""
    return read(f"{OPENING}{rest}nodes:\n{nodes}")


def aligned(nodes: str, rest: str = "", item: str | None = None) -> Fraction:
    """Return the probability of a good ending."""
    world = tree(nodes, rest)
    return solve(world, world.items[item] if item else None)["aligned"]
