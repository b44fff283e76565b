"""Lay tables and sentences out as text, in colour where a terminal wants it."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from techtree.report.visible import visible

_PIPED = 100  # columns where there is no terminal to ask
_GAP = 3  # columns between two columns of a table
_NARROW = 2  # where words are broken
_WIDEST = 100_000
_WORDS = 12  # columns that words keep at least


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
    heading: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    last: str = "",
    wordy: Collection[int] = (),
    spare: Sequence[int] = (),
) -> Table:
    """Return a table whose first column is words and whose others are figures.

    `last` is the style of the last row; `wordy` are the places of other columns that are words,
    counted from the first column's 0. Those that are `spare` are left out on a narrow page, the
    first of them first, rather than that words are broken; a line below names them.
    """
    rows = [tuple(row) for row in rows]
    wordy = {0, *wordy}
    found = _Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold")
    found.needs = _needs((heading, *columns), rows)
    found.spare = spare
    found.add_column(words(heading), justify="left", overflow="fold")
    for place, column in enumerate(columns, 1):
        found.add_column(
            words(column), justify="left" if place in wordy else "right", overflow="fold"
        )
    cells = [[words(cell) for cell in row] for row in rows]
    for number, row in enumerate(cells):
        found.add_row(*row, style=last if number == len(cells) - 1 else "")
    return found


def _needs(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Return how wide each column is if no word of its heading and no cell is broken."""
    room = [max((cell_len(visible(word)) for word in head.split()), default=0) for head in heads]
    for row in rows:
        for place, cell in enumerate(row):
            room[place] = max(room[place], cell_len(visible(cell)))
    return room


class _Table(Table):
    """A table that draws its columns together, and breaks its words, before it breaks figures."""

    needs: Sequence[int] = ()
    spare: Sequence[int] = ()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if (
            self.__rich_measure__(console, options.update_width(_WIDEST)).maximum
            > options.max_width
        ):
            dropped = self._leave_out(options.max_width)
            self._draw_together(options.max_width)
            yield from super().__rich_console__(console, options)
            if dropped:
                yield words(f"too narrow for: {', '.join(dropped)}", style="dim")
            return
        yield from super().__rich_console__(console, options)

    def _leave_out(self, width: int) -> list[str]:
        """Leave spare columns out until the others fit unbroken; return what they are called."""
        left = list(range(len(self.columns)))
        for place in self.spare:
            if sum(self.needs[i] for i in left) + _NARROW * (len(left) - 1) <= width:
                break
            left.remove(place)
        out = [str(self.columns[place].header) for place in self.spare if place not in left]
        self.columns = [
            replace(self.columns[place], _index=number) for number, place in enumerate(left)
        ]
        self.needs = [self.needs[place] for place in left]
        return out

    def _draw_together(self, width: int) -> None:
        figures = [column.justify == "right" for column in self.columns]
        least = sum(
            need if figure else min(need, _WORDS)
            for need, figure in zip(self.needs, figures, strict=True)
        )
        gaps = len(self.columns) - 1
        fits = [gap for gap in (_GAP, _NARROW) if sum(self.needs) + gap * gaps <= width]
        fits += [gap for gap in (_NARROW, 1) if least + gap * gaps <= width]
        if fits:
            self.padding = (0, fits[0], 0, 0)
            for column, need, figure in zip(self.columns, self.needs, figures, strict=True):
                column.width = need if figure else None


def _width(terminal: bool) -> int:
    asked = os.environ.get("COLUMNS", "")
    if terminal:
        return max(40, shutil.get_terminal_size().columns)
    return max(40, min(1000, int(asked))) if asked.isdecimal() else _PIPED
