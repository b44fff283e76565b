"""The door: from the path of a portfolio to what can be chosen."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from techtree.errors import InputError, Place, Problem, in_order
from techtree.files.parsing import Parsed
from techtree.portfolio.reading.csv_rows import CsvTable
from techtree.portfolio.reading.document import read_document_portfolio
from techtree.portfolio.reading.json_rows import JsonTable
from techtree.portfolio.reading.parquet_rows import ParquetTable
from techtree.portfolio.reading.portfolio import Portfolio
from techtree.portfolio.reading.rows import Table
from techtree.portfolio.reading.source import Kind, Source, find, kind_of
from techtree.portfolio.reading.table import read_table_portfolio


def open_portfolio(
    path: str | os.PathLike[str],
    parsed: Parsed,
    stances: Sequence[str] = (),
    *,
    skip_bad: bool = False,
    name: str | None = None,
) -> Portfolio:
    """Read a portfolio for a tree: YAML, CSV, TSV, JSON Lines or Parquet.

    The kind is told by the suffix, else by how the file begins. ``stances`` are those of the tree
    under which the items are wanted besides. With ``skip_bad``, items that cannot be used are
    left out and listed. ``name`` is what messages call the file; without it, the path.

    Raises InputError with every error, each with its place.
    """
    if parsed.tree is None:
        raise InputError(parsed.errors)
    source = find(path, name)
    kind = kind_of(source)
    if kind == "yaml":
        portfolio = read_document_portfolio(source, parsed, stances, skip_bad)
    else:
        table = _table(source, kind)
        portfolio = read_table_portfolio(table, source.name, parsed, stances, skip_bad)
    return _compared(portfolio, parsed)


def _table(source: Source, kind: Kind) -> Table:
    if kind == "parquet":
        return ParquetTable(source)
    if kind == "jsonl":
        return JsonTable(source)
    return CsvTable(source, "\t" if kind == "tsv" else ",")


def _compared(portfolio: Portfolio, parsed: Parsed) -> Portfolio:
    """Add a warning if the portfolio is meant for another tree."""
    place = next(iter(parsed.places.values()), None)
    used = Path(place.file).stem if place is not None else ""
    if portfolio.tree in (None, used) or used.startswith("<"):
        return portfolio
    message = f"this portfolio is meant for the tree '{portfolio.tree}', not for '{used}'"
    warning = Problem("warning", "other-tree", message, Place(portfolio.file))
    return replace(portfolio, warnings=in_order([warning, *portfolio.warnings]))
