"""Draws that fill the space of all numbers evenly, so that means over them err less.

Trajectory t is point t // 64 of the (t % 64)-th of 64 copies of one digital net: a Sobol sequence
of which each dimension is scrambled by a random triangular matrix (Matousek 1998) and each copy is
shifted by random bits (Owen 1995; L'Ecuyer and Lemieux 2002). A draw by itself is uniform, so means
are unbiased; the copies are alike and independent, so the spread of their means tells the error.

A name's matrix and shifts follow from the seed and the name. Its dimension is its place in a table
that names are hashed into: another name moves it only where both want one place. Only the names
next to the endings have a place; all others have a matrix of random bits, which spreads each of
them evenly by itself (as a Latin hypercube does), but no two of them together.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache

import networkx as nx
import numpy as np

from techtree.engine import layout as c
from techtree.engine import sobol
from techtree.engine.compiler import Compiled
from techtree.engine.draws import FIXED, bits_of
from techtree.engine.layout import NET_COLUMNS, NET_SHIFT, REPLICATES, Numbers

_SMALLEST_TABLE = 16
_ITEM = ("items.", "item:", "acts:items.")  # how the names of an item's draws begin
_MATRIX, _RANDOM, _SHIFT = 3001, 3002, 3003  # auxiliary streams of a name's key
_DIGITS = 64


def evenly(compiled: Compiled) -> Compiled:
    """Return a program whose draws fill the space evenly, over trajectories 0, 1, 2, ..."""
    numbers = compiled.program.numbers
    places = _places(_nearness(compiled))
    drawn = [slot for slot, name in enumerate(compiled.slot_names) if name is not None]
    dimensions = [places.get(str(compiled.slot_names[slot])) for slot in drawn]
    nets = np.zeros((len(numbers.keys), NET_COLUMNS), dtype=np.uint64)
    nets[drawn, :NET_SHIFT] = _columns(numbers.keys[drawn], dimensions)
    nets[drawn, NET_SHIFT:] = bits_of(numbers.keys[drawn], _SHIFT, REPLICATES)
    arrays = {name: getattr(numbers, name) for name in Numbers.FIELDS}
    even = Numbers(**{**arrays, "nets": nets})
    return dataclasses.replace(compiled, program=compiled.program._replace(numbers=even))


def _columns(keys: np.ndarray, dimensions: Sequence[int | None]) -> np.ndarray:
    """Return the columns of each name's matrix, (S, BITS) uint64, scrambled.

    A matrix is (64, BITS) of digits; it is multiplied by a random lower triangular one, (64, 64).
    """
    above = np.triu(np.ones((_DIGITS, sobol.BITS), dtype=np.uint8), 1)
    digits = _as_digits(bits_of(keys, _RANDOM, _DIGITS))[..., : sobol.BITS] & above
    digits |= np.eye(_DIGITS, sobol.BITS, dtype=np.uint8)
    for one, dimension in zip(digits, dimensions, strict=True):
        if dimension is not None:
            one[:] = _sobol_digits(dimension)
    below = np.tril(np.ones((_DIGITS, _DIGITS), dtype=np.uint8), -1)
    lower = _as_digits(bits_of(keys, _MATRIX, _DIGITS)) & below | np.eye(_DIGITS, dtype=np.uint8)
    product = lower.astype(np.float32) @ digits.astype(np.float32)  # sums of at most 64 ones
    scrambled = np.ascontiguousarray((product.astype(np.uint8) & 1).swapaxes(1, 2))
    return np.packbits(scrambled, axis=-1).view(">u8")[..., 0].astype(np.uint64)


@cache
def _sobol_digits(dimension: int) -> np.ndarray:
    return _as_digits(np.array(sobol.columns(dimension), dtype=np.uint64)).T


def _as_digits(numbers: np.ndarray) -> np.ndarray:
    """Return the binary digits of numbers of 64 bits, highest first, (..., 64) uint8."""
    return np.unpackbits(numbers.astype(">u8")[..., None].view(np.uint8), axis=-1)


def _places(nearness: Mapping[str, float]) -> dict[str, int]:
    """Give the names that are nearest a dimension each.

    The tree's own names come first, so that they have the same places whichever item acts.
    """
    own = [name for name in nearness if not name.startswith(_ITEM)]
    of_item = [name for name in nearness if name.startswith(_ITEM)]
    taken: dict[int, str] = {}
    size = _SMALLEST_TABLE
    while size < min(len(nearness), sobol.DIMENSIONS):
        size *= 2
    for names in (own, of_item):
        chosen = sorted(names, key=lambda name: (nearness[name], _hash(name)))
        for name in chosen[: size - len(taken)]:
            place = _hash(name) % size
            while place in taken:
                place = (place + 1) % size
            taken[place] = name
    return {name: place for place, name in taken.items()}


def _hash(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def _nearness(compiled: Compiled) -> dict[str, float]:
    """Return how many steps each name is from the ending that it acts on, by the shortest way.

    Names that can reach no ending are left out.
    """
    p = compiled.program.rules
    steps = _steps(compiled)
    found: dict[str, float] = {}

    def put(slot: int, distance: float | None) -> None:
        name = compiled.slot_names[slot] if slot >= 0 else None
        if name is not None and distance is not None:
            found[name] = min(found.get(name, np.inf), distance)

    for n, row in enumerate(p.nodes):
        for column in (c.WORK, c.CHANCE, c.CHANCE_U, c.STAFF, c.HINT):
            put(row[column], steps.get(n))
        for opcode, first, _, third in p.code[row[c.GATE_LO] : row[c.GATE_HI]]:
            put({c.REF: third, c.BEFORE: first, c.NOT_BEFORE: first}.get(opcode, -1), steps.get(n))
        for share in p.shares[row[c.SHARE_LO] : row[c.SHARE_HI]]:
            put(int(share[c.SHARE_SLOT]), 0)
        for pair in p.pairs[n]:
            for column in (c.LEAK, c.LUCK, c.LUCK_Z, c.EFFORT):
                put(pair[column], steps.get(n))
    for row in p.effects:
        reached = [steps[n] for n in p.links[row[c.TARGET_LO] : row[c.TARGET_HI]] if n in steps]
        for column in (c.BY, c.AFTER, c.LASTS, c.ACTS_P, c.ACTS_U, c.EFFICIENCY):
            put(row[column], min(reached, default=None))
    for row in p.parts:
        for column in (c.PART_AT, c.PART_P, c.PART_U):
            put(row[column], steps.get(row[c.PART_NODE], 1))
    for slot in (*p.scalars[[c.HORIZON, c.RETURNS]], *compiled.program.numbers.outcome_values):
        put(slot, 0)
    fixed = compiled.program.numbers.slots[:, 0] == FIXED
    settled = {name for slot, name in enumerate(compiled.slot_names) if fixed[slot]}
    return {name: steps for name, steps in found.items() if name not in settled}


def _steps(compiled: Compiled) -> dict[int, int]:
    """Return how many gates and effects lie between each node and the nearest ending."""
    p = compiled.program.rules
    back = nx.DiGraph()
    back.add_nodes_from(range(len(p.nodes)))
    for n, row in enumerate(p.nodes):
        code = p.code[row[c.GATE_LO] : row[c.GATE_HI]]
        back.add_edges_from((n, source) for source in code[code[:, c.OPCODE] == c.REF, c.ARG1])
    for row in p.effects:
        if row[c.SOURCE] >= 0:
            targets = p.links[row[c.TARGET_LO] : row[c.TARGET_HI]]
            back.add_edges_from((target, row[c.SOURCE]) for target in targets)
    endings = np.flatnonzero(p.nodes[:, c.ENDING] == 1).tolist()
    return nx.multi_source_dijkstra_path_length(back, endings) if endings else {}
