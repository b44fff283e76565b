"""Check what concerns more than one part of a tree at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from techtree.errors import Place
from techtree.files.gate_cycles import gate_cycles
from techtree.files.number_meaning import support
from techtree.files.positions import quoted
from techtree.files.reading import Reading
from techtree.model.effects import Effect
from techtree.model.numbers import Fixed, Number
from techtree.model.tree import UNDECIDED, Item, Node, Tree


def check_whole(reading: Reading, tree: Tree) -> None:
    """Record errors in how the parts of a tree fit together."""
    nodes = dict(tree.nodes)
    for item in tree.items.values():
        nodes.update((node.id, node) for node in item.nodes)
    paths = {node.id: f"nodes.{node.id}" for node in tree.nodes.values()}
    for item in tree.items.values():
        paths.update((node.id, f"items.{item.id}.nodes.{node.id}") for node in item.nodes)
    _check_undecided(reading, tree, nodes, paths)
    if reading.earlier is None:
        _check_cycles(reading, nodes, paths)
        warn_of_fields(reading)
    _check_effects(reading, _effects(tree, nodes), nodes)


def check_item(reading: Reading, tree: Tree, item: Item) -> None:
    """Record errors in how an item that is no part of the tree fits it."""
    own = {node.id: node for node in item.nodes}
    effects = [*item.effects, *(effect for node in item.nodes for effect in node.effects)]
    if own:
        paths = {name: f"items.{item.id}.nodes.{name}" for name in own}
        _check_undecided(reading, tree, own, paths)
        if reading.earlier is None:
            _check_cycles(reading, own, paths)
    _check_effects(reading, effects, {**tree.nodes, **own} if own else tree.nodes)


def _check_effects(reading: Reading, effects: Iterable[Effect], nodes: Mapping[str, Node]) -> None:
    staffed: list[Node] | None = None
    for effect in effects:
        if effect.kind == "staff":
            if staffed is None and effect.target is not None and effect.target.node is None:
                staffed = [node for node in nodes.values() if node.staff is not None]
            _check_staff(reading, effect, nodes, staffed or [])
        elif effect.kind == "odds":
            _check_odds(reading, effect, nodes)


def _effects(tree: Tree, nodes: Mapping[str, Node]) -> Iterator[Effect]:
    for node in nodes.values():
        yield from node.effects
    for item in tree.items.values():
        yield from item.effects


def _check_undecided(
    reading: Reading, tree: Tree, nodes: Mapping[str, Node], paths: Mapping[str, str]
) -> None:
    undecided = tree.outcomes.get(UNDECIDED)
    if undecided is None or undecided.value is not None:
        return
    if reading.places.get("outcomes.undecided.value") is not None:
        return  # a value that could not be read has been reported
    advice = "write `outcomes: {undecided: {value: ...}}`: how good it is that nothing is decided"
    if tree.horizon is not None:
        place = reading.places.get("horizon", Place(reading.file, 1, 1))
        message = f"with a horizon, the outcome `undecided` needs a value; {advice}"
        reading.error(place, "undecided", message)
        return
    for node in nodes.values():
        ending = node.ending
        if ending is not None and UNDECIDED in dict((*ending.shares, *ending.remainder)):
            place = reading.places[f"{paths[node.id]}.ending"]
            message = f"this ending can be `undecided`, which then needs a value; {advice}"
            reading.error(place, "undecided", message)


def _check_cycles(reading: Reading, nodes: Mapping[str, Node], paths: Mapping[str, str]) -> None:
    for cycle in gate_cycles(nodes):
        if len(cycle) == 1:
            message = f"{quoted(cycle[0])} requires itself, so it could never open"
        else:
            chain = " -> ".join([*cycle[:20], *(["..."] if len(cycle) > 20 else []), cycle[0]])
            message = f"these nodes require each other in a cycle: {chain}"
        reading.error(reading.places[f"{paths[cycle[0]]}.requires"], "cycle", message)


def warn_of_fields(reading: Reading, pools: Collection[str] = ()) -> None:
    """Warn of fields that no node has, but for pools of effort that moves draw on or fill.

    ``pools`` are fields with effort that another file gives.
    """
    for name, uses in reading.other_fields.items():
        roles = {role for role, _ in uses}
        guess = reading.guess(name, reading.declared.fields)
        pool = ("effort" in roles or name in pools) and roles & {"from", "to"}
        for role, node in uses:
            if guess or not pool or role == "selector":
                reading.warn(node, "unknown-field", f"no node has the field {quoted(name)}{guess}")


def _check_staff(
    reading: Reading, effect: Effect, nodes: Mapping[str, Node], staffed: list[Node]
) -> None:
    target = effect.target
    assert target is not None
    if target.node is not None:
        named = nodes.get(target.node)
        reached = [named] if named is not None and named.staff is not None else []
        if named is None:
            return
    else:
        reached = [node for node in staffed if target.field in (None, node.field)]
    if not reached:
        what = quoted(target.node) if target.node else "no node that this reaches"
        message = f"{what} does not say how many work on it; give it `staff: 20`, say"
        if not target.node:
            message = f"{what} says how many work on it; give one `staff: 20`, say"
        reading.error(reading.places[effect.key], "staff", message)
    for node in reached:
        if node.staff is not None and _lowest(effect.by) < -_lowest(node.staff):
            message = f"'{node.id}' has a staff of {_lowest(node.staff):g}; "
            message += f"{_lowest(effect.by):g} would leave less than nobody"
            reading.error(reading.places[effect.key], "staff", message)


def _lowest(number: Number) -> float:
    return support(number if isinstance(number, Fixed) else number.distribution)[0]


def _check_odds(reading: Reading, effect: Effect, nodes: Mapping[str, Node]) -> None:
    target = effect.target
    assert target is not None
    if target.node is None or target.node not in nodes:
        return
    node = nodes[target.node]
    place = reading.places[effect.key]
    if effect.outcome is not None and node.ending is None:
        message = f"'{node.id}' is no ending, so `of` cannot stand here; without it, the odds "
        reading.error(place, "odds", message + "are those of its chance")
    elif effect.outcome is None and node.ending is not None and node.chance is None:
        message = f"'{node.id}' is an ending; say which outcome's odds are meant with `of`"
        reading.error(place, "odds", message)
