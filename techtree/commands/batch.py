"""`techtree batch`."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from techtree.commands.completion import complete_files
from techtree.commands.options import (
    Asked,
    output_option,
    simulation_options,
    stance_option,
    tree_argument,
)
from techtree.commands.sections import SectionedCommand

if TYPE_CHECKING:
    from techtree.model.tree import Tree

FORMATS = ("table", "json", "csv", "parquet")
_SAMPLES = 10_000
_SECTIONS = {
    "Reading": ("skip_bad",),
    "Choosing": ("budget", "frontier", "robust", "must", "never"),
    "Writing": ("format", "output", "report", "top"),
    "Running": ("workers", "cluster", "store", "resume"),
}


@click.command("batch", cls=SectionedCommand, sections=_SECTIONS)
@tree_argument
@click.argument("portfolio", shell_complete=complete_files)
@click.option("--budget", type=click.FloatRange(min=0.0), help="Choose the best set at this cost.")
@click.option("--frontier", is_flag=True, help="Find the best set at each budget, too.")
@click.option(
    "--robust",
    type=click.Choice(("mix", "worst", "regret")),
    help="Choose by the mix of the stances, by the worst of them, or by the least regret.",
)
@click.option("--must", multiple=True, metavar="ITEM", help="Choose this one anyway. Repeatable.")
@click.option("--never", multiple=True, metavar="ITEM", help="Do not choose this. Repeatable.")
@click.option("--skip-bad", is_flag=True, help="Leave bad rows out, and list them in the answer.")
@click.option("--top", type=click.IntRange(min=1), help="Show so many items in the table (40).")
@click.option(
    "--format",
    "format",
    type=click.Choice(FORMATS),
    help="Default: what the name of the file ends with, else a table.",
)
@click.option(
    "--report", metavar="FILE", shell_complete=complete_files, help="Write an HTML report there."
)
@click.option("--workers", type=click.IntRange(1, 1024), help="Default: all processors.")
@click.option("--cluster", metavar="ADDRESS", help="Have the workers of a Dask scheduler do it.")
@click.option(
    "--store",
    metavar="FILE",
    shell_complete=complete_files,
    help="Keep finished blocks there. Default: beside what is written.",
)
@click.option("--resume", is_flag=True, help="Go on with the blocks of a run that was cut off.")
@stance_option
@output_option
@simulation_options
def command(
    tree: str,
    portfolio: str,
    budget: float | None,
    frontier: bool,
    robust: str | None,
    must: tuple[str, ...],
    never: tuple[str, ...],
    skip_bad: bool,
    top: int | None,
    format: str | None,
    report: str | None,
    workers: int | None,
    cluster: str | None,
    store: str | None,
    resume: bool,
    stances: tuple[str, ...],
    output: str | None,
    asked: Asked,
) -> None:
    """Evaluate every item of PORTFOLIO on TREE, and choose the best set under a budget.

    PORTFOLIO is a YAML file with `items:`, or a table with an item a row: CSV, JSON Lines or
    Parquet; or the name of one that comes with the program. With --budget, --frontier or
    --robust, sets are compared as they act together.
    """
    from techtree.commands.opening import locate_portfolio, parse
    from techtree.commands.writing import check_target, deliver
    from techtree.errors import InputError, UsageError

    kept = _store(store, resume, output, report)
    for target in (output, report, None if kept is None else str(kept)):
        check_target(target, tree)
    _refuse_one_file_for_two(portfolio, output, report, kept)
    if cluster is not None and workers is not None:
        raise UsageError("--workers are threads of this process; those of a --cluster are its own")
    chosen = _format(output, format)
    if chosen == "parquet" and output is None:
        raise UsageError("parquet is not text: name a file with -o FILE (`-o -` insists)")
    parsed = parse(tree)
    found = parsed.tree
    if found is None:
        raise InputError(parsed.errors)

    from techtree.commands.progress import reported
    from techtree.commands.remarks import remark_on_choice, remark_on_portfolio
    from techtree.portfolio.batch import batch
    from techtree.portfolio.reading import open_portfolio
    from techtree.portfolio.selection import Wish
    from techtree.portfolio.store import discard

    if robust is not None and not stances:
        stances = ("all",)
    wish = None
    if budget is not None or frontier or robust is not None:
        wish = Wish(budget, robust or "value", must, never, frontier)
    elif must or never:
        raise UsageError("--must and --never say what to choose: give a --budget")
    path, wanted = locate_portfolio(portfolio), _asked(found, stances)
    items = open_portfolio(path, parsed, wanted, skip_bad=skip_bad)
    remark_on_portfolio(items, listed=chosen in ("table", "json"))
    with _kept_when_interrupted(kept), reported(found, [None], asked.engine) as progress:
        samples = _SAMPLES if asked.samples is None else asked.samples
        settings = asked._replace(samples=samples).settings(progress, stances)
        answer = batch(
            found,
            items,
            settings,
            wish=wish,
            workers=workers,
            cluster=cluster,
            store=kept,
            resume=resume,
            command=_command_line(),
        )
    from techtree.report.formats import batch_content

    page = None
    if report is not None:
        from techtree.report.formats import batch_report

        page = batch_report(found, answer)
    if chosen != "table":
        remark_on_choice(answer)
    deliver(batch_content(found, answer, top, chosen, output), output)
    if page is not None:
        deliver(page, report)
    if kept is not None:
        discard(kept)


def _format(output: str | None, format: str | None) -> str:
    """Return the format asked for, or that which the name of the file ends with."""
    if format is not None:
        return format
    suffix = Path(output).suffix.lower().removeprefix(".") if output else ""
    return suffix if suffix in FORMATS else "table"


def _asked(tree: Tree, stances: tuple[str, ...]) -> tuple[str, ...]:
    """Name the stances of the tree that are run."""
    from techtree.impact.settings import views

    return tuple(name for name, _, _ in views(tree, stances) if name is not None)


def _store(store: str | None, resume: bool, *written: str | None) -> Path | None:
    """Return where finished blocks are kept: beside the first file that is written."""
    from techtree.errors import UsageError

    if store is not None:
        return Path(store)
    for name in written:
        if name not in (None, "-") and (not os.path.exists(name) or os.path.isfile(name)):
            return Path(f"{name}.partial")
    if resume:
        raise UsageError("--resume goes on with an earlier run: say where its --store is")
    return None


def _refuse_one_file_for_two(
    portfolio: str, output: str | None, report: str | None, store: Path | None
) -> None:
    """Refuse to write two things to one file, or one over the portfolio."""
    from techtree.errors import UsageError

    taken = {os.path.realpath(portfolio): "the portfolio that is read"}
    names = {"-o": output, "--report": report, "--store": None if store is None else str(store)}
    for option, name in names.items():
        if name is None or name == "-":
            continue
        at = os.path.realpath(name)
        if at in taken:
            raise UsageError(f"{option}: '{name}' is {taken[at]}; name another file")
        taken[at] = f"what {option} names as well"


@contextmanager
def _kept_when_interrupted(store: Path | None) -> Iterator[None]:
    """Say where finished blocks are, if a run is interrupted when there are some."""
    try:
        yield
    except KeyboardInterrupt:
        if store is None or not store.exists():
            raise
        from techtree.commands.failures import INTERRUPTED, say

        say(f"interrupted; finished blocks are kept in '{store}': --resume goes on with them")
        raise Exit(INTERRUPTED) from None


def _command_line() -> str:
    """Return the command line that makes the answer again."""
    return shlex.join(["techtree", *sys.argv[1:]])
