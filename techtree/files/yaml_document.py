"""Read YAML 1.2 core without trusting it: the only module that touches the YAML library.

The events of the scanner are counted as they come, so that depth and number are bounded before
anything is built; nothing is ever constructed from a tag, and aliases are not followed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import yaml

from techtree.errors import InputError, Place, Problem
from techtree.files.positions import Entry, Mapping, Node, Scalar, Sequence, quoted
from techtree.limits import MAX_PROBLEMS, MAX_YAML_DEPTH, MAX_YAML_NODES

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STARTS = {"tree": "techtree: 1", "portfolio": "techtree_portfolio: 1"}

Holds: TypeAlias = Literal["tree", "portfolio"]


def read_yaml(text: str, name: str, holds: Holds = "tree") -> tuple[Mapping, list[Problem]]:
    """Read one document that is a map, and holds what messages call it.

    Returns it with the errors that leave it readable: duplicate keys (the first one is kept),
    keys that are no text, tags and merge keys. Raises InputError where there is no document.
    """
    builder = _Builder(name, holds)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        builder.problems.append(_syntax_problem(error, name, text))
        raise InputError(builder.problems) from None
    root = builder.root
    if root is None or (isinstance(root, Scalar) and root.null):
        message = "the file is empty"
        if holds == "tree":
            message += "; `techtree new FILE` writes a tree to start from"
        raise InputError([Problem("error", "empty", message, Place(name))])
    if not isinstance(root, Mapping):
        kind = "a list" if isinstance(root, Sequence) else "a text"
        message = f"the file is {kind}; it must be a map that starts with `{_STARTS[holds]}`"
        place = Place(name, root.line, root.column)
        raise InputError([*builder.problems, Problem("error", "shape", message, place)])
    return root, builder.problems


@dataclass(slots=True)
class _Open:
    """A list or map whose end has not been read yet."""

    line: int
    column: int
    mapping: bool
    children: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class _Builder:
    """Turn events into positional nodes within the limits."""

    name: str
    holds: Holds = "tree"
    problems: list[Problem] = field(default_factory=list)
    root: Node | None = None
    count: int = 0
    documents: int = 0
    stack: list[_Open] = field(default_factory=list)

    def take(self, event: yaml.Event) -> None:
        """Take the next event. Raises InputError where reading cannot go on."""
        match event:
            case yaml.ScalarEvent():
                line, column = self._start(event)
                self._add(Scalar(line, column, event.value, event.style in (None, "")))
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                line, column = self._start(event)
                mapping = isinstance(event, yaml.MappingStartEvent)
                self.stack.append(_Open(line, column, mapping))
                if len(self.stack) > MAX_YAML_DEPTH:
                    message = f"lists and maps are nested more than {MAX_YAML_DEPTH} deep"
                    self._stop("too-deep", message, line, column)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._close()
            case yaml.AliasEvent():
                mark = event.start_mark
                message = f"the alias {quoted('*' + str(event.anchor))} cannot stand here; "
                message += "a number used in several places can be a parameter: `$name`"
                self._stop("alias", message, mark.line + 1, mark.column + 1)
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    mark = event.start_mark
                    message = f"a second document starts here; one file holds one {self.holds}"
                    self._stop("documents", message, mark.line + 1, mark.column + 1)

    def _start(self, event: yaml.NodeEvent) -> tuple[int, int]:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        self.count += 1
        if self.count > MAX_YAML_NODES:
            message = f"the file holds more than {MAX_YAML_NODES:,} values, the most that is read"
            self._stop("too-many", message, line, column)
        if event.tag is not None:
            message = f"the tag {quoted(event.tag)} cannot stand here; write the value without it"
            self._report("tag", message, line, column)
        return line, column

    def _close(self) -> None:
        done = self.stack.pop()
        if done.mapping:
            self._add(Mapping(done.line, done.column, self._entries(done.children)))
        else:
            self._add(Sequence(done.line, done.column, tuple(done.children)))

    def _entries(self, children: list[Node]) -> tuple[Entry, ...]:
        entries: dict[str, Entry] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if not isinstance(key, Scalar):
                self._report("key", "a key must be a text", key.line, key.column)
            elif key.plain and key.text == "<<":
                message = "merge keys (`<<`) are not read; write the keys out"
                self._report("merge-key", message, key.line, key.column)
            elif key.text in entries:
                first = entries[key.text].key
                message = f"the key {quoted(key.text)} stands here a second time; "
                message += f"the first is at line {first.line}, column {first.column}"
                self._report("duplicate-key", message, key.line, key.column)
            else:
                entries[key.text] = Entry(key, value)
        return tuple(entries.values())

    def _add(self, node: Node) -> None:
        if self.stack:
            self.stack[-1].children.append(node)
        else:
            self.root = node

    def _report(self, code: str, message: str, line: int, column: int) -> None:
        self.problems.append(Problem("error", code, message, Place(self.name, line, column)))
        if len(self.problems) >= MAX_PROBLEMS:
            raise InputError(self.problems)

    def _stop(self, code: str, message: str, line: int, column: int) -> None:
        self._report(code, message, line, column)
        raise InputError(self.problems)


_ADVICE = {
    "mapping values are not allowed in this context": "a text that holds `: ` needs quotes, "
    "and keys of one map start in the same column",
    "did not find expected ',' or ']'": "a list that starts with `[` is not closed",
    "did not find expected ',' or '}'": "a map that starts with `{` is not closed, "
    "or a text in it holds a comma or a colon and needs quotes",
    "found unexpected end of stream": "a quote is not closed",
    "did not find expected key": "keys of one map start in the same column, "
    "and a text that goes on after its closing quote needs other quotes",
    "found invalid Unicode character escape code": "write the character itself; the halves that "
    "JSON writes, `\\ud83d\\ude00`, are `\\U0001f600` in YAML",
}


def _syntax_problem(error: yaml.YAMLError, name: str, text: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    found = str(getattr(error, "problem", None) or "this is not YAML")
    if mark is None:
        return Problem("error", "yaml", f"this is not YAML: {found}", Place(name))
    place = Place(name, mark.line + 1, mark.column + 1)
    advice = _ADVICE.get(found)
    if found == "found character that cannot start any token":
        lines = text.split("\n", mark.line + 1)
        line = lines[mark.line] if mark.line < len(lines) else ""
        character = line[mark.column : mark.column + 1]
        found = f"nothing can start with {quoted(character)}"
        advice = "indent with spaces, not with tabs" if character == "\t" else "put it in quotes"
    message = f"this is not YAML: {found}"
    return Problem("error", "yaml", f"{message}; {advice}" if advice else message, place)
