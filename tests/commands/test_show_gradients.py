"""`techtree show --gradients`."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

import techtree

from .conftest import Answer, Run

TREE = """\
techtree: 1
outcomes: {aligned: 1, misaligned: 0}
parameters: {mean: 2}
nodes:
  good: {work: exponential(2), ending: aligned}
  bad: {work: exponential(6), ending: misaligned}
  pause: {work: exponential(1), effects: [{id: slow, speed: bad, by: 0.5}]}
stances:
  grim: {weight: 1, set: {nodes.good.work: exponential(4)}}
"""


@pytest.fixture
def race(tmp_path: Path) -> Path:
    found = tmp_path / "race.yaml"
    found.write_text(TREE)
    return found


def test_json_by_hand(answer: Answer, race: Path) -> None:
    """Without the pause, P(aligned) is b/(a + b) with means a = 2 and b = 6."""
    race.write_text(TREE.replace("by: 0.5", "by: 1"))
    assert "gradients" not in answer("show", race)
    found = answer("show", race, "--gradients")
    rows = {row["number"]: row for row in found["gradients"]}
    assert set(rows) == {
        "nodes.good.work", "nodes.bad.work", "nodes.pause.work", "nodes.pause.effects.slow.by",
        "outcomes.aligned.value", "outcomes.misaligned.value",
    }  # fmt: skip
    row = rows["nodes.good.work"]
    assert (row["at"], row["step"], row["method"]) == (2.0, pytest.approx(0.2), "adjoint")
    slope = row["outcomes"]["aligned"]
    assert slope["derivative"] == pytest.approx(-6 / 64, abs=1e-12)  # -b/(a + b)^2
    assert slope["se"] == 0.0
    assert slope["points"] == pytest.approx(-100 * 6 / 64 * 0.2)
    assert row["value"]["derivative"] == pytest.approx(-6 / 64, abs=1e-12)
    assert row["value"]["change"] == pytest.approx(-6 / 64 * 0.2)
    # the mean time to the end is ab/(a + b), its derivative (b/(a + b))^2
    assert row["ending_time"]["derivative"] == pytest.approx(9 / 16, abs=1e-12)
    sizes = [
        max(abs(of["points"]) for of in row["outcomes"].values()) for row in found["gradients"]
    ]
    assert sizes == sorted(sizes, reverse=True)


def test_simulated(answer: Answer, race: Path) -> None:
    asked = ("--gradients", "--engine", "simulation", "--samples", "5k")
    found = answer("show", race, *asked)
    methods = {row["number"]: row["method"] for row in found["gradients"]}
    assert methods["nodes.good.work"] == "score"
    assert methods["nodes.pause.effects.slow.by"] == "differences"
    assert methods["outcomes.aligned.value"] == "pathwise"
    again = answer("show", race, *asked, "--threads", "2")
    assert again["gradients"] == found["gradients"]


def test_csv_has_more_columns(run: Run, race: Path) -> None:
    plain = run("show", race, "--format", "csv").stdout
    text = run("show", race, "--gradients", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {"at", "step", "method", "change"} == set(rows[0]) - set(
        plain.splitlines()[0].split(",")
    )
    found = [row for row in rows if row["kind"] == "gradient" and row["name"] == "nodes.good.work"]
    measures = ["aligned", "misaligned", "undecided", "value", "ending_time"]
    assert [row["measure"] for row in found] == measures
    assert float(found[0]["change"]) == pytest.approx(float(found[0]["estimate"]) * 0.2)


def test_table(run: Run, race: Path) -> None:
    lines = run("show", race, "--gradients").stdout.splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith("number"))
    assert lines[head].split() == ["number", "now", "by", "aligned", "value", "end,", "months"]
    assert lines[head + 1].split()[:3] == ["nodes.bad.work", "6", "+10%"]


def test_a_stance_or_none_but_no_mix(answer: Answer, run: Run, race: Path) -> None:
    found = answer("show", race, "--gradients", "--stance", "grim")
    at = {row["number"]: row["at"] for row in found["gradients"]}
    assert at["nodes.good.work"] == 4.0
    answered = run("show", race, "--gradients", "--stance", "mix")
    assert answered.exit_code == 2
    assert "name one stance" in answered.stderr


def test_in_python(race: Path) -> None:
    found = techtree.gradients(techtree.load(race))
    assert found.rows[0].number == "nodes.bad.work"
    assert "gradients" in techtree.__all__
    assert list(techtree.__all__[:-1]) == sorted(techtree.__all__[:-1])
