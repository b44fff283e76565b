"""Colours of the page as CSS variables, for a light and for a dark screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from render import style
from render.style import Ink

_DARK = {
    "ink": "#E6EBF0",
    "soft": "#B8C2CC",
    "faint": "#7B8794",
    "rule": "#3A444F",
    "paper": "#161B21",
    "raised": "#1F262E",
    "change": "#F0A3CB",
    "effect": "#9FB0C0",
    "closed": "#2E3740",
    "up": "#6FB7EA",
    "down": "#F2A45C",
    "link": "#8CC4F0",
}
_LIGHT = {
    "ink": style.INK,
    "soft": style.SOFT,
    "faint": "#7B8794",
    "rule": style.RULE,
    "paper": style.PAPER,
    "raised": "#F5F7F9",
    "change": style.CHANGE,
    "effect": style.EFFECT,
    "closed": style.CLOSED,
    "up": "#0063A0",
    "down": "#A84300",
    "link": "#005A94",
}
_BASE = (0x20, 0x27, 0x2F)  # a box without a field, on a dark screen
_DEPTH = 1.3  # how much of a tint's colour is kept on a dark screen
_DARK_INKS = {"#000000": "#E6EBF0"}


def color_css(fields: Iterable[str], inks: Mapping[str, Ink]) -> str:
    """Return the rules that give names to all colours, and classes to fields and outcomes."""
    tints = style.tints(fields)
    light = {**_LIGHT, "plain": style.NO_FIELD}
    dark = {**_DARK, "plain": _hex(_BASE)}
    classes = [".f { fill: var(--plain); }"]
    for place, tint in enumerate(tints.values()):
        light[f"field{place}"], dark[f"field{place}"] = tint, dark_tint(tint)
        classes.append(f".f{place} {{ fill: var(--field{place}); }}")
    for place, ink in enumerate(inks.values()):
        light[f"outcome{place}"] = ink.color
        dark[f"outcome{place}"] = _DARK_INKS.get(ink.color, ink.color)
        classes.append(f".o{place} {{ fill: url(#o{place}); }}")
        classes.append(f".i{place} {{ fill: var(--outcome{place}); }}")
    return "\n".join(
        [
            f":root {{ {_variables(light)} color-scheme: light dark; }}",
            "@media screen and (prefers-color-scheme: dark) {",
            f"  :root {{ {_variables(dark)} }}",
            "}",
            *classes,
            "",
        ]
    )


def field_classes(fields: Iterable[str]) -> dict[str, str]:
    """Return the class of each field."""
    return {field: f"f{place}" for place, field in enumerate(style.tints(fields))}


def dark_tint(tint: str) -> str:
    """Return what a light tint is on a dark screen: the same hue over a dark ground.

    >>> dark_tint("#FFFFFF"), dark_tint("#E8F1F8")
    ('#20272F', '#203344')
    """
    parts = [int(tint[place : place + 2], 16) for place in (1, 3, 5)]
    least = min(parts)
    shades = (
        min(base + round(_DEPTH * (part - least)), 255)
        for base, part in zip(_BASE, parts, strict=True)
    )
    return _hex(tuple(shades))


def _hex(parts: tuple[int, ...]) -> str:
    return "#" + "".join(f"{part:02X}" for part in parts)


def _variables(values: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in values.items())
