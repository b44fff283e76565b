"""Show text as written where it could move a terminal, hide itself, or turn around."""

from __future__ import annotations


def visible(text: str) -> str:
    r"""Escape control, formatting and bidirectional characters; keep everything else.

    >>> visible("a\tb\x1b[31m\u202ec")
    'a\\tb\\x1b[31m\\u202ec'
    """
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def visible_lines(text: str) -> str:
    """Do the same to a text of several lines, which stay lines."""
    return "\n".join(visible(line) for line in text.split("\n"))


def _escaped(character: str) -> str:
    if character == "\u00a0":
        return " "
    return character.encode("unicode_escape").decode("ascii")
