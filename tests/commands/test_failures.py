"""Wrong use and bad input: one clear message, the right exit code, no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run


def _refused(run: Run, *arguments: object, says: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert says in result.stderr
    assert "Traceback" not in result.output
    assert result.stdout == ""


@pytest.mark.parametrize("command", [["show"], ["score", "x"], ["render"]])
def test_bad_input_names_its_place(run: Run, tmp_path: Path, command: list[str]) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("techtree: 1\nstart: 2026\nhorizn: none\nnodes: {a: {work: -1}}\n")
    name, *items = command
    result = run(name, path, *items)
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert lines[0].startswith(f"{path}:")
    assert any(f"{path}:3:1: error: " in line and "'horizon'" in line for line in lines)
    assert len(lines) > 1
    assert result.stdout == ""


def test_check_exits_with_1_on_errors_and_0_on_warnings(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("techtree: 1\nhorizn: none\n")
    result = run("check", path)
    assert result.exit_code == 1
    assert f"{path}:2:1: error: " in result.stdout
    assert run("check", "first_tree", "--no-claims").exit_code == 0


def test_names_that_are_not_there(run: Run) -> None:
    _refused(run, "show", "frst_tree", says="did you mean 'first_tree'")
    _refused(run, "show", "wholly_unknown", says="claude3_release")
    _refused(run, "show", "no/such/first_tree.yaml", says="did you mean 'first_tree'")
    _refused(run, "show", "a\0b", says="there is no file")
    _refused(run, "score", "first_tree", "solve_oversigt", says="did you mean 'solve_oversight'")
    _refused(run, "score", "first_tree", "x", "--given", "y", says="solve_oversight")
    _refused(run, "show", "first_tree", "--given", "oversigt", says="did you mean 'oversight'")
    _refused(run, "show", "first_tree", "--given", "superintelligence", says="is an ending")
    _refused(run, "score", "first_tree", says="Missing argument")
    _refused(run, "show", "first_tree", "--threads", "0", says="--threads")
    _refused(run, "show", "first_tree", "--seed", "-1", says="--seed")
    _refused(run, "show", "first_tree", "--stance", "mix", says="no stance of this tree")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"\0\1\2", b"nodes: [", b"[" * 100_000])
def test_what_is_no_tree(run: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.yaml"
    path.write_bytes(content)
    _refused(run, "show", path, says="error: ")
    _refused(run, "show", tmp_path, says="directory")


def test_a_file_wins_over_a_shipped_name(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "first_tree").write_text("techtree: 2\n")
    _refused(run, "show", "first_tree", says="first_tree:1:")


def test_a_tree_from_standard_input(run: Run, tree: Path) -> None:
    result = run("check", "-", "--no-claims", input=tree.read_bytes())
    assert result.exit_code == 0
    assert "<stdin>:" in result.stdout


@pytest.mark.parametrize(("error", "says"), [(MemoryError, "memory"), (RecursionError, "deeply")])
def test_exhaustion_is_a_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: type[Exception], says: str
) -> None:
    def exhausted(name: str) -> None:
        raise error

    monkeypatch.setattr("techtree.commands.opening.open_tree", exhausted)
    _refused(run, "show", "first_tree", says=says)


def test_control_characters_in_names_are_shown(run: Run) -> None:
    result = run("show", "\x1b[31mred\u202e")
    assert result.exit_code == 2
    assert "\x1b" not in result.stderr
    assert "\u202e" not in result.stderr
