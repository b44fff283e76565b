"""The drawing of a tree as SVG whose texts and bars the page's script can change."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import groupby
from xml.etree.ElementTree import Element

from render.page.boxes import BAR_HEIGHT, GAUGE_HEIGHT, PAD, RIM, Box, Row
from render.page.facts import tag
from render.page.markup import element
from render.page.parts import REACH, Link, Small
from render.page.placing import LETTERS, LINE_HEIGHT, Placed, Point, words_size
from render.style import Ink

_FOLD = 12.0  # of the corner of an event's box


def patterns(inks: Mapping[str, Ink]) -> Element:
    """Return the pattern of each outcome: its colour, in five bands of which some are left out."""
    found = []
    for place, ink in enumerate(inks.values()):
        size = {"width": "8", "height": f"{BAR_HEIGHT:g}"}
        name = {"id": f"o{place}", "patternUnits": "userSpaceOnUse", **size}
        bands = _bands(ink, f"i{place}")
        found.append(element("pattern", name, element("rect", {**size, "class": "ground"}), *bands))
    return element("defs", {}, *found)


def sample(at: Point, size: tuple[float, float], pattern: int) -> Element:
    """Return a piece of a bar, scaled so that its bands are those of the bar."""
    (x, y), (width, height) = at, size
    moved = f"translate({x:g} {y:g}) scale(1 {height / BAR_HEIGHT:.4g})"
    rect = {"width": f"{width:g}", "height": f"{BAR_HEIGHT:g}", "class": f"o{pattern}"}
    rim = {"x": f"{x:g}", "y": f"{y:g}", "width": f"{width:g}", "height": f"{height:g}"}
    return element(
        "g",
        {},
        element("g", {"transform": moved}, element("rect", rect)),
        element("rect", {**rim, "class": "around"}),
    )


def _bands(ink: Ink, kind: str) -> Iterator[Element]:
    """Yield the filled bands; neighbours are one, so that no seam shows between them."""
    depth, y = BAR_HEIGHT / len(ink.bands), 0.0
    for filled, run in groupby(ink.bands):
        height = depth * len(list(run))
        if filled:
            spot = {"y": f"{y:.2f}", "width": "8", "height": f"{height:.2f}", "class": kind}
            yield element("rect", spot)
        y += height


def line_element(link: Link, number: int, ends: tuple[str, str], placed: Placed) -> Element | None:
    """Return a line with its head and the words on it; ``ends`` are the keys of what it joins."""
    path = placed.paths.get(link.name)
    if path is None:
        return None
    look = link.line.attributes
    width = f"{float(look.get('penwidth', '1.2')):g}"
    kind = f"line {link.kind.replace(' ', '-')} {look.get('style', 'solid')}"
    parts = [element("path", {"d": path, "stroke-width": width, "class": "way"})]
    parts.append(_head(look.get("arrowhead", "normal"), *placed.tips[link.name]))
    if link.rows and link.name in placed.words:
        parts += _line_words(link.rows, placed.words[link.name])
    tail, head = ends
    rules = {"id": f"l{number}", "class": kind, "data-from": tail, "data-to": head}
    return element("g", rules, *parts)


def _head(shape: str, start: Point, tip: Point) -> Element:
    """Return the head of a line: an arrow, a tee across it, or a circle."""
    (x0, y0), (x1, y1) = start, tip
    length = math.dist(start, tip) or 1.0
    dx, dy = (x1 - x0) / length, (y1 - y0) / length
    if shape == "tee":
        across = [(x1 - s * dy * 6, y1 + s * dx * 6) for s in (-1, 1)]
        path = f"M{_at(start)}L{_at(tip)}M{_at(across[0])}L{_at(across[1])}"
        return element("path", {"d": path, "class": "tee"})
    if shape in ("odot", "dot"):
        middle = {"cx": f"{(x0 + x1) / 2:.1f}", "cy": f"{(y0 + y1) / 2:.1f}", "r": "3.5"}
        return element("circle", {**middle, "class": "open" if shape == "odot" else "head"})
    size = max(length, 7.0)
    base = (x1 - dx * size, y1 - dy * size)
    sides = [(base[0] - s * dy * 3.6, base[1] + s * dx * 3.6) for s in (-1, 1)]
    return element("path", {"d": f"M{_at(tip)}L{_at(sides[0])}L{_at(sides[1])}z", "class": "head"})


def _at(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def _line_words(rows: tuple[str, ...], centre: Point) -> Iterator[Element]:
    width, height = words_size(rows)
    x, y = centre
    size = {"width": f"{width:.1f}", "height": f"{height:.1f}", "class": "behind"}
    yield element("rect", {"x": f"{x - width / 2:.1f}", "y": f"{y - height / 2:.1f}", **size})
    yield from _centred(rows, x, y)


def _centred(rows: tuple[str, ...], x: float, y: float) -> Iterator[Element]:
    top = y - len(rows) * LINE_HEIGHT / 2 + 0.78 * LINE_HEIGHT
    for place, row in enumerate(rows):
        spot = {"x": f"{x:.1f}", "y": f"{top + place * LINE_HEIGHT:.1f}"}
        yield element("text", {**spot, "class": "word", "font-size": f"{LETTERS:g}"}, row)


def small_element(small: Small, number: int, placed: Placed) -> Element:
    """Return a junction or a chip."""
    (x, y), (width, height) = placed.corners[small.name], placed.sizes[small.name]
    round_ = {} if small.kind == REACH else {"rx": f"{height / 2:.1f}"}
    frame = element(
        "rect",
        {"x": f"{x:g}", "y": f"{y:g}", "width": f"{width:.1f}", "height": f"{height:.1f}",
         "class": "shape", **round_},
    )  # fmt: skip
    rows = _centred(small.rows, x + width / 2, y + height / 2)
    return element("g", {"id": f"s{number}", "class": f"small {small.kind}"}, frame, *rows)


def node_element(
    box: Box, number: int, corner: Point, classes: str, outcomes: Mapping[str, int]
) -> Element:
    """Return the box of a node; ``outcomes`` number the patterns of its bar."""
    node = box.node
    look = ["node", box.role, classes]
    look += ["private"] * (node.private and node.ending is None) + ["known"] * bool(node.unlocked)
    rules = {
        "id": f"n{number}",
        "class": " ".join(look),
        "transform": f"translate({corner[0]:g} {corner[1]:g})",
    }
    words = element("title", {}, f"{node.title or node.id} ({tag(node)})")
    return element("g", rules, words, *_frame(box), *_apart(_inside(box, outcomes)))


def _apart(parts: Iterator[Element]) -> Iterator[Element]:
    """Yield elements with a space after each, so that their words are read as words."""
    for part in parts:
        part.tail = " "
        yield part


def _frame(box: Box) -> Iterator[Element]:
    width, height = box.width, box.height
    size = {"width": f"{width:.1f}", "height": f"{height:.1f}"}
    match box.role:
        case "event":
            cut = width - _FOLD
            outline = f"M0 0H{cut:.1f}L{width:.1f} {_FOLD:g}V{height:.1f}H0z"
            yield element("path", {"d": outline, "class": "shape"})
            yield element("path", {"d": f"M{cut:.1f} 0V{_FOLD:g}H{width:.1f}", "class": "detail"})
        case "fact":
            yield element("rect", {**size, "class": "shape"})
            yield element("path", {"d": _corners(width, height), "class": "detail"})
        case "ending":
            outer = {"x": f"{-RIM:g}", "y": f"{-RIM:g}", "class": "rim"}
            rim = {"width": f"{width + 2 * RIM:.1f}", "height": f"{height + 2 * RIM:.1f}"}
            yield element("rect", {**outer, **rim})
            yield element("rect", {**size, "class": "shape"})
        case _:
            yield element("rect", {**size, "rx": "9", "class": "shape"})


def _corners(width: float, height: float) -> str:
    cut = 9.0
    ends = ((0, cut, cut, 0), (width - cut, 0, width, cut))
    lower = ((width, height - cut, width - cut, height), (cut, height, 0, height - cut))
    return "".join(f"M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}" for a, b, c, d in (*ends, *lower))


def _inside(box: Box, outcomes: Mapping[str, int]) -> Iterator[Element]:
    for row in box.rows:
        yield from _row(box, row, outcomes)
    if box.gauge is not None:
        spot = {"x": f"{PAD:g}", "y": f"{box.gauge:.1f}", "height": f"{GAUGE_HEIGHT:g}"}
        yield element("rect", {**spot, "width": f"{box.inner:.1f}", "class": "gauge"})
        yield element("rect", {**spot, "width": "0.0", "class": "full"})
    if box.bar is not None:
        size = {"width": f"{box.inner:.1f}", "height": f"{BAR_HEIGHT:g}"}
        yield element(
            "g",
            {"transform": f"translate({PAD:g} {box.bar:.1f})", "class": "bar"},
            *(_segment(place, outcomes[name]) for place, name in enumerate(box.outcomes)),
            element("rect", {**size, "class": "around"}),
        )


def _segment(place: int, pattern: int) -> Element:
    size = {"x": "0", "width": "0", "height": f"{BAR_HEIGHT:g}"}
    return element("rect", {**size, "class": f"o{pattern}", "data-part": str(place)})


def _row(box: Box, row: Row, outcomes: Mapping[str, int]) -> Iterator[Element]:
    x = PAD
    if row.outcome:
        yield sample((x, row.y - 8), (12, 9), outcomes[row.outcome])
        x += 18.0
    rules = {"x": f"{x:g}", "y": f"{row.y:.1f}", "class": row.kind}
    if row.slot and row.kind != "share":
        rules["data-slot"] = row.slot
    yield element("text", rules, row.words)
    if row.kind == "share":
        end = {"x": f"{box.width - PAD:.1f}", "y": f"{row.y:.1f}", "class": "amount"}
        yield element("text", {**end, "data-slot": row.slot})
