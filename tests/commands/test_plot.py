"""`--plot` on show and score."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run

SMALL = ("--samples", "200")


@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_a_chart_beside_the_answer(run: Run, tree: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"chart.{form}"
    plain = run("show", tree, *SMALL).stdout
    result = run("show", tree, *SMALL, "--plot", target)
    assert result.exit_code == 0, result.output
    assert result.stdout == plain
    assert target.read_bytes()[:4] in (b"<?xm", b"\x89PNG", b"%PDF")


def test_score(run: Run, tree: Path, tmp_path: Path) -> None:
    target = tmp_path / "chart.svg"
    asked = ("score", tree, "publish", "stop", *SMALL, "--stance", "all", "--plot", target)
    assert run(*asked).exit_code == 0
    first = target.read_text()
    for word in ("Publish it", "leakage: published", "calm", "mix", "Conditional on this tree"):
        assert word in first
    assert run(*asked, "--threads", "1").exit_code == 0
    assert target.read_text() == first
    assert run(*asked, "--theme", "dark").exit_code == 0
    assert target.read_text() != first


@pytest.mark.parametrize("command", [("show",), ("score", "publish")])
def test_wrong_use(run: Run, tree: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    call = (command[0], tree, *command[1:], *SMALL)
    old = tmp_path / "old.svg"
    old.write_text("old")
    for arguments, says in (
        (("--plot", "chart.jpeg"), ".svg, .png or .pdf"),
        (("--plot", "chart"), ".svg, .png or .pdf"),
        (("--plot", tmp_path / "none" / "chart.svg"), "there is no directory"),
        (("--plot", old, "-o", old), "is where the answer goes"),
    ):
        result = run(*call, *arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert says in result.stderr
    tree.write_text("techtree: 1\n")
    assert run(*call, "--plot", old).exit_code == 2
    assert old.read_text() == "old"


def test_too_many_items(run: Run, tree: Path, tmp_path: Path) -> None:
    result = run("score", tree, *["publish"] * 9, "--plot", tmp_path / "chart.svg", *SMALL)
    assert result.exit_code == 2
    assert "at most 8" in result.stderr
