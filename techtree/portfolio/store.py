"""Finished blocks on disk, so that a run that was cut off can go on.

One SQLite file: each block is written in a transaction of its own, with the digest of its bytes,
which is checked when it is read. Memory does not grow with what is in it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from techtree.errors import UsageError
from techtree.portfolio.sums import Sums

_FORMAT = 2
_INSERT = "INSERT OR REPLACE INTO blocks VALUES (?, ?, ?)"
_ARRAYS = ("base", "typical", "moments", "times", "groups")


class Store:
    """The blocks of one run; `inputs` is what they were made from, in words and digests.

    The file is there from the first finished block on.
    """

    def __init__(self, path: Path, inputs: dict[str, Any], *, resume: bool) -> None:
        self.path = path
        self._used: set[str] = set()
        self._database: sqlite3.Connection | None = None
        opening = {"format": _FORMAT, **inputs}
        self._says = {name: json.dumps(value) for name, value in opening.items()}
        if not path.exists():
            return
        if not _is_store(path):
            raise UsageError(f"'{path}' is no store of finished blocks; name another file")
        if not resume:
            raise UsageError(
                f"there is a store of an earlier run at '{path}': --resume goes on with it; delete "
                "it to begin again"
            )
        try:
            self._database = _connected(path)
            damage = self._database.execute("PRAGMA quick_check(1)").fetchone()[0]
            if damage != "ok":
                raise sqlite3.DatabaseError("it is damaged")
            self._compare(self._database, self._says)
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise self._unusable(error) from None
        except UsageError:
            self.close()
            raise

    def _compare(self, database: sqlite3.Connection, mine: dict[str, str]) -> None:
        theirs = dict(database.execute("SELECT name, says FROM inputs").fetchall())
        for name in [*mine, *theirs]:
            if mine.get(name) != theirs.get(name):
                was = json.loads(theirs.get(name, '"nothing"'))
                now = json.loads(mine.get(name, '"nothing"'))
                raise UsageError(
                    f"the store '{self.path}' belongs to other inputs: its {name} is {was}, not "
                    f"{now}; delete it to begin again"
                )

    def _unusable(self, error: Exception) -> UsageError:
        reason = str(error).strip().splitlines()[0]
        damaged = not isinstance(error, (sqlite3.OperationalError, OSError))
        hint = "; delete it to begin again" if damaged else ""
        return UsageError(f"the store '{self.path}' cannot be used: {reason.rstrip('.')}{hint}")

    def get(self, name: str) -> dict[str | None, Sums] | None:
        """Return a finished block of sums, None where there is none or it is damaged."""
        found = self.get_arrays(name)
        return None if found is None else _sums(found)

    def put(self, name: str, block: dict[str | None, Sums]) -> None:
        """Keep a finished block of sums."""
        self.put_arrays(name, _arrays(block))

    def get_arrays(self, name: str) -> dict[str, np.ndarray] | None:
        """Return a finished block, None where there is none or it is damaged."""
        if self._database is None:
            return None
        asked = "SELECT sha256, data FROM blocks WHERE name = ?"
        try:
            found = self._database.execute(asked, [name]).fetchone()
        except sqlite3.Error as error:
            raise self._unusable(error) from None
        if found is None or not isinstance(found[1], bytes):
            return None
        if hashlib.sha256(found[1]).hexdigest() != found[0]:
            return None
        self._used.add(name)
        with np.load(io.BytesIO(found[1]), allow_pickle=False) as arrays:
            return {key: arrays[key] for key in arrays.files}

    def has(self, name: str) -> bool:
        """Tell whether a block was read from the store."""
        return name in self._used

    def put_arrays(self, name: str, arrays: dict[str, np.ndarray]) -> None:
        """Keep a finished block."""
        stream = io.BytesIO()
        np.savez(stream, **arrays)  # type: ignore[arg-type]
        data = stream.getvalue()
        row = [name, hashlib.sha256(data).hexdigest(), data]
        try:
            if self._database is None:
                _create(self.path, self._says, row)
                self._database = _connected(self.path)
            else:
                self._database.execute(_INSERT, row)
        except (sqlite3.Error, OSError) as error:
            raise self._unusable(error) from None

    def close(self) -> None:
        """Close the file."""
        if self._database is not None:
            self._database.close()


def discard(path: Path) -> None:
    """Delete a store, once the answer is written."""
    path.unlink(missing_ok=True)
    path.with_name(path.name + "-journal").unlink(missing_ok=True)


def _is_store(path: Path) -> bool:
    """Tell whether this is a file of SQLite's."""
    try:
        with path.open("rb") as stream:
            return stream.read(16) == b"SQLite format 3\0"
    except OSError:
        return False


def _create(path: Path, says: dict[str, str], row: list[Any]) -> None:
    """Write a store of one block whole: what is at `path` is never half a file."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".techtree-") as folder:
        new = Path(folder) / path.name
        with closing(_connected(new)) as database:
            database.execute("CREATE TABLE inputs (name TEXT, says TEXT)")
            database.executemany("INSERT INTO inputs VALUES (?, ?)", list(says.items()))
            database.execute("CREATE TABLE blocks (name TEXT PRIMARY KEY, sha256 TEXT, data BLOB)")
            database.execute(_INSERT, row)
        os.replace(new, path)


def _connected(path: Path) -> sqlite3.Connection:
    """Open a store for this process alone. Raises `sqlite3.Error`, if another has it too."""
    database = sqlite3.connect(path, timeout=1.0, isolation_level=None)
    try:
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("BEGIN IMMEDIATE")
        database.execute("COMMIT")
    except sqlite3.Error as error:
        database.close()
        if getattr(error, "sqlite_errorname", "") == "SQLITE_BUSY":
            raise sqlite3.OperationalError("another run has it open") from None
        raise
    return database


def _arrays(block: dict[str | None, Sums]) -> dict[str, np.ndarray]:
    arrays = {}
    for number, (name, sums) in enumerate(block.items()):
        head = {"name": name, "count": sums.count, "states": sums.states}
        arrays[f"{number}.head"] = np.array(json.dumps(head))
        arrays |= {f"{number}.{key}": getattr(sums, key) for key in _ARRAYS}
    return arrays


def _sums(arrays: dict[str, np.ndarray]) -> dict[str | None, Sums]:
    found: dict[str | None, Sums] = {}
    for number in range(len(arrays) // (len(_ARRAYS) + 1)):
        head = json.loads(str(arrays[f"{number}.head"]))
        of = {key: arrays[f"{number}.{key}"] for key in _ARRAYS}
        found[head["name"]] = Sums(head["count"], **of, states=head["states"])
    return found
