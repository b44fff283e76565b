"""Reading back what an SVG shows: its words, and where its boxes and bars are."""

from __future__ import annotations

import re
from xml.etree import ElementTree

Box = tuple[float, float, float, float]  # left, top, right, bottom

_PAIR = re.compile(r"(-?[\d.]+),(-?[\d.]+)")


def words(svg: bytes) -> list[str]:
    """Return every piece of text that is shown."""
    return [node.text or "" for node in ElementTree.fromstring(svg).iter() if _tag(node) == "text"]


def boxes(svg: bytes) -> dict[str, Box]:
    """Return the outer box of each vertex that has a border, by the vertex's name."""
    found = {}
    for group in ElementTree.fromstring(svg).iter():
        if group.get("class") == "node":
            drawn = [box for shape in group if (box := _box(shape)) is not None]
            if drawn:
                left, top, right, bottom = zip(*drawn, strict=True)
                found[group.get("id", "")] = (min(left), min(top), max(right), max(bottom))
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
