"""A page of a thousand nodes: how long it takes to open, and to answer a click."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from render.page import findings, page
from techtree.impact.settings import Settings
from techtree.model.gates import All, AtLeast, Known
from techtree.model.numbers import ONE, Distribution, Fixed, Uncertain
from techtree.model.tree import Actor, Ending, Item, Node, Outcome, Tree, Unlock

pytestmark = [pytest.mark.browser, pytest.mark.timed]

NODES = 1_000
# Until the next frame after something was done has been drawn.
DRAWN = "await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));"


def exponential(node: str, mean: float) -> Uncertain:
    return Uncertain(f"nodes.{node}.work", Distribution("exponential", (mean,)), "race")


def large() -> Tree:
    """Return a tree of a thousand nodes in three fields, each needing two of those before it."""
    chosen = random.Random(1)
    names = [f"n{place:04}" for place in range(NODES - 1)]
    nodes = {}
    for place, name in enumerate(names):
        before = range(max(0, place - 90), place - 40) if place > 90 else range(place)
        needed = (
            [Known(names[other]) for other in sorted(chosen.sample(before, 2))]
            if place > 49
            else []
        )
        nodes[name] = Node(
            name,
            f"Advance number {place}",
            chosen.choice(["capability", "alignment", "evals"]),
            requires=All(tuple(needed)) if needed else None,
            work=exponential(name, 2.0),
            chance=Fixed(0.9),
        )
    nodes["end"] = Node(
        "end",
        "The end",
        "capability",
        requires=AtLeast(1, tuple(Known(name) for name in names[-5:])),
        work=exponential("end", 5.0),
        ending=Ending((("aligned", Fixed(0.5)), ("misaligned", Fixed(0.5)))),
    )
    values = {"aligned": 1.0, "misaligned": 0.0, "undecided": 0.5}
    return Tree(
        "A thousand nodes",
        2026.0,
        Fixed(30.0),
        {name: Outcome(name, Fixed(value)) for name, value in values.items()},
        {"world": Actor("world", default_effort=ONE)},
        nodes,
        {"first": Item("first", "Know one of them", unlocks=(Unlock(names[100]),))},
    )


@pytest.fixture(scope="module")
def content() -> bytes:
    tree = large()
    items = tuple(tree.items.values())
    return page(tree, items, findings(tree, items, Settings(samples=100)))


def test_opens_in_two_seconds(open_page: Callable[..., Any], content: bytes) -> None:
    opened = open_page(content)
    opened.wait_for_selector("html.live")
    assert opened.locator("#boxes .node").count() == NODES
    times = []
    for _ in range(3):
        opened.reload()
        opened.wait_for_selector("html.live")
        times.append(opened.evaluate(f"async () => {{ {DRAWN} return performance.now(); }}"))
    print(f"a page of {NODES} nodes and {len(content):,} bytes opens in {times} ms")
    assert min(times) < 2_000


def test_answers_a_click_in_a_tenth_of_a_second(
    open_page: Callable[..., Any], content: bytes
) -> None:
    opened = open_page(content)
    opened.wait_for_selector("html.live")
    times = []
    for node in (100, 500, 900, 300, 700):
        times.append(
            opened.evaluate(
                f"""async () => {{
                  const node = document.querySelector('#n{node}');
                  const start = performance.now();
                  node.dispatchEvent(new MouseEvent('click', {{ bubbles: true }}));
                  {DRAWN}
                  return performance.now() - start;
                }}"""
            )
        )
        assert opened.text_content("#chosen-title") == f"Advance number {node - 1}"
    print(f"a click is answered in {times} ms")
    assert sorted(times)[len(times) // 2] < 100
