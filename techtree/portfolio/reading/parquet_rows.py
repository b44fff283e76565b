"""Read Parquet a part at a time: the only module that reads with DuckDB.

Every cell comes as a text, as if it stood in a CSV. The line of a cell is the number of its row
counted from 1, its column the number of its column.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from techtree.errors import Place, Problem
from techtree.limits import MAX_CELL, MAX_PARQUET_FOOTER, MAX_ROWS
from techtree.portfolio.reading.rows import COLUMNS, SEVERAL, Row, Start, check_header
from techtree.portfolio.reading.source import PARQUET_MAGIC, Source, refused

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_PART: Final = 2_048  # rows that are fetched at once
_SETTINGS: Final[dict[str, str | bool | int | float | list[str]]] = {
    "threads": 1,
    "memory_limit": "400MB",
    "temp_directory": "",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
_FROM: Final = "FROM read_parquet(?, hive_partitioning = false)"
_TEXT_LIKE: Final = ("VARCHAR", "BOOLEAN", "DATE", "ENUM")
_NUMERIC: Final = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE")


@dataclass(slots=True)
class ParquetTable:
    """A table whose columns have types."""

    source: Source
    order: Sequence[int] = ()

    def rows(self) -> Iterator[Row]:
        """Yield the rows. Raises InputError where the file is damaged or is no such table."""
        import duckdb

        self._check_ends()
        self.source.open().close()  # it has not changed
        with duckdb.connect(":memory:", config=_SETTINGS) as connection:
            try:
                yield from self._rows(connection)
            except duckdb.Error as error:
                said = str(error).split("\n")[0].removeprefix("IO Error: ")
                message = f"this Parquet file cannot be read: {said[:200]}"
                raise refused(self.source.name, "parquet", message) from None

    def starts(self, row: Row) -> Sequence[Start]:
        """Name the cells of a row."""
        return [Start(row.line, max(at, 0) + 1) for at in self.order]

    def place(self, row: Row) -> Place:
        """Find the id of a row."""
        return Place(self.source.name, row.line, self.order[0] + 1)

    def _rows(self, connection: DuckDBPyConnection) -> Iterator[Row]:
        path = [_literal(str(self.source.path.absolute()))]
        columns = connection.execute(f"DESCRIBE SELECT * {_FROM}", path).fetchall()
        named = [
            (name, Place(self.source.name, 1, at + 1)) for at, (name, *_) in enumerate(columns)
        ]
        self.order = check_header(named, Place(self.source.name))
        types = [columns[at][1] if at >= 0 else "" for at in self.order]
        chosen = zip(COLUMNS, types, self.order, strict=True)
        select = ", ".join(self._select(name, kind, at) for name, kind, at in chosen)
        counted = connection.execute(f"SELECT count(*) {_FROM}", path).fetchone()
        if counted is not None and counted[0] > MAX_ROWS:
            message = f"{counted[0]:,} rows are more than the {MAX_ROWS:,} that are read"
            raise refused(self.source.name, "too-many", message)
        number = 0
        result = connection.execute(f"SELECT {select} {_FROM}", path)
        while part := result.fetchmany(_PART):
            for cells in part:
                number += 1
                yield self._row(number, cells)

    def _select(self, name: str, kind: str, at: int) -> str:
        """Return the SQL that makes a text of a column, cut behind the longest that is read."""
        if kind in ("", '"NULL"', "NULL"):
            return "''"
        column = f'"{name}"'  # one of COLUMNS
        bare = kind.split("(")[0].removeprefix("U")
        if kind.endswith("[]") and name in SEVERAL:
            text = f"array_to_string(CAST({column}[1:{MAX_CELL}] AS VARCHAR[]), ';')"
        elif bare in _TEXT_LIKE or bare in _NUMERIC or bare == "DECIMAL":
            text = f"CAST({column} AS VARCHAR)"
        elif bare.startswith("TIMESTAMP"):
            text = f"CAST(CAST({column} AS DATE) AS VARCHAR)"
        else:
            message = f"the column `{name}` holds {kind[:60]}; a cell is a text, number, date, or "
            message += "true or false, and a list of these where there may be several"
            raise refused(self.source.name, "shape", message, Place(self.source.name, 1, at + 1))
        return f"coalesce(substr({text}, 1, {MAX_CELL + 1}), '')"

    def _row(self, number: int, cells: tuple[str, ...]) -> Row:
        problems: tuple[Problem, ...] = ()
        if max(map(len, cells)) > MAX_CELL:
            at = next(at for at, cell in enumerate(cells) if len(cell) > MAX_CELL)
            message = f"this cell is longer than the {MAX_CELL:,} characters that are read"
            place = Place(self.source.name, number, self.order[at] + 1)
            problems = (Problem("error", "too-long", message, place),)
        return Row(number, cells, None, problems)

    def _check_ends(self) -> None:
        """Refuse a file that is cut short, or says more about itself than is read."""
        name = self.source.name
        with self.source.open() as stream:
            stream.seek(max(self.source.size - 8, 0))
            end = stream.read(8)
        if len(end) < 8 or end[4:] != PARQUET_MAGIC or self.source.size < 12:
            message = "the Parquet file is cut short: it does not end as one"
            raise refused(name, "parquet", message)
        if int.from_bytes(end[:4], "little") > MAX_PARQUET_FOOTER:
            message = "the Parquet file describes more columns or parts than are read"
            raise refused(name, "too-large", message)


def _literal(path: str) -> str:
    """Return a path in which nothing is a pattern.

    >>> _literal("/a/b[1]*.parquet")
    '/a/b[[]1][*].parquet'
    """
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in path)
