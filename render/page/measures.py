"""How wide words are, estimated: a browser may have any sans-serif font, so on the wide side."""

from __future__ import annotations

import unicodedata

_WIDE = frozenset("WMmw@%&—…")
_NARROW = frozenset("iljftr.,:;|!'()[] ·-")
_BOLD = 1.06


def text_width(words: str, size: float, bold: bool = False) -> float:
    """Return how wide words are at most, in the unit of the font size.

    >>> text_width("ill", 10.0) < text_width("WWW", 10.0)
    True
    """
    width = sum(_width(character) for character in words) * size
    return width * _BOLD if bold else width


def _width(character: str) -> float:
    if character in _NARROW:
        return 0.36
    if character in _WIDE:
        return 0.92
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    return 0.7 if character.isupper() else 0.57
