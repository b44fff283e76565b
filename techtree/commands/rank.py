"""`techtree rank`."""

from __future__ import annotations

import click

from techtree.commands.options import (
    Asked,
    output_options,
    simulation_options,
    stance_option,
    tree_argument,
)

DEFAULT_SAMPLES = 5000  # of a run of two worlds for each node


@click.command("rank")
@tree_argument
@click.option("--top", type=click.IntRange(1), metavar="N", help="Only the first N nodes.")
@click.option("--field", metavar="FIELD", help="Only the nodes of this field.")
@stance_option
@output_options
@simulation_options
def command(
    tree: str,
    top: int | None,
    field: str | None,
    stances: tuple[str, ...],
    format: str,
    output: str | None,
    asked: Asked,
) -> None:
    """Say of every node what changes if it is known now, and if it never is.

    Those come first whose knowledge shifts the expected value most. Endings are left out, and so
    are facts: nodes without work and with a chance.
    """
    from techtree.commands.opening import open_tree
    from techtree.commands.writing import check_target, deliver

    check_target(output, tree)
    found = open_tree(tree)  # before the engine is imported: bad input is told at once

    from techtree.commands.progress import reported
    from techtree.errors import UsageError
    from techtree.impact.rank import rank
    from techtree.report.formats import rank_text

    if asked.precision is not None:
        raise UsageError("rank takes --samples, not --precision")
    if asked.samples is None:
        asked = asked._replace(samples=DEFAULT_SAMPLES)
    with reported(found, engine=asked.engine, ranks=True) as progress:
        answer = rank(found, asked.settings(progress, stances), field=field)
    deliver(rank_text(found, answer, top, format, output), output)
