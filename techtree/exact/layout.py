"""How a state of the chain is packed, and what the chain's kernels fill."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

import numpy as np

from techtree.engine import layout as c
from techtree.engine.compiler import Compiled
from techtree.engine.draws import FIXED
from techtree.engine.tables import Tables

# fields of a key: word, shift, bits
WORD, SHIFT, BITS = 0, 1, 2
NONE = -1  # as a word: the field is not kept

KNOWN_BIT, OVER_BIT = 1, 2  # of a status: the actor knows it; the work on it is over
UNSETTLED, ACTS, IDLES = 0, 1, 2  # of an effect with a chance

TANGIBLE, VANISHING, ENDED = 0, 1, 2  # kinds of states
DEPTHS = 255  # distinct depths that a chain can hold
PAYOFFS = 4095


class Fields(Tables):
    """Where in a key each thing stands. N nodes, A actors, E effects, P parts."""

    status: np.ndarray
    begun: np.ndarray
    depth: np.ndarray
    rank: np.ndarray
    acts: np.ndarray
    parts: np.ndarray
    removed: np.ndarray
    payoff: np.ndarray
    sizes: np.ndarray

    FIELDS: ClassVar = {
        "status": (np.int64, (None, None, 3)),  # (N, A, 3)
        "begun": (np.int64, (None, None, 3)),  # (N, A, 3) code of the depth of work begun, or 0
        "depth": (np.int64, (None, None, 3)),  # (N, A, 3) code of the depth of what is known
        "rank": (np.int64, (None, None, 3)),  # (N, A, 3) order among the times that matter
        "acts": (np.int64, (None, 3)),  # (E, 3)
        "parts": (np.int64, (None, 3)),  # (P, 3) whether the item's effect is there at all
        "removed": (np.int64, (None, 3)),  # (A, 3)
        "payoff": (np.int64, (3,)),
        "sizes": (np.int64, (2,)),  # words of a key; how many times are ranked
    }


class ChainTables(Tables):
    """The chain as far as it is built. S states and E edges have room."""

    keys: np.ndarray
    signatures: np.ndarray
    table: np.ndarray
    kinds: np.ndarray
    levels: np.ndarray
    first: np.ndarray
    targets: np.ndarray
    rates: np.ndarray
    heard: np.ndarray
    news: np.ndarray
    payoffs: np.ndarray
    depths: np.ndarray
    counts: np.ndarray

    FIELDS: ClassVar = {
        "keys": (np.uint64, (None, None)),  # (S, words)
        "signatures": (np.uint64, (None, None)),  # (S, words) see `states.sign`; none if unused
        "table": (np.int32, (None,)),  # numbers of states by hash, or -1; a power of 2 long
        "kinds": (np.uint8, (None,)),  # (S,)
        "levels": (np.int32, (None,)),  # (S,) how much is settled; edges lead to higher ones
        "first": (np.int64, (None,)),  # (S + 1,) of the edges of each state
        "targets": (np.int32, (None,)),  # (E,)
        "rates": (np.float64, (None,)),  # (E,) a year; of a vanishing state, probabilities
        "heard": (np.int64, (None,)),  # (E + 1,) of the news of each edge; (1,) if nothing is asked
        "news": (np.int32, (None,)),  # N * A pairs, then N nodes, that come to be known
        "payoffs": (np.float64, (None, None)),  # (PAYOFFS, O + 1) outcomes, and which ending
        "depths": (np.float64, (None,)),  # (DEPTHS + 1,) that codes stand for
        "counts": (np.int64, (6,)),
    }


class Packing(NamedTuple):
    """The fields of a program's states; `ranked` marks the nodes whose times matter, (N,)."""

    fields: Fields
    words: int
    ranked: np.ndarray


def packing(compiled: Compiled) -> Packing:
    """Lay out the key of a program: no field goes over the end of a word."""
    p = compiled.program.rules
    nodes, actors = p.pairs.shape[:2]
    cursor = [0, 0]

    def take(bits: int) -> tuple[int, int, int]:
        if cursor[1] + bits > 64:
            cursor[0] += 1
            cursor[1] = 0
        place = (cursor[0], cursor[1], bits)
        cursor[1] += bits
        return place

    absent = (NONE, 0, 0)
    payoff = take(12)
    status = [[take(2) for _ in range(actors)] for _ in range(nodes)]
    deep = p.nodes[:, c.DEPTH_LO] < p.nodes[:, c.DEPTH_HI]
    begun = [
        [take(8) if deep[n] and (p.nodes[n, c.RACED] or not a) else absent for a in range(actors)]
        for n in range(nodes)
    ]
    acting = deep & (p.nodes[:, c.OUT_LO] < p.nodes[:, c.OUT_HI])
    depth = [[take(8) if acting[n] else absent for _ in range(actors)] for n in range(nodes)]
    ranked = _ranked(p, acting)
    count = int(ranked.sum()) * actors
    bits = (count + 1).bit_length()
    rank = [[take(bits) if ranked[n] else absent for _ in range(actors)] for n in range(nodes)]
    acts = [take(2) if _is_open(compiled, e) else absent for e in range(len(p.effects))]
    effect = p.parts[:, c.PART_KIND] == c.EFFECT
    parts = [take(1) if there else absent for there in effect]
    some_removed = bool((p.parts[:, c.PART_KIND] == c.REMOVE).any())
    removed = [take(1) if some_removed else absent for _ in range(actors)]
    words = cursor[0] + 1

    def table(rows: list, *shape: int) -> np.ndarray:
        return np.array(rows, dtype=np.int64).reshape(*shape, 3)

    return Packing(
        Fields(
            status=table(status, nodes, actors),
            begun=table(begun, nodes, actors),
            depth=table(depth, nodes, actors),
            rank=table(rank, nodes, actors),
            acts=table(acts, len(p.effects)),
            parts=table(parts, len(p.parts)),
            removed=table(removed, actors),
            payoff=np.array(payoff, dtype=np.int64),
            sizes=np.array([words, count], dtype=np.int64),
        ),
        words,
        ranked,
    )


def _ranked(p: c.Rules, acting: np.ndarray) -> np.ndarray:
    """Mark the nodes of which it matters when they were known, and not only whether.

    These are the members of `before` and `not_before`, and with several actors, who may know a
    thing at different depths, what has a depth and effects of its own.
    """
    marked = np.zeros(len(p.nodes), dtype=np.bool_)
    opcode = p.code[:, c.OPCODE]
    for row in np.flatnonzero((opcode == c.BEFORE) | (opcode == c.NOT_BEFORE)):
        marked[p.code[row - 2 : row, c.ARG1]] = True
    if p.pairs.shape[1] > 1:
        marked |= acting
    return marked


def _is_open(compiled: Compiled, e: int) -> bool:
    slot = compiled.program.rules.effects[e, c.ACTS_P]
    if slot < 0:
        return False
    family, value = compiled.program.numbers.slots[slot, :2]
    return bool(family == FIXED and 0.0 < value < 1.0)
