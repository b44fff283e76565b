"""Ids for the nodes of somebody else's graph."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from techtree.exchange.graph import Vertex
from techtree.files.fields import ID_PATTERN, RESERVED_IDS
from techtree.limits import MAX_ID

# What drawing programs number their nodes with: such a name says less than the title.
_NUMBERED = re.compile(r"(?:[A-Za-z]|[Nn]ode|id)?[_-]?[0-9]+(?:::[A-Za-z]?[0-9]+)*")
_ID = re.compile(ID_PATTERN)
_ROOM = 8  # characters of an id kept free for a number behind it


def like(text: str) -> str:
    """Return the id that is most like a text; empty if nothing of it can stand in one.

    >>> like("Scalable oversight!"), like("3D-Druck für Ältere"), like("末日"), like("all")
    ('scalable_oversight', 'n_3d_druck_fur_altere', '', 'all_')
    """
    plain = unicodedata.normalize("NFKD", text[:1000]).encode("ascii", "ignore").decode().lower()
    word = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if not word:
        return ""
    if not word[0].isalpha():
        word = f"n_{word}"
    word = word[: MAX_ID - _ROOM].rstrip("_")
    return f"{word}_" if word in RESERVED_IDS else word


def ids(vertices: Iterable[Vertex], taken: Iterable[str] = ()) -> dict[str, str]:
    """Give every node an id of its own, by its name; which one does not depend on their order.

    A node keeps a name that can be an id. One that a program has numbered is called by its title.
    """
    found: dict[str, str] = {}
    used = dict.fromkeys(taken, 1)  # how often each was wanted
    for vertex in sorted(vertices, key=lambda v: (_wanted(v) != v.name, v.name)):
        name = wanted = _wanted(vertex)
        while name in used:
            used[wanted] += 1
            name = f"{wanted}_{used[wanted]}"
        used[name] = 1
        found[vertex.name] = name
    return found


def _wanted(vertex: Vertex) -> str:
    name = vertex.name
    numbered = bool(_NUMBERED.fullmatch(name))
    if _ID.fullmatch(name) and len(name) <= MAX_ID and name not in RESERVED_IDS and not numbered:
        return name
    texts: Sequence[str] = (name, vertex.title or "")
    if numbered:
        texts = texts[::-1]
    return next(filter(None, map(like, texts)), "node")
