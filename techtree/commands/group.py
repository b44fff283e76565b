"""A group of commands that imports each of them only when it is called."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from techtree.commands.failures import BAD_INPUT, drop_output, explained, say
from techtree.commands.streams import reopen_closed

SUMMARIES = {
    "check": "Say everything that is wrong or odd with a tree.",
    "show": "Say what a tree implies: outcomes, time of the ending, nodes.",
    "score": "Say what an item changes, by channel and by stance.",
    "rank": "Say of every node what changes if it is known now, or never.",
    "batch": "Evaluate a portfolio of items, and choose the best set under a budget.",
    "render": "Draw a tree, or a tree before and after an item.",
    "import": "Turn a graph (GraphML, DOT, JSON) into a tree file.",
    "new": "Write a commented tree to start from.",
    "schema": "Print the JSON Schema of tree files, for editors.",
}


class LazyGroup(click.Group):
    """Know the commands by name and summary, so that help costs no import of theirs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of the help page."""
        return list(SUMMARIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in SUMMARIES:
            return None
        module = "import_" if cmd_name == "import" else cmd_name  # a word of Python
        command: click.Command = import_module(f"techtree.commands.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their summaries."""
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called, or say which name is near."""
        if args and args[0] not in SUMMARIES and not args[0].startswith("-"):
            from techtree.files.near_miss import did_you_mean

            known = ", ".join(SUMMARIES)
            guess = did_you_mean(args[0], SUMMARIES)
            ctx.fail(f"there is no command {args[0]!r}{guess or f'; there is {known}'}")
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the program; help that cannot be written is told of as any answer is."""
        reopen_closed()
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            if error.errno is None or kwargs.get("standalone_mode") is False:
                raise
            say(f"error: cannot write to standard output: {error.strerror}")
            drop_output()
            sys.exit(BAD_INPUT)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; turn what can go wrong into a sentence and an exit code."""
        with explained():
            return super().invoke(ctx)
