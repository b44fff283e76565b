"""The command line: one file a command, each loaded when it is first called."""

from __future__ import annotations

import click

from techtree.commands.group import LazyGroup
from techtree.version import VERSION

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=LazyGroup, context_settings=_SETTINGS)
@click.version_option(VERSION, prog_name="techtree")
def main() -> None:
    """Say what a piece of research does to how a race ends: by how much, and why.

    TREE is a file, or the name of a tree that comes with the program, such as claude3_release.
    """


__all__ = ["main"]
