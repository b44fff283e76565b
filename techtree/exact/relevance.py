"""What in a tree can matter to what, so that a state need not remember the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import ClassVar

import numpy as np

from techtree.engine import layout as c
from techtree.engine.compiler import Compiled
from techtree.engine.draws import FIXED
from techtree.engine.tables import Tables


class Relevance(Tables):
    """Who reads whom, and room to work out what matters in a state. N nodes, A actors."""

    reads: np.ndarray
    wanted: np.ndarray
    asked: np.ndarray
    ranked: np.ndarray
    ordered: np.ndarray
    turns: np.ndarray
    groups: np.ndarray
    members: np.ndarray
    possible: np.ndarray
    held: np.ndarray
    needed: np.ndarray
    open: np.ndarray
    seen: np.ndarray
    waiting: np.ndarray
    times: np.ndarray
    before: np.ndarray

    FIELDS: ClassVar = {
        "reads": (np.uint64, (None, None)),  # (N, W) the nodes on whose knowledge it hangs
        "wanted": (np.bool_, (None,)),  # (N,) endings, and what is asked
        "asked": (np.bool_, (None,)),  # (N,) whether it is asked how probably it becomes known
        "ranked": (np.uint64, (None,)),  # (W,) nodes of which it matters when they became known
        "ordered": (np.bool_, (1,)),  # whether some gate hangs on an order
        "turns": (np.int64, (None,)),  # (N,) the order in which free completions take place
        "groups": (np.int64, (None,)),  # (G + 1,) rows of `members` of each group
        "members": (np.int64, (None,)),  # nodes that are interchangeable
        # scratch
        "possible": (np.bool_, (None, None)),  # (N, A)
        "held": (np.bool_, (None, None)),  # (N, A)
        "needed": (np.bool_, (None,)),  # (N,)
        "open": (np.uint64, (None,)),  # (W,)
        "seen": (np.uint64, (None,)),  # (W,)
        "waiting": (np.uint64, (None,)),  # (W,)
        "times": (np.float64, (None,)),  # for gate code
        "before": (np.bool_, (None, None)),  # (N, A) what was known before a step
    }


def relevance(
    compiled: Compiled, ranked: np.ndarray, asked: Collection[str], groups: Sequence[Sequence[int]]
) -> Relevance:
    """Gather who reads whom in a program; `ranked` marks the nodes whose times matter.

    `groups` are nodes that are interchangeable. Sets of nodes are bits of W words of 64.
    """
    p = compiled.program.rules
    nodes, actors = p.pairs.shape[:2]
    words = -(-nodes // 64)
    reads = _reads(p)
    wanted = np.array([name in asked for name in compiled.nodes], dtype=np.bool_)
    ordered = np.isin(p.code[:, c.OPCODE], (c.BEFORE, c.NOT_BEFORE)).any()
    return Relevance(
        reads=np.array([_bits(of, words) for of in reads], dtype=np.uint64).reshape(-1, words),
        wanted=wanted | (p.nodes[:, c.ENDING] == 1),
        asked=wanted,
        ranked=_bits(np.flatnonzero(ranked), words),
        ordered=np.array([ordered], dtype=np.bool_),
        turns=_turns(compiled, reads),
        groups=np.cumsum([0, *map(len, groups)]).astype(np.int64),
        members=np.array([n for group in groups for n in group], dtype=np.int64),
        possible=np.zeros((nodes, actors), np.bool_),
        held=np.zeros((nodes, actors), np.bool_),
        needed=np.zeros(nodes, np.bool_),
        open=np.zeros(words, np.uint64),
        seen=np.zeros(words, np.uint64),
        waiting=np.zeros(words, np.uint64),
        times=np.zeros(len(p.code) + 1),
        before=np.zeros((nodes, actors), np.bool_),
    )


def _bits(members: Iterable[int], words: int) -> np.ndarray:
    """Return a set of nodes as words."""
    found = [0] * words
    for n in members:
        found[n // 64] |= 1 << (int(n) % 64)
    return np.array(found, dtype=np.uint64)


def _reads(p: c.Rules) -> list[set[int]]:
    """Return for each node those whose knowledge its gate, work, chance, leaks or hint reads."""
    reads: list[set[int]] = [set() for _ in p.nodes]
    for n, row in enumerate(p.nodes):
        code = p.code[row[c.GATE_LO] : row[c.GATE_HI]]
        reads[n] |= set(code[code[:, c.OPCODE] == c.REF, c.ARG1].tolist())
        if row[c.HINT] >= 0:
            reads[n].add(int(row[c.HINT_NODE]))
    for effect in p.effects:
        if effect[c.SOURCE] >= 0:
            for target in p.links[effect[c.TARGET_LO] : effect[c.TARGET_HI]]:
                reads[target].add(int(effect[c.SOURCE]))
    for n, of in enumerate(reads):
        of.discard(n)
    return reads


def _turns(compiled: Compiled, reads: list[set[int]]) -> np.ndarray:
    """Order the nodes so that what hangs on chances is settled soon after them.

    What completes at one instant before any ending can may do so in any order in which sources
    come before targets. Taking up one gate's sources after another's lets the chain forget
    them soonest, as the order of variables does in a binary decision diagram. N stands for a
    node that keeps its place: it can be an ending's equal or come after it, there is a loop, or
    several actors may know things at different times.
    """
    p = compiled.program.rules
    nodes, actors = p.pairs.shape[:2]
    turns = np.full(nodes, nodes, dtype=np.int64)
    if actors > 1 or any(m > n for n, of in enumerate(reads) for m in of):
        return turns
    slots = compiled.program.numbers.slots[p.nodes[:, c.WORK]]
    timeless = (slots[:, 0] == FIXED) & (slots[:, 1] == 0.0)
    sudden = timeless | (p.nodes[:, c.DEPTH_LO] < p.nodes[:, c.DEPTH_HI])
    endings = np.flatnonzero((p.nodes[:, c.ENDING] == 1) & sudden)
    free = int(endings.min()) if len(endings) else nodes
    seen: set[int] = set()
    after: list[int] = []
    for root in range(nodes - 1, -1, -1):
        path = [(root, iter(sorted(reads[root])))] if root not in seen else []
        seen.add(root)
        while path:
            node, rest = path[-1]
            following = next((m for m in rest if m not in seen), None)
            if following is None:
                path.pop()
                after.append(node)
            else:
                seen.add(following)
                path.append((following, iter(sorted(reads[following]))))
    for turn, node in enumerate(after):
        if node < free:
            turns[node] = turn
    return turns
