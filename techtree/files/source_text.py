"""Read the text of a file, or say in one sentence why it cannot be read as text."""

from __future__ import annotations

import re
from pathlib import Path

from techtree.errors import InputError, Place, Problem
from techtree.limits import MAX_FILE_BYTES

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_bytes(path: Path, name: str) -> bytes:
    """Read a regular file of bounded size. Raises InputError."""
    try:
        if path.is_dir():
            raise _refused(name, "directory", "this is a directory; give the file inside it")
        if path.exists() and not path.is_file():
            raise _refused(name, "not-a-file", "this is not a regular file")
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise _refused(name, "missing", "there is no such file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refused(name, "unreadable", f"this cannot be read: {reason}") from None
    return content


def decode(content: bytes, name: str, escape: str = "inside double quotes ") -> str:
    """Decode UTF-8, with or without a byte order mark. Raises InputError with the place.

    ``escape`` says where a control character can be written by its number, if anywhere.
    """
    if len(content) > MAX_FILE_BYTES:
        message = f"the file is larger than {MAX_FILE_BYTES // 1_000_000} MB, the most that is read"
        raise _refused(name, "too-large", message)
    if content.startswith(_UTF16):
        raise _refused(name, "encoding", "the file is not UTF-8 but UTF-16; save it as UTF-8")
    zero = content.find(b"\0")
    if zero >= 0:
        raise _refused(name, "binary", "the file is binary, not text", _place(name, content, zero))
    body = content.removeprefix(_BYTE_ORDER_MARK)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        found = f"the file is not UTF-8 text: byte 0x{body[error.start]:02x}; save it as UTF-8"
        raise _refused(name, "encoding", found, _place(name, body, error.start)) from None
    odd = _UNPRINTABLE.search(text)
    if odd:
        before = text[: odd.start()]
        place = Place(name, before.count("\n") + 1, odd.start() - before.rfind("\n"))
        message = f"the control character U+{ord(odd[0]):04X} cannot stand in a text file"
        if escape:
            message += f'; {escape}it can be written "\\u{ord(odd[0]):04x}"'
        raise _refused(name, "control-character", message, place)
    return text


def _place(name: str, content: bytes, offset: int) -> Place:
    before = content[:offset]
    return Place(name, before.count(b"\n") + 1, offset - before.rfind(b"\n"))


def _refused(name: str, code: str, message: str, place: Place | None = None) -> InputError:
    return InputError([Problem("error", code, message, place or Place(name))])
