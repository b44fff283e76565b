"""Trees that are too large to draw are refused at once, whatever they hold."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from render_samples import two_roads

from render import RenderError, draw, refuse_large
from render.largest import LINKS, NODES
from techtree.model.gates import All, Known
from techtree.model.numbers import Fixed
from techtree.model.tree import Node, Tree


def large(nodes: int, links: int = 0) -> Tree:
    """Return a tree of so many nodes, the last of which needs the first so many times."""
    names = [f"n{place}" for place in range(nodes)]
    found = {name: Node(name, field=name, work=Fixed(1.0)) for name in names}
    found[names[-1]] = replace(found[names[-1]], requires=All((Known("n0"),) * links))
    return replace(two_roads(), nodes=found)


def test_the_largest_tree_is_let_through() -> None:
    refuse_large(large(NODES, LINKS))


@pytest.mark.parametrize(
    ("tree", "what"),
    [(large(NODES + 1), "2,001 nodes"), (large(10, LINKS + 1), "10,001 links")],
)
def test_a_larger_one_is_refused_at_once_with_advice(tree: Tree, what: str) -> None:
    start = time.monotonic()
    with pytest.raises(RenderError, match=f"has {what}.*draw a smaller tree.*--format dot"):
        draw(tree)
    with pytest.raises(RenderError, match=what):
        draw(tree, format="dot", item="n0")
    assert time.monotonic() - start < 2


def test_dot_text_may_be_of_any_size() -> None:
    drawn = draw(large(5_000), format="dot")
    assert drawn.count(b"ADVANCE") == 5_000
