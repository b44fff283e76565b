"""The door of the file format: from a path or bytes to a tree, or to every problem in it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from techtree.errors import InputError, Place, Problem, in_order
from techtree.files.positions import Mapping as Document
from techtree.files.positions import content_digest
from techtree.files.reading import Declared, Reading, ReadParameter
from techtree.files.source_text import decode, read_bytes
from techtree.files.stance_reader import read_stances
from techtree.files.tree_reader import numbers_of, read_document
from techtree.files.yaml_document import read_yaml
from techtree.model.tree import Tree


@dataclass(frozen=True, slots=True)
class Parsed:
    """What came of reading a tree: the tree if there are no errors, and every problem.

    ``places`` says where each thing is written, by its path: ``nodes.x``, ``nodes.x.work``,
    ``nodes.x.effects.0``, ``stances.y``. ``document`` is what the file says, word by word.
    ``declared`` and ``parameters`` (of the tree as written, ``None``, and of each stance) are
    what names mean in it, for what is read beside it.
    """

    tree: Tree | None
    problems: tuple[Problem, ...]
    places: Mapping[str, Place] = field(default_factory=dict)
    document: Document | None = None
    declared: Declared | None = None
    parameters: Mapping[str | None, Mapping[str, ReadParameter]] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the tree from being used."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


def read_tree(path: str | os.PathLike[str]) -> Tree:
    """Read a tree. Raises InputError with every error in the file."""
    parsed = parse_tree(path)
    if parsed.tree is None:
        raise InputError(parsed.errors)
    return parsed.tree


def parse_tree(source: str | os.PathLike[str] | bytes, name: str | None = None) -> Parsed:
    """Read a tree from a path or from bytes, and return it with its problems and places.

    ``name`` is what messages call the file; without it, the path.
    """
    called = name or ("<bytes>" if isinstance(source, bytes) else os.fspath(source))
    try:
        content = source if isinstance(source, bytes) else read_bytes(Path(source), called)
        root, problems = read_yaml(decode(content, called), called)
    except InputError as error:
        return Parsed(None, in_order(error.problems))
    digest = content_digest(root)
    try:
        read = read_document(root, called, digest)
        stances, parameters = read_stances(root, read)
    except InputError as error:
        return Parsed(None, in_order([*problems, *error.problems]))
    reading = read.reading
    _warn_of_dead_parameters(reading)
    found = in_order([*problems, *reading.problems])
    if any(problem.severity == "error" for problem in found):
        return Parsed(None, found, reading.places)
    title = read.tree.title if "title" in read.fields else Path(called).stem
    tree = replace(read.tree, title=title, stances=stances, numbers=numbers_of(reading))
    parameters[None] = reading.parameters
    return Parsed(tree, found, reading.places, root, reading.declared, parameters)


def _warn_of_dead_parameters(reading: Reading) -> None:
    for name, key in reading.declared.parameters.items():
        if name not in reading.used_parameters:
            message = f"the parameter '{name}' is used nowhere; write `${name}` where it belongs"
            reading.warn(key, "dead-parameter", message)
