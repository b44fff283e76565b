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
    """Give a callback that shows progress on a terminal, and is silent elsewhere.

    `items` are those with which the tree is to be run, `None` standing for the tree alone;
    `engine` is what a person chose; `ranks` tells that all nodes are asked about.
    """
    from techtree.impact.settings import silent

    if _compiles(tree, items, engine, ranks):
        say("compiling the engine (once; about half a minute)...")
    if not sys.stderr.isatty():
        yield silent
        return
    bar = _Bar()
    try:
        yield bar
    finally:
        bar.close()


def _compiles(tree: Tree, items: Sequence[Item | None], engine: str, ranks: bool) -> bool:
    """Tell whether a kernel that these runs need is yet to be compiled."""
    from techtree.engine.compiler import compile_tree
    from techtree.engine.forcing import forcing_is_compiled
    from techtree.engine.run import is_compiled
    from techtree.exact.chain import chain_is_compiled
    from techtree.exact.memoryless import obstacle

    if is_compiled() and chain_is_compiled() and (not ranks or forcing_is_compiled()):
        return False
    for item in items:
        compiled = compile_tree(tree, item)
        exact = engine != "simulation" and obstacle(compiled) is None
        if exact and not chain_is_compiled():
            return True
        follows = ranks and compiled.one_pass
        ready = forcing_is_compiled() if follows else is_compiled(compiled.one_pass)
        if not (exact and item is None) and not ready:
            return True
    return False
