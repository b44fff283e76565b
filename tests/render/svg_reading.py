"""Reading back what an SVG shows: its words, and where its boxes and bars are."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom

_PAIR = re.compile(r"(-?[\d.]+),(-?[\d.]+)")


def words(svg: bytes) -> list[str]:
    """Return every piece of text that is shown."""
    return [node.text or "" for node in ElementTree.fromstring(svg).iter() if _tag(node) == "text"]


def boxes(svg: bytes) -> dict[str, Box]:
    """Return the outer box of each vertex that has a border, and of each line of a whisker."""
    found = _whiskers(svg)
    for group in ElementTree.fromstring(svg).iter():
        if group.get("class") == "node":
            drawn = [box for shape in group if (box := _box(shape)) is not None]
            if drawn:
                left, top, right, bottom = zip(*drawn, strict=True)
                found[group.get("id", "")] = (min(left), min(top), max(right), max(bottom))
    return found


def _whiskers(svg: bytes) -> dict[str, Box]:
    found = {}
    for group in ElementTree.fromstring(svg).iter():
        if group.get("class") == "edge" and "whisker/" in group.get("id", ""):
            (path,) = (shape for shape in group if _tag(shape) == "path")
            xs, ys = zip(*_PAIR.findall(path.get("d", "")), strict=True)
            half = float(path.get("stroke-width", "1")) / 2
            (left, *_, right), (top, *_, bottom) = (sorted(map(float, side)) for side in (xs, ys))
            across, up = (half, 0.0) if left == right else (0.0, half)
            name = group.get("id", "").partition("/from--")[0]
            found[name] = (left - across, top - up, right + across, bottom + up)
    return found


def first_words(svg: bytes) -> dict[str, Point]:
    """Return where the first words in each vertex start, by the vertex's name."""
    found = {}
    for group in ElementTree.fromstring(svg).iter():
        if group.get("class") == "node":
            starts = [
                (float(shape.get("x", "0")), float(shape.get("y", "0")))
                for shape in group
                if _tag(shape) == "text"
            ]
            if starts:
                found[group.get("id", "")] = starts[0]
    return found


def routes(svg: bytes) -> dict[str, list[Point]]:
    """Return points along each line, arrowhead included, by the line's name."""
    found: dict[str, list[Point]] = {}
    for group in ElementTree.fromstring(svg).iter():
        if group.get("class") == "edge":
            points = found.setdefault(group.get("id", ""), [])
            for shape in group:
                pairs = _PAIR.findall(shape.get("points") or shape.get("d") or "")
                corners = [(float(x), float(y)) for x, y in pairs]
                points += _on_curve(corners) if _tag(shape) == "path" else corners
    return found


def distance(box: Box, path: list[Point]) -> float:
    """Return how far a box is from the nearest point of a path."""
    left, top, right, bottom = box
    return min(
        math.hypot(max(left - x, 0.0, x - right), max(top - y, 0.0, y - bottom)) for x, y in path
    )


def _on_curve(knots: list[Point]) -> list[Point]:
    """Return a hundred points on each piece of a chain of cubic curves."""
    found = []
    for start in range(0, len(knots) - 3, 3):
        for step in range(101):
            t, u = step / 100, 1 - step / 100
            weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
            piece = list(zip(weights, knots[start : start + 4], strict=True))
            found.append((sum(w * x for w, (x, _) in piece), sum(w * y for w, (_, y) in piece)))
    return found


def fills(svg: bytes, vertex: str, color: str) -> list[Box]:
    """Return the boxes of one colour inside a vertex, from left to right."""
    (group,) = (g for g in ElementTree.fromstring(svg).iter() if g.get("id") == vertex)
    shapes = (shape for shape in group if shape.get("fill", "").upper() == color.upper())
    return sorted(box for shape in shapes if (box := _box(shape)) is not None)


def overlap(first: Box, second: Box) -> bool:
    """Tell whether two boxes share more than an edge."""
    return (
        first[0] < second[2] - 0.5
        and second[0] < first[2] - 0.5
        and first[1] < second[3] - 0.5
        and second[1] < first[3] - 0.5
    )


def _box(shape: ElementTree.Element) -> Box | None:
    if _tag(shape) == "ellipse":
        cx, cy, rx, ry = (float(shape.get(key, "0")) for key in ("cx", "cy", "rx", "ry"))
        return cx - rx, cy - ry, cx + rx, cy + ry
    pairs = _PAIR.findall(shape.get("points") or shape.get("d") or "")
    if not pairs:
        return None
    xs, ys = [float(x) for x, _ in pairs], [float(y) for _, y in pairs]
    return min(xs), min(ys), max(xs), max(ys)


def _tag(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]
