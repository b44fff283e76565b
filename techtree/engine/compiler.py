"""Compile a tree, with the items that may act in it, to the flat arrays that the kernels read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from techtree.engine import layout as c
from techtree.engine.gate_code import GateCompiler
from techtree.engine.slots import Slots
from techtree.errors import UsageError
from techtree.model.effects import Effect
from techtree.model.gates import Known, references
from techtree.model.graph import dependency_graph, reached, runs_forward, tie_order
from techtree.model.numbers import Fixed, Mixture, Number
from techtree.model.tree import UNDECIDED, Block, Item, Node, Tree, Unlock

MOST_CHANNELS = 64  # a bit of a mask each

_KINDS = {
    "speed": c.SPEED_KIND,
    "depth": c.DEPTH_KIND,
    "odds": c.ODDS_KIND,
    "leak": c.LEAK_KIND,
    "staff": c.STAFF_KIND,
    "move": c.MOVE_KIND,
}


@dataclass(frozen=True, slots=True)
class Compiled:
    """A program with the names that its indices stand for.

    `one_pass` tells whether one topological pass gives each trajectory (a single actor, no
    loops, nothing that only the event-by-event kernel knows).
    """

    program: c.Program
    nodes: tuple[str, ...]
    actors: tuple[str, ...]
    outcomes: tuple[str, ...]
    channels: tuple[str, ...]
    slot_names: tuple[str | None, ...]
    one_pass: bool

    @property
    def telling(self) -> int:
        """Return the channels, as bits, that can change how the race ends."""
        ends = self.program.rules.nodes[:, c.ENDING] == 1
        return int(np.bitwise_or.reduce(self.program.affected[ends], initial=np.uint64(0)))


def compile_tree(
    tree: Tree,
    item: Item | None = None,
    *,
    given: Sequence[str] = (),
    seed: int = 0,
    slots: Slots | None = None,
) -> Compiled:
    """Compile `tree` with `item`; nodes in `given` are known to everybody from time 0.

    The numbers are gathered in `slots`, if an empty one is given, which may do so in its own way.
    """
    names = item.channels if item is not None else ()
    if len(names) > MOST_CHANNELS:
        raise UsageError(
            f"the item has {len(names)} channels; at most {MOST_CHANNELS} can be told apart: give "
            "some of its parts the same `channel`"
        )
    bits = {name: bit for bit, name in enumerate(names)}
    acting = [] if item is None else [_Acting(item, bits)]
    return _Compiler(tree, acting, names, given, slots or Slots(seed)).compiled()


def compile_items(
    tree: Tree,
    groups: Sequence[Sequence[Item]],
    *,
    given: Sequence[str] = (),
    seed: int = 0,
    add_up: bool = False,
) -> Compiled:
    """Compile `tree` with groups of items, at most 64, each of them one channel as a whole.

    With `add_up` the people that items bring to one node add up (see `rules.adds_people`).
    """
    acting = [
        _Acting(item, dict.fromkeys(item.channels, bit))
        for bit, group in enumerate(groups)
        for item in group
    ]
    names = tuple("+".join(item.id for item in group) for group in groups)
    return _Compiler(tree, acting, names, given, Slots(seed), add_up).compiled()


@dataclass(frozen=True, slots=True)
class _Acting:
    """An item with the bit of each of its channels."""

    item: Item
    bits: dict[str, int]


class _Compiler:
    def __init__(
        self,
        tree: Tree,
        acting: Sequence[_Acting],
        channels: tuple[str, ...],
        given: Sequence[str],
        slots: Slots,
        add_up: bool = False,
    ) -> None:
        self.tree = tree
        self.acting = acting
        self.given = given
        self.add_up = add_up
        own = {node.id: node for of in acting for node in of.item.nodes}
        nodes = {**tree.nodes, **own}
        self.graph = dependency_graph(nodes)
        self.order = tie_order(self.graph)
        self.nodes = [nodes[name] for name in self.order]
        self.index = {name: i for i, name in enumerate(self.order)}
        self.actors = sorted(tree.actors)
        self.actor_index = {name: i for i, name in enumerate(self.actors)}
        self.outcomes = (*sorted(set(tree.outcomes) - {UNDECIDED}), UNDECIDED)
        self.outcome_index = {name: i for i, name in enumerate(self.outcomes)}
        self.channels = channels
        self.fields = sorted(self._fields())
        self.field_index = {name: i for i, name in enumerate(self.fields)}
        self.slots = slots
        self.links: list[int] = []
        self.effects: list[tuple[Effect, int, int]] = []  # effect, source, part

    def _fields(self) -> set[str]:
        fields = {node.field for node in self.nodes if node.field is not None}
        effects = [effect for node in self.nodes for effect in node.effects]
        effects += [effect for of in self.acting for effect in of.item.effects]
        for effect in effects:
            if effect.move is not None:
                fields |= {effect.move.origin, effect.move.destination}
        return fields

    def compiled(self) -> Compiled:
        parts = self._parts()
        for i, node in enumerate(self.nodes):
            self.effects += [(effect, i, -1) for effect in node.effects]
        effects = self._effect_table()
        nodes, code, shares = self._node_table(effects)
        moves = np.flatnonzero(effects[:, c.KIND] == c.MOVE_KIND).tolist()
        pairs = self._pairs()
        scalars = [self.slots.number(self.tree.horizon), self.slots.number(self.tree.returns)]
        scalars += [*self._link(moves), int(self.add_up)]
        effort = self._effort()
        values = [self._value(outcome) for outcome in self.outcomes]
        rules = c.Rules(
            nodes=nodes,
            pairs=pairs,
            effects=effects,
            parts=parts,
            code=code,
            links=np.array(self.links, dtype=np.int64),
            shares=shares,
            effort=effort,
            scalars=np.array(scalars, dtype=np.int64),
        )
        program = c.Program(rules, self.slots.numbers(values), self._affected())
        return Compiled(
            program=program,
            nodes=tuple(self.order),
            actors=tuple(self.actors),
            outcomes=self.outcomes,
            channels=self.channels,
            slot_names=tuple(self.slots.names),
            one_pass=self._one_pass(parts, bool(moves)),
        )

    def _one_pass(self, parts: np.ndarray, moves: bool) -> bool:
        hinted = any(node.hint is not None and node.hint.shown_by for node in self.nodes)
        special = np.isin(parts[:, c.PART_KIND], (c.REMOVE, c.UNLOCK_ENDING)).any()
        several = len(self.actors) > 1
        forward = runs_forward({node.id: node for node in self.nodes}, self.order)
        return forward and not (several or moves or hinted or special or self._may_skip_work())

    def _may_skip_work(self) -> bool:
        """Tell whether a depth of 0 can complete work at the very instant at which it starts.

        That comes after what completes at that instant by itself, whatever its place in the order.
        """
        return any(
            effect.kind == "depth" and 0.0 in _atoms(effect.by) for effect, _, _ in self.effects
        )

    # parts ------------------------------------------------------------------------------

    def _parts(self) -> np.ndarray:
        """List what happens by itself: parts of items, past unlocks, and what is given."""
        start = self.slots.fixed(0.0)
        rows: list[list[int]] = []
        chances = {of.item.id: self._chance(of.item) for of in self.acting}

        def add(
            of: _Acting, kind: int, channel: str, at: int, node: int = -1, to: int = -1
        ) -> None:
            rows.append([kind, node, to, at, of.bits[channel], *chances[of.item.id]])

        for of in self.acting:
            for node in of.item.nodes:
                at = self._at(of.item, None)
                add(of, c.OWN_NODE, node.channel, at, self.index[node.id])
        for of in self.acting:
            for effect in of.item.effects:
                self.effects.append((effect, -1, len(rows)))
                add(of, c.EFFECT, effect.channel, self._at(of.item, effect.at))
        for of in self.acting:
            for block in of.item.blocks:
                at = self._at(of.item, block.at)
                add(of, c.BLOCK, block.channel, at, self.index[block.node])
        for of in self.acting:
            for removal in of.item.removes:
                actor, at = self.actor_index[removal.actor], self._at(of.item, removal.at)
                add(of, c.REMOVE, removal.channel, at, -1, actor)
        by_item = {node.id: of for of in self.acting for node in of.item.nodes}
        for i, node in enumerate(self.nodes):
            for who, when in node.unlocked:
                to = -1 if who is None else self.actor_index[who]
                at = self.slots.number(when)
                if node.id in by_item:
                    add(by_item[node.id], c.UNLOCK, node.channel, at, i, to)
                else:
                    rows.append([c.UNLOCK, i, to, at, c.ALWAYS, -1, -1])
        for name in self.given:
            rows.append([c.UNLOCK, self.index[name], -1, start, c.ALWAYS, -1, -1])
        unlocks = [(of, unlock) for of in self.acting for unlock in of.item.unlocks]
        for of, unlock in sorted(unlocks, key=lambda found: self._place(found[1])):
            to = -1 if unlock.to is None else self.actor_index[unlock.to]
            i = self.index[unlock.node]
            kind = c.UNLOCK if self.nodes[i].ending is None else c.UNLOCK_ENDING
            add(of, kind, unlock.channel, self._at(of.item, unlock.at), i, to)
        return np.array(rows, dtype=np.int64).reshape(-1, c.PART_COLUMNS)

    def _place(self, unlock: Unlock) -> tuple[bool, int]:
        i = self.index[unlock.node]
        return self.nodes[i].ending is not None, i

    def _at(self, item: Item, own: Number | None) -> int:
        return self.slots.number(item.at if own is None else own)

    def _chance(self, item: Item) -> tuple[int, int]:
        """Return the slots of an item's chance and of its uniform; -1 where it is certain."""
        if item.chance == Fixed(1.0):
            return -1, -1
        return self.slots.number(item.chance), self.slots.uniform(f"item:{item.id}")

    # effects ----------------------------------------------------------------------------

    def _effect_table(self) -> np.ndarray:
        every = {node.id: node for node in self.nodes}
        table = np.full((len(self.effects), c.EFFECT_COLUMNS), -1, dtype=np.int64)
        for row, (effect, source, part) in zip(table, self.effects, strict=True):
            name = None if source < 0 else self.order[source]
            targets = sorted(self._targets(effect, every, name))
            row[c.KIND] = _KINDS[effect.kind]
            row[c.SOURCE] = source
            row[c.BY] = self.slots.number(effect.by)
            row[c.AFTER] = self.slots.number(effect.after)
            row[c.LASTS] = self.slots.number(effect.lasts)
            row[c.EFFECT_PART] = part
            row[c.TARGET_LO], row[c.TARGET_HI] = self._link(targets)
            if effect.chance is not None:
                row[c.ACTS_P] = self.slots.number(effect.chance)
                row[c.ACTS_U] = self.slots.uniform(f"acts:{effect.key}")
            if effect.outcome is not None:
                row[c.OUTCOME] = self.outcome_index[effect.outcome]
            actor = effect.target.actor if effect.target is not None else None
            if effect.move is not None:
                actor = effect.move.actor
                row[c.MOVE_FROM] = self.field_index[effect.move.origin]
                row[c.MOVE_TO] = self.field_index[effect.move.destination]
                row[c.EFFICIENCY] = self.slots.number(effect.move.efficiency)
            if actor is not None:
                row[c.ACTOR] = self.actor_index[actor]
        return table

    def _targets(self, effect: Effect, nodes: dict[str, Node], source: str | None) -> set[int]:
        """Return the nodes whose speed, chance or leaks an effect can change.

        As all that leaves a field is at most what is there, a move changes what every other
        move from it brings elsewhere.
        """
        if effect.move is None:
            return {self.index[name] for name in reached(effect, nodes, source)}
        fields = {field for _, field in self._moved()}
        return {i for i, node in enumerate(self.nodes) if node.field in fields}

    def _link(self, values: Sequence[int]) -> tuple[int, int]:
        first = len(self.links)
        self.links.extend(values)
        return first, len(self.links)

    # nodes ------------------------------------------------------------------------------

    def _node_table(self, effects: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        gates = GateCompiler(self.index, self.actor_index, self.slots)
        incoming: list[dict[int, list[int]]] = [{} for _ in self.nodes]
        outgoing: list[list[int]] = [[] for _ in self.nodes]
        for e, row in enumerate(effects):
            if row[c.SOURCE] >= 0:
                outgoing[row[c.SOURCE]].append(e)
            kind = c.SPEED_KIND if row[c.KIND] == c.STAFF_KIND else int(row[c.KIND])
            for n in self.links[row[c.TARGET_LO] : row[c.TARGET_HI]]:
                incoming[n].setdefault(kind, []).append(e)
        dependents: list[dict[tuple[int, int], None]] = [{} for _ in self.nodes]
        hinted: list[list[int]] = [[] for _ in self.nodes]
        for i, node in enumerate(self.nodes):
            for reference in references(node.requires):
                dependents[self.index[reference.node]][(i, self._actor_of(reference))] = None
            if node.hint is not None:
                shown = node.hint.shown_by or Known(node.id)
                hinted[self.index[shown.node]] += [i, self._actor_of(shown)]
        shares: list[tuple[float, float, float]] = []
        table = np.full((len(self.nodes), c.NODE_COLUMNS), -1, dtype=np.int64)
        for i, (node, row) in enumerate(zip(self.nodes, table, strict=True)):
            row[c.RACED] = node.raced
            row[c.FIELD] = -1 if node.field is None else self.field_index[node.field]
            row[c.ENDING] = node.ending is not None
            row[c.WORK] = self.slots.number(node.work)
            row[c.STAFF] = self.slots.number(node.staff)
            if node.chance is not None:
                row[c.CHANCE] = self.slots.number(node.chance)
                row[c.CHANCE_U] = self.slots.uniform(f"chance:{node.id}")
            if node.hint is not None:
                shown = node.hint.shown_by or Known(node.id)
                row[c.HINT] = self.slots.number(node.hint.by)
                row[c.HINT_NODE] = self.index[shown.node]
                row[c.HINT_ACTOR] = self._actor_of(shown)
            row[c.GATE_LO], row[c.GATE_HI] = gates.add(node.requires)
            if isinstance(node.requires, Known):
                row[c.SINGLE_GATE] = self.index[node.requires.node]
            for kind, column in (
                (c.SPEED_KIND, c.SPEED_LO),
                (c.DEPTH_KIND, c.DEPTH_LO),
                (c.ODDS_KIND, c.ODDS_LO),
                (c.LEAK_KIND, c.LEAK_LO),
            ):
                row[column], row[column + 1] = self._link(incoming[i].get(kind, []))
            row[c.OUT_LO], row[c.OUT_HI] = self._link(outgoing[i])
            flat = [value for pair in dependents[i] for value in pair]
            row[c.DEPENDENT_LO], row[c.DEPENDENT_HI] = self._link(flat)
            row[c.HINTED_LO], row[c.HINTED_HI] = self._link(hinted[i])
            row[c.SHARE_LO] = len(shares)
            shares += self._shares(node)
            row[c.SHARE_HI] = len(shares)
        return table, gates.table(), np.array(shares, dtype=np.float64).reshape(-1, 3)

    def _actor_of(self, reference: Known) -> int:
        return -1 if reference.actor is None else self.actor_index[reference.actor]

    def _shares(self, node: Node) -> list[tuple[float, float, float]]:
        if node.ending is None:
            return []
        given = [
            (float(self.outcome_index[o]), float(self.slots.number(share)), 0.0)
            for o, share in node.ending.shares
        ]
        rest = [(float(self.outcome_index[o]), -1.0, w) for o, w in node.ending.remainder]
        return given + rest

    # actors -----------------------------------------------------------------------------

    def _effort(self) -> np.ndarray:
        table = np.zeros((len(self.actors), max(1, len(self.fields))), dtype=np.int64)
        for a, name in enumerate(self.actors):
            actor = self.tree.actors[name]
            for f, field in enumerate(self.fields):
                table[a, f] = self.slots.number(actor.effort.get(field, actor.default_effort))
        return table

    def _value(self, outcome: str) -> int:
        known = self.tree.outcomes.get(outcome)
        if known is None or known.value is None:
            return self.slots.fixed(0.0)
        return self.slots.number(known.value)

    def _pairs(self) -> np.ndarray:
        shape = (len(self.nodes), len(self.actors), c.PAIR_COLUMNS)
        table = np.full(shape, -1, dtype=np.int64)
        moved = self._moved()
        for a, name in enumerate(self.actors):
            actor = self.tree.actors[name]
            lucky = actor.luck != Fixed(0.0)
            for i, node in enumerate(self.nodes):
                row = table[i, a]
                row[c.LEAK] = self._leak(node, name)
                row[c.MOVED] = (name, node.field) in moved
                row[c.IDLE] = 0
                if node.field is None:
                    continue
                effort = actor.effort.get(node.field, actor.default_effort)
                row[c.EFFORT] = self.slots.number(effort)
                row[c.IDLE] = node.raced and effort == Fixed(0.0) and not row[c.MOVED]
                if lucky:
                    row[c.LUCK] = self.slots.number(actor.luck)
                    row[c.LUCK_Z] = self.slots.normal(f"luck:{node.id}@{name}")
        return table

    def _leak(self, node: Node, learner: str) -> int:
        leak = self.tree.leak if node.leak is None else node.leak
        if len(self.actors) < 2 or node.ending is not None or isinstance(leak, str):
            return -1
        return self.slots.late(leak, f"leak:{node.id}@{learner}")

    def _moved(self) -> set[tuple[str, str]]:
        """Name the actors and fields whose effort some move can change."""
        moves = [effect.move for effect, _, _ in self.effects if effect.move is not None]
        return {
            (actor, field)
            for move in moves
            for actor in self.actors
            for field in (move.origin, move.destination)
            if move.actor in (None, actor)
        }

    def _affected(self) -> np.ndarray:
        """Return the channels, as bits, that can change the time, depth or outcome of each node."""
        every = {node.id: node for node in self.nodes}
        touched: dict[str, int] = {}

        def touch(names: Iterable[str], bit: int) -> None:
            for name in names:
                touched[name] = touched.get(name, 0) | 1 << bit

        for of in self.acting:
            parts: tuple[Unlock | Block, ...] = (*of.item.unlocks, *of.item.blocks)
            for part in parts:
                touch([part.node], of.bits[part.channel])
            for node in of.item.nodes:
                touch([node.id], of.bits[node.channel])
            for effect in of.item.effects:
                reach = self._targets(effect, every, None)
                touch([self.order[i] for i in reach], of.bits[effect.channel])
            for removal in of.item.removes:
                touch(every, of.bits[removal.channel])
        found = dict.fromkeys(self.order, 0) | touched
        before: dict[str, int] = {}
        while found != before:  # once more only where there are loops
            before = dict(found)
            for name in self.order:
                for after in self.graph.successors(name):
                    found[after] |= found[name]
        return np.array([found[name] for name in self.order], dtype=np.uint64)


def _atoms(number: Number) -> set[float]:
    """Return the values that a number takes with a probability above 0."""
    if isinstance(number, Fixed):
        return {number.value}
    if isinstance(number.distribution, Mixture):
        return {part.value for _, part in number.distribution.parts if isinstance(part, Fixed)}
    return set()
