"""Put another number at a path of a document, as stances do; the document itself is unchanged.

Paths are those of the format: the keys on the way down, an effect being named by its id or by
its position. Whether the number can stand there is found out when the document is read again.
"""

from __future__ import annotations

from collections.abc import Collection

from techtree.files.effect_reader import effect_name
from techtree.files.fields import (
    BLOCK,
    EFFECTS,
    HINT,
    ITEM_EFFECTS,
    REMOVAL,
    TABLES,
    TREE,
    UNLOCK,
    Quantity,
    Shape,
    Special,
    Table,
)
from techtree.files.near_miss import did_you_mean
from techtree.files.positions import Entry, Mapping, Node, Scalar, Sequence, quoted
from techtree.files.values import carries_value

_PARTS = {"unlocks": UNLOCK, "blocks": BLOCK, "removes": REMOVAL}
_NOT_SET = ("stances", "sources", "claims")
_SETTABLE = ("effort", "ending", "effects", "item effects", "hint", "unlocked", "gate", *_PARTS)


class PathError(ValueError):
    """A path that leads nowhere, said in one sentence."""


def replace_at(root: Mapping, path: Scalar, value: Node) -> Mapping:
    """Return the document with ``value`` at a path. Raises PathError.

    What is added where nothing was written takes the place of the path itself.
    """
    steps = path.text.split(".")
    changed = _in_shape(root, TREE, steps, value, path)
    assert isinstance(changed, Mapping)
    return changed


def _in_shape(node: Node, shape: Shape, steps: list[str], value: Node, path: Scalar) -> Node:
    table = _as_map(node, path)
    if not steps:
        raise PathError(f"this names {shape.name}, not a number in it; go on with {_keys(shape)}")
    name, rest = steps[0], steps[1:]
    key = shape.by_name.get(name)
    if key is None or name not in _settable(shape):
        guess = did_you_mean(name, _settable(shape))
        hint = guess or f"; there may be {_keys(shape)}"
        raise PathError(f"{shape.name} has no number {quoted(name)}{hint}")
    inside = table.find(name)
    match key.holds:
        case Table(kind):
            new = _in_table(inside, kind, name, rest, value, path)
        case Special(kind):
            new = _in_special(inside, kind, name, rest, value, path)
        case _:
            if rest:
                raise PathError(f"{quoted(name)} is a number; the path ends there")
            new = value
    return table.replaced(_key(path, name), new)


def _in_table(
    node: Node | None, kind: str, name: str, steps: list[str], value: Node, path: Scalar
) -> Node:
    table = node if isinstance(node, Mapping) else Mapping(path.line, path.column, ())
    entry = _entry(table, steps, name, path)
    rest = steps[1:]
    if kind == "parameter":
        if rest:
            raise PathError("a parameter is a number; the path ends with its name")
        return table.replaced(entry.key, _parameter(entry.value, value))
    thing = entry.value
    if kind == "outcome" and not isinstance(thing, Mapping):
        thing = Mapping(thing.line, thing.column, (Entry(_key(path, "value"), thing),))
    return table.replaced(entry.key, _in_shape(thing, TABLES[kind], rest, value, path))


def _parameter(old: Node, new: Node) -> Node:
    """Keep what a parameter stands for when its value changes, but not its source."""
    stands_for = old.key("as") if isinstance(old, Mapping) else None
    if not isinstance(old, Mapping) or stands_for is None:
        return new
    kind = Entry(stands_for, old.find("as") or new)
    if isinstance(new, Mapping) and carries_value(new):
        return new if new.find("as") else new._replace(entries=(*new.entries, kind))
    inside = Entry(Scalar(new.line, new.column, "value", True), new)
    return Mapping(new.line, new.column, (inside, kind))


def _in_special(
    node: Node | None, kind: str, name: str, steps: list[str], value: Node, path: Scalar
) -> Node:
    if kind in ("effects", "item effects"):
        shapes = ITEM_EFFECTS if kind == "item effects" else EFFECTS
        return _in_effects(node, shapes, steps, value, path)
    if kind in _PARTS:
        table = _part_table(node, path)
        entry = _entry(table, steps, name, path)
        inner = _in_shape(entry.value, _PARTS[kind], steps[1:], value, path)
        return table.replaced(entry.key, inner)
    if kind == "ending":
        return _in_ending(node, steps, value, path)
    if kind == "effort":
        if not steps:
            return value
        if len(steps) > 1:
            raise PathError("the path ends with a field, or with `default`")
        efforts = node if isinstance(node, Mapping) and not carries_value_only(node) else None
        if efforts is None:
            whole = (Entry(_key(path, "default"), node),) if node is not None else ()
            efforts = Mapping(path.line, path.column, whole)
        return efforts.replaced(_key(path, steps[0]), value)
    if kind == "hint" and steps:
        table = node if isinstance(node, Mapping) else Mapping(path.line, path.column, ())
        return _in_shape(table, HINT, steps, value, path)
    if not steps and kind in ("hint", "unlocked"):
        return value
    return _in_raw(node, name, steps, value, path)


def carries_value_only(node: Mapping) -> bool:
    """Tell whether a map is one number with its source, not a map of numbers."""
    return carries_value(node) and node.find("value") is not None


def _in_effects(
    node: Node | None, shapes: dict[str, Shape], steps: list[str], value: Node, path: Scalar
) -> Node:
    members = node.items if isinstance(node, Sequence) else ((node,) if node is not None else ())
    names = [effect_name(member, position) for position, member in enumerate(members)]
    if not steps:
        raise PathError(f"say which effect: {_listed(names)}")
    if steps[0] in names:
        position = names.index(steps[0])
    elif steps[0].isdecimal() and len(steps[0]) < 6 and int(steps[0]) < len(names):
        position = int(steps[0])
    else:
        hint = did_you_mean(steps[0], names) or f"; there is {_listed(names)}"
        raise PathError(f"there is no effect {quoted(steps[0])}{hint if names else ' here'}")
    effect = members[position]
    kinds = [key for key in shapes if isinstance(effect, Mapping) and effect.find(key) is not None]
    if len(kinds) != 1:
        raise PathError("that effect cannot be read")
    changed = _in_shape(effect, shapes[kinds[0]], steps[1:], value, path)
    if not isinstance(node, Sequence):
        return changed
    return node._replace(items=(*members[:position], changed, *members[position + 1 :]))


def _in_ending(node: Node | None, steps: list[str], value: Node, path: Scalar) -> Node:
    if node is None:
        raise PathError("that node is no ending")
    if len(steps) != 1:
        raise PathError("an ending has a share per outcome: `nodes.ID.ending.OUTCOME`")
    if isinstance(node, Scalar):
        one = Scalar(node.line, node.column, "1", True)
        node = Mapping(node.line, node.column, (Entry(node, one),))
    return _as_map(node, path).replaced(_key(path, steps[0]), value)


def _in_raw(node: Node | None, name: str, steps: list[str], value: Node, path: Scalar) -> Node:
    """Go down what is written, key by key; only what is there can be replaced."""
    if node is None or (isinstance(node, Scalar) and steps):
        raise PathError(f"there is no number below {quoted(name)}")
    if not steps:
        if isinstance(node, Mapping | Sequence):
            raise PathError(f"{quoted(name)} is not one number")
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(node, Mapping):
        inside = node.find(step)
        keys = [entry.key.text for entry in node.entries]
        if inside is None:
            raise PathError(f"there is no {quoted(step)} here{did_you_mean(step, keys)}")
        return node.replaced(_key(path, step), _in_raw(inside, step, rest, value, path))
    assert isinstance(node, Sequence)
    if not step.isdecimal() or len(step) > 5 or int(step) >= len(node.items):
        raise PathError(f"there is no member {quoted(step)} here; they are counted from 0")
    position = int(step)
    inside = _in_raw(node.items[position], step, rest, value, path)
    return node._replace(items=(*node.items[:position], inside, *node.items[position + 1 :]))


def _part_table(node: Node | None, path: Scalar) -> Mapping:
    """Write a list of ids as a map from ids to nothing."""
    if isinstance(node, Mapping):
        return node
    members = node.items if isinstance(node, Sequence) else ((node,) if node is not None else ())
    nothing = Scalar(path.line, path.column, "", True)
    entries = tuple(Entry(member, nothing) for member in members if isinstance(member, Scalar))
    return Mapping(path.line, path.column, entries)


def _entry(table: Mapping, steps: list[str], name: str, path: Scalar) -> Entry:
    names = [entry.key.text for entry in table.entries]
    if not steps:
        raise PathError(f"say which of `{name}`: {_listed(names)}")
    for entry in table.entries:
        if entry.key.text == steps[0]:
            return entry
    hint = did_you_mean(steps[0], names)
    raise PathError(f"there is no {quoted(steps[0])} in `{name}`{hint}")


def _as_map(node: Node, path: Scalar) -> Mapping:
    if isinstance(node, Mapping):
        return node
    if isinstance(node, Scalar) and node.null:
        return Mapping(node.line, node.column, ())
    raise PathError("the path goes on below what is no map")


def _key(path: Scalar, name: str) -> Scalar:
    return Scalar(path.line, path.column, name, True)


def _settable(shape: Shape) -> list[str]:
    return [
        key.name
        for key in shape.keys
        if isinstance(key.holds, Quantity)
        or (isinstance(key.holds, Table) and key.name not in _NOT_SET)
        or (isinstance(key.holds, Special) and key.holds.name in _SETTABLE)
    ]


def _keys(shape: Shape) -> str:
    return ", ".join(_settable(shape))


def _listed(names: Collection[str]) -> str:
    shown = ", ".join(list(names)[:8])
    return f"{shown}, ..." if len(names) > 8 else shown or "there are none"
