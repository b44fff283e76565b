"""Sizes, places and routes, read from what Graphviz says of a layout."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from render.dot import Place, Route, Sizes, measure_dot, tree_dot
from render.labels import stack, text
from render.layout import Deadline, graphviz
from render.marks import Picture, Vertex
from render.style import PLAIN


def measure(vertices: Iterable[Vertex], deadline: Deadline) -> dict[str, tuple[float, float]]:
    """Return width and height of each vertex in points, its text measured with the real font."""
    answer = _read(graphviz(measure_dot(vertices), "nop2", "json0", deadline))
    return {entry["name"]: _size(entry) for entry in _vertices(answer)}


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of vertices and the routes of lines, by name, in a box from 0, 0."""

    places: Mapping[str, Place]
    routes: Mapping[str, Route]
    width: float
    height: float


def without_letters(deadline: Deadline) -> bool:
    """Tell whether no font is installed, so that every letter is drawn as the same empty box.

    A character of the private use area has no glyph anywhere, and shows how wide that box is.
    """
    probes = [Vertex(letter, stack((text(10 * letter),)), PLAIN) for letter in ("i", "W", "\ue000")]
    return len({round(width, 1) for width, _ in measure(probes, deadline).values()}) == 1


def arrange(picture: Picture, sizes: Sizes, deadline: Deadline) -> Layout:
    """Lay a picture out, no vertex smaller than the size given for it."""
    answer = _read(graphviz(tree_dot(picture, sizes), "dot", "json0", deadline))
    places = {}
    for entry in _vertices(answer):
        x, y = map(float, entry["pos"].split(","))
        places[entry["name"]] = Place(x, y, *_size(entry))
    routes = {
        entry["id"]: Route(entry["pos"], entry.get("lp", ""))
        for entry in answer.get("edges", ())
        if "pos" in entry
    }
    left, bottom, right, top = map(float, answer["bb"].split(","))
    return Layout(
        {name: place.moved(-left, -bottom) for name, place in places.items()},
        {name: route.moved(-left, -bottom) for name, route in routes.items()},
        right - left,
        top - bottom,
    )


def _read(answer: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.decode("utf-8", "replace"), strict=False)
    return found


def _vertices(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [entry for entry in answer.get("objects", ()) if "width" in entry and "pos" in entry]


def _size(entry: Mapping[str, Any]) -> tuple[float, float]:
    return 72 * float(entry["width"]), 72 * float(entry["height"])
