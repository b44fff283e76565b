"""What in a tree can matter to what, so that a state need not remember the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import ClassVar

import numpy as np

from techtree.engine import layout as c
from techtree.engine.compiler import Compiled
from techtree.engine.draws import FIXED
from techtree.engine.tables import Tables
from techtree.exact.layout import NONE


class Relevance(Tables):
    """Who reads whom, and room to work out what matters in a state. N nodes, A actors."""

    reads: np.ndarray
    wanted: np.ndarray
    asked: np.ndarray
    ranked: np.ndarray
    ordered: np.ndarray
    plain: np.ndarray
    turns: np.ndarray
    groups: np.ndarray
    members: np.ndarray
    counted: np.ndarray
    tally: np.ndarray
    possible: np.ndarray
    held: np.ndarray
    needed: np.ndarray
    open: np.ndarray
    seen: np.ndarray
    waiting: np.ndarray
    held_open: np.ndarray
    held_seen: np.ndarray
    times: np.ndarray
    before: np.ndarray

    FIELDS: ClassVar = {
        "reads": (np.uint64, (None, None)),  # (N, W) the nodes on whose knowledge it hangs
        "wanted": (np.uint64, (None,)),  # (W,) endings, and what is asked
        "asked": (np.bool_, (None,)),  # (N,) whether it is asked how probably it becomes known
        "ranked": (np.uint64, (None,)),  # (W,) nodes of which it matters when they became known
        "ordered": (np.bool_, (1,)),  # whether some gate hangs on an order
        "plain": (np.bool_, (None,)),  # (N,) see `_plain`
        "turns": (np.int64, (None,)),  # (N,) the order in which free completions take place
        "groups": (np.int64, (None,)),  # (G + 1,) rows of `members` of each group
        "members": (np.int64, (None,)),  # nodes that are interchangeable
        "counted": (np.bool_, (None,)),  # (N,) see `_counted`
        "tally": (np.int64, (None, 3)),  # (N, 3) where in a signature the members known stand
        # scratch
        "possible": (np.bool_, (None, None)),  # (N, A)
        "held": (np.bool_, (None, None)),  # (N, A)
        "needed": (np.bool_, (None,)),  # (N,)
        "open": (np.uint64, (None,)),  # (W,)
        "seen": (np.uint64, (None,)),  # (W,)
        "waiting": (np.uint64, (None,)),  # (W,)
        "held_open": (np.uint64, (None,)),  # (W,)
        "held_seen": (np.uint64, (None,)),  # (W,)
        "times": (np.float64, (None,)),  # for gate code
        "before": (np.bool_, (None, None)),  # (N, A) what was known before a step
    }


def relevance(
    compiled: Compiled,
    ranked: np.ndarray,
    asked: Collection[str],
    groups: Sequence[Sequence[int]],
    first: int = 0,
) -> Relevance:
    """Gather who reads whom in a program; `ranked` marks the nodes whose times matter.

    `groups` are nodes that are interchangeable, and `first` is the word of a signature at which
    tallies begin. Sets of nodes are bits of W words of 64.
    """
    p = compiled.program.rules
    nodes, actors = p.pairs.shape[:2]
    words = -(-nodes // 64)
    reads = _reads(p)
    told = np.array([name in asked for name in compiled.nodes], dtype=np.bool_)
    ordered = np.isin(p.code[:, c.OPCODE], (c.BEFORE, c.NOT_BEFORE)).any()
    counted, tally = _counted(compiled, ranked, first)
    return Relevance(
        reads=np.array([_bits(of, words) for of in reads], dtype=np.uint64).reshape(-1, words),
        wanted=_bits(np.flatnonzero(told | (p.nodes[:, c.ENDING] == 1)), words),
        asked=told,
        ranked=_bits(np.flatnonzero(ranked), words),
        ordered=np.array([ordered], dtype=np.bool_),
        plain=_plain(compiled, ranked),
        turns=_turns(compiled, reads),
        groups=np.cumsum([0, *map(len, groups)]).astype(np.int64),
        members=np.array([n for group in groups for n in group], dtype=np.int64),
        counted=counted,
        tally=tally,
        possible=np.zeros((nodes, actors), np.bool_),
        held=np.zeros((nodes, actors), np.bool_),
        needed=np.zeros(nodes, np.bool_),
        open=np.zeros(words, np.uint64),
        seen=np.zeros(words, np.uint64),
        waiting=np.zeros(words, np.uint64),
        held_open=np.zeros(words, np.uint64),
        held_seen=np.zeros(words, np.uint64),
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


def _counted(compiled: Compiled, ranked: np.ndarray, first: int) -> tuple[np.ndarray, np.ndarray]:
    """Find the nodes of which it matters only in how many gates' members they count.

    They need no time and have no effects, and each gate that names them asks for so many of its
    members. Once such a node is decided, a state need not tell how, only how many members of each
    open gate are known. Returns the mark of such nodes, (N,), and the fields of the tallies,
    (N, 3); no marks where no gate asks for some of several of them.
    """
    p = compiled.program.rules
    nodes, actors = p.pairs.shape[:2]
    tally = np.full((nodes, 3), (NONE, 0, 0), dtype=np.int64)
    slots = compiled.program.numbers.slots[p.nodes[:, c.WORK]]
    counted = (slots[:, 0] == FIXED) & (slots[:, 1] == 0.0) & (p.nodes[:, c.ENDING] == 0)
    counted &= ~ranked & (p.nodes[:, c.OUT_LO] == p.nodes[:, c.OUT_HI])
    counted &= p.nodes[:, c.HINTED_LO] == p.nodes[:, c.HINTED_HI]
    simple: dict[int, np.ndarray] = {}
    for n, row in enumerate(p.nodes):
        code = p.code[row[c.GATE_LO] : row[c.GATE_HI]]
        members = code[code[:, c.OPCODE] == c.REF, c.ARG1]
        if len(members) == 0:
            continue
        if len(code) - len(members) <= 1 and code[-1, c.OPCODE] in (c.REF, c.MAX, c.KTH):
            simple[n] = members
        else:
            counted[members] = False
    some = any(
        p.code[p.nodes[n, c.GATE_HI] - 1, c.OPCODE] == c.KTH and counted[members].sum() > 1
        for n, members in simple.items()
    )
    if actors > 1 or not some:
        return np.zeros(nodes, np.bool_), tally
    word, shift = first, 0
    for n, members in simple.items():
        if counted[members].any():
            bits = len(members).bit_length()
            if shift + bits > 64:
                word, shift = word + 1, 0
            tally[n] = (word, shift, bits)
            shift += bits
    return counted, tally


def _plain(compiled: Compiled, ranked: np.ndarray) -> np.ndarray:
    """Mark the nodes of which nothing follows at once, but that all know them.

    Whatever needs them takes time and has one depth, and chance decides on none of their effects.
    """
    p = compiled.program.rules
    slots = compiled.program.numbers.slots[p.nodes[:, c.WORK]]
    timeless = (slots[:, 0] == FIXED) & (slots[:, 1] == 0.0)
    deep = p.nodes[:, c.DEPTH_LO] < p.nodes[:, c.DEPTH_HI]
    plain = ~(ranked | deep | timeless | (p.nodes[:, c.ENDING] == 1))
    if p.pairs.shape[1] > 1:
        plain &= p.nodes[:, c.RACED] == 0
    if (p.parts[:, c.PART_KIND] == c.REMOVE).any():
        plain[:] = False
    for n, row in enumerate(p.nodes):
        followed = p.links[row[c.DEPENDENT_LO] : row[c.DEPENDENT_HI] : 2]
        own = p.effects[p.links[row[c.OUT_LO] : row[c.OUT_HI]]]
        sudden = np.isin(own[:, c.KIND], (c.LEAK_KIND, c.MOVE_KIND)) | (own[:, c.ACTS_P] >= 0)
        plain[n] &= not (timeless[followed] | deep[followed]).any() and not sudden.any()
    return plain


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
    for root in sorted(range(nodes), key=lambda n: (p.nodes[n, c.ENDING] == 0, -n)):
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
