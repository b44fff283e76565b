"""The whole of a tree file as texts that can travel with a graph: one a node, and one for the rest.

Every text is the YAML of a map, with all values as the file has them: gates of every kind, ranges
as written, effects, chances, endings, notes and sources. What does not travel are comments, the
layout, and the order of the nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from techtree.errors import InputError, Place, Problem
from techtree.files.positions import Entry, Scalar
from techtree.files.positions import Mapping as Document
from techtree.files.yaml_document import read_yaml
from techtree.files.yaml_writer import yaml_text

CARRIED = "techtree"  # the attribute that holds such a text, of the graph and of each node
_NODES = "nodes"
_KEY = Scalar(1, 1, _NODES, True)


class Carried(NamedTuple):
    """A tree file taken apart: all of it without the nodes, and each node as ``{id: values}``."""

    rest: str
    nodes: Mapping[str, str]


def take_apart(document: Document) -> Carried:
    """Return the texts of a tree file, the nodes sorted by id."""
    nodes = document.find(_NODES)
    key = document.key(_NODES) or _KEY
    rest = document.replaced(key, Document(1, 1, ()))
    entries = nodes.entries if isinstance(nodes, Document) else ()
    found = {entry.key.text: yaml_text(Document(1, 1, (entry,))) for entry in entries}
    return Carried(yaml_text(rest), {name: found[name] for name in sorted(found)})


def put_together(rest: Document, nodes: Iterable[Entry]) -> Document:
    """Return the tree file again, with the nodes where they stood."""
    return rest.replaced(_KEY, Document(1, 1, tuple(nodes)))


def read_carried(text: str, place: Place, what: str) -> Document:
    """Read a text that came with a graph. Raises InputError at the place where it stood."""
    try:
        found, problems = read_yaml(text, what)
    except InputError as error:
        problems = list(error.problems)
    if problems:
        message = f"the `{CARRIED}` data of {what} cannot be read: {problems[0].message}"
        raise InputError([Problem("error", "carried", message, place)])
    return found
