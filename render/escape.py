"""Quoting: the one place where text of a tree becomes DOT or an HTML-like label.

Two forms are all that a drawing needs: a quoted DOT string for names and attribute values that
the program itself chooses, and escaped text inside an HTML-like label for all that a person
wrote. No address, tooltip or font name ever comes from a tree.
"""

from __future__ import annotations

import unicodedata
from hashlib import sha256

# Joiners that scripts and emoji need; all other format characters are shown by their number.
_JOINERS = frozenset("\u200c\u200d")
_HIDDEN = frozenset({"Cc", "Cf", "Cs"})
_LONGEST = 80
_SPACES = frozenset("\t\n\v\f\r\u0085\u2028\u2029")
# A backslash is doubled because Graphviz expands \\N, \\G and the like inside HTML-like labels too.
_HTML = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "\\": "\\\\"}
)


def visible(text: str) -> str:
    r"""Return text on one line in which every character can be seen and stand in XML.

    Line breaks and tabs become spaces; control characters, direction marks and overrides, lone
    surrogates and noncharacters are written by their number.

    >>> visible("a\nb\x07\u202ec")
    'a b[U+0007][U+202E]c'
    """
    return " ".join("".join(map(_character, text)).split())


def _character(character: str) -> str:
    if character in _SPACES:
        return " "
    if character in _JOINERS:
        return character
    code = ord(character)
    noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    if noncharacter or unicodedata.category(character) in _HIDDEN:
        return f"[U+{code:04X}]"
    return character


def html(text: str) -> str:
    r"""Return text to stand inside an HTML-like label, where it shows as written.

    >>> html("<b>R&D</b> \\N")
    '&lt;b&gt;R&amp;D&lt;/b&gt; \\\\N'
    """
    return visible(text).translate(_HTML)


def quoted(text: str) -> str:
    r"""Return a quoted DOT string.

    >>> quoted('say "hi" \\')
    '"say \\"hi\\" \\\\"'
    """
    escaped = visible(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def name(identifier: str) -> str:
    """Return a name for a vertex: the id itself, other characters written by their number.

    What is longer than Graphviz can read is cut, and told apart by its SHA-256.

    >>> name("rlhf"), name('a"b')
    ('rlhf', 'a-22-b')
    """
    written = "".join(
        character
        if character.isascii() and (character.isalnum() or character == "_")
        else f"-{ord(character):x}-"
        for character in identifier
    )
    if len(written) <= _LONGEST:
        return written
    return f"{written[:_LONGEST]}-{sha256(written.encode()).hexdigest()[:16]}-"
