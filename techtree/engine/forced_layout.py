"""Columns and codes of the tables from which `forced` recomputes what a forced node changes."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from techtree.engine.tables import Tables

# nodes: how the time at which a gate opens follows from those of its members, and who they are;
# the factors on speed; and what else there is to a node
KIND, MEMBER_LO, MEMBER_HI, FACTOR_LO, FACTOR_HI, FLAGS, GATE_EDGE = 0, 1, 2, 3, 4, 5, 6
NODE_COLUMNS = 8
ALL, ANY, SECOND, PART, CODE = 0, 1, 2, 3, 4  # the latest member, the first, the second...
DEEP, ODDS, PARTS, ENDS, SEEN = (
    1,
    2,
    4,
    8,
    16,
)  # depth can differ from 1; odds act on its chance; it is unlocked

# edges: what may change a node, and how. Those of the first three kinds can only hasten the
# target when their source comes earlier, and delay it when it comes later (or the reverse, where
# a factor is below 1); the others can do either.
EDGE, FACTOR = 0, 1  # which kind, and which factor
GATE, STRENGTH, LASTING = 0, 1, 2  # a plain gate, a weighted one, a factor on speed without end
MIXED_GATE, MIXED_SPEED, OTHER, OUTCOME = 3, 4, 5, 6

# factors on speed: the source, and the effect where its power is a depth, else -1
SOURCE, POWERED, FACTOR_EDGE = 0, 1, 2
# the same in a trajectory: the delay, infinite if it does not act; how long it lasts; the factor
AFTER, LASTS, BY = 0, 1, 2

# the baseline of a trajectory, a row a node: when its gate opens; when its work is done, whether
# or not it works out; when it is known; its depth; its work at depth 1; its speed without effects;
# the least time that it takes; and infinity if it cannot work out, else 0
START, DONE, TIME, DEPTH, NEED, SPEED, LEAST, FAILS = 0, 1, 2, 3, 4, 5, 6, 7
BASE_COLUMNS = 8

# relevance, as bits: that a node comes earlier, or later, may change how the world ends; that a
# change of it may reach an ending before the end of the baseline, or at all
EARLIER, LATER, SOON, EVER = 1, 2, 4, 8


BLOCK = 32  # trajectories whose numbers are drawn at once


class Paths(Tables):
    """Along what a change spreads. N nodes, M edges, F factors, K nodes asked about, E endings."""

    nodes: np.ndarray
    members: np.ndarray
    factors: np.ndarray
    first: np.ndarray
    targets: np.ndarray
    edges: np.ndarray
    bounded: np.ndarray
    asked: np.ndarray
    endings: np.ndarray
    first_part: np.ndarray
    next_part: np.ndarray

    FIELDS: ClassVar = {
        "nodes": (np.uint32, (None, NODE_COLUMNS)),  # (N, columns)
        "members": (np.uint32, (None,)),  # nodes
        "factors": (np.int64, (None, 3)),  # (F, columns)
        # (N + 1, 2) rows of edges: the first from a node, and the first that is of no plain gate
        "first": (np.int64, (None, 2)),
        "targets": (np.uint32, (None,)),  # (M,) nodes
        "edges": (np.int64, (None, 2)),  # (M, columns)
        "bounded": (np.bool_, (None,)),  # (N,): neither its work nor its factors hang on a depth
        "asked": (np.int64, (None,)),  # (K,) nodes
        "endings": (np.int64, (None,)),  # (E,) nodes
        "first_part": (np.int64, (None,)),  # (N,) first part that unlocks a node, or -1
        "next_part": (np.int64, (None,)),  # (P,)
    }


class Workspace(Tables):
    """One trajectory, and what a forced node changes in it. V factors, or members, on one node."""

    drawn: np.ndarray
    base: np.ndarray
    now: np.ndarray
    factors: np.ndarray
    into: np.ndarray
    out: np.ndarray
    opens: np.ndarray
    dirty: np.ndarray
    changed: np.ndarray
    windows: np.ndarray
    one: np.ndarray
    weights: np.ndarray

    FIELDS: ClassVar = {
        "drawn": (np.float64, (None, BLOCK)),  # of each random slot, the next few trajectories
        "base": (np.float64, (None, BASE_COLUMNS)),  # (N, columns)
        "now": (np.float64, (None,)),  # (N,) when each node is known, as things are
        "factors": (np.float64, (None, 3)),  # (F, columns)
        "into": (np.int64, (None,)),  # (N,) relevance of a change in what acts on a node
        "out": (np.int64, (None,)),  # (N,) relevance of a change of the node itself
        # (2, N) START, but NaN where no change of what acts on the node matters soon, or ever
        "opens": (np.float64, (2, None)),
        "dirty": (np.uint64, (None,)),  # (N / 64,) a bit a node: something that acts on it changed
        "changed": (np.uint32, (None,)),  # (N,) nodes whose time or depth differs
        "windows": (np.float64, (5, None, 1)),  # ons, offs and factors; times and strengths: (V, 1)
        "one": (np.float64, (4, 1)),  # start, work, speed and completion of a node
        "weights": (np.float64, (2, None)),  # (2, O) outcomes of the baseline and of a forced world
    }
