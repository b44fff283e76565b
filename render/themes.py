"""Light and dark: the colours of finished DOT text, exchanged one by one.

All that a drawing says is said on white first. A dark theme gives every colour its counterpart
at the very end, so that no part of a drawing can be forgotten. Text of a tree is never touched:
a colour stands in quotes right behind an equals sign, and quotes in text are escaped.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Mapping
from types import MappingProxyType

from render import scales, style
from render.wishes import Theme

_COLOR = re.compile(r'(?<==)"(#[0-9A-Fa-f]{6})"')
_DARK: Mapping[str, str] = MappingProxyType(
    {
        style.PAPER: "#14191F",
        style.INK: "#EEF1F4",
        style.SOFT: "#B8C2CC",
        style.FAINT: "#77828E",
        style.RULE: "#3A444F",
        style.CHANGE: "#FF9FD0",
        style.EFFECT: "#A9B5C1",
        style.FAINT_LINE: "#8996A3",
        style.CLOSED: "#2B323A",
        "#000000": "#FFFFFF",
        **scales.ON_DARK,
    }
)
_KEPT = frozenset(ink.color for ink in style.all_inks()) - {"#000000"}


def themed(dot: str, theme: Theme) -> str:
    """Return DOT text in the colours of a theme."""
    return dot if theme == "light" else _COLOR.sub(_darkened, dot)


def _darkened(found: re.Match[str]) -> str:
    return f'"{dark(found[1].upper())}"'


def dark(color: str) -> str:
    """Return what stands for a colour on a dark page; those of outcomes are the same on both.

    >>> dark(style.PAPER), dark("#0072B2"), dark("#E8F1F8")
    ('#14191F', '#0072B2', '#1E3649')
    """
    if color in _KEPT:
        return color
    return _DARK.get(color) or _fill(color)


def _fill(color: str) -> str:
    """Return the dark counterpart of a light fill: the fuller the colour, the lighter."""
    red, green, blue = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    lightness = 0.16 + 0.72 * (1 - lightness)
    parts = colorsys.hls_to_rgb(hue, lightness, min(saturation, 0.42))
    return "#" + "".join(f"{round(255 * part):02X}" for part in parts)
