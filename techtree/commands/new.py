"""`techtree new`."""

from __future__ import annotations

from pathlib import Path

import click

from techtree.commands.completion import complete_files


@click.command("new")
@click.argument("file", shell_complete=complete_files)
@click.option("--force", is_flag=True, help="Overwrite what is there.")
def command(file: str, force: bool) -> None:
    """Write a commented tree to FILE, to start from."""
    from techtree.commands.failures import say
    from techtree.commands.writing import STDOUT, check_target, deliver
    from techtree.errors import UsageError
    from techtree.files.template import TEMPLATE

    check_target(file)
    if file != STDOUT and Path(file).exists() and not force:
        raise UsageError(f"{file!r} exists; give another name, or --force to overwrite it")
    deliver(TEMPLATE, file)
    if file != STDOUT:
        say(f"wrote {file}; look at it with: techtree show {file}")
