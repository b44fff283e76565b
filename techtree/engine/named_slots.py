"""Slots kept apart by the numbers that are written, to tell where each of them is used."""

from __future__ import annotations

from techtree.engine import draws
from techtree.engine.slots import Slots
from techtree.model.numbers import Fixed, Number, Uncertain


class NamedSlots(Slots):
    """Gives each number that a file says slots of its own, and remembers which.

    `written` maps the path of a number to its slots: more than one for leaks, which are drawn
    apart for each node and learner.
    """

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.written: dict[str, dict[int, None]] = {}

    def number(self, number: Number | None) -> int:
        """Return the slot of a number drawn when a trajectory begins, or -1 for none."""
        if not isinstance(number, Fixed) or number.key is None:
            return self._noted(number, super().number(number))
        row = (draws.FIXED, number.value, 0.0, 0.0)
        return self._noted(
            number, self._add(f"fixed:{number.key}:{number.value!r}", row, None, False)
        )

    def late(self, number: Number, name: str) -> int:
        """Return the slot of a number with a draw of its own, made when it is needed."""
        if isinstance(number, Fixed):
            return self.number(number)
        return self._noted(number, super().late(number, name))

    def _noted(self, number: Number | None, slot: int) -> int:
        if isinstance(number, Fixed | Uncertain) and number.key is not None:
            self.written.setdefault(number.key, {})[slot] = None
        return slot
