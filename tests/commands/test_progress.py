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
    assert result.stderr.startswith("compiling the engine")
    assert "compiling" not in result.stdout


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
