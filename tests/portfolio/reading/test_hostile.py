"""Tables made to hurt: one clear sentence with its place, quickly, with nothing echoed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from techtree.errors import InputError
from techtree.portfolio.reading import open_portfolio

from .small import PARSED, candidates, message, opened

BIG = "x" * 10_000_000
SECONDS = 8.0  # of processor time: under 1 on a quiet machine

# the file, what is in it, where the first error stands, and words of its sentence
BAD: dict[str, tuple[str, str | bytes, str, str]] = {
    "a cell": ("p.csv", f"id,title\na,A\nb,{BIG}\n", ":3:3", "longer than the 20,000 characters"),
    "a quoted cell": ("p.csv", f'id,title\nb,"{BIG}"\n', ":2:3", "longer than the 20,000"),
    "lines": ("p.csv", 'id,title\nb,"' + "x\n" * 3_000_000, ":2:3", "is its quote closed?"),
    "quotes": ("p.csv", 'id,title\nb,"' + '""\n' * 1_000_000, ":2:3", "is its quote closed?"),
    "a name": ("p.csv", f"id,{BIG}\na,1\n", ":1:4", "longer than the 20,000"),
    "an id": ("p.csv", f"id\n{BIG[:9000]}\n", ":2:1", "has 9,000 characters; at most 64"),
    "names": ("p.csv", f"id,unlocks\na,{'evals;' * 3000}\n", ":2:9", "stands here twice"),
    "columns": ("p.csv", f"id,{'x,' * 1_000_000}\na\n", ":1:1", "this line is longer"),
    "commas": ("p.csv", "id\n" + "," * 3_000_000, ":2:1", "this line is longer"),
    "a value": ("p.jsonl", f'{{"id": "a", "title": "{BIG}"}}\n', ":1:22", "longer than the 20,000"),
    "digits": ("p.jsonl", '{"id": "a", "cost": ' + "1" * 3_000_000 + "}", ":1:21", "is longer"),
    "keys": (
        "p.jsonl",
        '{"id": "a", ' + ",".join(f'"k{i}": 1' for i in range(60_000)) + "}\n",
        ":1:13",
        "unknown column 'k0'",
    ),
    "gzip": ("p.csv", b"\x1f\x8b\x08" + bytes(99), "", "compressed with gzip; unpack it first"),
    "a workbook": ("p.csv", b"PK\x03\x04" + bytes(99), "", "save the sheet as CSV"),
    "UTF-16": ("p.csv", "id\na\n".encode("utf-16"), "", "is not UTF-8 but UTF-16"),
    "empty": ("p.csv", "", "", "the file is empty"),
    "YAML": ("p.yaml", "items: " + "[" * 100_000, ":1:47", "more than 40 deep"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_it_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    file, content, place, says = BAD[name]
    began = time.process_time()
    said = message(tmp_path, content, file)
    assert time.process_time() - began < SECONDS
    first = said.splitlines()[0]
    assert first.startswith(f"{file}{place}: error: "), first[:200]
    assert says in first
    assert len(said) < 40_000


def test_errors_stop_at_a_limit(tmp_path: Path) -> None:
    lines = message(tmp_path, "id,unlocks\n" + "".join(f"i{n},nil\n" for n in range(5000)))
    assert len(lines.splitlines()) == 201
    assert lines.endswith("p.csv:201:6: error: reading stopped here: too many errors")


def test_skipped_rows_stop_at_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("techtree.portfolio.reading.table.MAX_SKIPPED", 300)
    text = "id,unlocks\nok,evals\n" + "".join(f"i{n},nil\n" for n in range(300))
    assert len(opened(tmp_path, text, skip_bad=True).skipped) == 300
    with pytest.raises(InputError, match="more than 300 things are wrong"):
        opened(tmp_path, text + "z,nil\n", skip_bad=True)


def test_a_row_with_more_errors_than_are_read_is_skipped(tmp_path: Path) -> None:
    text = f"id,unlocks\nok,evals\nbad,{'nil;' * 300}\nfine,theory\n"
    portfolio = opened(tmp_path, text, skip_bad=True)
    assert [one.id for one in candidates(portfolio)] == ["ok", "fine"]
    assert len(portfolio.skipped) == 201


def test_rows_stop_at_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("techtree.portfolio.reading.table.MAX_ROWS", 2)
    opened(tmp_path, "id\na\nb\n")
    assert "more than the 2 rows that are read" in message(tmp_path, "id\na\nb\nc\n")


def test_formulas_are_texts(tmp_path: Path) -> None:
    (one,) = candidates(opened(tmp_path, "id,title,note\na,=cmd(),@x\n"))
    assert (one.title, one.note) == ("=cmd()", "@x")


@pytest.mark.parametrize("name", ["folder", "nothing.csv", "\0"])
def test_paths_that_lead_to_no_file(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match=r"directory|no such file|null byte"):
        open_portfolio(tmp_path / name, PARSED)


def test_devices_are_not_read() -> None:
    with pytest.raises(InputError, match="not a regular file"):
        open_portfolio("/dev/zero", PARSED)


def test_a_file_that_vanishes_or_changes(tmp_path: Path) -> None:
    portfolio = opened(tmp_path, "id,unlocks\na,evals\n")
    (tmp_path / "p.csv").write_text("id,unlocks\nbb,evals\n")
    with pytest.raises(InputError, match="the file was changed while it was read"):
        candidates(portfolio)
    (tmp_path / "p.csv").unlink()
    with pytest.raises(InputError, match="there is no such file"):
        candidates(portfolio)
