"""CSV: what the `csv` module reads, with the place of every cell."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techtree.portfolio.reading.csv_rows import CsvTable, Misplaced, Unclosed, cells_of
from techtree.portfolio.reading.rows import COLUMNS, Start
from techtree.portfolio.reading.source import find

from .small import candidates, errors, message, opened

TEXT = st.text(alphabet='ab,;" \n\t=é', max_size=6)


@given(st.lists(TEXT, min_size=1, max_size=5), st.sampled_from([",", "\t"]), st.booleans())
def test_cells_are_those_of_the_csv_module(cells: list[str], delimiter: str, every: bool) -> None:
    page = io.StringIO()
    quoting = csv.QUOTE_ALL if every else csv.QUOTE_MINIMAL
    csv.writer(page, delimiter=delimiter, lineterminator="", quoting=quoting).writerow(cells)
    found = cells_of(page.getvalue(), delimiter)
    assert [cell.text for cell in found] == cells
    for cell in found:
        if cell.exact:
            assert page.getvalue()[cell.offset :].startswith(cell.text)


def _wants_more(text: str) -> bool:
    try:
        next(csv.reader([text], strict=True))
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


@given(st.text(alphabet='a,"', max_size=12))
def test_what_is_refused_is_what_the_csv_module_refuses(text: str) -> None:
    try:
        strict = next(csv.reader([text], strict=True), [""])
    except csv.Error:
        with pytest.raises((Unclosed, Misplaced)) as caught:
            cells_of(text, ",")
        # the module asks for more of a record, or finds text behind a quote
        assert isinstance(caught.value, Unclosed) == _wants_more(text)
    else:
        assert [cell.text for cell in cells_of(text, ",")] == (strict or [""])


def test_places_of_cells(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text(
        'title,id,unlocks\r\n"two ""lines""\nand é, so",a, evals ;theory\r\n', "utf-8", newline=""
    )
    table = CsvTable(find(path), ",")
    (row,) = table.rows()
    cells = dict(zip(COLUMNS, row.cells, strict=True))
    assert cells["title"] == 'two "lines"\nand é, so'
    assert (cells["id"], cells["unlocks"], cells["cost"]) == ("a", " evals ;theory", "")
    starts = dict(zip(COLUMNS, table.starts(row), strict=True))
    assert starts["title"] == Start(2, 2, False)
    assert starts["id"] == Start(3, 12, True)
    assert starts["unlocks"] == Start(3, 14, True)
    assert str(table.place(row)) == f"{path}:3:12"


def test_the_column_of_a_part_of_a_cell(tmp_path: Path) -> None:
    assert errors(tmp_path, "id,unlocks\na,evals; thery;nil\n") == [
        "2:10 dangling-name",
        "2:16 dangling-name",
    ]
    assert errors(tmp_path, 'id,unlocks\na,"evals; thery"\n') == ["2:11 dangling-name"]


@pytest.mark.parametrize(
    "content",
    [
        "id,title\na,A\nb,B\n",
        "\ufeffid,title\na,A\nb,B\n",
        "id,title\r\na,A\r\n\r\nb,B",
        '"id","title"\n"a","A"\n,\n"b","B"\n',
        "title,id\nA,a\n\n\nB,b\n",
        "id , title,\na, A ,\nb,B,\n",
    ],
)
def test_ways_to_write_the_same(content: str, tmp_path: Path) -> None:
    read = candidates(opened(tmp_path, content))
    assert [(one.id, one.title) for one in read] == [("a", "A"), ("b", "B")]


def test_tabs(tmp_path: Path) -> None:
    (read,) = candidates(opened(tmp_path, "id\ttitle\tcost\na\tA, B\t2\n", "p.tsv"))
    assert (read.title, read.cost) == ("A, B", 2.0)
    assert str(read.place) == "p.tsv:2:1"


WRONG = {
    "ragged": ("id,title\na,A\nb\nc,C,D\n", ["3:1 ragged", "4:1 ragged"]),
    "a quote never closed": ('id,title\na,A\nb,"B\nc,C\n', ["3:3 quote"]),
    "a quote closed too soon": ('id,title\nb,"B" or C\n', ["2:6 quote"]),
    "carriage returns": ("id,title\ra,A\r", ["1:9 control-character"]),
    "not UTF-8": (b"id,title\na,caf\xe9\nb,B\nc,\xff\n", ["2:6 encoding", "4:3 encoding"]),
    "NUL": (b"id,title\na,A\x00\n", ["2:4 binary"]),
    "a control character": ("id,title\na,A\x1b[2J\n", ["2:4 control-character"]),
    "no id": ("title,cost\nA,1\n", ["1:1 missing-column"]),
    "semicolons": ("id;title;cost\na;A;1\n", ["1:1 unknown-column", "1:1 missing-column"]),
    "unknown columns": ("id,tilte,Cost,\n", ["1:4 unknown-column", "1:10 unknown-column"]),
    "no name": ("id,,title\na,,A\n", ["1:4 unknown-column"]),
    "twice": ("id,title,id\na,A,b\n", ["1:10 duplicate-column"]),
    "only a header": ("id,title\n", ["None:None empty"]),
    "blank lines": ("id,title\n\n,\n", ["None:None empty"]),
}


@pytest.mark.parametrize("name", WRONG)
def test_places_of_what_is_wrong(name: str, tmp_path: Path) -> None:
    content, found = WRONG[name]
    assert errors(tmp_path, content) == found


def test_hints_for_columns(tmp_path: Path) -> None:
    said = message(tmp_path, "id,tilte,Cost,effects\na,A,1,\n")
    assert "p.csv:1:4: error: unknown column 'tilte'; did you mean 'title'?" in said
    assert "unknown column 'Cost'; did you mean 'cost'?" in said
    assert "unknown column 'effects'; what it says can be said in a portfolio in YAML" in said
    for other in ";\t":
        said = message(tmp_path, f"id{other}title\na{other}A\n")
        assert "with commas (or, in a .tsv file, tabs)" in said
