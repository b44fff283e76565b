"""Results to standard output, or to a file that is replaced whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from techtree.commands.failures import drop_output
from techtree.errors import UsageError

STDOUT = "-"


Content: TypeAlias = str | bytes | Iterable[str] | Iterable[bytes]


def deliver(content: Content, output: str | None) -> None:
    """Write a result to a file, or to standard output, in parts if it comes so.

    Raises UsageError with the reason.
    """
    if output in (None, STDOUT):
        _print(_encoded(content, sys.stdout.encoding or "utf-8"))
    else:
        assert output is not None
        try:
            _replace(Path(os.path.realpath(output)), _encoded(content, "utf-8"))
        except (OSError, ValueError) as error:
            raise _refused(output, error) from None


def check_target(output: str | None, source: str | None = None) -> None:
    """Refuse a target that cannot be written, before time is spent on what would go there.

    `source` is what is read, and must not be overwritten by what comes of it.
    """
    if output in (None, STDOUT):
        return
    assert output is not None
    try:
        target = Path(os.path.realpath(output))
        if target.is_dir():
            raise UsageError(f"cannot write {output!r}: it is a directory")
        if not target.parent.is_dir():
            raise UsageError(f"cannot write {output!r}: there is no directory '{target.parent}'")
        if source is not None and Path(source).is_file() and target.exists():
            same = target.samefile(source)
            if same:
                raise UsageError(f"cannot write {output!r}: it is the tree that is read")
        if _plain(target) and not os.access(target.parent, os.W_OK):
            raise UsageError(f"cannot write {output!r}: its directory is not writable")
    except (OSError, ValueError) as error:
        raise _refused(output, error) from None


def _refused(output: str, error: Exception) -> UsageError:
    reason = getattr(error, "strerror", None) or str(error)
    return UsageError(f"cannot write {output!r}: {reason}")


def _plain(target: Path) -> bool:
    """Tell whether a file can take the place of what is there; a device or pipe is written to."""
    return not target.exists() or stat.S_ISREG(target.stat().st_mode)


def _encoded(content: Content, encoding: str) -> Iterator[bytes]:
    for part in [content] if isinstance(content, str | bytes) else content:
        yield part.encode(encoding, "backslashreplace") if isinstance(part, str) else part


def _replace(target: Path, parts: Iterable[bytes]) -> None:
    if not _plain(target):
        with target.open("wb") as stream:
            stream.writelines(parts)
        return
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".techtree-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(parts)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _print(parts: Iterable[bytes]) -> None:
    stream = sys.stdout
    try:
        stream.flush()
        stream.buffer.writelines(parts)
        stream.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        drop_output()
        raise UsageError(f"cannot write to standard output: {error.strerror}") from None
