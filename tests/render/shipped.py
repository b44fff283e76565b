"""Every shipped tree with made-up figures, and every way to draw it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import techtree
import trees
from render import Figures, Side, Wishes
from techtree.model.tree import Tree

NAMES = trees.names()


def shipped(name: str) -> Tree:
    """Return a tree that comes with the program."""
    return techtree.load(Path(trees.__file__).with_name(f"{name}.yaml"))


def made_up(tree: Tree, turn: int = 0) -> Figures:
    """Return figures that spread over all that may be: known today, dated, open-ended, never."""
    known: dict[str, float] = {}
    median: dict[str, float | None] = {}
    times: dict[str, tuple[float | None, float | None]] = {}
    for name, node in tree.nodes.items():
        share = (zlib.crc32(f"{name}{turn}".encode()) % 101) / 100
        known[name] = 1.0 if node.unlocked else share
        if node.unlocked:
            median[name], times[name] = 0.0, (0.0, 0.0)
        else:
            years = 1 + 14 * share
            median[name] = years if share > 0.5 else None
            times[name] = (years / 3 if share > 0.05 else None, 2 * years if share > 0.8 else None)
    endings = [name for name, node in tree.nodes.items() if node.ending is not None]
    outcomes = sorted(tree.outcomes)
    shares = {outcome: 1 / len(outcomes) for outcome in outcomes}
    return Figures(
        known,
        median,
        shares,
        dict.fromkeys(endings, shares),
        {name: 1 / len(endings) for name in endings},
        times,
        {name: share - 0.5 if share > 0.3 else None for name, share in known.items()},
    )


def ways(tree: Tree) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each way to draw a tree, with its name."""
    figures = made_up(tree)
    ending = next(name for name, node in tree.nodes.items() if node.ending is not None)
    middle = sorted(tree.nodes)[len(tree.nodes) // 2]
    for name, wishes in {
        "known": Wishes("known", "dark", page="slide"),
        "time": Wishes("time", page="a4"),
        "shift": Wishes("shift", page="letter", orientation="portrait"),
        "to": Wishes(to=(ending,)),
        "focus": Wishes(focus=(middle,), depth=1),
        "collapse": Wishes("known", collapse=True),
        "calendar": Wishes(time=True),
    }.items():
        yield name, {"figures": figures, "wishes": wishes}
    if tree.items:
        both = {
            "figures": figures,
            "item": next(iter(tree.items)),
            "figures_with": made_up(tree, 1),
        }
        yield "item by field", {**both, "wishes": Wishes(collapse=True)}
        yield "item along a calendar", {**both, "wishes": Wishes(time=True, page="a3")}
    if len(tree.stances) > 1:
        first, second = list(tree.stances.values())[:2]
        sides = (
            Side(first.id, first.tree, figures),
            Side(second.id, second.tree, made_up(second.tree, 1)),
        )
        yield "stances", {"sides": sides, "wishes": Wishes("stance")}
