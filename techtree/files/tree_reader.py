"""Read a tree from its document: every section by the table of the format, then the whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from techtree.files.actor_reader import read_actor
from techtree.files.dates import is_year, parse_date
from techtree.files.declarations import declare
from techtree.files.fields import CLAIM, OUTCOME, SOURCE_SHAPE, TREE
from techtree.files.item_reader import read_item
from techtree.files.node_reader import read_node
from techtree.files.number_meaning import support
from techtree.files.parameter_reader import read_parameters
from techtree.files.positions import Mapping, Node, Scalar, shown
from techtree.files.reading import Reading, Spot
from techtree.files.values import is_distribution, read_list, read_map, read_number, read_table
from techtree.files.whole_tree import check_whole
from techtree.model.numbers import ONE, Fixed
from techtree.model.tree import (
    NEVER,
    UNDECIDED,
    WORLD,
    Actor,
    Claim,
    NumberCount,
    Outcome,
    Source,
    Tree,
)

_ROOT = Spot("")


@dataclass(frozen=True, slots=True)
class Read:
    """A tree, without its stances, and the state in which reading it ended."""

    tree: Tree
    reading: Reading
    fields: dict[str, Node] = field(default_factory=dict)


def read_document(
    root: Mapping,
    file: str,
    digest: str,
    earlier: Reading | None = None,
    overridden: frozenset[str] = frozenset(),
) -> Read:
    """Read a document as a tree without stances; what is wrong is in the reading's problems.

    Under a stance, ``earlier`` is the reading of the tree as written, and ``overridden`` holds
    the paths of the shares of endings that were set.
    """
    reading = Reading(file, earlier, overridden=overridden)
    if earlier is None:
        declare(reading, root)
    else:
        reading.declared = earlier.declared
        reading.places = dict(earlier.places)
    reading.start = _start(reading, root.find("start"))
    base = Spot("", root.find("source") is not None)
    table = root.find("parameters")
    reading.parameters = read_parameters(reading, table, base.at("parameters"))
    values, fields, base = read_map(reading, root, TREE, base)
    outcomes = read_table(reading, fields.get("outcomes"), base.at("outcomes"), _outcome)
    outcomes.setdefault(UNDECIDED, Outcome(UNDECIDED, None))
    actors = read_table(reading, fields.get("actors"), base.at("actors"), read_actor)
    nodes = read_table(reading, fields.get("nodes"), base.at("nodes"), read_node)
    tree = Tree(
        title=values.get("title", file),
        start=reading.start or 0.0,
        horizon=_horizon(reading, values, fields),
        outcomes=outcomes,
        actors=actors or {WORLD: Actor(WORLD, default_effort=ONE)},
        nodes=nodes,
        items=read_table(reading, fields.get("items"), base.at("items"), read_item),
        claims=_claims(reading, fields.get("claims"), base.at("claims")),
        sources=read_table(reading, fields.get("sources"), base.at("sources"), read_source),
        parameters={name: read.number for name, read in reading.parameters.items()},
        leak=values.get("leak", NEVER),
        returns=values.get("returns", ONE),
        note=values.get("note"),
        numbers=numbers_of(reading),
        digest=digest,
    )
    check_whole(reading, tree)
    return Read(tree, reading, fields)


def numbers_of(reading: Reading) -> NumberCount:
    """Count the numbers that have been read."""
    unsourced = tuple(reading.unsourced)
    return NumberCount(reading.numbers, reading.numbers - len(unsourced), unsourced)


def _start(reading: Reading, node: Node | None) -> float | None:
    if node is None:
        return None
    reading.mark(Spot("start"), node)
    if isinstance(node, Scalar):
        if node.integer is not None and is_year(node.integer):
            return float(node.integer)
        try:
            year = parse_date(node.text)
        except ValueError as error:
            reading.error(node, "number", f"{shown(node)} is no date: {error}")
            return None
        if year is not None:
            return year
    message = f"{shown(node)} cannot be the start; write a date such as 2026, 2026-01 or 2026-01-15"
    reading.error(node, "number", message)
    return None


def _horizon(reading: Reading, values: dict[str, Any], fields: dict[str, Node]) -> Any:
    horizon = values.get("horizon")
    if horizon is None or horizon == "none":
        return None
    latest = support(horizon if isinstance(horizon, Fixed) else horizon.distribution)
    if latest[0] < 0 or latest[1] <= 0:
        message = f"{shown(fields['horizon'])} is not after the start; the horizon is"
        reading.error(fields["horizon"], "number", message)
    return horizon


def _outcome(reading: Reading, key: Scalar, node: Node, spot: Spot) -> Outcome | None:
    if not isinstance(node, Mapping) or is_distribution(node):
        if isinstance(node, Scalar) and node.null:
            if key.text != UNDECIDED:
                message = f"the outcome '{key.text}' needs a value: how good it is"
                reading.error(key, "missing-key", message)
            return Outcome(key.text, None)
        return Outcome(key.text, read_number(reading, node, "value", spot.at("value")))
    values, fields, _ = read_map(reading, node, OUTCOME, spot)
    if "value" not in fields and key.text != UNDECIDED:
        message = f"the outcome '{key.text}' needs a `value`: how good it is"
        reading.error(key, "missing-key", message)
    return Outcome(
        key.text, values.get("value"), values.get("title"), values.get("note"), values.get("source")
    )


def read_source(reading: Reading, key: Scalar, node: Node, spot: Spot) -> Source | None:
    """Read a source."""
    values, _, _ = read_map(reading, node, SOURCE_SHAPE, spot)
    return Source(id=key.text, **values)


def _claims(reading: Reading, node: Node | None, spot: Spot) -> tuple[Claim, ...]:
    if node is None or (isinstance(node, Scalar) and node.null):
        return ()
    claims: list[Claim] = []
    for position, member in enumerate(read_list(reading, node, "claims")):
        reading.mark(spot.at(position), member)
        values, fields, _ = read_map(reading, member, CLAIM, spot.at(position))
        that = values.get("that")
        if that in reading.declared.nodes and that in reading.declared.outcomes:
            message = f"'{that}' is both a node and an outcome; a claim needs another id for one"
            reading.error(fields["that"], "ambiguous", message)
        if "that" in values and "probability" in values:
            about = (values.get("note"), values.get("source"))
            claims.append(Claim(values["that"], values.get("by"), values["probability"], *about))
    return tuple(claims)
