"""The file that a portfolio is read from: found, opened as often as needed, and always the same."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, TypeAlias

from techtree.errors import InputError, Place, Problem
from techtree.limits import MAX_CELL

Kind: TypeAlias = Literal["yaml", "csv", "tsv", "jsonl", "parquet"]

_KINDS: dict[str, Kind] = {
    ".yaml": "yaml",
    ".yml": "yaml",
    ".json": "yaml",  # which YAML reads
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
}
PARQUET_MAGIC = b"PAR1"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_NOT_TEXT = {
    b"\x1f\x8b": "is compressed with gzip; unpack it first",
    b"PK\x03\x04": "is a zip archive or a workbook; save the sheet as CSV",
    b"\xff\xfe": "is not UTF-8 but UTF-16; save it as UTF-8",
    b"\xfe\xff": "is not UTF-8 but UTF-16; save it as UTF-8",
    b"\x28\xb5\x2f\xfd": "is compressed with zstd; unpack it first",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A regular file, as it was when it was found."""

    path: Path
    name: str  # what messages call it
    stamp: tuple[int, int, int, int]

    def open(self) -> BinaryIO:
        """Open the file. Raises InputError if it is gone or has changed since it was found."""
        try:
            stream = self.path.open("rb")
        except OSError as error:
            raise refused(self.name, "unreadable", _reason(error)) from None
        if _stamp(os.fstat(stream.fileno())) != self.stamp:
            stream.close()
            message = "the file was changed while it was read; run this again"
            raise refused(self.name, "changed", message)
        return stream

    def head(self, size: int = MAX_CELL) -> bytes:
        """Return how the file begins. Raises InputError."""
        with self.open() as stream:
            return stream.read(size)

    @property
    def size(self) -> int:
        """Return the number of bytes."""
        return self.stamp[1]


def find(path: str | os.PathLike[str], name: str | None = None) -> Source:
    """Find the file. Raises InputError with the reason why it cannot be read."""
    called = name or os.fspath(path)
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            message = "this is a directory; give the file inside it"
            raise refused(called, "directory", message)
        if not stat.S_ISREG(status.st_mode):
            raise refused(called, "not-a-file", "this is not a regular file")
        with open(path, "rb"):
            pass
    except (OSError, ValueError) as error:
        raise refused(called, "unreadable", _reason(error)) from None
    return Source(Path(path), called, _stamp(status))


def kind_of(source: Source) -> Kind:
    """Tell what kind of file this is: by its suffix, else by how it begins. Raises InputError."""
    head = source.head()
    if not head:
        raise refused(source.name, "empty", "the file is empty")
    if head.startswith(PARQUET_MAGIC):
        return "parquet"
    for magic, sentence in _NOT_TEXT.items():
        if head.startswith(magic):
            raise refused(source.name, "binary", f"the file {sentence}")
    kind = _KINDS.get(source.path.suffix.lower())
    if kind == "parquet":
        raise refused(source.name, "parquet", "this is no Parquet file: it does not begin as one")
    return kind or _by_content(head)


def _by_content(head: bytes) -> Kind:
    lines = head.removeprefix(_BYTE_ORDER_MARK).decode("utf-8", "replace").splitlines()
    first = next((line for line in lines if line.strip()), "")
    if first.startswith("{") and first.rstrip().endswith("}") and '"items"' not in first:
        return "jsonl"
    kinds: tuple[tuple[Kind, str], ...] = (("tsv", "\t"), ("csv", ","))
    for kind, delimiter in kinds:
        names = [name.strip().strip('"') for name in first.split(delimiter)]
        if "id" in names:
            return kind
    return "yaml"


def refused(name: str, code: str, message: str, place: Place | None = None) -> InputError:
    """Return the error that says why a file cannot be read."""
    return InputError([Problem("error", code, message, place or Place(name))])


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    return f"this cannot be read: {getattr(error, 'strerror', None) or error}"


def _stamp(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_dev
