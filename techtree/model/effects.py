"""Effects: what a node, once known, or an item, once it acts, does to the work on others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from techtree.model.numbers import ONE, ZERO, Number

OTHER_CHANNEL = "other"

Kind: TypeAlias = Literal["speed", "depth", "odds", "leak", "staff", "move"]


@dataclass(frozen=True, slots=True)
class Selector:
    """Which nodes, and whose work on them, an effect reaches; ``None`` means any."""

    node: str | None = None
    field: str | None = None
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A share of an actor's effort (of every actor's, if ``None``) that changes its field."""

    actor: str | None
    origin: str
    destination: str
    efficiency: Number = ONE


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect of a node or an item.

    ``key`` is its path (``nodes.ID.effects.NAME``, where NAME is its ``id`` or its position
    counted from 0) and names its chance draw. ``by`` is the factor of ``speed``, ``depth``,
    ``odds`` and ``leak``, the number of people of ``staff``, and the share of ``move``.
    It acts from ``after`` years after its source is known, for ``lasts`` years if given.
    ``at`` (years after the start) is for effects of items that have a time of their own.
    """

    key: str
    kind: Kind
    by: Number
    target: Selector | None = None  # None for a move
    move: Move | None = None
    outcome: str | None = None  # odds: ENDING, of: OUTCOME
    after: Number = ZERO
    lasts: Number | None = None
    chance: Number | None = None
    channel: str = OTHER_CHANNEL
    at: Number | None = None
    note: str | None = None
    source: str | None = None
