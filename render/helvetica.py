"""How wide words are in Helvetica, from the widths that Adobe published with it.

Arial, Liberation Sans, Nimbus Sans and TeX Gyre Heros have the same widths. Graphviz measures
words too, but rounds each letter to whole pixels, and each of its versions to others, so that a
title came out up to 14 points wider from one than from another.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType


def _by_letter(groups: Mapping[int, str]) -> Mapping[str, int]:
    return MappingProxyType({letter: width for width, group in groups.items() for letter in group})


# In thousandths of the font size.
_SIGNS = _by_letter(
    {278: "·", 350: "•", 400: "°", 556: "–§«»€", 584: "±×÷−≤≥≠", 834: "½¼¾", 1000: "—…→←↑↓"}
)
_REGULAR = _by_letter(
    {
        191: "'",
        222: "`ijl‘’",
        260: "|",
        278: " !,./:;I[\\]ft",
        333: "()-r“”",
        334: "{}",
        355: '"',
        389: "*",
        469: "^",
        500: "Jcksvxyz",
        556: "#$0123456789?L_abdeghnopqu",
        584: "+<=>~",
        611: "FTZßø",
        667: "&ABEKPSVXY",
        722: "CDHNRUw",
        778: "GOQØ",
        833: "Mm",
        889: "%æ",
        944: "Wœ",
        1000: "ÆŒ",
        1015: "@",
    }
)
_BOLD = _by_letter(
    {
        238: "'",
        278: " ,./I\\`ijl‘’",
        280: "|",
        333: "!()-:;[]ft",
        389: "*r{}",
        474: '"',
        500: "z“”",
        556: "#$0123456789J_aceksvxy",
        584: "+<=>^~",
        611: "?FLTZbdghnopqußø",
        667: "EPSVXY",
        722: "&ABCDHKNRU",
        778: "GOQwØ",
        833: "M",
        889: "%mæ",
        944: "Wœ",
        975: "@",
        1000: "ÆŒ",
    }
)
_OTHER = 650  # other letters, such as Greek and Cyrillic ones


def ems(letter: str, bold: bool = False) -> float:
    """Return how wide a letter is in units of the font size; marks above it take no room.

    >>> ems("m"), ems("i", bold=True), ems("É") == ems("E")
    (0.833, 0.278, True)
    """
    base = unicodedata.normalize("NFD", letter)[0]
    widths = _BOLD if bold else _REGULAR
    return widths.get(base, _SIGNS.get(base, _OTHER)) / 1000
