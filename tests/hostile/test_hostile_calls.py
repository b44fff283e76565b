"""Wrong use of the program, disks that are full, and readers that go away."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hostile_runs import techtree

WRONG: dict[str, tuple[tuple[str, ...], str]] = {
    "no samples": (("--samples", "0"), "'0' is no number of samples"),
    "fewer than none": (("--samples=-1",), "'-1' is no number of samples"),
    "samples in letters": (("--samples", "abc"), "'abc' is no number of samples"),
    "too many samples": (
        ("--samples", "1e99"),
        "samples must be from 1 to 1,000,000,000, not 1e+99",
    ),
    "precision": (("--precision", "nonsense"), "'nonsense' is no precision"),
    "no precision": (("--precision", "0"), "below 1, and not below 1e-06"),
    "precision not a number": (("--precision", "nan"), "'nan' is no precision"),
    "precision out of reach": (("--precision", "1e-12"), "not below 1e-06"),
    "seed": (("--seed", "99999999999999999999999"), "not in the range"),
    "stance": (("--stance", "hopefull"), "did you mean 'hopeful'?"),
    "format": (("--format", "xml"), "'xml' is not one of"),
    "option": (("--sampels", "3"), "Did you mean '--samples'?"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use_is_one_sentence(name: str) -> None:
    options, says = WRONG[name]
    ran = techtree("show", "stances", *options)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert "Traceback" not in ran.err


def test_an_item_that_is_misspelt() -> None:
    ran = techtree("score", "claude3_release", "release_claud_3")
    assert (ran.code, ran.out) == (2, "")
    assert "did you mean 'release_claude_3'?" in ran.err


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_disk() -> None:
    command = ("render", "gates", "--no-figures")
    ran = techtree(*command, "-o", "/dev/full")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "error: cannot write '/dev/full': No space left on device\n"
    with open("/dev/full", "wb") as full:
        ran = techtree(*command, stdout=full)
    assert ran.code == 2
    assert ran.err == "error: cannot write to standard output: No space left on device\n"


def test_a_target_that_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    old = tmp_path / "old.svg"
    old.write_text("the old drawing")
    for target in (tmp_path, tmp_path / "no" / "x.svg", old / "x.svg"):
        ran = techtree("render", "gates", "--no-figures", "-o", target)
        assert (ran.code, ran.out) == (2, ""), target
        assert ran.err.startswith("error: cannot write")
        assert "Traceback" not in ran.err
    assert old.read_text() == "the old drawing"
    assert os.listdir(tmp_path) == ["old.svg"]


def test_a_reader_of_one_line() -> None:
    command = f"'{sys.executable}' -m techtree render claude3_release --no-figures --format dot"
    ran = subprocess.run(
        ["bash", "-c", f"{command} | head -n 1; echo ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    first, code = ran.stdout.splitlines()
    assert first == 'digraph "techtree" {'
    assert code in ("0", "141")
    assert ran.stderr == ""
