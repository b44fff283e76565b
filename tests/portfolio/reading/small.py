"""A small tree, and portfolios for it that are read from files."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from techtree.errors import InputError
from techtree.files.parsing import Parsed, parse_tree
from techtree.model.numbers import Fixed, Uncertain
from techtree.portfolio.candidates import Candidate
from techtree.portfolio.reading import Portfolio, open_portfolio

TREE = b"""\
techtree: 1
start: 2026-01
horizon: 30 years
outcomes: {good: 1, bad: 0, undecided: 0.5}
sources: {post: {title: A post}}
parameters: {share: {value: 0.25, as: probability}, size: 3}
actors:
  lab: {effort: {work: 1, pool: 1}}
nodes:
  known: {unlocked: true}
  evals: {field: work, work: 4, staff: 10, chance: 0.5}
  theory: {field: work, work: 9, staff: 4}
  agents: {field: work, requires: evals, work: 3}
  end: {field: work, requires: agents, work: 5, ending: {good: 0.5, bad: 0.5}}
items:
  old: {unlocks: {theory: {channel: people}}, cost: 2}
stances:
  hopeful: {weight: 1, set: {parameters.share: 0.5, parameters.size: 6}}
  no_people: {weight: 1, off: people}
  few: {set: {nodes.evals.staff: 2}}
"""
PARSED: Parsed = parse_tree(TREE, "tree.yaml")


def opened(
    folder: Path,
    content: str | bytes,
    name: str = "p.csv",
    stances: Sequence[str] = (),
    skip_bad: bool = False,
) -> Portfolio:
    """Write a portfolio and read it; messages call it by its bare name."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_portfolio(path, PARSED, stances, skip_bad=skip_bad, name=name)


def candidates(portfolio: Portfolio) -> list[Candidate]:
    """Return all candidates."""
    return [candidate for chunk in portfolio.chunks(3) for candidate in chunk]


def errors(folder: Path, content: str | bytes, name: str = "p.csv") -> list[str]:
    """Return what is wrong with a portfolio as `line:column code`."""
    try:
        opened(folder, content, name)
    except InputError as error:
        places = [(problem.place, problem.code) for problem in error.problems]
        return [f"{place.line}:{place.column} {code}" for place, code in places]
    return []


def message(folder: Path, content: str | bytes, name: str = "p.csv") -> str:
    """Return all that is said of a portfolio that cannot be read."""
    try:
        opened(folder, content, name)
    except InputError as error:
        return str(error)
    raise AssertionError("it was read")


def keys(thing: Any) -> Iterator[str]:
    """Yield the names of all numbers and effects in an item, in order."""
    if isinstance(thing, Fixed | Uncertain):
        if thing.key is not None:
            yield thing.key
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            if field.name == "key":
                yield thing.key  # type: ignore[attr-defined]
            else:
                yield from keys(getattr(thing, field.name))
    elif isinstance(thing, tuple):
        for member in thing:
            yield from keys(member)
