"""`techtree check`."""

from __future__ import annotations

from contextlib import nullcontext

import click

from techtree.commands.options import output_options, tree_argument


@click.command("check")
@tree_argument
@click.option(
    "--claims/--no-claims",
    default=True,
    help="Compare what the author claims with a short run (20,000 samples). On by default.",
)
@output_options
def command(tree: str, claims: bool, format: str, output: str | None) -> None:
    """Say everything that is wrong or odd with a tree.

    Exits with 1 if there are errors, that is, if the tree cannot be used.
    """
    from techtree.commands.opening import parse
    from techtree.commands.progress import reported
    from techtree.commands.writing import check_target, deliver

    check_target(output, tree)
    parsed = parse(tree)

    from techtree.impact.examination import examine
    from techtree.report.check_text import check_text

    run = parsed.tree if claims and parsed.tree is not None and parsed.tree.claims else None
    with reported(run) if run is not None else nullcontext():
        found = examine(parsed, claims=claims)
    deliver(check_text(found, format, output), output)
    if found.errors:
        click.get_current_context().exit(1)
