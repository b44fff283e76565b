"""What the marks look like: palette, shapes, borders, line styles and the font.

The font is Helvetica or one that shares its widths. Graphviz takes the single name ``Helvetica``
for any sans-serif font that is there, often DejaVu Sans, while who reads an SVG sees Arial; a list
of names is looked up alike by every version and by readers. Where only a wider font is
installed, boxes come out wider and the text still fits.

Every distinction is made by shape, border or word first; colour repeats it. The colours of
outcomes are those of Okabe and Ito (2008), told apart by people with any common form of colour
blindness, and each outcome also has a pattern of stripes, so that a grey print keeps them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

FONT = "Helvetica,Arial,sans-serif"
INK = "#1F2933"
SOFT = "#52606D"  # secondary text: contrast above 6 on white
FAINT = "#9AA5B1"
RULE = "#D9DEE3"
PAPER = "#FFFFFF"
CHANGE = "#882255"  # what an item changes
EFFECT = "#4A5764"
FAINT_LINE = "#6B7885"  # links of a calendar: contrast above 4 on white
CLOSED = "#E4E7EB"  # blocked

TITLE_SIZE, SMALL_SIZE, TAG_SIZE = 12, 9, 8

Attributes = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ink:
    """The colour of an outcome, and which of five bands of its bar are filled."""

    color: str
    bands: tuple[bool, bool, bool, bool, bool]


_SOLID = (True, True, True, True, True)
_SPLIT = (True, True, False, True, True)
_NAMED: Mapping[str, Ink] = MappingProxyType(
    {
        "aligned": Ink("#0072B2", _SOLID),
        "misaligned": Ink("#D55E00", _SPLIT),
        "undecided": Ink("#BBBBBB", _SOLID),
    }
)
_OTHERS = (
    Ink("#009E73", (True, False, True, False, True)),
    Ink("#CC79A7", (True, True, True, False, True)),
    Ink("#E69F00", (True, False, False, False, True)),
    Ink("#56B4E9", (True, False, True, True, True)),
    Ink("#000000", (False, True, False, True, False)),
    Ink("#F0E442", (False, True, True, True, False)),  # last: it is faint on white
)
_TINTS = (
    "#E8F1F8",
    "#FBF3DC",
    "#EAF4EA",
    "#F6E9F1",
    "#EFEBF7",
    "#E4F3F1",
    "#FBE9E1",
    "#F1F0E6",
    # the same hues, fuller, where there are more than eight fields
    "#C9DFF0",
    "#F3E2B3",
    "#CDE6CD",
    "#EBCBE0",
    "#D8CDEE",
    "#C2E6E1",
    "#F6CDBB",
    "#DDDBC4",
)
# Where a field is called by a colour, it has that one.
_COLOR_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "blue": "#E8F1F8",
        "green": "#E6F3E6",
        "red": "#FBE6E3",
        "yellow": "#FCF5D4",
        "orange": "#FDEBD9",
        "purple": "#EFEBF7",
        "pink": "#F8E7F0",
        "grey": "#EFEFEF",
        "gray": "#EFEFEF",
    }
)
NO_FIELD = "#FFFFFF"


def all_inks() -> tuple[Ink, ...]:
    """Return every ink that an outcome may have."""
    return (*_NAMED.values(), *_OTHERS)


def inks(outcomes: Iterable[str]) -> dict[str, Ink]:
    """Give each outcome its colour and pattern, in an order that does not depend on the file's."""
    names = ordered(outcomes)
    others = [name for name in names if name not in _NAMED]
    found = {name: _OTHERS[place % len(_OTHERS)] for place, name in enumerate(others)}
    return {name: _NAMED.get(name) or found[name] for name in names}


def ordered(outcomes: Iterable[str]) -> list[str]:
    """Sort outcomes: aligned, misaligned, the others by name, undecided last.

    >>> ordered(["undecided", "paused", "misaligned", "aligned"])
    ['aligned', 'misaligned', 'paused', 'undecided']
    """
    place = {"aligned": 0, "misaligned": 1, "undecided": 3}
    return sorted(outcomes, key=lambda name: (place.get(name, 2), name))


def tints(fields: Iterable[str]) -> dict[str, str]:
    """Give each field a light tint, in the order of their names; tints repeat after sixteen."""
    return {
        name: _COLOR_WORDS.get(name) or _TINTS[i % len(_TINTS)]
        for i, name in enumerate(sorted(set(fields)))
    }


def _attributes(**values: str) -> Attributes:
    return MappingProxyType(values)


def inches(*points: int) -> str:
    """Write sizes in inches, as Graphviz wants them; of fractions of a point, versions differ.

    >>> inches(9, 6)
    '0.12500,0.08333'
    """
    return ",".join(f"{size / 72:.5f}" for size in points)


GRAPH = _attributes(
    rankdir="LR",
    nodesep="0.32",
    ranksep="0.55",
    pad="0.3",
    bgcolor=PAPER,
    fontname=FONT,
    outputorder="edgesfirst",
    charset="UTF-8",
)
NODE = _attributes(
    fontname=FONT,
    fontsize=str(TITLE_SIZE),
    fontcolor=INK,
    color=INK,
    fillcolor=PAPER,
    penwidth="1.1",
    margin=inches(9, 6),
    height="0.1",
    width="0.1",
)
EDGE = _attributes(
    fontname=FONT,
    fontsize=str(SMALL_SIZE),
    fontcolor=INK,
    color=INK,
    penwidth="1.2",
    arrowsize="0.75",
)

ADVANCE = _attributes(shape="box", style="rounded,filled")
PRIVATE = _attributes(shape="box", style="rounded,filled,dashed")
EVENT = _attributes(shape="note", style="filled")
PRIVATE_EVENT = _attributes(shape="note", style="filled,dashed")
FACT = _attributes(shape="box", style="filled,diagonals", margin=inches(14, 7))
ENDING = _attributes(shape="box", style="filled", peripheries="2", penwidth="1.4")
ITEM = _attributes(shape="box", style="filled", fillcolor=INK, fontcolor=PAPER, color=CHANGE)
JUNCTION = _attributes(
    shape="ellipse",
    style="filled",
    margin=inches(4, 1),
    fillcolor=PAPER,
    penwidth="1",
)
CHIP = _attributes(shape="box", style="filled,dotted", margin=inches(6, 3), penwidth="1.2")
PLAIN = _attributes(shape="plain", margin="0")
GRID = _attributes(style="solid", arrowhead="none")  # drawn before links, which run over it
FILLED = _attributes(shape="box", style="filled", fixedsize="true", penwidth="0", margin="0")
MEDIAN = _attributes(style="filled", fixedsize="true", penwidth="0", fillcolor=INK)
OPEN = _attributes(style="filled", fixedsize="true", penwidth="0", fillcolor=INK, orientation="270")
LANE = _attributes(shape="plain", margin="0")
POINT = _attributes(shape="point", style="invis", width="0.01", height="0.01")
KNOWN = _attributes(penwidth="3")
CHANGED = _attributes(penwidth="3.4", color=CHANGE)
ABSENT = _attributes(penwidth="3.4", color=CHANGE, fillcolor=CLOSED)

REQUIRED = _attributes(style="solid")
ALTERNATIVE = _attributes(style="dashed")
PREVENTS = _attributes(style="solid", arrowhead="odot")
STRENGTH = _attributes(style="solid")  # told by its width and its number
GROUP = _attributes(shape="folder", style="filled")
GATES = _attributes(style="solid", penwidth="2")  # told by its width and its number
OTHER_LINE = _attributes(style="solid", color=CHANGE)
LEADS = _attributes(style="solid", penwidth="1", color=FAINT_LINE)
FASTER = _attributes(style="dotted", color=EFFECT, penwidth="2", constraint="false")
SLOWER = _attributes(
    style="dotted",
    color=EFFECT,
    penwidth="2",
    arrowhead="tee",
    constraint="false",
)
UNLOCKS = _attributes(
    style="bold", color=CHANGE, penwidth="2.4", arrowhead="dot", constraint="false"
)
BLOCKS = _attributes(
    style="bold", color=CHANGE, penwidth="2.4", arrowhead="tee", constraint="false"
)
ADDED = _attributes(color=CHANGE, fontcolor=CHANGE, penwidth="2.4", dir="both", arrowtail="box")


def strength_width(share: float) -> str:
    """Return the line width of a weighted link from its share of the total strength.

    >>> strength_width(0.0), strength_width(1.0)
    ('0.8', '5.2')
    """
    return f"{0.8 + 4.4 * share:.3g}"
