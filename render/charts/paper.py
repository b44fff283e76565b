"""The page of a chart: its size, font and colours, and how it becomes a file.

The one place that talks to matplotlib about settings. No global setting is changed, text is never
read as mathematics, and nothing in a file tells when it was made.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from render import style
from render.errors import RenderError
from render.themes import dark
from render.wishes import Theme
from render.words import wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS = ("svg", "png", "pdf")
WIDTH = 9.6  # inches
_CAPTION = 130  # characters in a line below a title
LEFT, RIGHT = 2.25, 3.0  # inches for what a row is, and for its figures
ROW = 0.36  # inches
_TOP, _GAP, _FOOT = 0.3, 0.26, 0.05
_DPI, _TALLEST = 150, 200.0  # inches, beyond which Agg cannot draw at this resolution
# Fonts that have letters which DejaVu lacks, where they are installed.
_FURTHER = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans Arabic", "Noto Sans Hebrew",
    "Noto Sans Devanagari", "Noto Sans Bengali", "Noto Sans Thai", "Droid Sans Fallback",
    "WenQuanYi Zen Hei", "PingFang SC", "Hiragino Sans", "Microsoft YaHei", "Arial Unicode MS",
    "Nirmala UI", "Unifont", "Noto Emoji", "Segoe UI Emoji",
)  # fmt: skip
_NOTHING: dict[str, dict[str, None]] = {
    "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
    "png": {"Software": None},
    "pdf": {"Creator": None, "Producer": None, "CreationDate": None},
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart as a file, and whether letters in it could not be drawn with the fonts at hand."""

    content: bytes
    letters_missing: bool


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of a theme."""

    theme: Theme

    def __call__(self, color: str) -> str:
        """Return what stands for a colour."""
        return color if self.theme == "light" else dark(color)

    @property
    def ink(self) -> str:
        """The colour of text."""
        return self(style.INK)

    @property
    def soft(self) -> str:
        """The colour of secondary text."""
        return self(style.SOFT)

    @property
    def rule(self) -> str:
        """The colour of lines behind the marks."""
        return self(style.RULE)

    @property
    def paper(self) -> str:
        """The colour of the page."""
        return self(style.PAPER)


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of a page: its title, a line on how to read it, its height, and its drawing."""

    title: str
    caption: str
    height: float  # inches, without title and axis
    draw: Callable[[Axes, Look], None]

    @property
    def how_to_read(self) -> Words:
        """Return the caption in lines that fit the page."""
        return Words(wrapped(self.caption, _CAPTION, 3), 8, soft=True)


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of text on a page."""

    lines: tuple[str, ...]
    size: float
    bold: bool = False
    soft: bool = False
    gap: float = _GAP  # inches below it

    @property
    def height(self) -> float:
        """The height in inches."""
        return len(self.lines) * self.size * 1.4 / 72


Part = Panel | Words


def chart_format(file: str) -> str | None:
    """Return the format that the name of a file asks for, if there is one.

    >>> chart_format("chart.PNG"), chart_format("chart.jpeg")
    ('png', None)
    """
    suffix = Path(file).suffix.lower().removeprefix(".")
    return suffix if suffix in FORMATS else None


def page(parts: Sequence[Part], form: str, theme: Theme) -> Drawn:
    """Draw parts below each other, as a file. Raises :class:`RenderError`."""
    if form not in FORMATS:
        raise RenderError(f"no chart in the format {form!r}: choose {', '.join(FORMATS)}")
    look = Look(theme)
    with _settings(look):
        from matplotlib.figure import Figure

        height = _TOP + _FOOT + sum(_height(part) + _gap(part) for part in parts)
        if height > _TALLEST:
            raise RenderError("the chart would be too long: ask for fewer items or stances")
        figure = Figure(figsize=(WIDTH, height), facecolor=look.paper)
        top = height - _TOP
        for part in parts:
            if isinstance(part, Words):
                _write(figure, part, top, height, look)
            else:
                _draw(figure, part, top, height, look)
            top -= _height(part) + _gap(part)
        return _saved(figure, form)


def _height(part: Part) -> float:
    if isinstance(part, Words):
        return part.height
    return part.height + 0.62 + part.how_to_read.height


def _gap(part: Part) -> float:
    return part.gap if isinstance(part, Words) else _GAP


def _write(figure: Figure, words: Words, top: float, height: float, look: Look) -> None:
    for place, line in enumerate(words.lines):
        figure.text(
            0.35 / WIDTH,
            (top - place * words.size * 1.4 / 72) / height,
            line,
            size=words.size,
            weight="bold" if words.bold else "normal",
            color=look.soft if words.soft else look.ink,
            va="top",
        )


def _draw(figure: Figure, panel: Panel, top: float, height: float, look: Look) -> None:
    title = Words((panel.title,), 11, bold=True)
    _write(figure, title, top, height, look)
    _write(figure, panel.how_to_read, top - 0.23, height, look)
    bottom = top - 0.34 - panel.how_to_read.height - panel.height
    axes = figure.add_axes(
        (LEFT / WIDTH, bottom / height, (WIDTH - LEFT - RIGHT) / WIDTH, panel.height / height)
    )
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(look.soft)
    axes.tick_params(colors=look.soft, labelsize=8, length=3)
    axes.set_axisbelow(True)
    panel.draw(axes, look)


@contextmanager
def _settings(look: Look) -> Iterator[None]:
    import matplotlib
    from matplotlib import font_manager

    known = {font.name for font in font_manager.fontManager.ttflist}
    chosen: dict[str, Any] = {
        "font.family": ["DejaVu Sans", *(name for name in _FURTHER if name in known), "sans-serif"],
        "text.parse_math": False,
        "text.usetex": False,
        "axes.unicode_minus": True,
        "svg.fonttype": "none",  # text stays text: to be searched, read aloud, in any script
        "svg.hashsalt": "techtree",
        "pdf.fonttype": 42,
        "pdf.compression": 6,
        "path.simplify": False,
        "hatch.linewidth": 1.4,
        "axes.facecolor": look.paper,
    }
    with matplotlib.rc_context():
        matplotlib.rcdefaults()  # so that the settings of whoever draws do not show
        parameters: Any = matplotlib.rcParams
        parameters.update(chosen)
        yield


def _saved(figure: Figure, form: str) -> Drawn:
    stream = io.BytesIO()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        figure.savefig(
            stream, format=form, dpi=_DPI, metadata=_NOTHING[form], facecolor=figure.get_facecolor()
        )
    missing = form != "svg" and any("missing from font" in str(w.message) for w in caught)
    return Drawn(stream.getvalue(), missing)
