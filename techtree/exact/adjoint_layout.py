"""Which numbers can touch the rates, chances and payoffs of which nodes, as flat arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

import numpy as np

from techtree.engine import draws
from techtree.engine import layout as c
from techtree.engine.compiler import Compiled
from techtree.engine.number_uses import Written
from techtree.engine.tables import Tables

STEP = 1e-3  # by which a number is moved, as a share of it: differences of products, powers and
# ratios, exact to the fourth power, are then good to 1e-11 of themselves


class Touch(Tables):
    """Where numbers act. K numbers, N nodes, the program's slots."""

    step: np.ndarray
    first: np.ndarray
    slots: np.ndarray
    base: np.ndarray
    scale: np.ndarray
    of_slot: np.ndarray
    gated: np.ndarray
    speed_first: np.ndarray
    speed: np.ndarray
    leak_first: np.ndarray
    leak: np.ndarray
    ending_first: np.ndarray
    ending: np.ndarray

    FIELDS: ClassVar = {
        "step": (np.float64, (None,)),  # (K,)
        "first": (np.int64, (None,)),  # (K + 1,) rows of the next three, fixed slots alone
        "slots": (np.int64, (None,)),
        "base": (np.float64, (None,)),  # their values
        "scale": (np.float64, (None,)),  # how they move with the number
        "of_slot": (np.int64, (None,)),  # the number that each slot belongs to, or -1
        "gated": (np.bool_, (None,)),  # (K,) whether it is a strength in some gate
        "speed_first": (np.int64, (None,)),  # (N + 1,) rows of `speed`
        "speed": (np.int64, (None,)),  # numbers that touch the speed of a node, or its chance
        "leak_first": (np.int64, (None,)),
        "leak": (np.int64, (None,)),  # how fast its leaks run
        "ending_first": (np.int64, (None,)),
        "ending": (np.int64, (None,)),  # what it pays
    }


def touch(compiled: Compiled, numbers: Sequence[Written]) -> Touch:
    """Gather which numbers can touch what of each node."""
    p, rows = compiled.program.rules, compiled.program.numbers.slots
    of_slot = np.full(len(rows), -1, dtype=np.int64)
    own: list[list[tuple[int, float]]] = []
    for k, number in enumerate(numbers):
        of_slot[list(number.slots)] = k
        pairs = zip(number.slots, number.scales, strict=True)
        own.append([(slot, by) for slot, by in pairs if rows[slot, 0] == draws.FIXED])
    flat = [entry for entries in own for entry in entries]
    slots = np.array([slot for slot, _ in flat], dtype=np.int64)
    nodes = range(len(p.nodes))
    speed = _ragged([_of(of_slot, _speed_slots(p, n)) for n in nodes])
    leak = _ragged([_of(of_slot, _effects(p, n, c.LEAK_LO)) for n in nodes])
    ending = _ragged([_of(of_slot, _ending_slots(p, n)) for n in nodes])
    return Touch(
        step=np.array([_step(number) for number in numbers], dtype=np.float64),
        first=np.cumsum([0, *map(len, own)]).astype(np.int64),
        slots=slots,
        base=np.ascontiguousarray(rows[slots, 1]),
        scale=np.array([by for _, by in flat], dtype=np.float64),
        of_slot=of_slot,
        gated=np.array(["strength" in number.uses for number in numbers], dtype=np.bool_),
        speed_first=speed[0],
        speed=speed[1],
        leak_first=leak[0],
        leak=leak[1],
        ending_first=ending[0],
        ending=ending[1],
    )


def _step(number: Written) -> float:
    size = abs(number.at)
    if np.isfinite(number.bounds[1]) and 0.0 < number.at < 1.0:
        size = min(size, 1.0 - number.at)
    return STEP * size if size else STEP


def _of(of_slot: np.ndarray, slots: Iterable[int]) -> list[int]:
    return sorted({int(of_slot[slot]) for slot in slots if slot >= 0 and of_slot[slot] >= 0})


def _ragged(rows: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    first = np.cumsum([0, *map(len, rows)]).astype(np.int64)
    return first, np.array([k for row in rows for k in row], dtype=np.int64)


def _linked(p: c.Rules, n: int, column: int) -> np.ndarray:
    return p.effects[p.links[p.nodes[n, column] : p.nodes[n, column + 1]]]


def _effects(p: c.Rules, n: int, column: int) -> list[int]:
    return [int(row[c.BY]) for row in _linked(p, n, column)]


def _speed_slots(p: c.Rules, n: int) -> list[int]:
    row = p.nodes[n]
    faster = _linked(p, n, c.SPEED_LO)
    slots = [int(row[c.HINT]), int(row[c.STAFF]), int(row[c.CHANCE])]
    slots += p.pairs[n, :, c.EFFORT].tolist() + faster[:, c.BY].tolist()
    if (faster[:, c.KIND] == c.STAFF_KIND).any():
        slots.append(int(p.scalars[c.RETURNS]))
    slots += [int(of[c.BY]) for of in _linked(p, n, c.ODDS_LO) if of[c.OUTCOME] < 0]
    code = p.code[row[c.GATE_LO] : row[c.GATE_HI]]
    slots += code[code[:, c.OPCODE] == c.REF, c.ARG3].tolist()
    if (p.pairs[n, :, c.MOVED] == 1).any():
        moves = p.effects[p.links[p.scalars[c.MOVES_LO] : p.scalars[c.MOVES_HI]]]
        slots += moves[:, c.BY].tolist() + moves[:, c.EFFICIENCY].tolist()
        slots += p.effort[:, moves[:, c.MOVE_FROM]].ravel().tolist()
    return slots


def _ending_slots(p: c.Rules, n: int) -> list[int]:
    if p.nodes[n, c.ENDING] != 1:
        return []
    shares = p.shares[p.nodes[n, c.SHARE_LO] : p.nodes[n, c.SHARE_HI], c.SHARE_SLOT]
    odds = [int(row[c.BY]) for row in _linked(p, n, c.ODDS_LO) if row[c.OUTCOME] >= 0]
    return [*shares.astype(int).tolist(), *odds]
