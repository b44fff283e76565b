"""Whether a tree is without memory, so that a Markov chain over what is known gives it exactly."""

from __future__ import annotations

import numpy as np

from techtree.engine import layout as c
from techtree.engine.compiler import Compiled
from techtree.engine.draws import EXPONENTIAL, FIXED, UNIFORM

MOST_ACTORS = 64


def obstacle(compiled: Compiled) -> str | None:
    """Say why a program is not memoryless, of one of its nodes or numbers; None if it is."""
    return _Look(compiled).obstacle()


class _Look:
    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.p = compiled.program.rules
        self.numbers = compiled.program.numbers
        self.family = self.numbers.slots[:, 0]

    def obstacle(self) -> str | None:
        if self.p.pairs.shape[1] > MOST_ACTORS:
            return f"there are more than {MOST_ACTORS} actors"
        checks = (self._works, self._times, self._races, self._leaks, self._ranges)
        return next((found for check in checks if (found := check())), None)

    def _fixed(self, slot: int) -> float | None:
        """Return the value of a fixed number; None if it is drawn."""
        return float(self.numbers.slots[slot, 1]) if self.family[slot] == FIXED else None

    def _works(self) -> str | None:
        slots = self.p.nodes[:, c.WORK]
        random, uses = np.unique(slots[self.family[slots] != FIXED], return_counts=True)
        shared = set(random[uses > 1].tolist())
        for name, slot in zip(self.compiled.nodes, slots, strict=True):
            if self._fixed(slot) == 0.0:
                continue
            if self.family[slot] != EXPONENTIAL or self.numbers.is_input[slot]:
                return f"the work of '{name}' is neither 0 nor exponential"
            if slot in shared:
                return f"the work of '{name}' is drawn in common with another's"
        return None

    def _times(self) -> str | None:
        for row in self.p.effects:
            what = self._effect(row)
            if row[c.LASTS] >= 0:
                return f"{what} lasts for a time"
            if self._fixed(row[c.AFTER]) != 0.0:
                return f"{what} starts after a time"
        for row in self.p.parts:
            at = self._fixed(row[c.PART_AT])
            if at is None or at > 0.0:
                return "something happens at a set time after the start"
        opcode = self.p.code[:, c.OPCODE]
        for row in self.p.code[(opcode == c.BEFORE) | (opcode == c.NOT_BEFORE)]:
            if self._fixed(row[c.ARG1]) != 0.0:
                return "a gate asks for a lead of some time"
        return None

    def _effect(self, row: np.ndarray) -> str:
        if row[c.SOURCE] < 0:
            return "an effect of the item"
        return f"an effect of '{self.compiled.nodes[row[c.SOURCE]]}'"

    def _races(self) -> str | None:
        for i, name in enumerate(self.compiled.nodes):
            row = self.p.nodes[i]
            workers = self._workers(i)
            lone = workers < 2 or not row[c.RACED]
            timeless = self._fixed(row[c.WORK]) == 0.0 and row[c.CHANCE] < 0
            if not lone and not timeless:
                return f"{workers} actors work apart on '{name}'"
            if (self.p.pairs[i, :, c.LUCK] >= 0).any():
                return "an actor's luck is drawn"
        return None

    def _workers(self, node: int) -> int:
        """Count the actors who may ever have effort for a node."""
        return sum(
            pair[c.EFFORT] < 0
            or self._fixed(pair[c.EFFORT]) != 0.0
            or (pair[c.MOVED] and self._can_gain(a, self.p.nodes[node, c.FIELD]))
            for a, pair in enumerate(self.p.pairs[node])
        )

    def _can_gain(self, actor: int, field: int) -> bool:
        """Tell whether a move can bring an actor effort in a field, from one where it has some."""
        moves = self.p.links[self.p.scalars[c.MOVES_LO] : self.p.scalars[c.MOVES_HI]]
        return any(
            row[c.MOVE_TO] == field
            and row[c.ACTOR] in (-1, actor)
            and self._fixed(self.p.effort[actor, row[c.MOVE_FROM]]) != 0.0
            for row in self.p.effects[moves]
        )

    def _leaks(self) -> str | None:
        actors = self.p.pairs.shape[1]
        past = self.p.parts[self.p.parts[:, c.PART_KIND] == c.UNLOCK]
        early = {
            int(row[c.PART_NODE])
            for row in past
            if row[c.PART_ACTOR] >= 0 and (self._fixed(row[c.PART_AT]) or 0.0) < 0.0
        }
        for i, name in enumerate(self.compiled.nodes):
            for slot in self.p.pairs[i, :, c.LEAK]:
                runs = slot >= 0 and self._fixed(slot) != 0.0
                if actors > 1 and i in early and (runs or self._may_be_published(i)):
                    return f"'{name}' was unlocked in the past and has been leaking since"
                if slot < 0:
                    continue
                if self.family[slot] not in (FIXED, EXPONENTIAL) or (self._fixed(slot) or 0.0) > 0:
                    return f"the leak of '{name}' is neither 0, exponential nor never"
                if self.family[slot] == EXPONENTIAL and slot in self._early():
                    return f"the leak of '{name}' is drawn in common with others"
        return None

    def _may_be_published(self, node: int) -> bool:
        """Tell whether chance decides if an effect on a node's leaks acts."""
        row = self.p.nodes[node]
        effects = self.p.links[row[c.LEAK_LO] : row[c.LEAK_HI]]
        return bool((self.p.effects[effects, c.ACTS_P] >= 0).any())

    def _early(self) -> set[int]:
        return set(self.numbers.early.tolist())

    def _ranges(self) -> str | None:
        """Find a number that is drawn and that is none of those that may be."""
        p = self.p
        allowed = set(p.nodes[:, c.WORK].tolist()) | set(p.pairs[:, :, c.LEAK].ravel().tolist())
        uniforms = {*p.nodes[:, c.CHANCE_U].tolist(), *p.effects[:, c.ACTS_U].tolist()}
        uniforms |= set(p.parts[:, c.PART_U].tolist())
        for slot in np.flatnonzero(self.family != FIXED).tolist():
            if slot in allowed or (slot in uniforms and self.family[slot] == UNIFORM):
                continue
            name = self.compiled.slot_names[slot]
            return f"'{name}' is a range" if name else "a number is a range"
        return None
