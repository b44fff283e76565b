"""Tree files for models: what the random trees of the oracle would be as files.

Where a model says what no file may (the same node twice in a gate, effects on a staff that is not
there, items before the start), the file says something near.
"""

from __future__ import annotations

from typing import Any

from techtree.model.effects import OTHER_CHANNEL, Effect, Selector
from techtree.model.gates import All, AtLeast, Before, Gate, Known, Weighted
from techtree.model.numbers import ONE, ZERO, Distribution, Fixed, Number
from techtree.model.tree import NEVER, Ending, Item, Node, Tree

Map = dict[str, Any]


def file_of(tree: Tree) -> Map:
    """Return the values of a file that says what a model says; its numbers may differ in form."""
    return {
        "techtree": 1,
        "title": tree.title,
        "start": 2026,
        "horizon": "none" if tree.horizon is None else _time(tree.horizon),
        "outcomes": {o.id: {"value": _number(o.value)} for o in tree.outcomes.values() if o.value},
        "parameters": {name: _parameter(name, n) for name, n in tree.parameters.items()},
        "leak": _leak(tree.leak),
        "returns": _number(tree.returns),
        "actors": {
            a.id: {
                "effort": {
                    **{field: _number(e) for field, e in a.effort.items()},
                    "default": _number(a.default_effort),
                },
                "luck": _number(a.luck),
            }
            for a in tree.actors.values()
        },
        "nodes": {node.id: _node(node) for node in tree.nodes.values()},
        "items": {item.id: _item(item) for item in tree.items.values()},
    }


def _parameter(name: str, number: Number) -> Map:
    kind = {"work": "duration", "delay": "duration", "probability": "probability"}
    return {"value": _own(number), "as": kind.get(name.removesuffix("_guess"), "factor")}


def _number(number: Number) -> Any:
    if not isinstance(number, Fixed) and number.shared:
        return f"${number.key.removeprefix('parameters.')}"
    return _own(number)


def _own(number: Number) -> Any:
    if isinstance(number, Fixed):
        return number.value
    if isinstance(number.distribution, Distribution):
        return _distribution(number.distribution)
    parts = [
        [weight, part.value if isinstance(part, Fixed) else _distribution(part)]
        for weight, part in number.distribution.parts
    ]
    return {"mixture": parts}


def _distribution(distribution: Distribution) -> Map:
    args = distribution.args
    if distribution.family == "erlang":
        args = (int(args[0]), *args[1:])
    return {distribution.family: args[0] if len(args) == 1 else list(args)}


def _at(number: Number) -> Any:
    return _time(Fixed(max(number.value, 0.0)) if isinstance(number, Fixed) else number)


def _time(number: Number) -> Any:
    return f"{number.value} years" if isinstance(number, Fixed) else _number(number)


def _leak(leak: Any) -> Any:
    return leak if leak == NEVER else _number(leak)


def _node(node: Node) -> Map:
    return _said(
        field=node.field,
        private=node.private or None,
        requires=node.requires and _gate(node.requires),
        work=_number(node.work),
        chance=node.chance and _number(node.chance),
        unlocked=_unlocked(node),
        leak=None if node.leak is None else _leak(node.leak),
        hint=node.hint
        and _said(
            by=_number(node.hint.by),
            shown_by=node.hint.shown_by and _known(node.hint.shown_by),
        ),
        ending=node.ending and _ending(node.ending),
        staff=20,
        effects=[_effect(effect) for effect in node.effects] or None,
    )


def _said(**values: Any) -> Map:
    return {name: value for name, value in values.items() if value is not None}


def _unlocked(node: Node) -> Any:
    if not node.unlocked:
        return None
    if any(actor is None for actor, _ in node.unlocked):
        return True
    return {actor: _time(time) for actor, time in node.unlocked}


def _ending(ending: Ending) -> Map:
    rest = ending.remainder[:1]
    return {
        **{outcome: _number(share) for outcome, share in ending.shares},
        **{outcome: "rest" for outcome, _ in rest},
    }


def _known(known: Known) -> str:
    return known.node if known.actor is None else f"{known.node}@{known.actor}"


def _gate(gate: Gate) -> Any:
    match gate:
        case Known():
            return _known(gate)
        case All(members):
            return {"all": _members(members)}
        case AtLeast(1, members):
            return {"any": _members(members)}
        case AtLeast(count, members):
            found = _members(members)
            return {"at_least": min(count, len(found)), "of": found}
        case Before(first, second) if first.node == second.node:
            return _known(second)
        case Weighted(strengths):
            return {"weighted": {_known(known): _number(n) for known, n in strengths}}
        case Before(first, second, by, negated):
            word = "not_before" if negated else "before"
            return {word: [_known(first), _known(second)], "by": _number(by)}


def _members(members: tuple[Gate, ...]) -> list[Any]:
    found: list[Any] = []
    for member in map(_gate, members):
        if member not in found:
            found.append(member)
    return found


def _selector(selector: Selector) -> Any:
    return _said(node=selector.node, field=selector.field, actor=selector.actor)


def _effect(effect: Effect) -> Map:
    if effect.move is not None:
        move = effect.move
        ends = {"from": move.origin, "to": move.destination}
        target: Any = {**_said(actor=move.actor), **ends}
    else:
        assert effect.target is not None
        target = _selector(effect.target)
    return _said(
        **{effect.kind: target},
        of=effect.outcome,
        **{"add" if effect.kind == "staff" else "by": _number(effect.by)},
        efficiency=_number(effect.move.efficiency) if effect.move else None,
        after=None if effect.after == ZERO else _number(effect.after),
        **{"for": effect.lasts and _number(effect.lasts)},
        chance=effect.chance and _number(effect.chance),
        channel=None if effect.channel == OTHER_CHANNEL else effect.channel,
    )


def _item(item: Item) -> Map:
    return _said(
        chance=None if item.chance == ONE else _number(item.chance),
        at=_at(item.at),
        unlocks={
            u.node: _said(to=u.to, at=u.at and _at(u.at), channel=u.channel) for u in item.unlocks
        },
        blocks={b.node: _said(at=b.at and _at(b.at), channel=b.channel) for b in item.blocks},
        removes={r.actor: _said(at=r.at and _at(r.at), channel=r.channel) for r in item.removes},
        effects=[_effect(effect) for effect in item.effects] or None,
        nodes={node.id: {**_node(node), "channel": node.channel} for node in item.nodes} or None,
    )
