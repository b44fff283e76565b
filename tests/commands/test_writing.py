"""Files are replaced whole or not at all."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from techtree.commands import writing
from techtree.errors import UsageError

from .conftest import Run

SMALL = ("--samples", "200")


def test_a_full_disk_leaves_the_old_file_whole(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "answer.txt"
    target.write_text("the old answer")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(writing.os, "fsync", full)
    result = run("show", "first_tree", "-o", target, *SMALL)
    assert result.exit_code == 2
    assert "No space left" in result.stderr
    assert target.read_text() == "the old answer"
    assert os.listdir(tmp_path) == ["answer.txt"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_full_devices(run: Run) -> None:
    result = run("schema", "-o", "/dev/full")
    assert (result.exit_code, "No space left" in result.stderr) == (2, True)
    code = "from techtree.commands import main; main()"
    for asked in (["schema"], ["--help"], ["rank", "--help"]):
        command = [sys.executable, "-c", code, *asked]
        with open("/dev/full", "w") as full:
            found = subprocess.run(
                command, stdout=full, stderr=subprocess.PIPE, text=True, check=False
            )
        assert found.returncode == 2
        assert found.stderr == "error: cannot write to standard output: No space left on device\n"


def test_targets_that_cannot_be_written(run: Run, tree: Path, tmp_path: Path) -> None:
    text = tree.read_text()
    for target, says in (
        (tmp_path, "is a directory"),
        (tmp_path / "no" / "where.txt", "there is no directory"),
        (tree, "it is the tree that is read"),
        ("/proc/nothing.txt", "cannot write"),
        (tmp_path / ("x" * 300), "cannot write"),
        ("a\0b", "cannot write"),
    ):
        result = run("show", tree, "-o", target, *SMALL)
        assert result.exit_code == 2, target
        assert says in result.stderr
        assert "Traceback" not in result.output
    assert tree.read_text() == text


def test_mode_and_links_are_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    writing.deliver("new", str(link))
    assert (real.read_text(), link.is_symlink()) == ("new", True)
    assert real.stat().st_mode & 0o777 == 0o640


def test_the_tree_is_not_overwritten_by_another_name(tmp_path: Path) -> None:
    (tmp_path / "tree.yaml").write_text("x")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "tree.yaml")
    with pytest.raises(UsageError, match="it is the tree"):
        writing.check_target(str(tmp_path / "link.yaml"), str(tmp_path / "tree.yaml"))


def test_csv_holds_plain_numbers(run: Run) -> None:
    for engine in ("exact", "simulation"):
        result = run(
            "score", "first_tree", "solve_oversight", "--engine", engine,
            "--samples", "200", "--format", "csv",
        )  # fmt: skip
        assert result.exit_code == 0
        assert "np." not in result.output


def test_what_comes_in_parts_replaces_a_file_whole(tmp_path: Path) -> None:
    """Text and bytes; if a part cannot be made, what was there is there still, and nothing else."""
    target = tmp_path / "answer.csv"
    writing.deliver(iter(["one\n", "zwei äö\n"]), str(target))
    assert target.read_bytes() == "one\nzwei äö\n".encode()
    writing.deliver(iter([b"\x00\xff", b"ab"]), str(target))
    assert target.read_bytes() == b"\x00\xffab"

    def broken() -> Iterator[str]:
        yield "half of it"
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        writing.deliver(broken(), str(target))
    assert target.read_bytes() == b"\x00\xffab"
    assert os.listdir(tmp_path) == ["answer.csv"]
