"""What a waiting person sees: that a kernel compiles, and how far a run has come."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from techtree.commands.failures import say

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from techtree.impact.settings import Progress as Report
    from techtree.model.tree import Item, Tree

_PATIENCE = 1.0  # seconds without a word
_GLIMPSE = 5.0  # seconds that tell how long a stage takes
_LONG = 90.0  # seconds of which a person should know before


class Forecast:
    """Says once of a stage how long it may take, as soon as that is known, if it is long.

    Where something `compiles`, the first part of a stage waits for it, and does not count.
    """

    def __init__(self, compiles: bool = False) -> None:
        self._waits = compiles
        self._begun: dict[str, tuple[float, int]] = {}
        self._told: set[str] = set()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note of how far a stage has come."""
        now = time.monotonic()
        started, before = self._begun.setdefault(stage, (now, done))
        passed = now - started
        if self._waits and done > before:
            self._waits = False
            self._begun[stage] = (now, done)
            return
        if stage in self._told or passed < _GLIMPSE or done <= before:
            return
        self._told.add(stage)
        left = passed / (done - before) * (total - done)
        if left > _LONG:
            say(f"{stage}: up to {round(left / 60)} minutes")


class _Bar:
    """A bar on standard error that appears only when a run takes longer than a second."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.bar: Progress | None = None
        self.tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note of how far a stage has come."""
        if self.bar is None:
            if time.monotonic() - self.started < _PATIENCE:
                return
            self.bar = _new_bar()
            self.bar.start()
        if stage not in self.tasks:
            self.tasks[stage] = self.bar.add_task(stage, total=total)
        self.bar.update(self.tasks[stage], completed=done, total=total)

    def close(self) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.stop()


def _new_bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)


@contextmanager
def reported(
    tree: Tree,
    items: Sequence[Item | None] = (None,),
    engine: str = "simulation",
    *,
    ranks: bool = False,
) -> Iterator[Report]:
    """Give a callback that shows progress on a terminal; elsewhere it tells only what is long.

    `items` are those with which the tree is to be run, `None` standing for the tree alone;
    `engine` is what a person chose; `ranks` tells that all nodes are asked about.
    """
    parts = _to_compile(tree, items, engine, ranks)
    if parts:
        say(f"compiling {' and '.join(parts)} (once; about half a minute)...")
    forecast = Forecast(bool(parts))
    if not sys.stderr.isatty():
        yield forecast
        return
    bar = _Bar()

    def told(stage: str, done: int, total: int) -> None:
        forecast(stage, done, total)
        bar(stage, done, total)

    try:
        yield told
    finally:
        bar.close()


def _to_compile(
    tree: Tree, items: Sequence[Item | None], engine: str, ranks: bool
) -> Sequence[str]:
    """Name the kernels that these runs need and that are yet to be compiled."""
    from techtree.engine.compiler import compile_tree
    from techtree.engine.forcing import forcing_is_compiled
    from techtree.engine.run import is_compiled
    from techtree.exact.chain import chain_is_compiled
    from techtree.exact.memoryless import obstacle

    if is_compiled() and chain_is_compiled() and (not ranks or forcing_is_compiled()):
        return ()
    found: dict[str, None] = {}
    for item in items:
        compiled = compile_tree(tree, item)
        exact = engine != "simulation" and obstacle(compiled) is None
        if exact and not chain_is_compiled():
            found["the exact engine"] = None
        if exact and item is None:
            continue
        if ranks and compiled.one_pass:
            if not forcing_is_compiled():
                found["the ranking of nodes"] = None
        elif not is_compiled(compiled.one_pass):
            way = "one-pass" if compiled.one_pass else "event-by-event"
            found[f"the {way} simulation"] = None
    return tuple(found)
