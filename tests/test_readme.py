"""The README shows what the program prints. Run this file to write the outputs again."""

from __future__ import annotations

import doctest
import os
import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from techtree.commands import main
from techtree.commands.group import SUMMARIES

README = Path(__file__).resolve().parents[1] / "README.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# ([a-z_]+\.yaml)\n")
_CUT = re.compile(r"(head|tail) -n ([0-9]+)")


def _blocks(kind: str) -> list[str]:
    return [body for found, body in _BLOCK.findall(README.read_text("utf-8")) if found == kind]


def _commands(block: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a block with the output shown below it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def _write_files() -> None:
    for block in _blocks("yaml"):
        named = _FILE.match(block)
        if named:
            Path(named[1]).write_text(block, encoding="utf-8")


def _printed(command: str) -> str:
    """Run what a shell would: techtree, and what cuts its output."""
    call, *cuts = command.split(" | ")
    program, *arguments = shlex.split(call)
    assert program == "techtree"
    result = CliRunner().invoke(main, arguments, catch_exceptions=False, env={"COLUMNS": None})
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines(keepends=True)
    for cut in cuts:
        found = _CUT.fullmatch(cut)
        assert found is not None, cut
        count = int(found[2])
        lines = lines[:count] if found[1] == "head" else lines[-count:]
    return "".join(lines)


SHOWN = [shown for block in _blocks("console") for shown in _commands(block)]


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=[command for command, _ in SHOWN])
def test_commands_print_what_is_shown(
    command: str, output: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _write_files()
    assert _printed(command) == output


def test_the_two_commands_are_among_those_shown() -> None:
    first, second = _blocks("sh")[0].splitlines()
    install, run = first.split(" && uv run ")
    assert install == "pip install uv"
    assert run in {command for command, _ in SHOWN}
    assert second == "uv run pytest"


def test_drawings_that_are_named_can_be_drawn() -> None:
    """Only their names are looked at: that such drawings come out is shown elsewhere."""
    import trees
    from techtree.files import parse_tree

    for line in _blocks("sh")[1].splitlines():
        program, _, name, *options = shlex.split(line)
        tree = parse_tree(trees.path(name)).tree
        assert program == "techtree" and tree is not None
        wanted = dict(pairwise(options))
        assert wanted.get("--focus") is None or wanted["--focus"] in tree.nodes
        assert wanted.get("--stance") is None or wanted["--stance"] in tree.stances
        assert wanted.get("--item") is None or wanted["--item"] in tree.items


def test_python_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _write_files()
    (block,) = _blocks("python")
    test = doctest.DocTestParser().get_doctest(block, {}, "README", str(README), 0)
    assert doctest.DocTestRunner().run(test).failed == 0


def test_every_command_and_option_is_documented() -> None:
    text = README.read_text("utf-8")
    for name in SUMMARIES:
        assert f"`techtree {name}" in text
        command = main.get_command(click.Context(main), name)
        assert command is not None
        for option in command.params:
            if isinstance(option, click.Option):
                assert any(f"{o} " in text or f"{o}`" in text for o in _names(option)), option.name


def test_every_key_of_the_format_is_documented() -> None:
    from techtree.files import fields

    text = README.read_text("utf-8")
    shapes = [value for value in vars(fields).values() if isinstance(value, fields.Shape)]
    for key in {key.name for shape in shapes for key in shape.keys}:
        assert re.search(rf"\b{key}\b[`:,]", text), key


def test_every_dependency_is_explained() -> None:
    project = (README.parent / "pyproject.toml").read_text("utf-8")
    named = re.search(r"^dependencies = \[\n(.*?)^\]", project, re.MULTILINE | re.DOTALL)
    assert named is not None
    for package in re.findall(r'"([a-z0-9-]+)', named[1]):
        assert f"| {package} |" in README.read_text("utf-8")


def test_yaml_shown_of_shipped_trees_is_theirs() -> None:
    import trees

    shipped = "\n".join(trees.path(name).read_text("utf-8") for name in trees.names())
    for block in _blocks("yaml"):
        if not _FILE.match(block):
            assert all(line in shipped for line in block.splitlines())


def _names(option: click.Option) -> list[str]:
    return [*option.opts, *option.secondary_opts]


def _rewritten(match: re.Match[str]) -> str:
    if match[1] != "console":
        return match[0]
    shown = "".join(f"$ {c}\n{_printed(c)}" for c, _ in _commands(match[2]))
    return f"```console\n{shown}```"


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        _write_files()
        README.write_text(_BLOCK.sub(_rewritten, README.read_text("utf-8")), encoding="utf-8")
