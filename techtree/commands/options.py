"""The options that commands share, each defined once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from techtree.commands.completion import (
    complete_files,
    complete_nodes,
    complete_stances,
    complete_trees,
)
from techtree.commands.parameters import Count, Share, Size

if TYPE_CHECKING:
    from techtree.impact.settings import Progress, Settings

Command = TypeVar("Command", bound=Callable[..., Any])

FORMATS = ("table", "json", "csv")


class Asked(NamedTuple):
    """How a person wants the simulation to be run."""

    samples: int | None
    seed: int
    precision: float | None
    given: tuple[str, ...]
    threads: int | None
    engine: str
    memory: float | None

    def settings(self, progress: Progress, stances: tuple[str, ...] = ()) -> Settings:
        """Turn this into the settings of an analysis."""
        from techtree.impact.settings import Settings

        chosen: dict[str, Any] = {
            "samples": self.samples,
            "threads": self.threads,
            "memory": self.memory,
        }
        return Settings(
            seed=self.seed,
            precision=self.precision,
            given=tuple(dict.fromkeys(self.given)),
            stances=tuple(dict.fromkeys(stances)),
            engine=self.engine,
            progress=progress,
            **{name: value for name, value in chosen.items() if value is not None},
        )


def tree_argument(command: Command) -> Command:
    """Add the argument TREE: a file, `-`, or the name of a shipped tree."""
    return click.argument("tree", shell_complete=complete_trees)(command)


def output_options(command: Command) -> Command:
    """Add `--format` and `-o`."""
    command = click.option(
        "--format",
        "format",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="A table to read, JSON for programs, or tidy CSV.",
    )(command)
    return output_option(command)


def output_option(command: Command) -> Command:
    """Add `-o`."""
    return click.option(
        "-o",
        "--output",
        metavar="FILE",
        shell_complete=complete_files,
        help="Write there, whole or not at all, instead of to standard output.",
    )(command)


def theme_option(command: Command) -> Command:
    """Add `--theme`, of what is drawn."""
    return click.option(
        "--theme",
        type=click.Choice(("light", "dark")),
        default="light",
        show_default=True,
        help="Dark words on white, or light words on black.",
    )(command)


def stance_option(command: Command) -> Command:
    """Add `--stance`."""
    return click.option(
        "--stance",
        "stances",
        multiple=True,
        metavar="NAME",
        shell_complete=complete_stances,
        help="Ask it under this stance, under `all`, or over the `mix`. Repeatable.",
    )(command)


def simulation_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what says how to simulate; the command gets it as `asked`."""

    @click.option("--samples", type=Count(), help="Trajectories to run; 20000, 100k, 1e6.")
    @click.option(
        "--seed",
        type=click.IntRange(0, 2**63 - 1),
        default=0,
        show_default=True,
        help="The same seed gives the same figures, on any number of threads.",
    )
    @click.option(
        "--precision",
        type=Share(),
        help="Run on until the 95% intervals of the probabilities are this narrow on each side: "
        "0.1pp, 0.1% or 0.001.",
    )
    @click.option(
        "--engine",
        type=click.Choice(("auto", "simulation", "exact")),
        default="auto",
        show_default=True,
        help="Exact needs a tree without memory; auto takes it where it applies.",
    )
    @click.option("--memory", type=Size(), help="What exact states may take; 500MB, 2GB.")
    @click.option(
        "--given",
        multiple=True,
        metavar="NODE",
        shell_complete=complete_nodes,
        help="Take this node as known from the start, in both worlds. Repeatable.",
    )
    @click.option("--threads", type=click.IntRange(1, 1024), help="Default: all processors.")
    @wraps(command)
    def run(
        *args: Any,
        samples: int | None,
        seed: int,
        precision: float | None,
        engine: str,
        memory: float | None,
        given: tuple[str, ...],
        threads: int | None,
        **others: Any,
    ) -> Any:
        asked = Asked(samples, seed, precision, given, threads, engine, memory)
        return command(*args, asked=asked, **others)

    return run
