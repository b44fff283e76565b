"""The chain of a memoryless tree: every state that can be reached, and what follows it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from techtree.engine import layout as c
from techtree.engine.compiler import Compiled
from techtree.engine.compiling import is_stored
from techtree.engine.draws import FIXED
from techtree.engine.events import new_state
from techtree.engine.layout import State
from techtree.exact import chain_kernel as kernel
from techtree.exact import state_table
from techtree.exact.layout import (
    DEPTHS,
    NONE,
    PAYOFFS,
    VANISHING,
    WORD,
    ChainTables,
    Packing,
    packing,
)
from techtree.exact.lumping import interchangeable
from techtree.exact.memoryless import obstacle
from techtree.exact.relevance import relevance

_FIRST_STATES = 1 << 12
_FORESEEN = 50_000  # states times nodes from which on their number is foreseen
_CHANCES_FORESEEN = 30_000_000  # transitions times nodes, where most states await a chance
_MARGIN = 30.0  # by which what is foreseen must be too much: it may be ten times what it will be
_SURELY_MANY = 40  # things that can be done first
_SLOWEST_FALL = 0.98


class NotExact(Exception):
    """Raised where the exact engine does not apply, or has no room; the message says why."""


class TooLarge(NotExact):
    """Raised where there are too many states; fewer questions may need fewer of them."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The reachable states of a program, in the order in which they were found.

    `roots` are the numbers of the states in which the worlds asked for begin; there `known` tells
    who knows what, (roots, N, A), and `blocked` what can never be known, (roots, N). `groups` are
    nodes that are not told apart. `order` lists all states such that edges lead from earlier to
    later ones.
    """

    compiled: Compiled
    packing: Packing
    tables: ChainTables
    roots: tuple[int, ...]
    known: np.ndarray
    blocked: np.ndarray
    groups: tuple[tuple[int, ...], ...]
    order: np.ndarray
    states: int
    edges: int

    @property
    def ends(self) -> np.ndarray:
        """The row of `payoffs` at which each state ends, -1 where the race goes on, (S,)."""
        word, shift, bits = self.packing.fields.payoff
        keys = self.tables.keys[: self.states, word]
        return ((keys >> np.uint64(shift)) & np.uint64((1 << bits) - 1)).astype(np.int32) - 1

    @property
    def endings(self) -> np.ndarray:
        """The node that each end is the completion of, (ends,)."""
        used = self.tables.counts[kernel.PAYOFFS_USED]
        return self.tables.payoffs[:used, -1].astype(np.int64)

    @property
    def payoffs(self) -> np.ndarray:
        """The outcome distributions at the ends, (ends, O)."""
        return np.ascontiguousarray(
            self.tables.payoffs[: self.tables.counts[kernel.PAYOFFS_USED], :-1]
        )


def build(
    compiled: Compiled,
    masks: Sequence[int] = (0,),
    *,
    memory: float = 1e9,
    transitions: float = np.inf,
    asked: Collection[str] = (),
    lump: bool = True,
) -> Chain:
    """Find all states that can be reached from the worlds with the channels of `masks`.

    A state keeps what can still matter to how the race ends, and to whether the nodes `asked`
    become known, of which the edges then tell. With `lump`, interchangeable nodes are counted and
    not told apart. Raises `NotExact` where the tree has memory,
    where the states, as far as can be told from the first of them, would take more bytes than
    `memory`, or where their transitions times the nodes would be more than `transitions` (in both
    cases `TooLarge`).
    """
    reason = obstacle(compiled)
    if reason is not None:
        raise NotExact(reason)
    return _Builder(compiled, memory, transitions, asked, lump).chain(masks)


def chain_is_compiled() -> bool:
    """Tell whether the chain's kernels were compiled on this machine before."""
    return is_stored(kernel.expand)


class _Builder:
    def __init__(
        self,
        compiled: Compiled,
        memory: float,
        transitions: float,
        asked: Collection[str],
        lump: bool,
    ) -> None:
        self.compiled = compiled
        self.memory = memory
        self.transitions = transitions
        self.packing = packing(compiled)
        ranked = self.packing.ranked
        self.groups = interchangeable(compiled, ranked, asked) if lump else []
        words = self.packing.words
        self.relevance = relevance(compiled, ranked, asked, self.groups, words)
        tally = self.relevance.tally[:, WORD]
        self.signed = int(tally.max(initial=NONE)) + 1 if self.relevance.counted.any() else 0
        self.signature = np.zeros(self.signed, np.uint64)
        self.hears = bool(asked)
        p = compiled.program.rules
        nodes, actors = p.pairs.shape[:2]
        outcomes = len(compiled.outcomes)
        depths = np.full(DEPTHS + 1, -1.0)
        depths[0] = 1.0
        self.arrays: dict[str, np.ndarray] = {
            "keys": np.zeros((0, self.packing.words), np.uint64),
            "signatures": np.zeros((0, max(1, self.signed)), np.uint64),
            "table": np.zeros(0, np.int32),
            "kinds": np.zeros(0, np.uint8),
            "levels": np.zeros(0, np.int32),
            "first": np.zeros(1, np.int64),
            "targets": np.zeros(0, np.int32),
            "rates": np.zeros(0),
            "heard": np.zeros(1, np.int64),
            "news": np.zeros(0, np.int32),
            "payoffs": np.zeros((PAYOFFS, outcomes + 1)),
            "depths": depths,
            "counts": np.zeros(6, np.int64),
        }
        steps = 2 * nodes * actors
        self.room = np.array([steps + 2, steps + 2], dtype=np.int64)
        edges = max(4 * _FIRST_STATES, 8 * (steps + 2))
        self._grow(max(_FIRST_STATES, 4 * (steps + 2)), edges, edges)
        self.state = new_state(compiled.program)
        self.state.values[compiled.program.numbers.slots[:, 0] != FIXED] = 1.0
        by_chance = p.parts[p.parts[:, c.PART_U] >= 0, c.PART_U]
        self.state.values[by_chance] = -1.0  # the world in which the item's chance came out
        self.backup = _backup(self.state, len(p.effects))
        self.decided = np.zeros(len(p.effects), np.int64)
        self.key = np.zeros(self.packing.words, np.uint64)

    def chain(self, masks: Sequence[int]) -> Chain:
        program, fields = self.compiled.program, self.packing.fields
        roots: list[int] = []
        known: list[np.ndarray] = []
        blocked: list[np.ndarray] = []
        for mask in masks:
            self._ensure()
            number = kernel.begin(
                program, fields, self.relevance, self.state, self.decided, np.uint64(mask),
                self.tables, self.key, self.signature,
            )  # fmt: skip
            roots.append(int(number))
            known.append(self.state.work[:, :, c.KNOWN] < np.inf)
            blocked.append(self.state.work[:, 0, c.BLOCKED] != 0.0)
        found: list[int] = []  # states after 0, 1, 2, ... steps
        counts = self.tables.counts
        while counts[kernel.EXPANDED] < counts[kernel.STATES]:
            first, last = int(counts[kernel.EXPANDED]), int(counts[kernel.STATES])
            found.append(self._going_on(first, last))
            self._foresee(found)
            while counts[kernel.EXPANDED] < last:
                self._ensure()
                kernel.expand(
                    program, fields, self.relevance, self.state, self.backup, self.decided,
                    self.tables, self.key, self.signature, self.room, last,
                )  # fmt: skip
                self._check()
                counts = self.tables.counts
        states = int(counts[kernel.STATES])
        order = np.argsort(self.tables.levels[:states], kind="stable").astype(np.int32)
        return Chain(
            self.compiled, self.packing, self.tables, tuple(roots), np.array(known),
            np.array(blocked), tuple(map(tuple, self.groups)), order,
            states, int(counts[kernel.EDGES]),
        )  # fmt: skip

    def _check(self) -> None:
        fault = self.tables.counts[kernel.FAULT]
        if fault == kernel.MANY_NEWS:
            states, edges, news = (len(self.arrays[of]) for of in ("kinds", "targets", "news"))
            self._grow(states, edges, 2 * news)
            self.tables.counts[kernel.FAULT] = kernel.NO_FAULT
        if fault == kernel.MANY_DEPTHS:
            raise NotExact(f"things are done at more than {DEPTHS} different depths")
        if fault == kernel.MANY_PAYOFFS:
            raise NotExact(f"there are more than {PAYOFFS} different distributions at the endings")

    def _going_on(self, first: int, last: int) -> int:
        """Count the states from `first` to `last` in which the race goes on."""
        word, shift, bits = self.packing.fields.payoff
        keys = self.tables.keys[first:last, word] >> np.uint64(shift)
        return int((keys & np.uint64((1 << bits) - 1) == 0).sum())

    def _awaits_chances(self) -> bool:
        """Tell whether in most states it is a chance that comes next, and no time passes."""
        kinds = self.tables.kinds[: self.tables.counts[kernel.EXPANDED]]
        return 2 * int((kinds == VANISHING).sum()) > len(kinds)

    def _foresee(self, found: list[int]) -> None:
        """Stop early where the states, by how their number grows from step to step, are too many.

        The ratio of each number to the one before is taken to go on falling as it last did. That
        errs on the low side where many things can be done in any order.
        """
        known = int(self.tables.counts[kernel.STATES])
        edges = int(self.tables.counts[kernel.EDGES])
        nodes = len(self.compiled.nodes)
        if len(found) < 2:
            return
        if self._awaits_chances():  # such states merge again as soon as gates are decided
            if edges * nodes < _CHANCES_FORESEEN:
                return
        elif known * nodes < _FORESEEN and found[1] < _SURELY_MANY * found[0]:
            return
        if len(found) == 2:  # all that can be done first, in any order
            total = found[0] * 2.0 ** min(found[1] / found[0], 100.0)
        elif found[-1] and found[-2]:
            ratio = found[-1] / found[-2]
            fall = min(_SLOWEST_FALL, ratio * found[-3] / found[-2])
            total, newest = float(known), float(found[-1])
            while newest >= 1.0 and total < 1e30:
                ratio *= fall
                newest *= ratio
                total += newest
        else:
            return
        each = edges / max(1, int(self.tables.counts[kernel.EXPANDED]))
        bytes_ = total * (
            8.0 * (self.packing.words + self.signed) + 49.0 + (28.0 if self.hears else 12.0) * each
        )
        size = f"{known:,} states were found, and there would be about {total:.2g}"
        if bytes_ > _MARGIN * self.memory:
            raise TooLarge(
                f"{size}, for which the {self.memory / 1e9:.3g} GB allowed (--memory) are too few"
            )
        if total * each * nodes > _MARGIN * self.transitions or edges * nodes > self.transitions:
            raise TooLarge(f"{size}, which takes long; --engine exact would do it")

    def _ensure(self) -> None:
        """Make room for at least what can follow one state more."""
        used, edges = self.tables.counts[kernel.STATES], self.tables.counts[kernel.EDGES]
        states, room = self.arrays["kinds"].shape[0], self.arrays["targets"].shape[0]
        more_states = used + self.room[0] > states
        more_edges = edges + self.room[1] > room
        if more_states or more_edges:
            self._grow(
                2 * states if more_states else states,
                2 * room if more_edges else room,
                self.arrays["news"].shape[0],
            )

    def _grow(self, states: int, edges: int, news: int) -> None:
        size = 1 << int(np.ceil(np.log2(2 * states)))
        words = self.packing.words + self.signed
        bytes_ = states * (8 * words + 1 + 4 + 8 + 4 + 24) + size * 4 + edges * 12
        bytes_ += (8 * edges + 4 * news) * self.hears
        if bytes_ > self.memory:
            found = int(self.arrays["counts"][kernel.STATES])
            raise TooLarge(
                f"it has more than {found:,} states, and {self.memory / 1e9:.3g} GB of memory "
                "are allowed for them (--memory)"
            )
        old = self.arrays
        for name, length in (
            ("keys", states), ("signatures", states if self.signed else 0),
            ("kinds", states), ("levels", states), ("first", states + 1),
            ("targets", edges), ("rates", edges), ("heard", edges + 1 if self.hears else 1),
            ("news", news if self.hears else 0),
        ):  # fmt: skip
            if old[name].shape[0] < length:
                new = np.zeros((length, *old[name].shape[1:]), old[name].dtype)
                new[: old[name].shape[0]] = old[name]
                old[name] = new
        if old["table"].shape[0] < size:
            old["table"] = np.full(size, -1, np.int32)
            marks = old["signatures" if self.signed else "keys"]
            state_table.rehash(marks, old["table"], old["counts"][kernel.STATES])
        self.tables = ChainTables(**old)


def _backup(state: State, effects: int) -> State:
    arrays = {name: np.zeros_like(getattr(state, name)) for name in State.FIELDS}
    arrays["values"] = np.zeros(effects)
    return State(**arrays)
