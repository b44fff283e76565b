"""The tree: outcomes, actors, nodes, items, stances and claims, as frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from techtree.model.effects import OTHER_CHANNEL, Effect
from techtree.model.gates import Gate, Known
from techtree.model.numbers import ONE, ZERO, Number

UNDECIDED = "undecided"
WORLD = "world"  # the one actor of a tree that names none
NEVER: Literal["never"] = "never"

Leak: TypeAlias = Number | Literal["never"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an ending can turn out to be, and how good that is."""

    id: str
    value: Number | None  # None only for `undecided` in a tree without horizon
    title: str | None = None
    note: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from."""

    id: str
    title: str | None = None
    author: str | None = None
    year: int | None = None
    url: str | None = None
    as_of: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who works, how much in each field (``effort``; ``default_effort`` in fields not named)."""

    id: str
    effort: Mapping[str, Number] = field(default_factory=dict)
    default_effort: Number = ZERO
    luck: Number = ZERO
    title: str | None = None
    note: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """A distribution over outcomes.

    ``shares`` are given outright; what they leave of 1 is divided over ``remainder`` in
    proportion to its weights (``rest``, or the shares that an override of another scales).
    """

    shares: tuple[tuple[str, Number], ...]
    remainder: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Hint:
    """A factor on everybody else's speed once anyone has the node, or ``shown_by`` is known."""

    by: Number
    shown_by: Known | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A research advance, an event, a policy, a fact, or an ending.

    ``unlocked`` pairs an actor (``None`` for everybody) with the time, at most 0, from which it
    knew the node. ``chance`` is ``None`` where the node is certain to work out.
    """

    id: str
    title: str | None = None
    field: str | None = None
    private: bool = False
    requires: Gate | None = None
    work: Number = ZERO
    chance: Number | None = None
    unlocked: tuple[tuple[str | None, Number], ...] = ()
    leak: Leak | None = None  # None: the tree's
    hint: Hint | None = None
    ending: Ending | None = None
    staff: Number | None = None
    effects: tuple[Effect, ...] = ()
    channel: str = OTHER_CHANNEL  # of an item's own node
    note: str | None = None
    source: str | None = None
    as_of: str | None = None

    @property
    def raced(self) -> bool:
        """Tell whether each actor works on it alone."""
        return self.private or self.ending is not None


@dataclass(frozen=True, slots=True)
class Unlock:
    """A node that an item makes known, to everybody or ``to`` one actor, ``at`` a time."""

    node: str
    to: str | None = None
    at: Number | None = None  # None: the item's
    channel: str = OTHER_CHANNEL


@dataclass(frozen=True, slots=True)
class Block:
    """A node that an item makes impossible from a time on."""

    node: str
    at: Number | None = None
    channel: str = OTHER_CHANNEL


@dataclass(frozen=True, slots=True)
class Removal:
    """An actor that an item takes out of the race from a time on."""

    actor: str
    at: Number | None = None
    channel: str = OTHER_CHANNEL


@dataclass(frozen=True, slots=True)
class Item:
    """A research item: a change to the world of the tree."""

    id: str
    title: str | None = None
    cost: Number | None = None
    chance: Number = ONE
    at: Number = ZERO
    unlocks: tuple[Unlock, ...] = ()
    blocks: tuple[Block, ...] = ()
    removes: tuple[Removal, ...] = ()
    effects: tuple[Effect, ...] = ()
    nodes: tuple[Node, ...] = ()
    note: str | None = None
    source: str | None = None

    @property
    def channels(self) -> tuple[str, ...]:
        """Name the channels of the item's parts, sorted."""
        named = (self.unlocks, self.blocks, self.removes, self.effects, self.nodes)
        return tuple(sorted({part.channel for parts in named for part in parts}))


@dataclass(frozen=True, slots=True)
class Claim:
    """What the author believes the tree implies."""

    that: str  # a node or an outcome
    by: Number | None  # years after the start; None: by the horizon
    probability: Number
    note: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Stance:
    """A named set of changes to the tree, and the tree with all of them made."""

    id: str
    tree: Tree
    title: str | None = None
    weight: float | None = None
    extends: str | None = None
    off: tuple[str, ...] = ()
    note: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class NumberCount:
    """How many numbers the file gives, how many name a source, and the paths of the rest."""

    total: int = 0
    sourced: int = 0
    unsourced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tree:
    """A tech tree: the world in which items are scored. Times are years after ``start``."""

    title: str
    start: float  # calendar year with its fraction, months being twelfths: 2026.5 is 1 July 2026
    horizon: Number | None
    outcomes: Mapping[str, Outcome]
    actors: Mapping[str, Actor]
    nodes: Mapping[str, Node]
    items: Mapping[str, Item] = field(default_factory=dict)
    stances: Mapping[str, Stance] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    parameters: Mapping[str, Number] = field(default_factory=dict)
    leak: Leak = NEVER
    returns: Number = ONE
    note: str | None = None
    numbers: NumberCount = NumberCount()
    digest: str = ""  # SHA-256 of what the file says
