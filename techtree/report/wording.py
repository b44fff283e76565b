"""Turns of phrase that sentences share."""

from __future__ import annotations

from collections.abc import Sequence


def joined(parts: Sequence[str]) -> str:
    """Join parts of a list with commas and a last `and`.

    >>> joined(["a"]), joined(["a", "b", "and c"])
    ('a', 'a, b and c')
    """
    parts = [part.removeprefix("and ") for part in parts]
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
