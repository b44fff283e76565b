"""Text in a tree shows as written and moves no terminal and no spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from .conftest import TREE, Run

TITLES = (
    "[bold red]markup[/] and [/nothing]",
    "escape \x1b[31m and \x07 bell",
    "turned \u202e around \u2066",
    "</script><b>bold</b> & \"quotes\" 'too' \\n",
    ":smile: \u00e9\u00df \u6f22\u5b57",
)


@pytest.fixture(params=TITLES, ids=range(len(TITLES)))
def hostile(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """Return a tree with such a title on tree, item and channel."""
    title: str = request.param
    written = json.dumps(title)
    text = TREE.replace("title: Two labs and a pause", f"title: {written}")
    text = text.replace("title: Publish it", f"title: {written}")
    text = text.replace('"leakage: published"', written)
    path = tmp_path / "hostile.yaml"
    path.write_text(text, encoding="utf-8")
    return path, title


def test_titles_in_tables(run: Run, hostile: tuple[Path, str]) -> None:
    path, title = hostile
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in title)
    for command in (("show", path), ("score", path, "publish")):
        result = run(*command, "--samples", "100", env={"COLUMNS": "300"})
        assert result.exit_code == 0
        assert shown in result.stdout
        assert not set("\x1b\x07\u202e\u2066") & set(result.stdout)


def test_titles_in_json_come_back(run: Run, hostile: tuple[Path, str]) -> None:
    path, title = hostile
    result = run("score", path, "publish", "--samples", "100", "--format", "json")
    assert result.stdout.isascii()
    found = json.loads(result.stdout)
    assert found["title"] == title
    assert title in {channel["channel"] for channel in found["channels"]}


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@sum", "\tx"])
def test_channels_in_csv_are_no_formulas(run: Run, tmp_path: Path, start: str) -> None:
    path = tmp_path / "formula.yaml"
    path.write_text(TREE.replace('"leakage: published"', json.dumps(start)), encoding="utf-8")
    result = run("score", path, "publish", "--samples", "100", "--format", "csv")
    assert result.exit_code == 0, result.output
    rows = csv.DictReader(io.StringIO(result.stdout))
    assert f"'{start}" in {row["name"] for row in rows if row["kind"] == "channel"}
