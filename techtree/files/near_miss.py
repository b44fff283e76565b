"""Guess which name was meant where one was mistyped."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

from techtree.limits import MAX_CANDIDATES


def near_miss(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that ``word`` looks like a slip of, or ``None``.

    >>> near_miss("aligend", ["misaligned", "aligned"])
    'aligned'
    """
    lower = word.lower()
    similar = (c for c in candidates if abs(len(c) - len(word)) <= 3 and c != word)
    names = {c.lower(): c for c in islice(similar, MAX_CANDIDATES)}
    if lower in names:
        return names[lower]
    found = get_close_matches(lower, names, n=1, cutoff=0.7)
    return names[found[0]] if found else None


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """Ask whether the nearest name was meant, as the tail of a sentence, or say nothing."""
    guess = near_miss(word, candidates)
    return f"; did you mean '{guess}'?" if guess else ""
