"""A portfolio, evaluated, as Parquet: typed columns, with their units and what made them in the
metadata of the file.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from techtree.portfolio.results import Batch
from techtree.report.batch_json import batch_without_items
from techtree.report.batch_rows import batch_columns, batch_rows
from techtree.report.json_text import json_text
from techtree.report.shared import shared

_PART = 5_000  # rows that are held at a time
_BYTES = 2**20  # of the file that are held at a time
_LITTLE: dict[str, Any] = {"threads": 1, "memory_limit": "50MB"}
_WHOLE = {"rank", "rank low95", "rank high95", "samples of the item", "samples", "seed", "numbers",
          "without_source"}  # fmt: skip
_TEXT = {"id", "title", "version", "engine", "inputs_sha256", "given"}
_UNITS = {
    "value": "expected value of the outcomes, as the tree values them",
    "outcome": "probability, as a share of 1",
    "ending time": "years",
    "se": "standard error of the shift, from sampling alone",
    "low95, high95": "95% interval of the shift, from sampling alone",
}


def batch_parquet(batch: Batch) -> Iterator[bytes]:
    """Yield the rows of `batch` as a Parquet file, in parts."""
    import duckdb

    columns = batch_columns(batch)
    types = ", ".join(f"{_quoted(column)} {_type(column)}" for column in columns)
    with tempfile.TemporaryDirectory(prefix="techtree-") as folder:
        path = Path(folder) / "portfolio.parquet"
        # on disk, so that a table of any length takes little memory
        with duckdb.connect(str(Path(folder) / "rows.db"), config=_LITTLE) as connection:
            connection.execute(f"CREATE TABLE portfolio ({types})")
            part: list[Mapping[str, Any]] = []
            for row in batch_rows(batch):
                part.append(row)
                if len(part) == _PART:
                    _insert(connection, columns, part)
                    part = []
            _insert(connection, columns, part)
            said = ", ".join(f"{key}: {_text(value)}" for key, value in _metadata(batch).items())
            connection.execute(
                f"COPY portfolio TO {_text(str(path))} "
                f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20_000, KV_METADATA {{{said}}})"
            )
        with path.open("rb") as stream:
            while part_of_file := stream.read(_BYTES):
                yield part_of_file


def _insert(connection: Any, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    part = {column: _array(column, [row.get(column) for row in rows]) for column in columns}
    connection.register("part", part)
    connection.execute("INSERT INTO portfolio SELECT * FROM part")
    connection.unregister("part")


def _type(column: str) -> str:
    if column in _WHOLE:
        return "BIGINT"
    if column in _TEXT:
        return "VARCHAR"
    return "BOOLEAN" if column == "chosen" else "DOUBLE"


def _array(column: str, cells: list[Any]) -> np.ndarray:
    missing = [cell is None for cell in cells]
    kind = _type(column)
    if kind == "VARCHAR":
        found = np.empty(len(cells), dtype=object)
        found[:] = [None if cell is None else _storable(cell) for cell in cells]
        return found
    dtype = {"BIGINT": np.int64, "BOOLEAN": np.bool_, "DOUBLE": np.float64}[kind]
    filled: np.ndarray = np.array([0 if cell is None else cell for cell in cells], dtype=dtype)
    return np.ma.masked_array(filled, mask=missing)


def _metadata(batch: Batch) -> dict[str, str]:
    """Return what the file says of itself: its units, and all of the answer but its items."""
    units = {"cost": batch.cost_unit or "as in the portfolio", **_UNITS}
    return {
        "techtree": json_text(shared(batch.provenance)),
        "units": json_text(units),
        "answer": json_text(batch_without_items(batch)),
        "command": batch.command,
    }


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + _storable(value).replace("'", "''") + "'"


def _storable(text: str) -> str:
    """Return text that UTF-8 can hold, without zero bytes."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")
