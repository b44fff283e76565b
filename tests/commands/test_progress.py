"""What a waiting person sees, and nobody else."""

from __future__ import annotations

import pytest

from techtree.commands import progress

from .conftest import Run


def test_compiling_is_announced_on_standard_error(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("show", "first_tree", "--samples", "100", "--engine", "simulation")
    assert run(*arguments).stderr == ""
    monkeypatch.setattr("techtree.engine.run.is_compiled", lambda *_: False)
    result = run(*arguments)
    assert result.stderr.startswith("compiling the one-pass simulation (once")
    assert "compiling" not in result.stdout


def test_what_is_compiled_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that nobody wonders why another command says once more that it compiles once."""
    for module in ("engine.run.is", "engine.forcing.forcing_is", "exact.chain.chain_is"):
        monkeypatch.setattr(f"techtree.{module}_compiled", lambda *_: False)
    for command, says in (
        (("show", "claude3_release"), "the event-by-event simulation"),
        (("show", "first_tree"), "the exact engine"),
        (
            ("score", "first_tree", "solve_oversight"),
            "the exact engine and the one-pass simulation",
        ),
        (("rank", "first_tree", "--engine", "simulation"), "the ranking of nodes"),
    ):
        result = run(*command, "--samples", "100")
        assert result.stderr.startswith(f"compiling {says} (once"), command


def test_the_bar_waits_for_a_second(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    bar = progress._Bar()
    bar("simulating", 1, 10)
    assert bar.bar is None
    now[0] = 1.5
    bar("simulating", 5, 10)
    assert bar.bar is not None
    bar.close()
    assert capsys.readouterr().out == ""


def test_what_takes_long_is_told_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After 5 seconds 2% are done: 245 seconds are left, four minutes. What is short is not."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    forecast = progress.Forecast()
    forecast("comparing 1,000 sets", 0, 1000)
    forecast("looking", 0, 100)
    for passed, done in ((4.0, 16), (5.0, 20), (6.0, 24), (9.0, 60)):
        now[0] = 100.0 + passed
        forecast("comparing 1,000 sets", done, 1000)
        forecast("looking", done, 100)
    assert capsys.readouterr().err == "comparing 1,000 sets: up to 4 minutes\n"


def test_what_compiles_first_is_not_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After half a minute of compiling, 1% of the work takes 0.1 or 6 seconds."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    for each, says in ((0.1, ""), (6.0, "simulating: up to 10 minutes\n")):
        forecast = progress.Forecast(compiles=True)
        forecast("simulating", 0, 100)
        now[0] += 30.0
        for done in range(1, 101):
            forecast("simulating", done, 100)
            now[0] += each
        assert capsys.readouterr().err == says
