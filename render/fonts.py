"""Letters that no font here has, for which PNG and PDF show boxes with a number in them."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable

from render import labels, style
from render.layout import Deadline
from render.marks import Vertex
from render.places import measure
from render.widths import is_common

_SHOWN = re.compile(r">([^<>]+)<")
_MOST = 300  # letters that are tried
_NAMED = 4  # scripts that are named
_PROBES = ("\ue000", "\U000f0000")  # of private use: no font has them


def lacking(dot: str, deadline: Deadline) -> str | None:
    """Say in a sentence for which scripts in DOT text no font is installed, if there are any."""
    shown = {letter for words in _SHOWN.findall(dot) for letter in html.unescape(words)}
    letters = sorted(letter for letter in shown if _unusual(letter))[:_MOST]
    if not letters:
        return None
    sizes = measure(_probes([*_PROBES, *letters]), deadline)
    boxes = {round(sizes[_name(letter)][0], 1) for letter in _PROBES}
    missing = [letter for letter in letters if round(sizes[_name(letter)][0], 1) in boxes]
    scripts = sorted({_script(letter) for letter in missing})
    if not scripts:
        return None
    more = len(scripts) - _NAMED
    named = ", ".join(scripts[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    return (
        f"no font here has letters for {named}, so that boxes stand for them: install one (on "
        "Debian: fonts-noto-core, fonts-noto-cjk), or draw SVG, which takes the viewer's fonts"
    )


def _unusual(letter: str) -> bool:
    category = unicodedata.category(letter)
    return not is_common(letter) and (category[0] in "LNS" or category == "Co")


def _probes(letters: Iterable[str]) -> list[Vertex]:
    return [
        Vertex(
            _name(letter),
            f'<TABLE BORDER="0"><TR><TD>{labels.raw(10 * letter)}</TD></TR></TABLE>',
            style.PLAIN,
        )
        for letter in letters
    ]


def _name(letter: str) -> str:
    return f"probe/{ord(letter):x}"


def _script(letter: str) -> str:
    """Name a script by the first word of its letter's name.

    >>> _script("中"), _script("अ")
    ('CJK', 'Devanagari')
    """
    word = unicodedata.name(letter, "private letters").split()[0]
    if ord(letter) >= 0x1F000 or unicodedata.category(letter) == "So":
        return "emoji and other pictures"
    return word if word in ("CJK", "NKO", "VAI", "YI") else word.capitalize()
