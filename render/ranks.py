"""Which effects may take part in the layout: those that point the way the gates do.

Gates are acyclic and set the ranks. An effect that runs forward is laid out with them, with no
pull of its own; one that runs back, or sideways, is drawn where there is room.

A line over many columns takes part as one hidden vertex in each, and those make the layout of a
big tree slow. So beyond so many columns in all, the longest lines are kept out of it, and drawn
past the boxes as arcs. The columns stay as they are, since what sets them are the short lines.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from render.marks import Line, Picture, Vertex

_LEVEL = {"first": -1.0, "inner": 0.0, "last": math.inf}


def with_ranks(vertices: Sequence[Vertex], lines: Sequence[Line]) -> list[Line]:
    """Return the lines, those that run forward free to set ranks but without weight."""
    levels = _levels(vertices, [line for line in lines if _binding(line)])
    return [_ranked(line, levels) for line in lines]


def without_long(picture: Picture, columns: int) -> Picture:
    """Return a picture whose lines cross at most so many columns in all, the shortest kept."""
    levels = _levels(picture.vertices, [line for line in picture.lines if _binding(line)])
    last = 1 + max((level for level in levels.values() if level < math.inf), default=0.0)
    spans = {
        line.name: abs(min(levels[line.head], last) - min(levels[line.tail], last))
        for line in picture.lines
    }
    kept, crossed = set(), 0.0
    for name, span in sorted(spans.items(), key=lambda entry: (entry[1], entry[0])):
        crossed += max(span - 1, 0.0)
        if crossed > columns:
            break
        kept.add(name)
    return replace(picture, lines=tuple(line for line in picture.lines if line.name in kept))


def _binding(line: Line) -> bool:
    return line.attributes.get("constraint") != "false"


def _ranked(line: Line, levels: Mapping[str, float]) -> Line:
    if _binding(line) or levels.get(line.tail, 0.0) >= levels.get(line.head, 0.0):
        return line
    free = {key: value for key, value in line.attributes.items() if key != "constraint"}
    return replace(line, attributes={**free, "weight": "0"})


def _levels(vertices: Sequence[Vertex], lines: Sequence[Line]) -> dict[str, float]:
    """Return how many gates lie at most before each vertex; what stands last is beyond all."""
    into: dict[str, set[str]] = {vertex.name: set() for vertex in vertices}
    onward: dict[str, list[str]] = {vertex.name: [] for vertex in vertices}
    for line in lines:
        if line.head in into and line.tail in onward and line.tail not in into[line.head]:
            into[line.head].add(line.tail)
            onward[line.tail].append(line.head)
    waiting = {name: len(tails) for name, tails in into.items()}
    levels = {vertex.name: _LEVEL[vertex.role] for vertex in vertices}
    ready = [name for name, count in waiting.items() if count == 0]
    while ready:
        name = ready.pop()
        for head in onward[name]:
            levels[head] = max(levels[head], levels[name] + 1)
            waiting[head] -= 1
            if waiting[head] == 0:
                ready.append(head)
    return levels
