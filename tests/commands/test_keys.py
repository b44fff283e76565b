"""The keys of the JSON answers are a promise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import Answer

EVERY = {"version", "engine", "samples", "seed", "inputs_sha256", "seconds"}
SHIFT = {"baseline", "with", "shift", "se", "sampling95", "inputs90", "sign_positive"}
QUANTILES = {"p5", "median", "p95"}
SMALL = ("--samples", "2000")


def _has(found: dict[str, Any], keys: set[str]) -> None:
    assert keys <= set(found), keys - set(found)


def _estimates(found: dict[str, Any]) -> None:
    _has(found, {"outcomes", "value", "ending_time"})
    assert set(found["outcomes"]) == {"aligned", "misaligned", "undecided"}
    for figure in found["outcomes"].values():
        _has(figure, {"probability", "se", "sampling95"})
        assert len(figure["sampling95"]) == 2
    _has(found["value"], {"mean", "se", "sampling95"})
    assert set(found["ending_time"]) == QUANTILES


def _scored(found: dict[str, Any]) -> None:
    _has(found, {"outcomes", "value", "ending_time", "channels"})
    for figure in (*found["outcomes"].values(), found["value"]):
        _has(figure, SHIFT)
    times = found["ending_time"]
    _has(times, {"baseline", "with", "mean_shift", "se"})
    assert set(times["baseline"]) == set(times["with"]) == QUANTILES
    for channel in found["channels"]:
        _has(channel, {"channel", "shift", "se", "value"})
        assert set(channel["shift"]) == set(channel["se"]) == set(found["outcomes"])


def test_show(answer: Answer, tree: Path) -> None:
    found = answer("show", tree, "--stance", "all", *SMALL)
    _has(found, EVERY | {"nodes", "stances", "start", "endings"})
    _estimates(found)
    assert set(found["stances"]) == {"calm", "grim", "mix"}
    for figures in found["stances"].values():
        _estimates(figures)
    for node in found["nodes"].values():
        assert set(node) >= {"known", "median"}
    assert found["nodes"]["hopeless"] == {"known": 0.0, "median": None}


def test_score(answer: Answer, tree: Path) -> None:
    found = answer("score", tree, "publish", "--stance", "all", *SMALL)
    _has(found, EVERY | {"item", "nodes", "endings", "stances"})
    _scored(found)
    assert set(found["stances"]) == {"calm", "grim", "mix"}
    for view in found["stances"].values():
        _scored(view)
    assert {c["channel"] for c in found["channels"]} == {"help", "leakage: published"}
    assert set(found["endings"]) == {"opened", "closed"}
    for node in found["nodes"]:
        _has(node, {"id", "actor", "mean_shift", "se"})
    assert {n["actor"] for n in found["nodes"] if n["id"] == "agents"} <= {"lab_a", "lab_b"}


def test_several_items(answer: Answer, tree: Path) -> None:
    found = answer("score", tree, "publish", "oversight", *SMALL)
    _has(found, EVERY | {"scores"})
    assert [score["item"] for score in found["scores"]] == ["publish", "oversight"]
    for score in found["scores"]:
        _has(score, EVERY)
        _scored(score)


def test_check(answer: Answer, tree: Path) -> None:
    found = answer("check", tree, "--no-claims")
    _has(found, EVERY | {"problems"})
    for problem in found["problems"]:
        assert list(problem) == ["severity", "code", "message", "file", "line", "column"]
    assert {problem["code"] for problem in found["problems"]} == {"no-source"}
    claims = answer("check", tree)
    assert "claim" in {problem["code"] for problem in claims["problems"]}
    assert (claims["engine"], claims["samples"]) == ("simulation", 20_000)


def test_channels_add_up(answer: Answer, tree: Path) -> None:
    found = answer("score", tree, "publish", *SMALL)
    for name, figure in found["outcomes"].items():
        total = sum(channel["shift"][name] for channel in found["channels"])
        assert total == pytest.approx(figure["shift"], abs=1e-12)


def test_an_ending_can_be_opened_and_closed(answer: Answer, tree: Path) -> None:
    found = answer("score", tree, "open_doom", "stop", *SMALL)
    assert [score["endings"] for score in found["scores"]] == [
        {"opened": ["doom"], "closed": []},
        {"opened": [], "closed": ["end"]},
    ]


def test_without_ranges_the_input_range_is_the_shift(answer: Answer) -> None:
    figure = answer("score", "first_tree", "oversight", *SMALL)["outcomes"]["aligned"]
    assert figure["inputs90"] == [figure["shift"], figure["shift"]]
