"""Read stances: each is the tree, read again with other numbers in it and channels switched off."""

from __future__ import annotations

from collections import abc
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from techtree.files.channels import channels_of, switch_off
from techtree.files.fields import STANCE
from techtree.files.positions import Entry, Mapping, Node, Scalar, Sequence, quoted, shown
from techtree.files.reading import Reading, ReadParameter, Spot
from techtree.files.stance_paths import PathError, replace_at
from techtree.files.tree_reader import Read, numbers_of, read_document
from techtree.files.values import read_map
from techtree.model.numbers import Fixed
from techtree.model.tree import Ending, NumberCount, Stance, Tree

_ENDING = ".ending."

Parameters: TypeAlias = abc.Mapping[str, ReadParameter]


@dataclass(frozen=True, slots=True)
class _Written:
    """A stance as it was written."""

    key: Scalar
    values: dict[str, Any]
    sets: tuple[Entry, ...]
    off: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Changed:
    """The document, the tree and its parameters under a stance, and the shares that were set."""

    root: Mapping
    tree: Tree
    parameters: Parameters
    overridden: frozenset[str] = frozenset()
    off: tuple[str, ...] = ()


def read_stances(
    root: Mapping, read: Read
) -> tuple[dict[str, Stance], dict[str | None, Parameters]]:
    """Read every stance, and what the parameters are under each.

    What is wrong is added to the problems of the reading of the tree.
    """
    reading = read.reading
    table = root.find("stances")
    if not isinstance(table, Mapping):
        return {}, {}
    written: dict[str, _Written] = {}
    channels = channels_of(root)
    spot = Spot("stances", root.find("source") is not None)
    for key, node in table.entries:
        if key.text in reading.declared.stances:
            written[key.text] = _write_down(reading, spot.at(key.text), key, node, channels)
    without = tuple(entry for entry in root.entries if entry.key.text != "stances")
    base = _Changed(root._replace(entries=without), read.tree, reading.parameters)
    changed: dict[str, _Changed] = {}
    for name in _parents_first(reading, written):
        parent = changed.get(written[name].values.get("extends", ""), base)
        changed[name] = _change(reading, written[name], parent)
    numbers = numbers_of(reading)
    names = [name for name in written if name in changed]
    stances = {name: _stance(written[name], changed[name], numbers) for name in names}
    return stances, {name: changed[name].parameters for name in names}


def _write_down(
    reading: Reading, spot: Spot, key: Scalar, node: Node, channels: set[str]
) -> _Written:
    reading.mark(spot, key)
    values, fields, spot = read_map(reading, node, STANCE, spot)
    if "extends" in fields:
        reading.mark(spot.at("extends"), fields["extends"])
    sets: tuple[Entry, ...] = ()
    table = fields.get("set")
    if isinstance(table, Mapping):
        sets = table.entries
    elif table is not None and not (isinstance(table, Scalar) and table.null):
        message = f"{shown(table)} cannot stand here; `set` is a map from paths to numbers"
        reading.error(table, "shape", message)
    for path, value in sets:
        inner = spot.at("set").at(path.text)
        reading.mark(inner, path)
        if not (isinstance(value, Scalar) and value.text.startswith("$")):
            sourced = isinstance(value, Mapping) and value.find("source") is not None
            reading.numbers += 1
            if not (sourced or spot.sourced):
                reading.unsourced.append(inner.path)
    return _Written(key, values, sets, _off(reading, fields.get("off"), channels))


def _off(reading: Reading, node: Node | None, channels: set[str]) -> tuple[str, ...]:
    if node is None:
        return ()
    off: list[str] = []
    for member in node.items if isinstance(node, Sequence) else (node,):
        if not isinstance(member, Scalar):
            reading.error(member, "shape", f"{shown(member)} is no channel; write its name")
        elif member.text not in channels:
            hint = reading.guess(member.text, channels)
            named = ", ".join(quoted(channel) for channel in sorted(channels)[:8])
            hint = hint or f"; there is {named}"
            message = f"nothing has the channel {quoted(member.text)}{hint}"
            reading.error(member, "dangling-name", message)
        else:
            off.append(member.text)
    return tuple(off)


def _parents_first(reading: Reading, written: dict[str, _Written]) -> Iterator[str]:
    """Yield the stances so that each follows the one it extends; those in a cycle are errors."""
    done: set[str] = set()
    for name in written:
        chain: dict[str, None] = {}
        current: str | None = name
        while current in written and current not in done:
            if current in chain:
                names = list(chain)
                cycle = [*names[names.index(current) :], current]
                place = reading.places[f"stances.{current}.extends"]
                message = f"these stances extend each other: {' -> '.join(cycle)}"
                reading.error(place, "cycle", message)
                done.update(chain)
                chain = {}
                break
            chain[current] = None
            current = written[current].values.get("extends")
        done.update(chain)
        yield from reversed(chain)


def _change(reading: Reading, stance: _Written, parent: _Changed) -> _Changed:
    touched = {p.text.rpartition(".")[0] for p, _ in stance.sets if _ENDING in p.text}
    root = _folded(parent.root, touched, parent.tree)
    own: set[str] = set()
    for path, value in stance.sets:
        try:
            root = replace_at(root, path, value)
            own.add(path.text)
        except PathError as error:
            reading.error(path, "path", f"{quoted(path.text, 100)}: {error}")
    off = tuple(dict.fromkeys((*parent.off, *stance.off)))
    kept = {path for path in parent.overridden if path.rpartition(".")[0] not in touched}
    overridden = frozenset(kept | {path for path in own if _ENDING in path})
    if not own:
        return _Changed(root, parent.tree, parent.parameters, overridden, off)
    read = read_document(root, reading.file, parent.tree.digest, reading, overridden)
    reading.problems.extend(read.reading.problems)
    reading.used_parameters |= read.reading.used_parameters
    return _Changed(root, read.tree, read.reading.parameters, overridden, off)


def _folded(root: Mapping, endings: set[str], parent: Tree) -> Mapping:
    """Write out what an extended stance left of endings, before their shares are set again.

    Where one share is the rest, or one is uncertain, there is nothing to write out.
    """
    for path in sorted(endings):
        steps = path.split(".")
        ending = _ending_at(parent, steps)
        if ending is None or not ending.remainder or _has_rest(_at(root, steps)):
            continue
        for outcome, share in _constants(ending).items():
            target = Scalar(root.line, root.column, f"{path}.{outcome}", True)
            root = replace_at(root, target, Scalar(root.line, root.column, repr(share), True))
    return root


def _ending_at(tree: Tree, steps: list[str]) -> Ending | None:
    match steps:
        case ["nodes", name, "ending"] if name in tree.nodes:
            return tree.nodes[name].ending
        case ["items", item, "nodes", name, "ending"] if item in tree.items:
            return next((n.ending for n in tree.items[item].nodes if n.id == name), None)
    return None


def _constants(ending: Ending) -> dict[str, float]:
    given = {o: share.value for o, share in ending.shares if isinstance(share, Fixed)}
    if len(given) != len(ending.shares):
        return {}
    left = max(0.0, 1 - sum(given.values()))
    total = sum(weight for _, weight in ending.remainder)
    return given | {outcome: left * weight / total for outcome, weight in ending.remainder}


def _has_rest(node: Node | None) -> bool:
    entries = node.entries if isinstance(node, Mapping) else ()
    return any(isinstance(e.value, Scalar) and e.value.text == "rest" for e in entries)


def _at(node: Node | None, steps: list[str]) -> Node | None:
    for step in steps:
        node = node.find(step) if isinstance(node, Mapping) else None
    return node


def _stance(written: _Written, changed: _Changed, numbers: NumberCount) -> Stance:
    values = written.values
    weight = values.get("weight")
    return Stance(
        id=written.key.text,
        tree=replace(switch_off(changed.tree, frozenset(changed.off)), numbers=numbers),
        title=values.get("title"),
        weight=weight.value if isinstance(weight, Fixed) else None,
        extends=values.get("extends"),
        off=changed.off,
        note=values.get("note"),
        source=values.get("source"),
    )
