"""Rows that are read once and renamed are what they are when each is read in full."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techtree.portfolio.candidates import Candidate
from techtree.portfolio.reading import templates
from techtree.portfolio.reading.renaming import key_of
from techtree.portfolio.reading.rows import COLUMNS, Row

from .small import candidates, keys, opened

STANCES = ("hopeful", "no_people", "few")
NUMBERS = st.sampled_from(["5", "2.5", "0", "1", "1.0", "0.50", "1 to 3", "$size", "1e1", "07"])
ROWS = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["", "A", " A", '"=b"']),
        "cost": st.sampled_from(["", "1", "2.50", "1e1", "1 to 2", "$size", " 3"]),
        "unlocks": st.sampled_from(["", "theory", "evals;theory"]),
        "staff": st.sampled_from(["evals", "evals;theory"]),
        "add": st.lists(NUMBERS, min_size=1, max_size=2).map(";".join),
        "speed": st.sampled_from(["theory"]),
        "by": NUMBERS,
        "chance": st.sampled_from(["", "0.5", "likely", "$share"]),
        "channel": st.sampled_from(["", "people"]),
        "must": st.sampled_from(["", "yes", "False", "0"]),
        "requires": st.sampled_from(["", "i0", "i0;", " i0 ;i1"]),
        "group": st.sampled_from(["", "g"]),
    }
)


def table(rows: list[dict[str, str]]) -> str:
    header = ["id", *rows[0]]
    lines = [",".join(header)]
    for number, row in enumerate(rows):
        said = dict(row)
        if number < 2:
            said["requires"] = ""
        if said["add"].count(";") != said["staff"].count(";") and ";" in said["add"]:
            said["add"] = said["add"].split(";")[0]
        lines.append(",".join([f"i{number}", *(said[name] for name in header[1:])]))
    return "\n".join(lines)


def everything(found: list[Candidate]) -> list[object]:
    return [
        (repr(one), one.note, [list(keys(one.views[view])) for view in (None, *STANCES)])
        for one in found
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(ROWS, min_size=2, max_size=12))
def test_renamed_rows_are_rows_read_in_full(rows: list[dict[str, str]]) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        text = table(rows)
        quick = opened(Path(folder), text, stances=STANCES)
        renamed = everything(candidates(quick))
        patch.setattr(templates.RowReader, "_keep", lambda *_: None)
        slow = opened(Path(folder), text, stances=STANCES)
        assert everything(candidates(slow)) == renamed
        assert (slow.numbers, slow.warnings) == (quick.numbers, quick.warnings)


def test_rows_that_change_the_same_are_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    in_full = templates.RowReader._in_full

    def counted(self: templates.RowReader, row: Row) -> Candidate | None:
        read.append(row.cells[0])
        return in_full(self, row)

    monkeypatch.setattr(templates.RowReader, "_in_full", counted)
    lines = ["id,title,cost,staff,add"] + [f"i{n},T{n},{n / 8},evals,{n + 2}.5" for n in range(500)]
    portfolio = opened(tmp_path, "\n".join(lines))
    assert read == ["i0"]
    found = candidates(portfolio)
    assert read == ["i0", "i0"]
    assert [one.item.effects[0].by.value for one in found] == [n + 2.5 for n in range(500)]  # type: ignore[union-attr]
    assert [one.cost for one in found] == [n / 8 for n in range(500)]


def test_more_kinds_of_rows_than_are_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "_KEPT", 3)
    lines = ["id,chance,unlocks"] + [f"i{n},0.{n % 8 + 1},evals" for n in range(40)]
    found = candidates(opened(tmp_path, "\n".join(lines)))
    chances = [one.item.chance.value for one in found]  # type: ignore[union-attr]
    assert chances == [float(f"0.{n % 8 + 1}") for n in range(40)]


def test_only_plain_numbers_are_taken_for_alike() -> None:
    def key(**cells: str) -> object:
        return key_of(Row(1, tuple(cells.get(name, "") for name in COLUMNS)))[0]

    assert key(add="2") == key(add="30.5") != key(add="0.5") == key(add="0.25")
    assert (
        len({key(add=add) for add in ("2", "0", "1", "1.0", "2;3", "1 to 2", "-2", "$x", "")}) == 9
    )
    assert key(by="2") != key(add="2")
