"""The lines of a text file, one at a time, whatever is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from techtree.errors import Place, Problem
from techtree.limits import MAX_ROW_BYTES

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UNPRINTABLE = re.compile("[^\t\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Line(NamedTuple):
    """A line without its end; ``cut`` if it is longer than is read."""

    number: int
    text: str
    cut: bool = False
    problem: Problem | None = None


def lines_of(stream: BinaryIO, name: str) -> Iterator[Line]:
    """Yield the lines, which end with LF or CRLF."""
    number = 0
    while content := stream.readline(MAX_ROW_BYTES):
        number += 1
        cut = len(content) == MAX_ROW_BYTES and not content.endswith(b"\n")
        if cut:
            _skip_line(stream)
        if number == 1:
            content = content.removeprefix(_BYTE_ORDER_MARK)
        try:
            text = content.decode("utf-8", "ignore" if cut else "strict")
        except UnicodeDecodeError as error:
            column = len(content[: error.start].decode("utf-8", "replace")) + 1
            found = f"this is not UTF-8 text: byte 0x{content[error.start]:02x}; save it as UTF-8"
            problem = Problem("error", "encoding", found, Place(name, number, column))
            yield Line(number, "", cut, problem)
            continue
        text = text.removesuffix("\n").removesuffix("\r")
        if text.isprintable():
            yield Line(number, text, cut)
        else:
            yield Line(number, text, cut, _odd(text, name, number))


def _odd(text: str, name: str, number: int) -> Problem | None:
    odd = _UNPRINTABLE.search(text)
    if odd is None:
        return None
    place = Place(name, number, odd.start() + 1)
    if odd[0] == "\0":
        return Problem("error", "binary", "the file is binary, not text", place)
    message = f"the control character U+{ord(odd[0]):04X} cannot stand in a table"
    if odd[0] == "\r":
        message += "; lines end with LF or CRLF"
    return Problem("error", "control-character", message, place)


def _skip_line(stream: BinaryIO) -> None:
    while content := stream.readline(MAX_ROW_BYTES):
        if content.endswith(b"\n"):
            return
