"""`techtree new` and `techtree schema`."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Run


def test_new_writes_a_tree_that_is_right(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    result = run("new", path)
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"wrote {path}" in result.stderr
    assert run("check", path, "--no-claims").exit_code == 0
    path.write_text("mine")
    again = run("new", path)
    assert again.exit_code == 2
    assert "--force" in again.stderr
    assert path.read_text() == "mine"
    assert run("new", path, "--force").exit_code == 0
    assert "techtree: 1" in path.read_text()


def test_schema(run: Run, tmp_path: Path) -> None:
    printed = run("schema")
    assert json.loads(printed.stdout)["$schema"].startswith("https://json-schema.org/")
    path = tmp_path / "schema.json"
    assert run("schema", "-o", path).exit_code == 0
    assert path.read_text() == printed.stdout


def test_schema_of_portfolios(run: Run) -> None:
    schema = json.loads(run("schema", "--portfolio").stdout)
    assert schema["title"] == "techtree portfolio"
    assert schema["required"] == ["items"]
