"""Running Graphviz: with and without the program, failing, hanging and missing."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path

import pytest
from render_samples import sample_tree, two_roads
from svg_reading import words

from render import RenderError, draw


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that is all there is to PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def put(folder: Path, script: str) -> None:
    """Put a program named dot into a folder."""
    program = folder / "dot"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


@pytest.mark.parametrize(
    ("form", "start"),
    [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF"), ("dot", b"digraph")],
)
@pytest.mark.parametrize("item", [None, "publish"])
def test_the_wheel_draws_where_there_is_no_program(
    programs: Path, form: str, start: bytes, item: str | None
) -> None:
    assert not any(programs.iterdir())
    drawn = draw(sample_tree(), item=item, format=form)  # type: ignore[arg-type]
    assert drawn.startswith(start)


def test_a_failing_program_gives_way_to_the_wheel(programs: Path) -> None:
    put(programs, "echo broken >&2; exit 1")
    assert "Scalable oversight" in words(draw(two_roads()))


def test_a_hanging_program_is_stopped_with_advice(programs: Path) -> None:
    put(programs, "exec /bin/sleep 30")
    start = time.monotonic()
    with pytest.raises(RenderError, match=r"over 0\.5 seconds: draw a smaller tree"):
        draw(two_roads(), timeout=0.5)
    assert time.monotonic() - start < 5


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide pygraphviz."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)


@pytest.mark.usefixtures("no_wheel")
def test_without_any_graphviz_the_error_says_what_to_install(programs: Path) -> None:
    with pytest.raises(RenderError, match="install the `pygraphviz` package"):
        draw(two_roads())


@pytest.mark.usefixtures("no_wheel")
def test_dot_text_needs_no_graphviz(programs: Path) -> None:
    assert draw(two_roads(), format="dot").startswith(b"digraph")


@pytest.mark.usefixtures("no_wheel")
def test_a_crash_is_an_error_and_no_more(programs: Path) -> None:
    put(programs, "kill -SEGV $$")
    with pytest.raises(RenderError, match="could not draw this tree"):
        draw(two_roads())


def test_a_machine_without_fonts_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = tmp_path / "fonts.conf"
    bare.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>"
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(bare))
    with pytest.raises(RenderError, match="no font is installed"):
        draw(two_roads(), format="png")
    assert "Scalable oversight" in words(draw(two_roads()))
