"""Distributions over outcomes: a bar, and in words what it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from render import labels, style
from render.quantiles import median
from render.words import percent, points, wrapped
from techtree.model.tree import Ending, Tree

Row = tuple[str, tuple[str, ...]]  # a label, and the marks in it


def outcome_rows(
    tree: Tree,
    shares: Mapping[str, float],
    earlier: Mapping[str, float] | None,
    across: bool = False,
    fine: bool = False,
) -> Iterator[Row]:
    """Yield a bar of a distribution over outcomes and, below or beside it, what it shows.

    ``fine`` gives shares as many digits as changes of them have.
    """
    before = earlier or {}
    names = style.ordered(
        name for name in shares.keys() | before.keys() if shares.get(name) or before.get(name)
    )
    total = sum(shares.get(name, 0.0) for name in names) or 1.0
    inks = style.inks(tree.outcomes.keys() | shares.keys() | before.keys())
    parts = [(inks[name], shares.get(name, 0.0) / total) for name in names]
    bar = labels.bar(parts)
    if len(names) == 1 and not across:
        earlier = None  # all of it, with and without
    lines = [_key(tree, name, inks[name], shares, earlier, fine, across) for name in names]
    marks = [f"outcome:{name}" for name in names] + ["points"] * (earlier is not None)
    if across:
        cells = (labels.beside(line, 4) for line in lines)
        yield labels.beside([bar, *cells], 14), tuple(marks)
    else:
        yield bar, tuple(marks)
        yield labels.grid(lines), ()


def _key(
    tree: Tree,
    name: str,
    ink: style.Ink,
    shares: Mapping[str, float],
    earlier: Mapping[str, float] | None,
    fine: bool,
    across: bool,
) -> list[str]:
    """Return a swatch, the outcome's name, its share, and the change of it if there is one."""
    share = shares.get(name, 0.0)
    lines = wrapped(outcome_name(tree, name), 24, 2)
    rows = [labels.text(line, color=style.INK) for line in lines]
    words = rows[0] if len(rows) == 1 else labels.stack(rows)
    level, align = (str, "LEFT") if across else (labels.lowered, "RIGHT")
    figure = labels.text(percent(share, fine), color=style.INK, bold=True, align=align)
    key = [labels.swatch(ink), words, level(figure)]
    if earlier is not None:
        change = points(share - earlier.get(name, 0.0))
        key.append(level(labels.badge(change, style.CHANGE, align)))
    return key


def outcome_name(tree: Tree, outcome: str) -> str:
    """Return what an outcome is called."""
    found = tree.outcomes.get(outcome)
    return (found.title if found else None) or outcome


def fallback_shares(ending: Ending) -> dict[str, float]:
    """Return an ending's distribution from the tree itself: medians, made to add up to 1.

    What the given shares leave is divided over the remainder in proportion to its weights.
    """
    given = {outcome: max(median(share), 0.0) for outcome, share in ending.shares}
    left = max(1 - sum(given.values()), 0.0)
    weight = sum(part for _, part in ending.remainder)
    if weight > 0:
        for outcome, part in ending.remainder:
            given[outcome] = given.get(outcome, 0.0) + left * part / weight
    total = sum(given.values()) or 1.0
    return {outcome: share / total for outcome, share in given.items()}
