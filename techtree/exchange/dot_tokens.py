"""The words of DOT text, each with its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from techtree.errors import Place
from techtree.exchange.graph import refused

Kind: TypeAlias = Literal["name", "quoted", "html", "sign", "end"]

_SPACE = re.compile(r"(?:\s++|//[^\n]*+|^#[^\n]*+|/\*.*?\*/)++", re.DOTALL | re.MULTILINE)
_NAME = re.compile(
    r"[A-Za-z_\u0080-\U0010ffff][A-Za-z0-9_\u0080-\U0010ffff]*|-?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)"
)
_QUOTED = re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_SIGN = re.compile(r"->|--|[{}\[\];,=:+]")
_BRACKET = re.compile("[<>]")
_ESCAPED = re.compile(r'\\(?:"|\r?\n)')


class Token(NamedTuple):
    """A word: for a text, without its quotes or brackets."""

    kind: Kind
    text: str
    place: Place

    def is_word(self, *words: str) -> bool:
        """Tell whether this is one of the words of DOT, in whatever case."""
        return self.kind == "name" and self.text.lower() in words

    def is_sign(self, *signs: str) -> bool:
        """Tell whether this is one of these signs."""
        return self.kind == "sign" and self.text in signs


def tokens(text: str, file: str) -> Iterator[Token]:
    """Yield the words of DOT text and an `end`. Raises InputError with the place."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def place(at: int) -> Place:
        line = bisect_right(starts, at)
        return Place(file, line, at - starts[line - 1] + 1)

    at = 0
    while True:
        space = _SPACE.match(text, at)
        at = space.end() if space else at
        if at == len(text):
            yield Token("end", "", place(at))
            return
        here = place(at)
        if text[at] == '"':
            found = _QUOTED.match(text, at)
            if found is None:
                raise refused("dot", "this quote is not closed", here)
            yield Token("quoted", _ESCAPED.sub(_unescaped, found[1]), here)
            at = found.end()
        elif text[at] == "<":
            end = _html_end(text, at)
            if end is None:
                raise refused("dot", "this label in HTML is not closed", here)
            yield Token("html", text[at + 1 : end - 1], here)
            at = end
        elif found := _SIGN.match(text, at):
            yield Token("sign", found[0], here)
            at = found.end()
        elif found := _NAME.match(text, at):
            yield Token("name", found[0], here)
            at = found.end()
        elif text.startswith("/*", at):
            raise refused("dot", "this comment is not closed", here)
        else:
            raise refused("dot", f"nothing can start with {text[at]!r} here", here)


def _unescaped(found: re.Match[str]) -> str:
    return '"' if found[0].endswith('"') else ""


def _html_end(text: str, at: int) -> int | None:
    depth = 0
    for found in _BRACKET.finditer(text, at):
        depth += 1 if found[0] == "<" else -1
        if depth == 0:
            return found.end()
    return None
