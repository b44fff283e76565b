"""Take one mechanism out of a tree. Each function fails where there is nothing to take."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import reduce
from typing import Any, TypeAlias

from techtree.model.effects import Effect
from techtree.model.gates import AtLeast
from techtree.model.tree import Item, Tree

Take: TypeAlias = Callable[[Tree], Tree]


def name_of(effect: Effect) -> str:
    """Return the last step of an effect's path: its id, or its position."""
    return effect.key.rpartition(".")[2]


def both(*takes: Take) -> Take:
    """Take several things out, one after the other."""
    return lambda tree: reduce(lambda left, take: take(left), takes, tree)


def _with_node(tree: Tree, node: str, **fields: Any) -> Tree:
    return replace(tree, nodes={**tree.nodes, node: replace(tree.nodes[node], **fields)})


def _with_item(tree: Tree, item: str, **fields: Any) -> Tree:
    return replace(tree, items={**tree.items, item: replace(tree.items[item], **fields)})


def set_node(node: str, **fields: Any) -> Take:
    """Give a node other fields."""

    def take(tree: Tree) -> Tree:
        assert any(getattr(tree.nodes[node], k) != v for k, v in fields.items())
        return _with_node(tree, node, **fields)

    return take


def drop_node(node: str) -> Take:
    """Take out a node that no gate names."""

    def take(tree: Tree) -> Tree:
        assert node in tree.nodes
        return replace(tree, nodes={n: tree.nodes[n] for n in tree.nodes if n != node})

    return take


def drop_actor(actor: str) -> Take:
    """Take out an actor that no gate names and that has no node to begin with."""

    def take(tree: Tree) -> Tree:
        assert actor in tree.actors
        return replace(tree, actors={a: tree.actors[a] for a in tree.actors if a != actor})

    return take


def drop_effects(node: str, *names: str) -> Take:
    """Take out effects of a node: those named, or all."""

    def take(tree: Tree) -> Tree:
        effects = tree.nodes[node].effects
        gone = set(names) or {name_of(e) for e in effects}
        assert gone and gone <= {name_of(e) for e in effects}, (node, gone)
        kept = tuple(e for e in effects if name_of(e) not in gone)
        return _with_node(tree, node, effects=kept)

    return take


def set_effect(node: str, name: str, **fields: Any) -> Take:
    """Give an effect of a node other fields."""

    def take(tree: Tree) -> Tree:
        effects = tree.nodes[node].effects
        assert name in {name_of(e) for e in effects}, (node, name)
        changed = tuple(replace(e, **fields) if name_of(e) == name else e for e in effects)
        return _with_node(tree, node, effects=changed)

    return take


def set_efficiency(node: str, name: str, efficiency: Any) -> Take:
    """Give a move of a node another efficiency."""

    def take(tree: Tree) -> Tree:
        (effect,) = (e for e in tree.nodes[node].effects if name_of(e) == name)
        assert effect.move is not None
        return set_effect(node, name, move=replace(effect.move, efficiency=efficiency))(tree)

    return take


def gate_without(node: str, *required: str) -> Take:
    """Take nodes out of a gate, at whatever depth of `all` and `any` they stand."""

    def cut(gate: Any) -> Any:
        if not hasattr(gate, "members"):
            return None if getattr(gate, "node", None) in required else gate
        kept = tuple(m for m in (cut(member) for member in gate.members) if m is not None)
        if not kept:
            return None
        if isinstance(gate, AtLeast):
            return replace(gate, members=kept, count=min(gate.count, len(kept)))
        return replace(gate, members=kept)

    def take(tree: Tree) -> Tree:
        gate = cut(tree.nodes[node].requires)
        assert gate != tree.nodes[node].requires, (node, required)
        return _with_node(tree, node, requires=gate)

    return take


def _parts(item: Item) -> dict[str, tuple[Any, ...]]:
    kinds = ("unlocks", "blocks", "removes", "effects", "nodes")
    return {kind: getattr(item, kind) for kind in kinds}


def drop_parts(item: str, gone: Callable[[Any], bool]) -> Take:
    """Take out the parts of an item for which `gone` holds."""

    def take(tree: Tree) -> Tree:
        parts = _parts(tree.items[item])
        kept = {kind: tuple(p for p in of if not gone(p)) for kind, of in parts.items()}
        assert kept != parts, item
        return _with_item(tree, item, **kept)

    return take


def drop_all_parts(item: str) -> Take:
    """Leave an item that does nothing."""
    return drop_parts(item, lambda part: True)


def drop_channels(item: str, *channels: str) -> Take:
    """Take out the parts of an item that work by these channels."""

    def take(tree: Tree) -> Tree:
        assert set(channels) <= set(tree.items[item].channels), (item, channels)
        return drop_parts(item, lambda part: part.channel in channels)(tree)

    return take


def drop_item_effects(item: str, *names: str) -> Take:
    """Take out effects of an item."""

    def take(tree: Tree) -> Tree:
        assert set(names) <= {name_of(e) for e in tree.items[item].effects}, (item, names)
        return drop_parts(item, lambda p: isinstance(p, Effect) and name_of(p) in names)(tree)

    return take


def drop_unlocks(item: str, nodes: Collection[str]) -> Take:
    """Take out what an item makes known."""

    def take(tree: Tree) -> Tree:
        found = tree.items[item].unlocks
        assert set(nodes) <= {u.node for u in found}, (item, nodes)
        kept = tuple(u for u in found if u.node not in nodes)
        return _with_item(tree, item, unlocks=kept)

    return take


def drop_blocks(item: str, node: str) -> Take:
    """Take out what an item makes impossible."""

    def take(tree: Tree) -> Tree:
        found = tree.items[item].blocks
        assert node in {b.node for b in found}, (item, node)
        return _with_item(tree, item, blocks=tuple(b for b in found if b.node != node))

    return take


def one_channel(tree: Tree) -> Tree:
    """Put all parts of every item into one channel: the same item, without the split."""
    items: dict[str, Item] = {}
    for name, item in tree.items.items():
        parts: dict[str, Any] = {
            kind: tuple(replace(part, channel="all") for part in of)
            for kind, of in _parts(item).items()
        }
        items[name] = replace(item, **parts)
    stances = {n: replace(s, tree=one_channel(s.tree)) for n, s in tree.stances.items()}
    return replace(tree, items=items, stances=stances)
