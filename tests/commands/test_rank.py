"""`techtree rank`."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from .conftest import Answer, Run

TREE = """\
techtree: 1
outcomes: {aligned: 1, misaligned: 0}
nodes:
  faster: {field: work, work: rate(1), effects: [{speed: good, by: 3}]}
  luck: {chance: 0.5}
  idle: {work: rate(1)}
  good: {work: rate(1), ending: aligned}
  bad: {work: rate(1), ending: misaligned}
stances:
  grim: {weight: 1, set: {nodes.faster.effects.0.by: 1}}
"""


@pytest.fixture
def race(tmp_path: Path) -> Path:
    found = tmp_path / "race.yaml"
    text = TREE.replace("{speed: good, by: 3}", "{id: hurry, speed: good, by: 3}")
    found.write_text(text.replace("effects.0.by", "effects.hurry.by"))
    return found


@pytest.mark.parametrize("engine", ["exact", "simulation"])
def test_an_accelerator_by_hand(answer: Answer, race: Path, engine: str) -> None:
    found = answer("rank", race, "--engine", engine, "--samples", "20k")
    assert [node["id"] for node in found["nodes"]] == ["faster", "idle"]
    first, second = found["nodes"]
    # 7/12 as it is, 3/4 once it is known, 1/2 if it never is; known before the end in 1/3
    close = 1e-12 if engine == "exact" else 0.02
    unlock, block = first["unlock"], first["block"]
    assert unlock["outcomes"]["aligned"]["shift"] == pytest.approx(3 / 4 - 7 / 12, abs=close)
    assert block["outcomes"]["aligned"]["shift"] == pytest.approx(1 / 2 - 7 / 12, abs=close)
    assert unlock["value"]["shift"] == pytest.approx(unlock["outcomes"]["aligned"]["shift"])
    assert first["known"] == pytest.approx(1 / 3, abs=max(close, 1e-8))
    # the mean time to the end is 5/12 years as it is, 1/4 or 1/2 when forced
    assert unlock["ending_time"]["mean_shift"] == pytest.approx(1 / 4 - 5 / 12, abs=close)
    assert block["ending_time"]["mean_shift"] == pytest.approx(1 / 2 - 5 / 12, abs=close)
    for forced in (second["unlock"], second["block"]):
        assert forced["outcomes"]["aligned"] == {"shift": 0.0, "se": 0.0}


def test_top_field_stance_and_tables(answer: Answer, run: Run, race: Path) -> None:
    assert [n["id"] for n in answer("rank", race, "--top", 1)["nodes"]] == ["faster"]
    assert [n["id"] for n in answer("rank", race, "--field", "work")["nodes"]] == ["faster"]
    for stance in ("grim", "mix"):
        found = answer("rank", race, "--stance", stance)
        assert found["stance"] == stance
        assert {n["unlock"]["value"]["shift"] for n in found["nodes"]} == {0.0}
    table = run("rank", race).stdout
    assert "aligned if known now" in table and "+16.67" in table
    rows = list(csv.DictReader(io.StringIO(run("rank", race, "--format", "csv").stdout)))
    assert {row["change"] for row in rows} == {"unlock", "block"}
    assert {row["name"] for row in rows} >= {"aligned", "misaligned", "value", "ending_time"}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--field", "wrok"), "did you mean 'work'?"),
        (("--stance", "all"), "one stance"),
        (("--stance", "grimm"), "did you mean 'grim'?"),
        (("--precision", "1pp"), "--samples"),
        (("--top", "0"), "--top"),
        (("--given", "good"), "is an ending"),
    ],
)
def test_wrong_use(run: Run, race: Path, options: tuple[str, ...], says: str) -> None:
    result = run("rank", race, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr


def test_a_tree_of_endings_alone_has_nothing_to_rank(run: Run) -> None:
    result = run("rank", "first_event")
    assert result.exit_code == 0
    assert "no node to ask about" in result.stdout
