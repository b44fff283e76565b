"""`techtree schema`."""

from __future__ import annotations

import json

import click

from techtree.commands.options import output_option


@click.command("schema")
@click.option("--portfolio", is_flag=True, help="The schema of portfolios in YAML.")
@output_option
def command(portfolio: bool, output: str | None) -> None:
    """Print the JSON Schema of tree files, with which editors complete and check."""
    from techtree.commands.writing import check_target, deliver
    from techtree.files.schema import json_schema, portfolio_schema

    check_target(output)
    schema = portfolio_schema() if portfolio else json_schema()
    deliver(json.dumps(schema, indent=2) + "\n", output)
