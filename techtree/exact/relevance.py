"""What in a tree can matter to what, so that a state need not remember the rest."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

import numpy as np

from techtree.engine import layout as c
from techtree.engine.compiler import Compiled
from techtree.engine.draws import FIXED
from techtree.engine.tables import Tables


class Relevance(Tables):
    """Who reads whom, and room to work out what matters in a state. N nodes, A actors."""

    first: np.ndarray
    reads: np.ndarray
    asked: np.ndarray
    ranked: np.ndarray
    turns: np.ndarray
    possible: np.ndarray
    needed: np.ndarray
    waiting: np.ndarray
    times: np.ndarray
    before: np.ndarray

    FIELDS: ClassVar = {
        "first": (np.int64, (None,)),  # (N + 1,) rows of `reads` of each node
        "reads": (np.int64, (None,)),  # the nodes on whose knowledge something of it hangs
        "asked": (np.bool_, (None,)),  # (N,) whether it is asked how probably it becomes known
        "ranked": (np.bool_, (None,)),  # (N,) whether it matters when it became known
        "turns": (np.int64, (None,)),  # (N,) the order in which free completions take place
        "possible": (np.bool_, (None, None)),  # (N, A) scratch
        "needed": (np.bool_, (None,)),  # (N,) scratch
        "waiting": (np.int64, (None,)),  # (N,) scratch
        "times": (np.float64, (None,)),  # scratch, for gate code
        "before": (np.bool_, (None, None)),  # (N, A) what was known before a step
    }


def relevance(compiled: Compiled, ranked: np.ndarray, asked: Collection[str]) -> Relevance:
    """Gather who reads whom in a program; `ranked` marks the nodes whose times matter."""
    p = compiled.program.rules
    nodes, actors = p.pairs.shape[:2]
    reads = _reads(p)
    flat = [m for of in reads for m in sorted(of)]
    return Relevance(
        first=np.cumsum([0, *map(len, reads)]).astype(np.int64),
        reads=np.array(flat, dtype=np.int64),
        asked=np.array([name in asked for name in compiled.nodes], dtype=np.bool_),
        ranked=ranked,
        turns=_turns(compiled, reads),
        possible=np.zeros((nodes, actors), np.bool_),
        needed=np.zeros(nodes, np.bool_),
        waiting=np.zeros(nodes, np.int64),
        times=np.zeros(len(p.code) + 1),
        before=np.zeros((nodes, actors), np.bool_),
    )


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
