"""HTML-like labels: lines of text, swatches and bars in tables of exact size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from render.escape import html, visible
from render.style import CHANGE, INK, PAPER, RULE, SMALL_SIZE, SOFT, TAG_SIZE, TITLE_SIZE, Ink
from render.widths import room

BAR_WIDTH, BAR_HEIGHT = 200, 15
GAUGE_WIDTH, GAUGE_HEIGHT = 110, 4
SWATCH_WIDTH, SWATCH_HEIGHT = 16, 10

_TABLE = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"'


def text(
    words: str,
    size: int = SMALL_SIZE,
    color: str = SOFT,
    bold: bool = False,
    struck: bool = False,
    align: str = "LEFT",
) -> str:
    """Return words in a font size and colour, in a cell with room for them in any usual font."""
    width, height = room(visible(words), size, bold)
    cell = f'<TD ALIGN="{align}" WIDTH="{width}" HEIGHT="{height}">'
    return f"{_TABLE}><TR>{cell}{raw(words, size, color, bold, struck)}</TD></TR></TABLE>"


def raw(
    words: str, size: int = SMALL_SIZE, color: str = SOFT, bold: bool = False, struck: bool = False
) -> str:
    """Return words in a font size and colour, as wide as the fonts at hand make them."""
    inner = html(words)
    inner = f"<S>{inner}</S>" if struck else inner
    inner = f"<B>{inner}</B>" if bold else inner
    return f'<FONT POINT-SIZE="{size}" COLOR="{color}">{inner}</FONT>'


def title(lines: Iterable[str], struck: bool = False, color: str = INK) -> list[str]:
    """Return the lines of a title."""
    return [text(line, TITLE_SIZE, color, bold=True, struck=struck) for line in lines]


def tag(words: str, color: str = SOFT) -> str:
    """Return the small words above a title."""
    return text(words, TAG_SIZE, color)


def badge(words: str, color: str, align: str = "LEFT") -> str:
    """Return small words in bold."""
    return text(words, TAG_SIZE, color, bold=True, align=align)


def stack(rows: Iterable[str], align: str = "LEFT", background: str | None = None) -> str:
    """Return a table of rows, one below the other; empty text if there are none."""
    cells = "".join(f'<TR><TD ALIGN="{align}">{row}</TD></TR>' for row in rows)
    color = f' BGCOLOR="{background}"' if background else ""
    table = _TABLE.replace('CELLPADDING="0"', 'CELLPADDING="1"')
    return f"{table}{color}>{cells}</TABLE>" if cells else ""


def padded(label: str, right: int, below: int) -> str:
    """Return a label with so many points of room on its right and below it."""
    if not label or (right <= 0 and below <= 0):
        return label
    aside, under = (
        f'<TD FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{height}"></TD>' if room > 0 else ""
        for room, width, height in ((right, right, 1), (below, 1, below))
    )
    rows = f"<TR><TD>{label}</TD>{aside}</TR>" + (f"<TR>{under}</TR>" if under else "")
    return f"{_TABLE}>{rows}</TABLE>"


def darkened(label: str) -> str:
    """Return a label in the colour of its title throughout, rims of bars included, on a fill."""
    for color in (SOFT, CHANGE):
        label = label.replace(f'COLOR="{color}"', f'COLOR="{INK}"')  # BGCOLOR as well
    return label


def beside(cells: Iterable[str], gap: int = 6) -> str:
    """Return a table of one row."""
    spacer = f'<TD FIXEDSIZE="TRUE" WIDTH="{gap}" HEIGHT="1"></TD>'
    row = spacer.join(f'<TD ALIGN="LEFT">{cell}</TD>' for cell in cells)
    return f"{_TABLE}><TR>{row}</TR></TABLE>"


def lowered(cell: str) -> str:
    """Return a cell a little lower: Graphviz sets bold words that much above those beside them."""
    spacer = '<TD FIXEDSIZE="TRUE" WIDTH="1" HEIGHT="1"></TD>'
    return f'{_TABLE}><TR>{spacer}</TR><TR><TD ALIGN="LEFT">{cell}</TD></TR></TABLE>'


def grid(rows: Iterable[Sequence[str]], gap: int = 6, width: int = BAR_WIDTH) -> str:
    """Return a table of rows with aligned columns, all but the first two to the right."""
    spacer = f'<TD FIXEDSIZE="TRUE" WIDTH="{gap}" HEIGHT="1"></TD>'
    lines = (
        spacer.join(
            f'<TD ALIGN="{"LEFT" if column < 2 else "RIGHT"}">{cell}</TD>'
            for column, cell in enumerate(row)
        )
        for row in rows
    )
    air = '<TR><TD FIXEDSIZE="TRUE" WIDTH="1" HEIGHT="3"></TD></TR>'
    body = "".join(f"{air}<TR>{line}</TR>" for line in lines)
    return f'{_TABLE} WIDTH="{width}">{body}</TABLE>'


def bar(
    shares: Sequence[tuple[Ink, float]], width: int = BAR_WIDTH, height: int = BAR_HEIGHT
) -> str:
    """Return a bar with a rim, as parts of it are hardly told from some fills of boxes.

    Its segments are as wide as their shares, to the pixel. Each is a cell of fixed size; a table
    inside a plain cell would be stretched.
    """
    cells = "".join(
        _segment(ink, size, height)
        for (ink, _), size in zip(shares, widths([s for _, s in shares], width), strict=True)
        if size > 0
    )
    inner, outer = (
        f'FIXEDSIZE="TRUE" WIDTH="{width + more}" HEIGHT="{height + more}"' for more in (0, 2)
    )
    filled = f'{_TABLE} ALIGN="CENTER" {inner}><TR>{cells}</TR></TABLE>'
    rim = f'<TD {outer} BGCOLOR="{SOFT}">{filled}</TD>'
    return f'{_TABLE} ALIGN="LEFT" {outer}><TR>{rim}</TR></TABLE>'


def swatch(ink: Ink) -> str:
    """Return a small sample of an outcome's colour and pattern."""
    return bar([(ink, 1.0)], SWATCH_WIDTH, SWATCH_HEIGHT)


def gauge(share: float, width: int = GAUGE_WIDTH) -> str:
    """Return a thin bar that is filled as far as a probability."""
    full = (True, True, True, True, True)
    parts = [(Ink(SOFT, full), share), (Ink(RULE, full), 1 - share)]
    return bar(parts, width, GAUGE_HEIGHT)


def widths(shares: Sequence[float], total: int) -> list[int]:
    """Divide ``total`` pixels by shares that add up to 1, rounding the boundaries between them.

    >>> widths([0.03, 0.5, 0.47], 200)
    [6, 100, 94]
    """
    edges, reached = [0], 0.0
    for share in shares:
        reached += share
        edges.append(min(round(reached * total), total))
    return [right - left for left, right in pairwise(edges)]


def _segment(ink: Ink, width: int, height: int) -> str:
    size = f'FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{height}"'
    if all(ink.bands):
        return f'<TD {size} BGCOLOR="{ink.color}"></TD>'
    rows = "".join(
        f'<TR><TD FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{depth}" '
        f'BGCOLOR="{ink.color if filled else PAPER}"></TD></TR>'
        for filled, depth in _runs(ink.bands, height)
    )
    return f"<TD {size}>{_TABLE} {size}>{rows}</TABLE></TD>"


def _runs(bands: Sequence[bool], height: int) -> list[tuple[bool, int]]:
    """Join neighbouring bands that look alike, so that no seam shows between them."""
    runs: list[tuple[bool, int]] = []
    depths = widths([1 / len(bands)] * len(bands), height)
    for filled, depth in zip(bands, depths, strict=True):
        if runs and runs[-1][0] == filled:
            runs[-1] = (filled, runs[-1][1] + depth)
        else:
            runs.append((filled, depth))
    return runs
