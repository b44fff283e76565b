"""What each number of a tree is used for, read off the tables of a compiled program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from techtree.engine import draws
from techtree.engine import layout as c
from techtree.engine.compiler import Compiled, compile_tree
from techtree.engine.named_slots import NamedSlots
from techtree.model.tree import Tree

Use: TypeAlias = Literal[
    "acts", "after", "chance", "depth", "efficiency", "effort", "ending odds", "hint", "horizon",
    "lasts", "lead", "leak", "leak factor", "luck", "move", "odds", "people", "returns", "share",
    "speed", "staff", "strength", "unlocked", "value", "work",
]  # fmt: skip

PROBABILITIES = frozenset({"acts", "chance", "efficiency", "move", "share"})
SIGNED = frozenset({"people", "unlocked", "value"})  # may be below 0

_BY: dict[int, Use] = {
    c.SPEED_KIND: "speed",
    c.DEPTH_KIND: "depth",
    c.LEAK_KIND: "leak factor",
    c.STAFF_KIND: "people",
    c.MOVE_KIND: "move",
}


@dataclass(frozen=True, slots=True)
class Written:
    """A number that the file of a tree says, and where it is used.

    `name` is its path. Moving the number by 1 moves slot `slots[i]` by `scales[i]`: by 1, but for
    a share of an ending that has no rest, where the other shares make room in proportion.
    """

    name: str
    slots: tuple[int, ...]
    scales: tuple[float, ...]
    uses: frozenset[Use]
    fixed: bool
    at: float  # its value, or the mean, median or scale of its distribution
    bounds: tuple[float, float]  # the smallest and the largest value that it can take

    @property
    def is_probability(self) -> bool:
        """Tell whether all that it is used for are probabilities and shares."""
        return bool(self.uses) and self.uses <= PROBABILITIES


def compile_apart(
    tree: Tree, given: Sequence[str] = (), seed: int = 0
) -> tuple[Compiled, list[Written]]:
    """Compile a tree with slots of its own for each number, and list the numbers with their uses.

    Those without a use are left out, and shares of 1, beside which no other could be scaled.
    """
    slots = NamedSlots(seed)
    compiled = compile_tree(tree, given=given, slots=slots)
    uses: dict[int, set[Use]] = {}
    for slot, use in _uses(compiled):
        uses.setdefault(slot, set()).add(use)
    alone, least = _shares_without_rest(compiled), _least_staff(compiled)
    rows = compiled.program.numbers.slots
    found = []
    for name, own in slots.written.items():
        used = [slot for slot in own if slot in uses]
        if not used or any(alone.get(slot) == 1.0 for slot in used):
            continue
        own_uses = frozenset(use for slot in used for use in uses[slot])
        found.append(
            Written(
                name=name,
                slots=tuple(used),
                scales=tuple(1.0 / (1.0 - alone.get(slot, 0.0)) for slot in used),
                uses=own_uses,
                fixed=bool((rows[used, 0] == draws.FIXED).all()),
                at=centre(compiled, used[0]),
                bounds=_bounds(own_uses, max(least.get(slot, -np.inf) for slot in used)),
            )
        )
    return compiled, found


def _bounds(uses: frozenset[Use], least: float) -> tuple[float, float]:
    low = least if uses <= SIGNED else max(0.0, least)
    if "unlocked" in uses:
        return low, 0.0
    return low, 1.0 if uses & PROBABILITIES - {"efficiency"} else np.inf


def _least_staff(compiled: Compiled) -> dict[int, float]:
    """Return the least of people that may come, where some leave, and of those who work today."""
    p, rows = compiled.program.rules, compiled.program.numbers.slots
    least: dict[int, float] = {}
    for effect in p.effects[p.effects[:, c.KIND] == c.STAFF_KIND]:
        for n in p.links[effect[c.TARGET_LO] : effect[c.TARGET_HI]]:
            people, staff = int(effect[c.BY]), int(p.nodes[n, c.STAFF])
            for one, other in ((people, staff), (staff, people)):
                if staff >= 0 and rows[other, 0] == draws.FIXED:
                    least[one] = max(least.get(one, -np.inf), -float(rows[other, 1]))
    return least


def centre(compiled: Compiled, slot: int) -> float:
    """Return the value of a fixed slot, or the number by which its distribution is placed.

    That is the mean, but for a lognormal and a logit-normal the median, for a Weibull and a
    truncated normal the scale and the mean as they are written.
    """
    numbers = compiled.program.numbers
    family, a, b, third = numbers.slots[slot]
    if family == draws.MIXTURE:
        parts = numbers.mixtures[int(a) : int(b)]
        weights = np.diff(parts[:, 0], prepend=0.0)
        return float(weights @ [_centre(*part[1:]) for part in parts])
    return float(_centre(family, a, b, third))


def _centre(family: float, a: float, b: float, third: float) -> float:
    if family == draws.LOGITNORMAL:
        return float(1.0 / (1.0 + np.exp(-a)))
    if family == draws.UNIFORM:
        return (a + b) / 2.0
    if family == draws.TRIANGULAR:
        return (a + b + third) / 3.0
    if family == draws.GAMMA:
        return a * b
    if family == draws.BETA:
        return a / (a + b)
    return float(b if family in (draws.WEIBULL, draws.ERLANG) else a)


def _shares_without_rest(compiled: Compiled) -> dict[int, float]:
    """Return the fixed shares of the endings of which no share is what the others leave."""
    p, numbers = compiled.program.rules, compiled.program.numbers
    found: dict[int, float] = {}
    for row in p.nodes:
        shares = p.shares[row[c.SHARE_LO] : row[c.SHARE_HI]]
        slots = shares[:, c.SHARE_SLOT].astype(int)
        if (slots >= 0).all():
            found.update((int(slot), float(numbers.slots[slot, 1])) for slot in slots)
    return found


def _uses(compiled: Compiled) -> Iterator[tuple[int, Use]]:
    """Yield every slot that stands for a number of the tree, with what it is used for."""
    p, numbers = compiled.program.rules, compiled.program.numbers
    for row in p.nodes:
        for column, use in _NODE_COLUMNS:
            yield int(row[column]), use
        if row[c.ENDING] == 1:
            for share in p.shares[row[c.SHARE_LO] : row[c.SHARE_HI]]:
                yield int(share[c.SHARE_SLOT]), "share"
    for row in p.effects:
        by: Use = "odds" if row[c.OUTCOME] < 0 else "ending odds"
        yield int(row[c.BY]), _BY.get(int(row[c.KIND]), by)
        for column, use in _EFFECT_COLUMNS:
            yield int(row[column]), use
    for opcode, first, _, strength in p.code:
        if opcode == c.REF:
            yield int(strength), "strength"
        elif opcode in (c.BEFORE, c.NOT_BEFORE):
            yield int(first), "lead"
    for column, use in _PAIR_COLUMNS:
        for slot in p.pairs[:, :, column].ravel():
            yield int(slot), use
    for slot in p.effort.ravel():
        yield int(slot), "effort"
    for slot in p.parts[:, c.PART_AT]:
        yield int(slot), "unlocked"
    yield int(p.scalars[c.HORIZON]), "horizon"
    yield int(p.scalars[c.RETURNS]), "returns"
    for slot in numbers.outcome_values:
        yield int(slot), "value"


_NODE_COLUMNS: tuple[tuple[int, Use], ...] = (
    (c.WORK, "work"),
    (c.CHANCE, "chance"),
    (c.HINT, "hint"),
    (c.STAFF, "staff"),
)
_EFFECT_COLUMNS: tuple[tuple[int, Use], ...] = (
    (c.AFTER, "after"),
    (c.LASTS, "lasts"),
    (c.ACTS_P, "acts"),
    (c.EFFICIENCY, "efficiency"),
)
_PAIR_COLUMNS: tuple[tuple[int, Use], ...] = (
    (c.LEAK, "leak"),
    (c.LUCK, "luck"),
    (c.EFFORT, "effort"),
)
