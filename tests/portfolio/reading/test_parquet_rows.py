"""Parquet: typed columns are read as the texts that stand for them."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from techtree.errors import InputError
from techtree.portfolio.candidates import Candidate

from .small import candidates, errors, message, opened


def parquet(folder: Path, select: str, name: str = "made.parquet") -> bytes:
    """Return a Parquet file with the rows of a query."""
    path = folder / name
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    return path.read_bytes()


def read(folder: Path, select: str) -> list[Candidate]:
    return candidates(opened(folder, parquet(folder, select), "p.parquet"))


def test_types(tmp_path: Path) -> None:
    (one,) = read(
        tmp_path,
        "SELECT 'A' AS title, 'a' AS id, 1.25::DOUBLE AS cost, DATE '2027-01-01' AS at, "
        "['evals', 'theory'] AS staff, [2, 3] AS add, true AS must, 0.5::FLOAT AS chance, "
        "NULL AS note",
    )
    assert (one.id, one.title, one.cost, one.must, one.note) == ("a", "A", 1.25, True, None)
    assert [effect.by.value for effect in one.item.effects] == [2.0, 3.0]  # type: ignore
    assert (one.item.at.value, one.item.chance.value) == (1.0, 0.5)  # type: ignore[union-attr]
    assert str(one.place) == "p.parquet:1:2"  # the first row, the second column


def test_rows_in_order(tmp_path: Path) -> None:
    found = read(tmp_path, "SELECT 'i' || range AS id, range AS cost FROM range(5000)")
    assert [(one.id, one.cost) for one in found] == [(f"i{n}", float(n)) for n in range(5000)]
    assert found[4999].place.line == 5000


@pytest.mark.parametrize("name", ["a*.parquet", "[a].parquet", "a?.parquet", "a'.parquet"])
def test_a_name_is_no_pattern(name: str, tmp_path: Path) -> None:
    content = parquet(tmp_path, "SELECT 'right' AS id")
    for other in ("ab.parquet", "a.parquet"):
        (tmp_path / other).write_bytes(parquet(tmp_path, "SELECT 'wrong' AS id"))
    (one,) = candidates(opened(tmp_path, content, name))
    assert one.id == "right"


WRONG = {
    "numbers as ids": ("SELECT 5 AS id", ["1:1 bad-id"]),
    "a map": ("SELECT 'a' AS id, {'x': 1} AS cost", ["1:2 shape"]),
    "bytes": ("SELECT 'a' AS id, 'x'::BLOB AS title", ["1:2 shape"]),
    "NaN": ("SELECT 'a' AS id, 'nan'::DOUBLE AS cost", ["1:2 number"]),
    "below 0": (
        "SELECT 'a' AS id, -1 AS cost UNION ALL SELECT 'b', -2",
        ["1:2 number", "2:2 number"],
    ),
    "no id": ("SELECT 'a' AS title", ["None:None missing-column"]),
    "unknown": ("SELECT 'a' AS id, 1 AS costs", ["1:2 unknown-column"]),
    "long": ("SELECT 'a' AS id, repeat('x', 30000) AS title", ["1:2 too-long"]),
    "no rows": ("SELECT 'a' AS id WHERE false", ["None:None empty"]),
    "unknown node": ("SELECT 'a' AS id, ['evals', 'nil'] AS unlocks", ["1:2 dangling-name"]),
}


@pytest.mark.parametrize("name", WRONG)
def test_places_of_what_is_wrong(name: str, tmp_path: Path) -> None:
    select, found = WRONG[name]
    assert errors(tmp_path, parquet(tmp_path, select), "p.parquet") == found


def test_a_file_cut_short(tmp_path: Path) -> None:
    content = parquet(tmp_path, "SELECT 'i' || range AS id FROM range(1000)")
    for length in (4, 7, 12, len(content) // 2, len(content) - 1):
        said = message(tmp_path, content[:length], "p.parquet")
        assert said == "p.parquet: error: the Parquet file is cut short: it does not end as one"
    damaged = content[: len(content) // 3] + content[len(content) // 2 :]
    assert "this Parquet file cannot be read" in message(tmp_path, damaged, "p.parquet")
    assert "it does not begin as one" in message(tmp_path, b"id\na\n", "p.parquet")


@pytest.mark.parametrize("seed", range(40))
def test_damaged_bytes_are_refused_in_a_sentence(seed: int, tmp_path: Path) -> None:
    content = bytearray(parquet(tmp_path, "SELECT 'i' || range AS id FROM range(50)"))
    for step in range(5):
        content[4 + (seed * 7919 + step * 104729) % (len(content) - 12)] ^= 1 + seed
    try:
        opened(tmp_path, bytes(content), "p.parquet")
    except InputError as error:
        assert error.problems and "Traceback" not in str(error)


def test_more_columns_than_are_read(tmp_path: Path) -> None:
    content = parquet(tmp_path, "SELECT 'a' AS id")
    length = (3_000_000).to_bytes(4, "little")
    padded = content[:-8] + bytes(3_000_000) + length + b"PAR1"
    assert "describes more columns or parts than are read" in message(tmp_path, padded, "p.parquet")
