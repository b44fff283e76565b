"""How much room text needs, whatever the fonts at hand, and where it may be broken.

A drawing is measured with the fonts of the machine that makes it, and an SVG is read with those
of another. So text is given room by the widths of Helvetica, and by those of the usual fonts of
their script for letters that come from a fallback font: boxes are of the same size everywhere,
but where only a much wider font is installed.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

from render.helvetica import ems

_ZWJ = "\u200d"
_VARIATION = frozenset("\ufe0e\ufe0f")
_WIDE, _EMOJI, _OTHER = 1.0, 1.3, 0.8  # in units of the font size
_SPARE, _LEADING = 1.1, 1.2
_MOST = 12  # code points in one letter: a family of four takes eleven
_LAST_COMMON = 0x0530  # Latin, Greek and Cyrillic, which every font has, come before
_PUNCTUATION = range(0x2000, 0x2E80)  # dashes, arrows, mathematical signs
_PICTURES = 0x1F000
_TONES = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)
_UNIT, _NUMBER = "pp", re.compile(r"[+−±]?[\d.,]+")
_HYPHEN = re.compile(r"(?<=[^\W\d_]-)(?=[^\W\d_])")


def clusters(text: str) -> Iterator[str]:
    r"""Yield what is read as one letter: a base with its marks, emoji that are joined, a flag.

    >>> [len(cluster) for cluster in clusters("e\u0301a")]
    [2, 1]
    """
    found = ""
    for letter in text:
        if found and _joins(found, letter):
            found += letter
        else:
            if found:
                yield found
            found = letter
    if found:
        yield found


def _joins(before: str, letter: str) -> bool:
    code = ord(letter)
    if len(before) >= _MOST:
        return False
    if unicodedata.category(letter) in ("Mn", "Me", "Mc") or letter == _ZWJ or code in _TONES:
        return True
    if code in _FLAGS:
        return len(before) == 1 and ord(before) in _FLAGS
    return before[-1] == _ZWJ


def columns(text: str) -> int:
    """Return how many columns text takes where a wide letter takes two.

    >>> columns("abc"), columns("中文")
    (3, 4)
    """
    return sum(_cluster_columns(cluster) for cluster in clusters(text))


def _cluster_columns(cluster: str) -> int:
    if cluster[0].isascii():
        return 1
    if unicodedata.east_asian_width(cluster[0]) in ("W", "F") or ord(cluster[0]) >= _PICTURES:
        return 2
    return 1


def room(text: str, size: float, bold: bool = False) -> tuple[int, int]:
    """Return width and height that text of a font size is given, in whole points.

    A tenth and a point more than its width, for that is how much wider some versions of Graphviz
    make words when they round letters to whole pixels.

    >>> room("plain", 10), room("中文", 10)
    ((25, 12), (21, 12))
    """
    parts = list(clusters(text))
    common = sum(ems(part[0], bold) for part in parts if is_common(part))
    others = sum(_ems(part) for part in parts if not is_common(part))
    width = size * (_SPARE * common + others) + 1
    return math.ceil(width), math.ceil(_LEADING * size)


def is_common(text: str) -> bool:
    """Tell whether every font has all letters of a text."""
    return all(ord(letter) < _LAST_COMMON or ord(letter) in _PUNCTUATION for letter in text)


def _ems(cluster: str) -> float:
    """Return how wide a letter from a fallback font is, in units of the font size."""
    if ord(cluster[0]) >= _PICTURES or "\ufe0f" in cluster:
        return _EMOJI
    if unicodedata.east_asian_width(cluster[0]) in ("W", "F"):
        return _WIDE
    spacing = sum(unicodedata.category(letter) == "Mc" for letter in cluster)
    return _OTHER + 0.3 * spacing


def broken(text: str, width: int, lines: int) -> tuple[str, ...]:
    """Break text into lines of at most so many columns, with an ellipsis where it does not fit.

    Lines break at spaces, between wide letters, and inside a word that is too long for a line,
    but not between a number and its unit.

    >>> broken("Scalable oversight of agents", 18, 4)
    ('Scalable oversight', 'of agents')
    >>> broken("人工智能的安全研究", 8, 2)
    ('人工智能', '的安全…')
    >>> broken("aligned −4.5 pp", 12, 2)
    ('aligned', '−4.5 pp')
    """
    found: list[str] = []
    line, used, gap = "", 0, False
    for piece in _with_units(_pieces(text, width), width):
        if piece == " ":
            gap = bool(line)
            continue
        size = columns(piece)
        if line and used + gap + size > width:
            found.append(line)
            if len(found) > lines:
                break
            line, used, gap = "", 0, False
        line, used = line + " " * gap + piece, used + gap + size
        gap = False
    if line:
        found.append(line)
    if len(found) <= lines:
        return tuple(found)
    return (*found[: lines - 1], _cut(found[lines - 1], width))


def _cut(line: str, width: int) -> str:
    """Return a line that ends in an ellipsis, after a whole word if there are several."""
    words = line.split(" ")
    while len(words) > 1 and columns(" ".join(words)) + 2 > width:
        words.pop()
    kept = list(clusters(" ".join(words)))
    used = columns("".join(kept))
    if used + 2 <= width and _cluster_columns(kept[-1]) < 2:
        return f"{''.join(kept)} …"
    while len(kept) > 1 and used + 1 > width:
        used -= _cluster_columns(kept.pop())
    return f"{''.join(kept)}…"


def _pieces(text: str, width: int) -> Iterator[str]:
    """Yield single spaces, wide letters, and words, those too long for a line in parts."""
    for wide, group in groupby(clusters(text), key=_kind):
        letters = list(group)
        if wide == "space":
            yield " "
        elif wide == "wide":
            yield from letters
        else:
            for word in _HYPHEN.split("".join(letters)):
                yield from _parts(list(clusters(word)), width)


def _with_units(pieces: Iterable[str], width: int) -> Iterator[str]:
    """Yield pieces, each unit in one with the number before it where both fit on a line."""
    held: list[str] = []
    for piece in pieces:
        whole = " ".join((held[0], piece)) if len(held) == 2 else ""
        if piece == _UNIT and whole and columns(whole) <= width:
            yield whole
            held = []
        elif piece == " " and len(held) == 1:
            held.append(piece)
        else:
            yield from held
            held = [piece] if _NUMBER.fullmatch(piece) else []
            if not held:
                yield piece
    yield from held


def _kind(cluster: str) -> str:
    if cluster.isspace():
        return "space"
    return "wide" if _cluster_columns(cluster) == 2 else "narrow"


def _parts(letters: list[str], width: int) -> Iterator[str]:
    part, used = "", 0
    for letter in letters:
        size = _cluster_columns(letter)
        if part and used + size > width:
            yield part
            part, used = "", 0
        part, used = part + letter, used + size
    if part:
        yield part


def fitted(text: str, width: int) -> str:
    """Cut text to one line of so many columns.

    >>> fitted("interpretability of large models", 20)
    'interpretability of…'
    """
    if columns(text) <= width:
        return text
    kept: list[str] = []
    used = 0
    for cluster in clusters(text):
        used += _cluster_columns(cluster)
        if used > width - 1:
            break
        kept.append(cluster)
    return f"{''.join(kept).rstrip()}…"
