"""Turn a row of a table into the nodes that an item of a document is read from.

`staff` and `add`, and `speed` and `by`, are lists of equal length, or there is one `add` or `by`
for all. A `channel` is one for all parts of the item, or there are as many as parts: what it
unlocks, blocks, staffs and speeds up, in this order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from techtree.files.positions import Entry, Mapping, Node, Scalar
from techtree.files.positions import Sequence as Listed
from techtree.files.reading import Reading
from techtree.portfolio.reading.rows import COLUMNS, SEPARATOR, Row, Start

_SINGLE: Final = ("title", "cost", "note", "group", "must", "never", "at", "chance")
_NAMES: Final = ("requires", "excludes")
_GIVEN: Final = ("unlocks", "blocks")
_PAIRS: Final = (("staff", "add"), ("speed", "by"))
FLAGS: Final = {  # what spreadsheets and people write
    "true": "true",
    "yes": "true",
    "1": "true",
    "false": "false",
    "no": "false",
    "0": "false",
}


def nodes_of(reading: Reading, row: Row, starts: Sequence[Start]) -> tuple[Scalar, Mapping]:
    """Return the id and the map of an item; lists that do not fit together are recorded."""
    parts: dict[str, list[Scalar]] = {}
    entries: list[Entry] = []
    key = _bare(row.cells[0], starts[0])
    for name, text, start in zip(COLUMNS, row.cells, starts, strict=True):
        if not text.strip():
            continue
        if name in _SINGLE:
            entries.append(_entry(name, _single(name, _bare(text, start))))
        else:
            parts[name] = list(parts_of(text, start))
    for name in _NAMES:
        if name in parts:
            entries.append(_entry(name, _listed(parts[name])))
    channels = _channels(reading, parts)
    for name in _GIVEN:
        if name in parts:
            entries.append(_entry(name, _given(parts[name], channels)))
    effects = [
        effect
        for target, number in _PAIRS
        for effect in _effects(reading, target, number, parts, channels)
    ]
    if effects:
        entries.append(_entry("effects", _listed(effects)))
    return key, Mapping(key.line, key.column, tuple(entries))


def _single(name: str, node: Scalar) -> Scalar:
    if name not in ("must", "never"):
        return node
    return node._replace(text=FLAGS.get(node.text.lower(), node.text), plain=True)


def _bare(text: str, start: Start) -> Scalar:
    """Return a text without the space around it."""
    bare = text.strip()
    before = len(text) - len(text.lstrip()) if start.exact else 0
    return Scalar(start.line, start.column + before, bare, False)


def parts_of(text: str, start: Start) -> Iterator[Scalar]:
    """Yield the parts of a cell; a separator at its end separates nothing."""
    pieces = text.split(SEPARATOR)
    if len(pieces) > 1 and not pieces[-1].strip():
        pieces.pop()
    offset = 0
    for piece in pieces:
        column = start.column + (offset if start.exact else 0)
        yield _bare(piece, start._replace(column=column))
        offset += len(piece) + 1


def _entry(name: str, node: Node) -> Entry:
    return Entry(Scalar(node.line, node.column, name, True), node)


def _listed(nodes: Sequence[Node]) -> Listed:
    return Listed(nodes[0].line, nodes[0].column, tuple(nodes))


def _channels(reading: Reading, parts: dict[str, list[Scalar]]) -> Iterator[Scalar | None]:
    """Return the channel of each part, in order, and None ever after."""
    named = parts.get("channel", [])
    count = sum(len(parts.get(name, ())) for name in (*_GIVEN, "staff", "speed"))
    if len(named) > 1 and len(named) != count:
        message = (
            f"here are {len(named)} channels for {_counted(count, 'part')} of the item (what it "
        )
        message += "unlocks, blocks, staffs and speeds up); write one for all, or one for each"
        reading.error(named[0], "uneven", message)
        named = []
    return _each(named[0] if len(named) == 1 else None, named)


def _each(for_all: Scalar | None, named: Sequence[Scalar]) -> Iterator[Scalar | None]:
    if for_all is None:
        yield from named
    while True:
        yield for_all


def _given(names: Sequence[Scalar], channels: Iterator[Scalar | None]) -> Node:
    """Return ids as a list, or as a map from ids to their channels."""
    taken = [next(channels) for _ in names]
    if not any(taken):
        return _listed(names)
    pairs = zip(names, taken, strict=True)
    entries = tuple(Entry(name, _about(name, channel)) for name, channel in pairs)
    return Mapping(names[0].line, names[0].column, entries)


def _about(name: Scalar, channel: Scalar | None) -> Mapping:
    entries = (_entry("channel", channel),) if channel is not None else ()
    return Mapping(name.line, name.column, entries)


def _effects(
    reading: Reading,
    target: str,
    number: str,
    parts: dict[str, list[Scalar]],
    channels: Iterator[Scalar | None],
) -> Iterator[Mapping]:
    targets, numbers = parts.get(target, []), parts.get(number, [])
    if not targets and not numbers:
        return
    if not targets or not numbers:
        lacking, there = (target, number) if numbers else (number, target)
        message = f"`{there}` stands here without `{lacking}`; they go together"
        reading.error((targets or numbers)[0], "uneven", message)
        return
    if len(numbers) == 1:
        numbers = numbers * len(targets)
    if len(numbers) != len(targets):
        message = f"here are {_counted(len(numbers), 'number')} for "
        message += f"{_counted(len(targets), 'node')} in `{target}`; write "
        message += "one for all, or one for each"
        reading.error(numbers[0], "uneven", message)
        return
    for named, size in zip(targets, numbers, strict=True):
        channel = next(channels)
        entries = [_entry(target, named), Entry(Scalar(*size[:2], number, True), size)]
        if channel is not None:
            entries.append(_entry("channel", channel))
        yield Mapping(named.line, named.column, tuple(entries))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
