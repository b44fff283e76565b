"""Write a YAML document from its nodes, so that reading it again gives the same."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from techtree.files.positions import Mapping, Node, Scalar, Sequence

_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_WIDTH = 100
_ON_ONE_LINE = 76  # characters of a list or map that is short enough for one line
_FLOW = frozenset(",[]{}?#&*!|>%@`\"'")  # what a plain text may not hold, or not begin with, there


def yaml_text(node: Mapping) -> str:
    r"""Return a map as YAML text.

    Texts stay as plain or quoted as they were, but where YAML needs the quotes.

    >>> from techtree.files.positions import Entry
    >>> entry = Entry(Scalar(1, 1, "a", True), Scalar(1, 1, "1\n", False))
    >>> yaml_text(Mapping(1, 1, (entry,)))
    'a: "1\\n"\n'
    """
    events = [
        yaml.StreamStartEvent(),
        yaml.DocumentStartEvent(explicit=False),
        *_map(node, flow=False),
        yaml.DocumentEndEvent(explicit=False),
        yaml.StreamEndEvent(),
    ]
    text: str = yaml.emit(events, Dumper=_DUMPER, width=_WIDTH, allow_unicode=True)
    return text.removesuffix("...\n")


def _events(node: Node, flow: bool) -> Iterator[yaml.Event]:
    match node:
        case Scalar(text=text, plain=plain):
            style, implicit = (None, (True, False)) if plain else ('"', (False, True))
            yield yaml.ScalarEvent(None, None, implicit, text, style=style)
        case Sequence(items=items):
            flow = flow or _length(node) <= _ON_ONE_LINE
            yield yaml.SequenceStartEvent(None, None, True, flow_style=flow)
            for item in items:
                yield from _events(item, flow)
            yield yaml.SequenceEndEvent()
        case Mapping():
            yield from _map(node, flow or _length(node) <= _ON_ONE_LINE)


def _map(node: Mapping, flow: bool) -> Iterator[yaml.Event]:
    yield yaml.MappingStartEvent(None, None, True, flow_style=flow)
    for key, value in node.entries:
        yield from _events(key, flow)
        yield from _events(value, flow)
    yield yaml.MappingEndEvent()


def _length(node: Node) -> int:
    """Return how long a node is on one line; too long, if it would need other quotes there."""
    match node:
        case Scalar(text=text, plain=plain):
            odd = plain and (not text or ": " in text or text[-1] == ":" or _FLOW & set(text))
            return _ON_ONE_LINE + 1 if odd else len(text) + 2
        case Sequence(items=items):
            return _total(items)
        case Mapping(entries=entries):
            return _total([part for entry in entries for part in entry])


def _total(parts: list[Node] | tuple[Node, ...]) -> int:
    total = 2
    for part in parts:
        total += _length(part) + 2
        if total > _ON_ONE_LINE:
            break
    return total
