"""Colours of nodes by a figure instead of by field, the figure in words, and the scale."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from render import scales
from render.errors import RenderError
from render.figures import Figures
from render.roles import role
from render.scales import Scale
from render.wishes import Color
from render.words import points, signed
from techtree.model.tree import Node, Tree

UNKNOWN = "scale:nothing"  # the mark of a node without a figure


@dataclass(frozen=True, slots=True)
class Paint:
    """The fill of a node, the mark that the legend explains, and words where it has none yet."""

    fill: str
    mark: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a scale in the legend."""

    mark: str
    fill: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Painting:
    """The paint of each node, and all steps of the scale that it was taken from."""

    paints: Mapping[str, Paint]
    steps: tuple[Step, ...]


def paintings(
    color: Color, tree: Tree, panels: Sequence[Figures], shown: Collection[str]
) -> list[Painting | None]:
    """Return the painting of each panel, all from one scale; None where fields give the colour.

    ``panels`` are the figures of each panel, and ``shown`` the nodes that are drawn. Raises
    :class:`RenderError` where the figures that a colour needs are not there.
    """
    if color == "field":
        return [None] * len(panels)
    nodes = [node for node in tree.nodes.values() if node.id in shown]
    values, scale = _values(color, tree, panels, nodes)
    words = [_worded(color, tree, panels, found) for found in values]
    return [_painting(scale, found, said, nodes) for found, said in zip(values, words, strict=True)]


def _values(
    color: Color, tree: Tree, panels: Sequence[Figures], nodes: Sequence[Node]
) -> tuple[list[dict[str, float]], Scale]:
    """Return the value of each node in each panel, and the scale for all of them."""
    if not any(figures.known or figures.shifts for figures in panels):
        raise RenderError(f"the colour {color!r} shows figures, and there are none: run with them")
    match color:
        case "known":
            values = [_known(figures) for figures in panels]
            return values, scales.shares("known before the end", "no figure")
        case "time":
            facts = {node.id for node in tree.nodes.values() if role(node) == "fact"}
            values = [
                {
                    name: tree.start + years
                    for name, years in figures.median.items()
                    if years is not None and name not in facts
                }
                for figures in panels
            ]
            years = [found[node.id] for found in values for node in nodes if node.id in found]
            meaning = "half of all worlds know it:"
            return values, scales.calendar(
                years, meaning, "a fact, or known in about half of all worlds, or fewer"
            )
        case "stance":
            first, second = (_known(figures) for figures in panels)
            moved = {name: second[name] - first[name] for name in first.keys() & second.keys()}
            values = [moved, moved]
            meaning, write = "probability known, second stance minus first", _fine_points
            nothing = "no figure in both stances"
        case _:
            (figures,) = panels
            values = [{n: shift or 0.0 for n, shift in figures.shifts.items()}]
            what = shifted_name(tree, figures.shift_of)
            meaning = f"shift of {what} if all knew it now"
            write = _fine_points if figures.shift_of else signed
            nothing = "not asked: an ending, a fact, or what chance alone decides"
    changes = [found[node.id] for found in values for node in nodes if node.id in found]
    return values, scales.diverging(changes, write, meaning, nothing)


def _fine_points(change: float) -> str:
    """Write a bound between changes, in percentage points of as many digits as it has.

    >>> _fine_points(0.0002), _fine_points(-0.1)
    ('+0.02 pp', '−10 pp')
    """
    return f"{signed(100 * change)} pp"


def shifted_name(tree: Tree, outcome: str | None) -> str:
    """Return what is shifted: an outcome, or the expected value."""
    if outcome is None:
        return "expected value"
    found = tree.outcomes.get(outcome)
    return (found.title if found else None) or outcome


def _known(figures: Figures) -> dict[str, float]:
    """Return how probably each node is known, an ending how probably it is reached."""
    return {**figures.known, **figures.ending_probability}


def _worded(
    color: Color, tree: Tree, panels: Sequence[Figures], values: Mapping[str, float]
) -> dict[str, str]:
    """Return the figure of each node in words, where its box does not say it anyway."""
    if color in ("known", "time"):
        return {}  # which every box says
    if color == "stance":
        return {name: _between_stances(moved) for name, moved in values.items()}
    (figures,) = panels
    what = shifted_name(tree, figures.shift_of)
    write = points if figures.shift_of else signed
    return {name: _shifted(what, shift, write) for name, shift in figures.shifts.items()}


def _between_stances(moved: float) -> str:
    return f"{points(moved)} between stances" if round(moved, 9) else ""


def _shifted(what: str, shift: float | None, write: Callable[[float], str]) -> str:
    if not shift:
        return f"no shift of {what}{' beyond noise' * (shift is None)} if all knew it now"
    return f"shift of {what} {write(shift)} if all knew it now"


def _painting(
    scale: Scale, values: Mapping[str, float], words: Mapping[str, str], nodes: Sequence[Node]
) -> Painting:
    paints = {}
    for node in nodes:
        if node.id in values:
            step = scale.step(values[node.id])
            paint = Paint(scale.colors[step], f"scale:{step}", words.get(node.id, ""))
        else:
            paint = Paint(scale.blank, UNKNOWN)
        paints[node.id] = paint
    steps = [
        Step(f"scale:{place}", fill, meaning)
        for place, (fill, meaning) in enumerate(zip(scale.colors, scale.meanings, strict=True))
    ]
    return Painting(paints, (*steps, Step(UNKNOWN, scale.blank, scale.nothing)))
