"""`techtree render`."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run

SMALL = ("--samples", "200")
MAGIC = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF", "dot": b"digraph"}


@pytest.mark.parametrize("format", ["svg", "dot"])
def test_format_from_the_suffix(run: Run, tree: Path, tmp_path: Path, format: str) -> None:
    target = tmp_path / f"drawing.{format}"
    result = run("render", tree, "-o", target, *SMALL)
    assert result.exit_code == 0, result.output
    assert MAGIC[format] in target.read_bytes()[:200]
    assert "Conditional on this tree" in target.read_text()


def test_text_formats_go_to_standard_output(run: Run, tree: Path) -> None:
    assert run("render", tree, "--no-figures", "--format", "dot").stdout.startswith("digraph")
    result = run("render", tree, "--format", "png")
    assert result.exit_code == 2
    assert "-o FILE" in result.stderr


def test_before_and_after_an_item(run: Run, tree: Path) -> None:
    result = run("render", tree, "--item", "publish", "--stance", "calm", *SMALL)
    assert result.exit_code == 0, result.output
    assert "Publish it" in result.stdout
    plain = run("render", tree, "--item", "publish", "--no-figures")
    assert plain.exit_code == 0, plain.output
    assert "Conditional on this tree" not in plain.stdout


def test_wrong_use(run: Run, tree: Path, tmp_path: Path) -> None:
    for arguments, says in (
        (("-o", tmp_path / "drawing.jpeg"), ".svg, .png"),
        (("--item", "publsh"), "did you mean 'publish'"),
        (("--stance", "clam"), "did you mean 'calm'"),
        (("--stance", "all"), "not one tree"),
    ):
        result = run("render", tree, *arguments)
        assert result.exit_code == 2
        assert says in result.stderr
