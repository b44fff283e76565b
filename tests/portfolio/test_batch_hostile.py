"""Wrong use of `techtree batch`: one sentence, exit code 2, nothing written."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from .batch_runs import PROGRAM, Data, answer, call, head, write

RACE = (
    head()
    + """\
nodes:
  a: {work: exponential(1), effects: [{speed: finish, by: 2}]}
  finish: {work: exponential(2), ending: {good: 1}}
  crash: {work: exponential(2), ending: {bad: 1}}
"""
)
ITEMS: dict[str, Data] = {
    "one": {"cost": 1, "unlocks": ["a"]},
    "other": {"cost": 2, "effects": [{"speed": "finish", "by": 1.5}]},
}


@pytest.fixture
def paths(tmp_path: Path) -> tuple[Path, Path]:
    return write(tmp_path, RACE, ITEMS)


def refused(folder: Path, *arguments: object, says: str) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    result = call(*arguments)
    assert result.exit_code == 2, result.output
    assert says in result.stderr, result.stderr
    assert result.stdout == "" and "Traceback" not in result.output
    lines = [line for line in result.stderr.strip().splitlines() if line]
    usage = [line for line in lines if line.startswith(("Usage:", "Try "))]
    assert len(lines) - len(usage) == 1
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--budget", "nan"), "a budget of nan"),
        (("--budget", "inf"), "a budget of inf"),
        (("--budget", "-1"), "--budget"),
        (("--budget", "ten"), "--budget"),
        (("--budget", "1e400"), "a budget of inf"),
        (("--workers", "0"), "--workers"),
        (("--top", "0"), "--top"),
        (("--samples", "0"), "samples"),
        (("--budget", "1", "--must", "on"), "did you mean 'one'"),
        (("--budget", "1", "--never", "nobody"), "--never: there is no item 'nobody'"),
        (("--must", "one"), "--budget"),
        (("--never", "one"), "--budget"),
        (("--budget", "1", "--must", "other"), "over the budget of 1"),
        (("--budget", "3", "--must", "one", "--never", "one"), "must never be chosen"),
        (("--robust", "mix"), "stance"),
        (("--robust", "worst"), "stance"),
        (("--robust", "regret", "--budget", "2"), "stance"),
        (("--robust", "luck"), "--robust"),
        (("--stance", "mix"), "no stance of this tree has a weight"),
        (("--stance", "grim"), "there is no stance 'grim'"),
        (("--given", "finish"), "is an ending"),
        (("--format", "parquet"), "-o FILE"),
        (("--format", "xlsx"), "--format"),
        (("--resume",), "--store"),
        (("--cluster", ""), "--cluster"),
        (("--cluster", "x:1", "--workers", "2"), "--workers"),
        (("--precision", "2"), "precision"),
    ],
)
def test_options(
    tmp_path: Path, paths: tuple[Path, Path], options: tuple[str, ...], says: str
) -> None:
    refused(tmp_path, *paths, *options, says=says)
    if "--resume" not in options and "parquet" not in options:
        refused(tmp_path, *paths, "-o", tmp_path / "answer.json", *options, says=says)


def test_targets(tmp_path: Path, paths: tuple[Path, Path]) -> None:
    tree, portfolio = paths
    new, page = tmp_path / "new.json", tmp_path / "page.html"
    for options, says in (
        (("-o", portfolio), "is the portfolio that is read"),
        (("--report", portfolio), "is the portfolio that is read"),
        (("--store", portfolio), "is the portfolio that is read"),
        (("-o", tree), "it is the tree that is read"),
        (("--report", tree), "it is the tree that is read"),
        (("-o", page, "--report", page), "is what -o names"),
        (("-o", page, "--report", tmp_path / "." / "page.html"), "is what -o names"),
        (("-o", new, "--store", new), "is what -o names"),
        (("-o", tmp_path), "it is a directory"),
        (("--report", tmp_path), "it is a directory"),
        (("--store", tmp_path), "it is a directory"),
        (("-o", tmp_path / "none" / "x.json"), "there is no directory"),
        (("--report", tmp_path / "none" / "x.html"), "there is no directory"),
        (("--store", tmp_path / "none" / "x"), "there is no directory"),
        (("-o", tmp_path / ("x" * 300)), "cannot write"),
        (("-o", "a\0b"), "cannot write"),
    ):
        refused(tmp_path, tree, portfolio, *options, says=says)
    (tmp_path / "symbolic.yaml").symlink_to(portfolio)
    target = tmp_path / "symbolic.yaml"
    refused(tmp_path, tree, portfolio, "-o", target, says="the portfolio that is read")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path, paths: tuple[Path, Path]) -> None:
    folder = tmp_path / "shut"
    folder.mkdir(mode=0o500)
    for option in ("-o", "--report", "--store"):
        refused(tmp_path, *paths, option, folder / "x", says="not writable")


@pytest.mark.parametrize(
    "content",
    ["", "techtree_portfolio: 1\n", "techtree_portfolio: 1\nitems: {}\n", "id,cost\n", "\n\n"],
)
def test_no_items(tmp_path: Path, paths: tuple[Path, Path], content: str) -> None:
    paths[1].write_text(content)
    for options in ((), ("--budget", 1), ("-o", tmp_path / "x.json")):
        refused(tmp_path, *paths, *options, says="error: ")


def test_a_budget_without_costs(tmp_path: Path, paths: tuple[Path, Path]) -> None:
    write(tmp_path, RACE, {**ITEMS, "free": {"unlocks": ["a"]}})
    refused(tmp_path, *paths, "--budget", 1, says="'free' has none")
    assert answer(*paths)["best"] is None


def test_a_single_item_and_budgets_at_the_edge(tmp_path: Path) -> None:
    paths = write(tmp_path, RACE, {"one": ITEMS["one"]})
    nothing = answer(*paths, "--budget", 0)["best"]
    assert nothing["items"] == [] and nothing["cost"] == 0
    assert nothing["members"] == [] and nothing["pairs"] == []
    assert nothing["value"]["shift"] == 0 and nothing["value"]["se"] == 0
    all_of_it = answer(*paths, "--budget", 1e308)["best"]
    assert all_of_it["items"] == ["one"]
    (member,) = all_of_it["members"]
    assert member["shapley"] == member["marginal"] == member["alone"]
    frontier = answer(*paths, "--frontier")
    assert [step["budget"] for step in frontier["frontier"]] == [0, 1]
    assert frontier["best"]["items"] == ["one"] and frontier["best"]["budget"] is None
    for options in ((), ("--budget", 0), ("--frontier",), ("--top", 1)):
        shown = call(*paths, *options)
        assert shown.exit_code == 0 and shown.stdout.strip()


def test_an_item_that_costs_nothing(tmp_path: Path) -> None:
    paths = write(tmp_path, RACE, {"gift": {"cost": 0, "unlocks": ["a"]}, "other": ITEMS["other"]})
    found = answer(*paths, "--budget", 0)
    assert found["best"]["items"] == ["gift"]
    (gift,) = (item for item in found["items"] if item["id"] == "gift")
    assert gift["value_per_cost"] is None


def test_parquet_to_a_pipe(tmp_path: Path, paths: tuple[Path, Path]) -> None:
    """Insisted on, it goes through a pipe, and is a whole file."""
    import duckdb

    command = [sys.executable, "-c", PROGRAM, "batch", *paths, "--format", "parquet", "-o", "-"]
    done = subprocess.run(list(map(str, command)), capture_output=True, check=True)
    path = tmp_path / "piped.parquet"
    path.write_bytes(done.stdout)
    rows = duckdb.sql(f"SELECT id FROM read_parquet('{path}')").fetchall()
    assert {name for (name,) in rows} == set(ITEMS)


def test_a_named_pipe_and_a_device_need_no_store(tmp_path: Path, paths: tuple[Path, Path]) -> None:
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    assert call(*paths, "-o", pipe).exit_code == 0
    reader.join(10)
    assert '"items"' in read[0]
    assert call(*paths, "-o", os.devnull).exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        "tree.yaml", "portfolio.yaml", "pipe.json"
    }  # fmt: skip
    assert not Path(f"{os.devnull}.partial").exists()


def test_an_item_that_is_named_like_markup_stays_text(tmp_path: Path) -> None:
    items = {"one": {**ITEMS["one"], "title": "=HYPERLINK(1) <script>x</script> [red]"}}
    paths = write(tmp_path, RACE, items)
    page = tmp_path / "page.html"
    assert call(*paths, "--budget", 1, "--report", page).exit_code == 0
    assert "<script>x" not in page.read_text()
    table = call(*paths, "--format", "csv").stdout
    assert not any(line.split(",")[1].startswith("=") for line in table.splitlines()[1:])


def test_no_row_is_left(tmp_path: Path) -> None:
    """With every row bad, --skip-bad says so after their errors."""
    tree, _ = write(tmp_path, RACE, "")
    table = tmp_path / "bad.csv"
    table.write_text("id,cost,unlocks\none,x,\ntwo,1,nowhere\n")
    document = tmp_path / "bad.yaml"
    document.write_text("techtree_portfolio: 1\nitems: {one: {cost: x}, two: {cost: -1}}\n")
    for path, says in ((table, "no row is left"), (document, "no item is left")):
        result = call(tree, path, "--skip-bad")
        assert result.exit_code == 2 and result.stdout == ""
        lines = result.stderr.splitlines()
        assert len(lines) == 3
        assert lines[-1] == f"{path}: error: {says}: each of the 2 has an error"


def test_a_portfolio_on_standard_input(tmp_path: Path, paths: tuple[Path, Path]) -> None:
    refused(tmp_path, paths[0], "-", says="read more than once: name a file, not standard input")


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("id,unlocks,at\none,a,-3\n", "'-3' is before the start; it must be"),
        ('id,unlocks,at\none,a,"uniform(-1, 1)"\n', "can be before the start"),
    ],
)
def test_tables(tmp_path: Path, paths: tuple[Path, Path], table: str, says: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(table, encoding="utf-8")
    refused(tmp_path, paths[0], path, says=says)


def test_how_many_warnings_there_are(tmp_path: Path, paths: tuple[Path, Path]) -> None:
    """Reading stops looking for what is odd after 200 warnings, and says no more than it knows."""
    path = tmp_path / "table.csv"
    for rows, says in ((30, "... and 10 more warnings"), (300, "... and at least 180 more")):
        path.write_text("id\n" + "".join(f"n{i}\n" for i in range(rows)), encoding="utf-8")
        assert says in call(paths[0], path, "--samples", 10).stderr


@pytest.mark.parametrize("format", ["table", "json", "csv"])
def test_rows_that_are_left_out_are_listed(
    tmp_path: Path, paths: tuple[Path, Path], format: str
) -> None:
    """In the answer, or where it has no room for them on standard error."""
    path = tmp_path / "table.csv"
    path.write_text("id,unlocks\none,a\ntwo,nope\n", encoding="utf-8")
    said = call(paths[0], path, "--skip-bad", "--format", format)
    assert said.exit_code == 0
    assert "note: bad rows are left out, with 1 problem" in said.stderr
    assert ("there is no node 'nope'" in said.stderr) == (format == "csv")
    answer = " ".join(said.stdout.split())  # a table breaks its lines where the path is long
    assert ("there is no node 'nope'" in answer) == (format != "csv")
