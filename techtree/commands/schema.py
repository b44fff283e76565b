"""`techtree schema`."""

from __future__ import annotations

import json

import click

from techtree.commands.options import output_option


@click.command("schema")
@output_option
def command(output: str | None) -> None:
    """Print the JSON Schema of tree files, with which editors complete and check."""
    from techtree.commands.writing import check_target, deliver
    from techtree.files.schema import json_schema

    check_target(output)
    deliver(json.dumps(json_schema(), indent=2) + "\n", output)
