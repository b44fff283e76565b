"""Help is complete, cheap, and loads nothing that it does not need."""

from __future__ import annotations

import subprocess
import sys

import pytest

from techtree.commands import main
from techtree.commands.group import SUMMARIES
from techtree.version import VERSION

from .conftest import Run

HEAVY = (
    "matplotlib",
    "numpy",
    "numba",
    "networkx",
    "rich",
    "scipy",
    "yaml",
    "llvmlite",
    "render",
    "trees",
)


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_imports_nothing_heavy(option: str) -> None:
    code = (
        "import sys\nfrom techtree.commands import main\n"
        f"try: main([{option!r}])\nexcept SystemExit as e: assert not e.code\n"
        f"sys.exit(', '.join(set({HEAVY!r}) & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_every_command_is_listed_and_has_a_page(run: Run) -> None:
    page = run("--help").output
    for name, summary in SUMMARIES.items():
        assert f"{name} " in page
        assert summary in page
        found = run(name, "--help")
        assert found.exit_code == 0
        assert f"techtree {name}" in found.output or name in found.output


def test_version(run: Run) -> None:
    assert VERSION in run("--version").output


def test_a_slip_in_a_command_is_guessed(run: Run) -> None:
    result = run("scroe", "first_tree")
    assert result.exit_code == 2
    assert "did you mean 'score'" in result.stderr


def test_every_option_has_a_help_text() -> None:
    import click

    ctx = click.Context(main)
    for name in SUMMARIES:
        command = main.get_command(ctx, name)
        assert command is not None and command.name == name
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help
