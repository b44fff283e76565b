"""The state of reading one tree: the names it declares, problems found, places of things."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeAlias

from techtree.errors import InputError, Place, Problem, Severity, in_order
from techtree.files.fields import ID_PATTERN, RESERVED_IDS, Names
from techtree.files.near_miss import did_you_mean
from techtree.files.positions import Node, Scalar, quoted, shown
from techtree.limits import MAX_ID, MAX_PROBLEMS, MAX_SUGGESTIONS
from techtree.model.numbers import Number

_ID = re.compile(ID_PATTERN)

FieldRole: TypeAlias = Literal["selector", "effort", "from", "to"]

WHAT: dict[Names, str] = {
    "node": "node",
    "actor": "actor",
    "outcome": "outcome",
    "source": "source",
    "stance": "stance",
    "field": "field",
    "claim": "node or outcome",
}


class Spot(NamedTuple):
    """Where reading is: the path, and whether a map around it names a source."""

    path: str
    sourced: bool = False

    def at(self, key: str | int) -> Spot:
        """Go one step down."""
        return Spot(f"{self.path}.{key}" if self.path else str(key), self.sourced)


class ReadParameter(NamedTuple):
    """A parameter with its value, what it measures, and the year it names if it is one."""

    number: Number
    measures: str  # "plain", "percent", "time", "date" or "probability"


@dataclass(slots=True)
class Declared:
    """The names that a tree declares; a node of an item belongs to that item."""

    nodes: dict[str, str | None] = field(default_factory=dict)
    items: dict[str, Scalar] = field(default_factory=dict)
    actors: dict[str, Scalar] = field(default_factory=dict)
    outcomes: dict[str, Scalar] = field(default_factory=dict)
    sources: dict[str, Scalar] = field(default_factory=dict)
    stances: dict[str, Scalar] = field(default_factory=dict)
    fields: dict[str, Scalar] = field(default_factory=dict)
    parameters: dict[str, Scalar] = field(default_factory=dict)

    def names(self, of: Names) -> Collection[str]:
        """List what a reference can be to."""
        match of:
            case "node":
                return self.nodes
            case "actor":
                return self.actors
            case "outcome":
                return self.outcomes
            case "source":
                return self.sources
            case "stance":
                return self.stances
            case "field":
                return self.fields
            case "claim":
                return {**dict.fromkeys(self.nodes), **dict.fromkeys(self.outcomes)}


class Kept(NamedTuple):
    """A thing that was read, and from what; reading the same again would give the same."""

    node: Node
    thing: Any
    uses_parameters: bool


@dataclass(slots=True)
class Reading:
    """What is known while a tree is read. ``overridden`` holds the paths that a stance set.

    ``earlier`` is the reading of the tree as written when it is read again under a stance: what
    has not changed since is taken from it.
    """

    file: str
    earlier: Reading | None = None
    declared: Declared = field(default_factory=Declared)
    start: float | None = None
    parameters: Mapping[str, ReadParameter] = field(default_factory=dict)
    overridden: frozenset[str] = frozenset()
    item: str | None = None  # the item that is being read
    problems: list[Problem] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    used_parameters: set[str] = field(default_factory=set)
    parameter_uses: int = 0
    other_fields: dict[str, list[tuple[FieldRole, Scalar]]] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    numbers: int = 0
    unsourced: list[str] = field(default_factory=list)
    errors: int = 0
    suggestions: int = 0

    def taken(self, path: str, node: Node) -> Kept | None:
        """Return what was read earlier at a path if nothing in it has changed since."""
        if self.earlier is None:
            return None
        kept = self.earlier.kept.get(path)
        if kept is None or kept.node is not node:
            return None
        if kept.uses_parameters and self.parameters != self.earlier.parameters:
            return None
        return kept

    def place(self, node: Node) -> Place:
        """Return the place of a node of the document."""
        return Place(self.file, node.line, node.column)

    def mark(self, spot: Spot, node: Node) -> None:
        """Remember where the thing at a path is written."""
        self.places[spot.path] = Place(self.file, node.line, node.column)

    def error(self, node: Node | Place, code: str, message: str) -> None:
        """Record an error. Raises InputError when there are too many to go on."""
        self._record("error", node, code, message)
        self.errors += 1
        if self.errors >= MAX_PROBLEMS:
            self._record("error", node, "too-many-errors", "reading stopped here: too many errors")
            raise InputError(in_order(self.problems))

    def warn(self, node: Node | Place, code: str, message: str) -> None:
        """Record a warning."""
        self._record("warning", node, code, message)

    def _record(self, severity: Severity, node: Node | Place, code: str, message: str) -> None:
        place = node if isinstance(node, Place) else self.place(node)
        self.problems.append(Problem(severity, code, message, place))

    def guess(self, word: str, candidates: Iterable[str]) -> str:
        """Ask whether a near name was meant, or say nothing; bounded in number."""
        self.suggestions += 1
        if self.suggestions > MAX_SUGGESTIONS or len(word) > MAX_ID:
            return ""
        return did_you_mean(word, candidates)

    def check_id(self, key: Scalar, what: str, allowed: Collection[str] = ()) -> bool:
        """Tell whether a text can be an id, and record an error if not."""
        text = key.text
        if len(text) > MAX_ID:
            message = f"the id {quoted(text)} has {len(text):,} characters; at most {MAX_ID}"
            self.error(key, "bad-id", message)
        elif not _ID.fullmatch(text):
            like = re.sub(r"[^a-z0-9_]+", "_", text.lower()).strip("_")
            advice = f"; for example `{like}`" if _ID.fullmatch(like) else ""
            message = f"{quoted(text)} cannot be the id of {what}: an id starts with a letter "
            message += f"a to z and goes on with a to z, 0 to 9 and _{advice}"
            self.error(key, "bad-id", message)
        elif text in RESERVED_IDS and text not in allowed:
            message = f"{quoted(text)} is a word of the format and cannot be the id of {what}"
            self.error(key, "reserved-id", f"{message} (reserved: {', '.join(RESERVED_IDS)})")
        else:
            return True
        return False

    def reference(self, node: Node, of: Names) -> str | None:
        """Read the id of something that exists; record an error and return None if it does not."""
        what = WHAT[of]
        if not isinstance(node, Scalar) or node.null:
            message = f"{shown(node)} cannot stand here; write the id of {_a(what)}"
            self.error(node, "shape", message)
            return None
        return self.name(node, node.text, of)

    def name(self, node: Node, text: str, of: Names) -> str | None:
        """Look a name up; record an error at ``node`` and return None if it does not exist."""
        names = self.declared.names(of)
        what = WHAT[of]
        if text not in names:
            guess = self.guess(text, names)
            hint = guess or _listing(what, names)
            if of == "source" and "://" in text:
                hint = "; put the link under `sources`, as `url`, and name it here"
            self.error(node, "dangling-name", f"there is no {what} {quoted(text)}{hint}")
            return None
        if of in ("node", "claim"):
            owner = self.declared.nodes.get(text)
            if owner is not None and owner != self.item:
                message = f"the node {quoted(text)} exists only with the item '{owner}'"
                self.error(node, "dangling-name", f"{message}, so only that item can name it")
                return None
        return text


def _listing(what: str, names: Collection[str]) -> str:
    if not names:
        return f"; the file has no {what}s"
    if len(names) <= 8:
        return f"; there is {', '.join(names)}"
    return ""


def _a(what: str) -> str:
    return f"{'an' if what[0] in 'aeiou' else 'a'} {what}"
