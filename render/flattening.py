"""Pictures for a calendar: nodes alone, tied by plain links, without junctions and chips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from render import style
from render.gates import JUNCTION
from render.marks import Line, Picture, picture

_EFFECTS = ("faster", "faster in words", "slower")
_KEPT = {"unlocks", "blocks", *_EFFECTS, *(f"added {effect}" for effect in _EFFECTS)}


def flattened(found: Picture) -> Picture:
    """Return a picture with one line from each node to each that it opens, or must not precede.

    Effects keep their lines; what an effect reaches that is no single node is left to the words
    in the box of its source.
    """
    chips = {v.name for v in found.vertices if {"reach", "removed"} & set(v.marks)}
    junctions = {v.name for v in found.vertices if v.name.endswith(JUNCTION)}
    gates = [line for line in found.lines if not _KEPT & set(line.marks)]
    others = [
        replace(line, attributes=_free(line), turn=line.turn)
        for line in found.lines
        if _KEPT & set(line.marks) and line.head not in chips
    ]
    onward: dict[str, list[str]] = {}
    for line in gates:
        onward.setdefault(line.tail, []).append(line.head)
    links = {
        link.name: link
        for line in gates
        for tail, head in _ends(line, onward, junctions)
        for link in (_link(line, tail, head),)
    }
    vertices = [v for v in found.vertices if v.name not in chips | junctions]
    return picture(vertices, [*others, *links.values()])


def _link(line: Line, tail: str, head: str) -> Line:
    """Return the link between two nodes that a line of a gate stands for."""
    if "prevents" in line.marks:
        return Line(tail, head, line.label, style.PREVENTS, line.marks, turn=98)
    return Line(tail, head, attributes=style.LEADS, marks=("leads",), turn=99)


def _free(line: Line) -> dict[str, str]:
    return {key: value for key, value in line.attributes.items() if key != "constraint"}


def _ends(
    line: Line, onward: Mapping[str, list[str]], junctions: set[str]
) -> Iterator[tuple[str, str]]:
    """Yield the pairs of nodes that a line ties, through all junctions behind it."""
    if line.tail in junctions:
        return
    heads, waiting = set(), [line.head]
    while waiting:
        head = waiting.pop()
        if head not in junctions:
            heads.add(head)
            continue
        waiting += onward.get(head, ())
    for head in heads:
        yield line.tail, head
