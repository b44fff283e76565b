"""The options that commands share."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from techtree.commands.parameters import read_count, read_share

from .conftest import Answer, Run

SMALL = ("--samples", "500")


@pytest.mark.parametrize(
    ("text", "count"),
    [("20000", 20_000), ("20_000", 20_000), ("100k", 100_000), ("1M", 10**6), ("1e6", 10**6)],
)
def test_counts(text: str, count: int) -> None:
    assert read_count(text) == count


@pytest.mark.parametrize("text", ["", "many", "-5", "0.5", "1e-3", "nan", "inf", "1" * 40, "1kk"])
def test_no_counts(text: str, run: Run) -> None:
    assert read_count(text) is None
    result = run("show", "first_tree", f"--samples={text}")
    assert result.exit_code == 2
    assert "100k" in result.stderr


@pytest.mark.parametrize("text", ["0.1pp", "0.1%", "0.001", "1e-3", "0.1 pp"])
def test_precisions(text: str) -> None:
    assert read_share(text) == pytest.approx(0.001)


@pytest.mark.parametrize("text", ["0", "100%", "-1pp", "nan", "fine"])
def test_no_precisions(text: str, run: Run) -> None:
    assert run("show", "first_tree", f"--precision={text}").exit_code == 2


def test_precision_runs_until_the_interval_is_narrow(answer: Answer) -> None:
    simulated = ("--samples", 100, "--engine", "simulation")
    found = answer("show", "first_tree", *simulated, "--precision", "0.5pp")
    assert found["samples"] > 100
    for figure in found["outcomes"].values():
        low, high = figure["sampling95"]
        assert high - low <= 2 * 0.005


def test_samples_and_seed(answer: Answer) -> None:
    simulated = ("--samples", "1k", "--engine", "simulation")
    one, two = (answer("show", "first_tree", "--seed", s, *simulated) for s in (1, 2))
    assert (one["samples"], one["seed"], two["seed"]) == (1000, 1, 2)
    assert one["outcomes"] != two["outcomes"]


@pytest.mark.parametrize(
    ("asked", "used"), [("auto", "exact"), ("exact", "exact"), ("simulation", "simulation")]
)
def test_engines(answer: Answer, asked: str, used: str) -> None:
    found = answer("show", "first_tree", "--engine", asked, *SMALL)
    assert (found["engine"], found["engine_reason"]) == (used, None)
    assert (found["outcomes"]["aligned"]["se"] == 0.0) == (used == "exact")


def test_auto_says_why_it_simulates(answer: Answer, run: Run) -> None:
    reason = "the work of 'adoption' is neither 0 nor exponential"
    assert answer("show", "claude3_release", *SMALL)["engine_reason"] == reason
    assert f"Simulated, not exact: {reason}." in run("show", "claude3_release", *SMALL).stdout


def test_exact_refuses_what_has_memory(run: Run) -> None:
    result = run("show", "claude3_release", "--engine", "exact")
    assert result.exit_code == 2
    assert "the exact engine cannot answer this: the work of 'adoption'" in result.stderr


@pytest.mark.parametrize("text", ["lots", "-1GB", "0", "nan"])
def test_no_memory(text: str, run: Run) -> None:
    result = run("show", "first_tree", f"--memory={text}")
    assert result.exit_code == 2
    assert "write 500MB, 2GB or 1e9" in result.stderr


def test_given(answer: Answer) -> None:
    found = answer("score", "first_tree", "solve_oversight", "--given", "oversight", *SMALL)
    aligned = found["outcomes"]["aligned"]
    assert (aligned["baseline"], aligned["shift"]) == (0.5, 0.0)
    assert found["given"] == ["oversight"]


def test_stances(answer: Answer, run: Run, tree: Path) -> None:
    calm = answer("show", tree, "--stance", "calm", *SMALL)
    assert calm["stance"] == "calm"
    both = answer("show", tree, "--stance", "calm", "--stance", "grim", *SMALL)
    assert (both["stance"], list(both["stances"])) == (None, ["calm", "grim"])
    assert both["stances"]["calm"]["outcomes"] == calm["outcomes"]
    mix = answer("show", tree, "--stance", "mix", *SMALL)
    assert mix["stance"] == "mix"
    parts = [
        both["stances"][name]["outcomes"]["aligned"]["probability"] for name in both["stances"]
    ]
    mixed = mix["outcomes"]["aligned"]["probability"]
    assert mixed == pytest.approx(0.25 * parts[0] + 0.75 * parts[1])
    result = run("show", tree, "--stance", "clam")
    assert result.exit_code == 2
    assert "did you mean 'calm'" in result.stderr


@pytest.mark.parametrize("command", [("show",), ("score", "publish")])
def test_csv_is_tidy(run: Run, tree: Path, command: tuple[str, ...]) -> None:
    name, *items = command
    result = run(name, tree, *items, "--stance", "all", "--format", "csv", *SMALL)
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert {row["kind"] for row in rows} >= {"outcome", "value", "ending_time", "node"}
    assert {row["stance"] for row in rows} == {"", "calm", "grim", "mix"}
    assert all(None not in row and None not in row.values() for row in rows)
    assert {row["samples"] for row in rows} == {"500"}


def test_tables_end_with_what_they_rest_on(run: Run, tree: Path) -> None:
    simulated = ("--engine", "simulation", *SMALL)
    for command in (("show", tree), ("score", tree, "publish")):
        lines = run(*command, "--stance", "all", *simulated).stdout.rstrip().split("\n")
        assert lines[-2].startswith("Conditional on this tree: ")
        assert lines[-1].startswith("techtree 0.1.0, simulation, 500 samples, seed 0, inputs ")
        assert "-0.00 " not in "\n".join(lines)
        assert "\x1b" not in "\n".join(lines)


def test_output_goes_to_a_file(run: Run, tree: Path, tmp_path: Path) -> None:
    target = tmp_path / "answer.json"
    result = run("show", tree, "-o", target, "--format", "json", *SMALL)
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads(target.read_text())["samples"] == 500


def test_undecided_without_value_is_remarked_on(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "open.yaml"
    path.write_text(
        "techtree: 1\nstart: 2026\nhorizon: none\noutcomes: {good: 1}\n"
        "nodes: {end: {work: 1, chance: 0.5, ending: good}}\n"
    )
    result = run("show", path, *SMALL)
    assert result.exit_code == 0
    assert "counted as 0" in result.stderr
    assert "counted as 0" not in result.stdout
    assert "counted as 0" not in run("show", "first_tree", *SMALL).stderr
