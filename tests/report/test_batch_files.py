"""A portfolio as JSON, CSV and Parquet: all of it, with units, and nothing active."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import duckdb

from report.portfolios import STANCES, batch, best, forty_eight, item
from techtree.errors import Place, Problem
from techtree.portfolio.results import Batch
from techtree.report.batch_json import batch_as_read, batch_json, batch_without_items
from techtree.report.batch_parquet import batch_parquet
from techtree.report.batch_rows import batch_columns, batch_rows
from techtree.report.csv_text import csv_parts, csv_text
from techtree.report.json_text import json_parts, json_text


def as_csv(found: Batch) -> list[dict[str, str]]:
    text = csv_text(batch_columns(found), batch_rows(found))
    return list(csv.DictReader(io.StringIO(text)))


def parquet(found: Batch, tmp_path: Path) -> tuple[list[dict[str, Any]], dict[str, str]]:
    path = tmp_path / "p.parquet"
    path.write_bytes(b"".join(batch_parquet(found)))
    with duckdb.connect() as connection:
        answer = connection.execute(f"SELECT * FROM '{path}'")
        names = [column[0] for column in answer.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
        said = connection.execute(
            f"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{path}')"
        )
        return rows, dict(said.fetchall())


def test_json_has_the_keys_that_are_promised() -> None:
    found = forty_eight()
    answer = json.loads(json_text(batch_json(found)))
    assert {"version", "engine", "samples", "seed", "inputs_sha256", "seconds"} <= set(answer)
    first = answer["items"][0]
    assert {"id", "rank", "outcomes", "value", "cost", "value_per_cost"} <= set(first)
    assert set(first["outcomes"]) == {"aligned", "misaligned", "undecided"}
    assert {"budget", "items", "value"} <= set(answer["best"])
    assert answer["skipped"] == [
        {
            "severity": "error",
            "code": "unknown-node",
            "message": "there is no node 'oversigth'; did you mean 'oversight'?",
            "file": "portfolio.csv",
            "line": 17,
            "column": 4,
        }
    ]
    assert json.loads(json_text(batch_without_items(found))) == {
        key: value for key, value in answer.items() if key != "items"
    }


def test_json_leaves_nothing_out() -> None:
    """Every figure of every dataclass is somewhere in the answer."""
    found = forty_eight()
    text = json_text(batch_json(found))
    numbers = set(map(float, _numbers(json.loads(text))))
    wanted = {n for n in _numbers(asdict(found)) if n != found.provenance.sourced}
    assert {n for n in wanted if round(n, 3) not in numbers and n not in numbers} == set()


def _numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [n for entry in value.values() for n in _numbers(entry)]
    if isinstance(value, list | tuple):
        return [n for entry in value for n in _numbers(entry)]
    return [float(value)] if isinstance(value, int | float) else []


def test_csv_has_units_in_its_header() -> None:
    found = forty_eight()
    columns = batch_columns(found)
    assert columns[:8] == (
        "rank",
        "rank low95",
        "rank high95",
        "id",
        "title",
        "cost [million USD]",
        "value per cost [1 / million USD]",
        "chosen",
    )
    assert "value shift" in columns
    assert "outcome aligned shift [probability]" in columns
    assert "ending time shift [years]" in columns
    assert "stance grim value se" in columns
    assert len(set(columns)) == len(columns)
    for row in batch_rows(found):
        assert set(row) <= set(columns)


def test_csv_rows() -> None:
    items = [item("a", 0.03, 0.001, 2.0, stances=STANCES[:1]), item("b", 0.01, cost=None, rank=2)]
    items[1] = replace(items[1], by_stance={STANCES[0]: items[1].value}, ending_time=None)
    found = batch(items, best(items[:1], stances=STANCES[:1]), unit=None)
    first, second = as_csv(found)
    assert (first["id"], first["rank"], first["cost"], first["chosen"]) == ("a", "1", "2.0", "True")
    assert float(first["value per cost"]) == 0.015
    assert float(first["value low95"]) == 0.03 - 1.96 * 0.001
    assert float(first["stance calm value shift"]) == 0.03 * 1.4
    assert float(first["shapley value shift"]) == 0.9 * 0.03
    assert (second["cost"], second["value per cost"], second["chosen"]) == ("", "", "False")
    assert second["shapley value shift"] == second["ending time shift [years]"] == ""


def test_no_text_is_a_formula() -> None:
    titles = ("=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1")
    found = batch([item(f"=cmd|{k}", 0.1, title=t) for k, t in enumerate(titles)], unit="=1\n")
    rows = as_csv(found)
    for row, title in zip(rows, titles, strict=True):
        assert row["title"] == f"'{title}"
        assert row["id"].startswith("'=")
        # a figure is a figure, whatever its sign
        assert not any(cell.startswith("'") for name, cell in row.items() if "value" in name)
    assert "cost [=1\\n]" in rows[0]


def test_parquet_has_types_units_and_provenance(tmp_path: Path) -> None:
    found = forty_eight()
    rows, said = parquet(found, tmp_path)
    assert len(rows) == 48
    for row, wanted in zip(rows, batch_rows(found), strict=True):
        assert row == {column: wanted.get(column) for column in batch_columns(found)}
    assert type(rows[0]["rank"]) is int and type(rows[0]["chosen"]) is bool
    assert json.loads(said["units"])["cost"] == "million USD"
    assert json.loads(said["techtree"])["seed"] == 0
    assert said["command"] == found.command
    assert json.loads(said["answer"]) == batch_without_items(found) | {
        key: json.loads(json_text({key: value}))[key]
        for key, value in batch_without_items(found).items()
    }


def test_parquet_keeps_hostile_text_as_it_is(tmp_path: Path) -> None:
    text = "'); DROP TABLE portfolio; -- \" \u202e \x00 \ud800 é"
    problem = Problem("error", "x", text, Place(text, 1, 1))
    hostile = item(text, 0.1, title=text)
    found = replace(batch([hostile], unit=text, skipped=[problem]), command=text)
    rows, said = parquet(found, tmp_path)
    shown = text.replace("\x00", "\\x00").replace("\ud800", "\\ud800")
    assert rows[0]["id"] == rows[0]["title"] == shown
    assert said["command"] == shown
    assert json.loads(said["answer"])["skipped"][0]["message"] == text


def test_no_items_and_same_bytes(tmp_path: Path) -> None:
    rows, _ = parquet(batch([]), tmp_path)
    assert rows == as_csv(batch([])) == []
    assert b"".join(batch_parquet(forty_eight())) == b"".join(batch_parquet(forty_eight()))


def test_in_parts_it_is_the_same_text() -> None:
    """JSON and CSV, of some items and of none, and no part of it holds many rows."""
    for found in (forty_eight(), replace(forty_eight(), items=())):
        parts = list(json_parts(batch_as_read(found)))
        assert "".join(parts) == json_text(batch_json(found))
        assert sum(part.count('"rank95"') > 1 for part in parts) == 0
        columns = batch_columns(found)
        assert "".join(csv_parts(columns, batch_rows(found))) == csv_text(
            columns, batch_rows(found)
        )
    rows = ({"a": "x" * 1000} for _ in range(500))
    parts = list(csv_parts(["a"], rows))
    assert len(parts) == 8 and max(map(len, parts)) < 70_000
    assert "".join(parts) == "a\n" + ("x" * 1000 + "\n") * 500
