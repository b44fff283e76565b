"""Find cycles of gates, which could never open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from techtree.model.gates import references
from techtree.model.tree import Node


def gate_cycles(nodes: Mapping[str, Node]) -> Iterator[list[str]]:
    """Yield cycles as lists of ids, each requiring the one before it; together they touch all.

    Depth-first with a stack of its own, so that a chain of any length is safe. Every cycle
    found starts with its smallest id, and no edge that closes one is followed.
    """
    needs = {
        node.id: list(dict.fromkeys(ref.node for ref in references(node.requires)))
        for node in nodes.values()
    }
    done: set[str] = set()
    for root in needs:
        if root in done:
            continue
        path: dict[str, Iterator[str]] = {root: iter(needs[root])}
        while path:
            current = next(reversed(path))
            following = next(path[current], None)
            if following is None:
                del path[current]
                done.add(current)
            elif following in path:
                names = list(path)
                yield _from_smallest(names[names.index(following) :])
            elif following not in done and following in needs:
                path[following] = iter(needs[following])


def _from_smallest(cycle: list[str]) -> list[str]:
    start = cycle.index(min(cycle))
    return cycle[start:] + cycle[:start]
