"""Sizes, places and routes, read from what Graphviz says of a layout."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from render.crossing import blocked, over_heads
from render.dot import Place, Route, Sizes, measure_dot, routed_dot, tree_dot
from render.ends import with_ends
from render.ends.borders import TAB
from render.errors import RenderError
from render.labelling import Box, place_words
from render.labels import raw, stack
from render.layout import Deadline, graphviz
from render.marks import Line, Picture, Vertex
from render.parallel import side_by_side
from render.ranks import without_long
from render.splines import Point, arc, hull
from render.style import PLAIN

_THIN = 1.5  # points: what is thinner may have words on it, such as the lines of years
HEAD_ROOM = 17.0  # from the middle of one head to that of the next
_MANY = 24  # links to one box, above which it has room for half of them above and half below
_COLUMNS = 2000  # that lines may cross in all: 10,000 take up to seven seconds


def measure(vertices: Iterable[Vertex], deadline: Deadline) -> dict[str, tuple[float, float]]:
    """Return width and height of each vertex in points, its text measured with the real font."""
    answer = _read(graphviz(measure_dot(vertices), "nop2", "json0", deadline))
    return {entry["name"]: _size(entry) for entry in _vertices(answer)}


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of vertices and the routes of lines, by name, in a box from 0, 0.

    ``grid`` is what is drawn first, each line from corner to corner of its place: those of years
    and whiskers, over which links run. ``under`` and ``over`` come before and after the vertices
    of the picture: the frame of a calendar, and the marks on its whiskers.
    """

    places: Mapping[str, Place]
    routes: Mapping[str, Route]
    width: float
    height: float
    under: tuple[tuple[Vertex, Place], ...] = ()
    over: tuple[tuple[Vertex, Place], ...] = ()
    grid: tuple[tuple[Line, Place], ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """What is drawn around vertices that have their places, and the size of it all."""

    under: Sequence[tuple[Vertex, Place]] = ()
    over: Sequence[tuple[Vertex, Place]] = ()
    grid: Sequence[tuple[Line, Place]] = ()
    size: tuple[float, float] = (0.0, 0.0)
    stems: Mapping[str, float] = field(default_factory=dict)  # the x of what stands on a box
    blocks: Sequence[Place] = ()  # of what is drawn around, what lines run past


_NOTHING_AROUND = Around()


def without_letters(deadline: Deadline) -> bool:
    """Tell whether no font is installed, so that every letter is drawn as the same empty box.

    A character of the private use area has no glyph anywhere, and shows how wide that box is.
    """
    probes = [Vertex(letter, stack((raw(10 * letter),)), PLAIN) for letter in ("i", "W", "\ue000")]
    return len({round(width, 1) for width, _ in measure(probes, deadline).values()}) == 1


def links_into(picture: Picture) -> Counter[str]:
    """Count the links that lead to each vertex."""
    return Counter(line.head for line in picture.lines)


def with_room(
    sizes: Sizes, into: Mapping[str, int], most: int, each: float
) -> dict[str, tuple[float, float]]:
    """Return sizes, those wider to which over ``most`` links lead, by so much for each of them."""
    wide = {name: each * count for name, count in into.items() if count > most}
    return {
        name: (max(width, wide.get(name, 0.0)), height) for name, (width, height) in sizes.items()
    }


def arrange(
    picture: Picture, sizes: Sizes, words: Sizes, deadline: Deadline, tight: bool = False
) -> Layout:
    """Lay a picture out, no vertex smaller than the size given for it.

    Those to which very many links lead are wider, as these come from above and below. ``words`` are
    the sizes of the words on lines, by the line's name. ``tight`` keeps no room for them, and lines
    close together.
    """
    sizes = with_room(sizes, links_into(picture), _MANY, HEAD_ROOM / 2)
    answer = _laid_out(picture, sizes, deadline, tight)
    places = {}
    for entry in _vertices(answer):
        x, y = map(float, entry["pos"].split(","))
        places[entry["name"]] = Place(x, y, *_size(entry))
    routes = {entry["id"]: entry["pos"] for entry in answer.get("edges", ()) if "pos" in entry}
    for line in picture.lines:
        if line.name not in routes:
            routes[line.name] = _arc(places[line.tail], places[line.head])
    routes = _led(picture, places, routes, deadline)
    boxes = [_box(_drawn(vertex, places[vertex.name])) for vertex in picture.vertices]
    labels = place_words(routes, words, boxes, deadline)
    return _framed(places, routes, labels, words)


def placed_layout(
    picture: Picture,
    places: Mapping[str, Place],
    words: Sizes,
    around: Around,
    deadline: Deadline,
) -> Layout:
    """Return a layout whose vertices have their places, with lines that run around them."""
    routes = _routed(picture, places, deadline, around.blocks)
    for line in picture.lines:
        if line.name not in routes:
            routes[line.name] = _arc(places[line.tail], places[line.head])
    frame = [place for _, place in around.under if min(place.width, place.height) > _THIN]
    bars = [place for line, place in around.grid if float(line.attributes["penwidth"]) > _THIN]
    routes = _apart(picture, places, routes, around.stems, [*frame, *bars])
    over = [place for _, place in around.over]
    over += [place for line, place in around.grid if float(line.attributes["penwidth"]) > 1]
    boxes = [_box(place) for place in (*places.values(), *frame, *over)]
    labels = place_words(routes, words, boxes, deadline)
    return _framed(places, routes, labels, words, around)


def _led(
    picture: Picture, places: Mapping[str, Place], routes: Mapping[str, str], deadline: Deadline
) -> dict[str, str]:
    """Return the routes of lines with their ends set right.

    Those that a box blocks, or that run over another's head, are led around it where they can.
    """
    drawn = {vertex.name: _drawn(vertex, places[vertex.name]) for vertex in picture.vertices}
    lost = blocked(picture, drawn, routes)
    lost |= over_heads(picture, with_ends(picture, places, routes))
    others = _routed(picture, places, deadline) if lost else {}
    others = {name: others[name] for name in lost if name in others}
    still = blocked(picture, drawn, others)
    led = {**routes, **{name: route for name, route in others.items() if name not in still}}
    return _apart(picture, places, led)


def _apart(
    picture: Picture,
    places: Mapping[str, Place],
    routes: Mapping[str, str],
    stems: Mapping[str, float] = MappingProxyType({}),
    others: Sequence[Place] = (),
) -> dict[str, str]:
    """Return the routes of lines, told from their neighbours all along and at their ends.

    A line is not led beside another if that takes it over a head.
    """
    as_led = with_ends(picture, places, routes, stems)
    drawn = {vertex.name: _drawn(vertex, places[vertex.name]) for vertex in picture.vertices}
    aside = side_by_side(picture, drawn, routes, others)
    if aside == routes:
        return as_led
    moved = with_ends(picture, places, aside, stems)
    worse = over_heads(picture, moved) - over_heads(picture, as_led)
    back = {name: route for name, route in routes.items() if name in worse}
    return with_ends(picture, places, {**aside, **back}, stems) if back else moved


def _routed(
    picture: Picture,
    places: Mapping[str, Place],
    deadline: Deadline,
    others: Sequence[Place] = (),
) -> dict[str, str]:
    """Return the routes of lines around boxes and others, or none if that takes too long."""
    dot = routed_dot(picture, places, others)
    try:
        answer = _read(graphviz(dot, "nop", "json0", deadline.half()))
    except RenderError:
        return {}
    first = next((entry for entry in _vertices(answer) if entry["name"] in places), None)
    if first is None:
        return {}
    x, y = map(float, first["pos"].split(","))
    place = places[first["name"]]
    shift = (place.x - x, place.y - y)  # Graphviz moves all to where its own page begins
    return {
        entry["id"]: Route(entry["pos"]).moved(*shift).spline
        for entry in answer.get("edges", ())
        if "pos" in entry
    }


def _laid_out(picture: Picture, sizes: Sizes, deadline: Deadline, tight: bool) -> dict[str, Any]:
    """Lay out with Graphviz, and more simply where that fails or takes half of the time.

    More simply is with short lines alone, all straight, and without room for words.
    """
    if tight:
        picture = _without_words(picture)
    try:
        dot = tree_dot(without_long(picture, _COLUMNS), sizes, tight=tight)
        return _read(graphviz(dot, "dot", "json0", deadline.half()))
    except RenderError:
        dot = tree_dot(_without_words(without_long(picture, 0)), sizes, rush=True)
        return _read(graphviz(dot, "dot", "json0", deadline))


def _without_words(picture: Picture) -> Picture:
    return replace(picture, lines=tuple(replace(line, label="") for line in picture.lines))


def _arc(tail: Place, head: Place) -> str:
    """Return an arc from the top of one box to the top of another."""
    return arc((tail.x, tail.y + tail.height / 2), (head.x, head.y + head.height / 2))


def _box(place: Place) -> Box:
    return (
        place.x - place.width / 2,
        place.y - place.height / 2,
        place.x + place.width / 2,
        place.y + place.height / 2,
    )


def _drawn(vertex: Vertex, place: Place) -> Place:
    """Return the place of all that is drawn of a vertex: the tab of a folder stands out above."""
    tab = TAB * (vertex.attributes.get("shape") == "folder")
    return Place(place.x, place.y + tab / 2, place.width, place.height + tab)


def _framed(
    places: Mapping[str, Place],
    routes: Mapping[str, str],
    labels: Mapping[str, Point],
    words: Sizes,
    around: Around = _NOTHING_AROUND,
) -> Layout:
    """Move everything so that the lower left corner of all that is drawn is at 0, 0."""
    every = [*places.values(), *(place for _, place in (*around.under, *around.over))]
    boxes = [_box(place) for place in every]
    boxes += [(0.0, 0.0, *around.size)] * (around.size != (0.0, 0.0))
    boxes += [_box(Place(*centre, *words[name])) for name, centre in labels.items()]
    boxes += [hull(spline) for spline in routes.values()]
    left, bottom = (min((box[side] for box in boxes), default=0.0) for side in (0, 1))
    right, top = (max((box[side] for box in boxes), default=0.0) for side in (2, 3))
    written = {name: f"{x:.2f},{y:.2f}" for name, (x, y) in labels.items()}
    return Layout(
        {name: place.moved(-left, -bottom) for name, place in places.items()},
        {
            name: Route(spline, written.get(name, "")).moved(-left, -bottom)
            for name, spline in routes.items()
        },
        right - left,
        top - bottom,
        tuple((vertex, place.moved(-left, -bottom)) for vertex, place in around.under),
        tuple((vertex, place.moved(-left, -bottom)) for vertex, place in around.over),
        tuple((line, place.moved(-left, -bottom)) for line, place in around.grid),
    )


def _read(answer: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.decode("utf-8", "replace"), strict=False)
    return found


def _vertices(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [entry for entry in answer.get("objects", ()) if "width" in entry and "pos" in entry]


def _size(entry: Mapping[str, Any]) -> tuple[float, float]:
    return 72 * float(entry["width"]), 72 * float(entry["height"])
