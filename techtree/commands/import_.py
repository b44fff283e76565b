"""`techtree import`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from techtree.commands.completion import complete_files
from techtree.commands.options import output_option

_SUFFIXES = {
    "graphml": "graphml",
    "xml": "graphml",
    "dot": "dot",
    "gv": "dot",
    "json": "node-link",
}
_SOURCES = ("graphml", "dot", "node-link")


@click.command("import")
@click.argument("file", shell_complete=complete_files)
@output_option
@click.option(
    "--from",
    "source",
    type=click.Choice(_SOURCES),
    help="Default: what the name of the file ends with (.graphml, .dot, .gv, .json).",
)
@click.option(
    "--ending",
    "endings",
    multiple=True,
    metavar="NODE",
    help="Make this node an ending, by its id or title in the graph. Repeatable.",
)
@click.option(
    "--reverse",
    is_flag=True,
    help="Edges go from a node to what it needs, and not to what needs it.",
)
def command(
    file: str, output: str | None, source: str | None, endings: tuple[str, ...], reverse: bool
) -> None:
    """Turn a graph into a tree file: GraphML, Graphviz DOT or node-link JSON.

    Edges become `requires`: all of them, or any of those drawn dashed or called "any"; weights
    that differ become strengths. Placeholders stand, and are marked, where a tree says more than
    a graph. What has no place in a tree is listed on standard error and in the file. GraphML and
    JSON written by `techtree render` give the whole tree back. Exits with 1 if there are errors
    left in the tree. FILE may be `-`, with --from.
    """
    from techtree.commands.failures import say
    from techtree.commands.opening import STDIN
    from techtree.commands.writing import check_target, deliver
    from techtree.exchange import imported
    from techtree.files.source_text import read_bytes
    from techtree.limits import MAX_FILE_BYTES

    check_target(output, file)
    chosen = source or _source(file)
    content = (
        sys.stdin.buffer.read(MAX_FILE_BYTES + 1) if file == STDIN else read_bytes(Path(file), file)
    )
    name = "<stdin>" if file == STDIN else file
    found = imported(content, name, chosen, endings, reverse)  # type: ignore[arg-type]
    deliver(found.text, output)
    if found.left:
        say("not carried over:\n  " + "\n  ".join(found.left))
    tree, errors = found.parsed.tree, found.parsed.errors
    if tree is not None and not any(node.ending for node in tree.nodes.values()):
        say("note: no node is an ending yet; name one with --ending NODE, or in the file")
    if errors:
        more = f" and {len(errors) - 1:,} more" if len(errors) > 1 else ""
        say(f"the tree has errors: {errors[0].message}{more}; `techtree check` lists them")
        click.get_current_context().exit(1)


def _source(file: str) -> str:
    from techtree.errors import UsageError

    suffix = Path(file).suffix.lower().removeprefix(".")
    if suffix not in _SUFFIXES:
        known = ", ".join(f".{name}" for name in _SUFFIXES)
        raise UsageError(
            f"what {file!r} holds cannot be told from its name ({known} could); say it with --from"
        )
    return _SUFFIXES[suffix]
