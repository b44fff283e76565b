"""The JSON Schemas of tree and portfolio files, made from the table of the format, for editors.

It says what can be said of one value at a time; that names exist and numbers fit is for the
reader to say.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from techtree.files.fields import (
    BLOCK,
    CLAIM,
    EFFECTS,
    HINT,
    ID_PATTERN,
    ITEM_EFFECTS,
    MOVE,
    NUMBER,
    PARAMETER,
    REFERENCE_PATTERN,
    REMOVAL,
    RESERVED_IDS,
    SELECTOR,
    TABLES,
    TREE,
    UNLOCK,
    Flag,
    Holds,
    Identifier,
    Quantity,
    Reference,
    References,
    Shape,
    Special,
    Table,
    Text,
    Whole,
)
from techtree.files.number_grammar import FAMILY_ARGUMENTS
from techtree.files.number_kinds import KINDS, Kind
from techtree.files.parameter_reader import PARAMETER_KINDS
from techtree.files.portfolio_fields import PORTFOLIO, PORTFOLIO_ITEM
from techtree.limits import MAX_ID, MAX_LABEL, MAX_NUMBER_TEXT

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_OPEN_IDS = f"^(?!({'|'.join(RESERVED_IDS)})$){ID_PATTERN}$"
_OUTCOME_IDS = f"^(?!({'|'.join(id for id in RESERVED_IDS if id != 'undecided')})$){ID_PATTERN}$"
_EXAMPLES = "`3`, `35%`, `2 to 8`, `3 to 18 months`, `lognormal(3, 0.5)`, `$parameter`"


def json_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of a tree file."""
    return {
        "$schema": DIALECT,
        "title": "techtree",
        "description": "A tech tree in which research items are scored.",
        **_map(TREE),
        "$defs": _definitions(TABLES),
    }


def portfolio_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of a portfolio file in YAML."""
    return {
        "$schema": DIALECT,
        "title": "techtree portfolio",
        "description": "Research items to choose from, for a tech tree.",
        **_map(PORTFOLIO),
        "$defs": _definitions({**TABLES, "portfolio item": PORTFOLIO_ITEM}),
    }


def _definitions(shapes: dict[str, Shape]) -> Schema:
    numbers = {str(kind.name): _number(kind) for kind in KINDS.values()}
    tables = {_definition(name): _map(shape) for name, shape in shapes.items()}
    tables["parameter"] = {
        "description": PARAMETER.says,
        "anyOf": [_written(), _distribution(), _map(PARAMETER)],
    }
    tables["outcome"] = {"anyOf": [_written(), _map(TABLES["outcome"]), {"type": "null"}]}
    return {
        **numbers,
        **tables,
        **_special(),
        "any_number": {"anyOf": [_written(), _distribution(), _map(NUMBER)]},
        "id": _id(),
        "known": _known(),
        "gate": _gate(),
        "gates": {
            "anyOf": [
                {"$ref": "#/$defs/known"},
                {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/gate"}},
            ]
        },
        "target": {"anyOf": [_id(), _map(SELECTOR, nothing=False)]},
        "effect": _either(EFFECTS),
        "item_effect": _either(ITEM_EFFECTS),
    }


def _map(shape: Shape, nothing: bool = True) -> Schema:
    required = [key.name for key in shape.keys if key.required]
    schema: Schema = {
        "type": "object" if required or not nothing else ["object", "null"],
        "description": shape.says,
        "properties": {key.name: _key(key.holds, key.says) for key in shape.keys},
        "additionalProperties": False,
    }
    if required:
        schema["required"] = required
    return schema


def _key(holds: Holds, says: str) -> Schema:
    return {"description": says, **_value(holds)}


def _value(holds: Holds) -> Schema:
    match holds:
        case Text(limit):
            return {"type": ["string", "number", "boolean", "null"], "maxLength": limit}
        case Flag():
            return {"type": "boolean"}
        case Whole(low, high):
            return {"const": low} if low == high else _integers(low, high)
        case Identifier():
            return {"type": "string", "pattern": _OPEN_IDS, "maxLength": MAX_ID}
        case Quantity(kind, words=words):
            if words:
                return {"anyOf": [{"enum": list(words)}, {"$ref": f"#/$defs/{kind}"}]}
            return {"$ref": f"#/$defs/{kind}"}
        case Reference():
            return _id()
        case References():
            return {"anyOf": [_id(), {"type": "array", "minItems": 1, "items": _id()}]}
        case Table(shape):
            return _table(shape)
        case Special(name):
            return {"$ref": f"#/$defs/{_definition(name)}"}
    raise AssertionError(holds)


def _integers(low: int, high: int) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high}


def _table(shape: str) -> Schema:
    pattern = _OUTCOME_IDS if shape == "outcome" else _OPEN_IDS
    needed = {"minProperties": 1} if shape in ("outcome", "node", "portfolio item") else {}
    return {
        "type": "object" if needed else ["object", "null"],
        "patternProperties": {pattern: {"$ref": f"#/$defs/{_definition(shape)}"}},
        "additionalProperties": False,
        **needed,
    }


def _number(kind: Kind) -> Schema:
    forms = _EXAMPLES
    if kind.words:
        forms += ", `likely`, `very unlikely`"
    if kind.dated:
        forms += ", `2026-07`, `2026`"
    says = f"{kind.what[0].upper()}{kind.what[1:]}: {kind.allowed}. For example {forms}."
    return {"description": says, "$ref": "#/$defs/any_number"}


def _written() -> Schema:
    return {
        "type": ["number", "string"],
        "maxLength": MAX_NUMBER_TEXT,
        "description": f"For example {_EXAMPLES}.",
    }


def _distribution() -> Schema:
    arguments = {"type": ["number", "string"], "maxLength": MAX_NUMBER_TEXT}
    families: Schema = {
        family: {
            "description": f"{family}({', '.join(names)})",
            "anyOf": [
                *([arguments] if len(names) == 1 else []),
                {
                    "type": "array",
                    "items": arguments,
                    "minItems": len(names),
                    "maxItems": len(names),
                },
            ],
        }
        for family, names in FAMILY_ARGUMENTS.items()
    }
    part = {"type": "array", "minItems": 2, "maxItems": 2}
    families["mixture"] = {
        "description": "Pairs of a weight and a number; the weights add up to 1.",
        "type": "array",
        "minItems": 1,
        "items": part,
    }
    return {
        "description": "A distribution as a map, such as `{lognormal: [3, 0.5]}`.",
        "type": "object",
        "properties": families,
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }


def _definition(name: str) -> str:
    return name.replace(" ", "_")


def _id() -> Schema:
    return {"type": "string", "pattern": f"^{ID_PATTERN}$", "maxLength": MAX_ID}


def _known() -> Schema:
    return {
        "description": "The id of a node; `node@actor` once that actor knows it.",
        "type": "string",
        "pattern": f"^{REFERENCE_PATTERN}$",
    }


def _gate() -> Schema:
    gates = {"$ref": "#/$defs/gates"}
    pair = {"type": "array", "minItems": 2, "maxItems": 2, "items": {"$ref": "#/$defs/known"}}
    by = {"$ref": "#/$defs/duration", "description": "How much earlier, at least."}
    strengths = _numbers_by(f"^{REFERENCE_PATTERN}$", "strength")
    return {
        "anyOf": [
            gates,
            _form("all", gates, "Open when all are known."),
            _form("any", gates, "Open when one is known."),
            _form(
                "at_least",
                {"type": "integer", "minimum": 1},
                "Open when that many are known.",
                required={"of": gates},
            ),
            _form("weighted", strengths, "Open as far as the known strength goes."),
            _form("before", pair, "Open if the first was known before the second.", {"by": by}),
            _form("not_before", pair, "Open if it was not.", {"by": by}),
        ]
    }


def _form(
    name: str,
    value: Schema,
    says: str,
    optional: Schema | None = None,
    required: Schema | None = None,
) -> Schema:
    about = {key.name: _key(key.holds, key.says) for key in NUMBER.keys if not key.required}
    properties = {name: {"description": says, **value}, **(optional or {}), **(required or {})}
    return {
        "type": "object",
        "properties": properties | about,
        "required": [name, *(required or {})],
        "additionalProperties": False,
    }


def _either(shapes: dict[str, Shape]) -> Schema:
    return {"anyOf": [_map(shape) for shape in shapes.values()]}


def _numbers_by(pattern: str, kind: str, words: tuple[str, ...] = ()) -> Schema:
    number: Schema = {"$ref": f"#/$defs/{kind}"}
    if words:
        number = {"anyOf": [{"enum": list(words)}, number]}
    about = {key.name: _key(key.holds, key.says) for key in NUMBER.keys if not key.required}
    return {
        "type": "object",
        "properties": {name: {"anyOf": [schema, number]} for name, schema in about.items()},
        "patternProperties": {pattern: number},
        "additionalProperties": False,
        "minProperties": 1,
    }


def _parts(shape: Shape) -> Schema:
    details = {**_map(shape), "type": ["object", "null"]}
    by_id = {
        "type": "object",
        "patternProperties": {f"^{ID_PATTERN}$": details},
        "additionalProperties": False,
    }
    return {"anyOf": [_id(), {"type": "array", "items": _id()}, by_id]}


def _list_or_one(name: str) -> Schema:
    one = {"$ref": f"#/$defs/{name}"}
    return {"anyOf": [{"type": "array", "items": one}, one]}


def _special() -> dict[str, Schema]:
    """Return the schemas of the values that have a reader of their own."""
    label: Schema = {"type": "string", "maxLength": MAX_LABEL}
    return {
        "number": {"$ref": "#/$defs/any_number"},
        "parameter_kind": {"enum": list(PARAMETER_KINDS)},
        "effort": {
            "anyOf": [{"$ref": "#/$defs/factor"}, _numbers_by(f"^{ID_PATTERN}$", "factor")],
        },
        "field": _id(),
        "named_field": _id(),
        "hint": {"anyOf": [{"$ref": "#/$defs/factor"}, _map(HINT, nothing=False)]},
        "unlocked": {
            "anyOf": [
                {"type": "boolean"},
                {"$ref": "#/$defs/time"},
                {"type": "array", "minItems": 1, "items": _id()},
                {
                    "type": "object",
                    "patternProperties": {
                        f"^{ID_PATTERN}$": {"anyOf": [{"const": True}, {"$ref": "#/$defs/time"}]}
                    },
                    "additionalProperties": False,
                },
            ]
        },
        "ending": {
            "anyOf": [_id(), _numbers_by(f"^{ID_PATTERN}$", "probability", ("rest",))],
        },
        "effects": _list_or_one("effect"),
        "item_effects": _list_or_one("item_effect"),
        "move": _map(MOVE),
        "unlocks": _parts(UNLOCK),
        "blocks": _parts(BLOCK),
        "removes": _parts(REMOVAL),
        "set": {
            "type": ["object", "null"],
            "additionalProperties": {"type": ["number", "string", "object", "boolean", "array"]},
        },
        "candidates": {"anyOf": [_id(), {"type": "array", "items": _id()}]},
        "off": {"anyOf": [label, {"type": "array", "items": label}]},
        "claims": {"type": ["array", "null"], "items": _map(CLAIM)},
        "start": {
            "description": "A year, or a date such as 2026-01 or 2026-01-15.",
            "anyOf": [
                _integers(1900, 2200),
                {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{1,2}){0,2}$"},
            ],
        },
    }
