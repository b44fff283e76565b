"""A YAML document as frozen nodes that know their line and column, both counted from 1."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple, TypeAlias


class Scalar(NamedTuple):
    """A text; ``plain`` if it was written without quotes and not as a block."""

    line: int
    column: int
    text: str
    plain: bool

    @property
    def null(self) -> bool:
        """Tell whether YAML 1.2 core reads nothing here."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")

    @property
    def flag(self) -> bool | None:
        """Return the truth value that YAML 1.2 core reads here (``no`` is a text), else ``None``.

        >>> Scalar(1, 1, "true", True).flag, Scalar(1, 1, "no", True).flag
        (True, None)
        """
        if not self.plain:
            return None
        return _FLAGS.get(self.text)

    @property
    def integer(self) -> int | None:
        """Return the whole number that YAML 1.2 core reads here, else ``None``.

        >>> Scalar(1, 1, "010", True).integer, Scalar(1, 1, "0o17", True).integer
        (10, 15)
        """
        if not self.plain or len(self.text) > 18:
            return None
        if _DECIMAL.fullmatch(self.text):
            return int(self.text)
        if _OCTAL.fullmatch(self.text):
            return int(self.text[2:], 8)
        if _HEXADECIMAL.fullmatch(self.text):
            return int(self.text[2:], 16)
        return None


class Sequence(NamedTuple):
    """A list."""

    line: int
    column: int
    items: tuple[Node, ...]


class Entry(NamedTuple):
    """A key of a map and what stands under it."""

    key: Scalar
    value: Node


class Mapping(NamedTuple):
    """A map; its keys are texts and all different."""

    line: int
    column: int
    entries: tuple[Entry, ...]

    def find(self, key: str) -> Node | None:
        """Return what stands under a key, or ``None``."""
        return next((entry.value for entry in self.entries if entry.key.text == key), None)

    def key(self, key: str) -> Scalar | None:
        """Return the key itself, which knows its place, or ``None``."""
        return next((entry.key for entry in self.entries if entry.key.text == key), None)

    def replaced(self, key: Scalar, value: Node) -> Mapping:
        """Return this map with another value under a key, which is added if it is not there."""
        entries = list(self.entries)
        for position, entry in enumerate(entries):
            if entry.key.text == key.text:
                entries[position] = Entry(entry.key, value)
                return self._replace(entries=tuple(entries))
        return self._replace(entries=(*entries, Entry(key, value)))


Node: TypeAlias = Scalar | Sequence | Mapping

_FLAGS = dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(
    ("false", "False", "FALSE"), False
)
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")


def shown(node: Node, limit: int = 60) -> str:
    """Describe a node for an error message, cut to ``limit`` characters.

    >>> shown(Scalar(1, 1, "8 to 2", True)), shown(Sequence(1, 1, ()))
    ("'8 to 2'", 'a list')
    """
    match node:
        case Scalar() if node.null:
            return "nothing"
        case Scalar(text=text):
            return quoted(text, limit)
        case Sequence():
            return "a list"
    return "a map"


def quoted(text: str, limit: int = 60) -> str:
    """Quote a text for an error message: one line, cut, with nothing that moves a terminal.

    >>> quoted("a" * 100, 10)
    "'aaaaaaa...'"
    """
    short = text if len(text) <= limit else text[: limit - 3] + "..."
    return "'" + "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in short) + "'"


def content_digest(root: Node) -> str:
    """Return the SHA-256 of what a document says: comments, layout and the order of keys aside."""
    digest = hashlib.sha256()

    def add(node: Node) -> None:
        match node:
            case Mapping():
                digest.update(b"{")
                for entry in sorted(node.entries, key=lambda entry: entry.key.text):
                    add(entry.key)
                    add(entry.value)
                digest.update(b"}")
            case Sequence():
                digest.update(b"[")
                for item in node.items:
                    add(item)
                digest.update(b"]")
            case Scalar():
                text = node.text.encode()
                digest.update(b"%d%s" % (len(text), b"p" if node.plain else b"q"))
                digest.update(text)

    add(root)
    return digest.hexdigest()
