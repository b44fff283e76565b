"""Lay tables and sentences out as text, in colour where a terminal wants it."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Iterable, Sequence

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from techtree.report.visible import visible

_PIPED = 100  # columns where there is no terminal to ask


def laid_out(
    blocks: Iterable[RenderableType], output: str | None = None, *, wrap: bool = True
) -> str:
    """Lay blocks out one under the other, for `output` or else for standard output.

    Without `wrap`, what is one line stays one line however long it is.
    """
    terminal = output in (None, "-") and sys.stdout.isatty()
    color = terminal and not os.environ.get("NO_COLOR")
    page = io.StringIO()
    console = Console(
        file=page,
        width=_width(terminal),
        force_terminal=bool(color),
        color_system="auto" if color else None,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    for block in blocks:
        console.print(block, soft_wrap=not wrap)
    return "".join(line.rstrip() + "\n" for line in page.getvalue().splitlines())


def words(text: str, style: str = "") -> Text:
    """Return text as it is written: nothing in it is markup, nothing moves the terminal."""
    return Text(visible(text), style=style)


def table(
    heading: str, columns: Sequence[str], rows: Iterable[Sequence[str]], last: str = ""
) -> Table:
    """Return a table whose first column is words and whose others are figures.

    `last` is the style of the last row.
    """
    found = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="bold")
    found.add_column(words(heading), justify="left", overflow="fold")
    for column in columns:
        found.add_column(words(column), justify="right", overflow="fold")
    cells = [[words(cell) for cell in row] for row in rows]
    for number, row in enumerate(cells):
        found.add_row(*row, style=last if number == len(cells) - 1 else "")
    return found


def _width(terminal: bool) -> int:
    asked = os.environ.get("COLUMNS", "")
    if terminal:
        return max(40, shutil.get_terminal_size().columns)
    return max(40, min(1000, int(asked))) if asked.isdecimal() else _PIPED
