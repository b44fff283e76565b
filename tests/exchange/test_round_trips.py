"""A tree that is written as GraphML or node-link JSON and read back is the same tree."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path

import networkx as nx
import pytest
import yaml

import trees
from techtree.exchange import imported, to_graphml, to_node_link
from techtree.exchange.links import links
from techtree.files import Parsed, parse_tree
from techtree.model.tree import Tree
from tests.exact.memoryless_trees import random_text
from tests.exchange.model_files import file_of
from tests.exchange.reading import parsed, tree_of
from tests.oracle.random_trees import random_tree

FILES = Path(__file__).parents[1] / "files"
WRITERS = {"graphml": to_graphml, "node-link": to_node_link}
KINDS = ("speed", "depth", "odds", "leak", "staff", "move")
GATES = ("all:", "any:", "at_least:", "weighted:", "before:", "not_before:", "@")


def settled(tree: Tree | None) -> Tree:
    """Return a tree whose list of numbers does not depend on the order of its nodes."""
    assert tree is not None
    numbers = replace(tree.numbers, unsourced=tuple(sorted(tree.numbers.unsourced)))
    stances = {
        name: replace(stance, tree=settled(stance.tree)) for name, stance in tree.stances.items()
    }
    return replace(tree, numbers=numbers, stances=stances)


def same_again(found: Parsed, name: str = "tree.yaml") -> None:
    """Assert that a tree comes back from every format, to the last word."""
    assert found.tree is not None
    for source, write in WRITERS.items():
        text = write(found.tree, found.document)
        again = imported(text.encode(), name, source)  # type: ignore[arg-type]
        assert settled(tree_of(again)) == settled(
            found.tree
        )  # gates, effects, stances, items... and the digest
        assert again.left == ()


@pytest.mark.parametrize("name", trees.names())
def test_shipped_trees(name: str) -> None:
    same_again(parsed(trees.path(name).read_bytes(), f"{name}.yaml"), f"{name}.yaml")


@pytest.mark.parametrize("name", ["design_tree.yaml", "rich_tree.yaml"])
def test_trees_with_every_key(name: str) -> None:
    same_again(parsed((FILES / name).read_bytes()))


def test_random_files() -> None:
    for seed in range(10):
        same_again(parsed(random_text(seed, item=True)))


def _random_files() -> list[str]:
    """Return files of random trees of the oracle, those that the format takes."""
    rng = random.Random("round trips")
    files = (file_of(random_tree(rng)) for _ in range(100))
    texts = (str(yaml.dump(file, Dumper=yaml.CSafeDumper, sort_keys=False)) for file in files)
    return list(islice((t for t in texts if parse_tree(t.encode(), "t").tree is not None), 12))


def test_random_trees_of_the_oracle() -> None:
    texts = _random_files()
    assert len(texts) == 12
    for word in (*KINDS, *GATES, "mixture", "lognormal", "unlocked", "private", "rest", "removes"):
        assert sum(word in text for text in texts) >= 2, word  # what the test is of
    for text in texts:
        same_again(parsed(text))


@pytest.mark.parametrize("write", WRITERS.values())
def test_the_order_of_nodes_does_not_show(write: Callable[..., str]) -> None:
    rng = random.Random(1)
    for name in ("gates", "steiner_toy"):
        document = yaml.safe_load(trees.path(name).read_text("utf-8"))
        nodes = list(document["nodes"].items())
        written = set()
        for _ in range(4):
            rng.shuffle(nodes)
            document["nodes"] = dict(nodes)
            found = parsed(yaml.safe_dump(document, sort_keys=False))
            written.add(write(found.tree, found.document))
        assert len(written) == 1


def test_networkx_reads_what_is_written() -> None:
    for name in trees.names():
        found = parsed(trees.path(name).read_bytes())
        assert found.tree is not None
        lines = sorted((line.tail, line.head, line.kind) for line in links(found.tree))
        one = nx.parse_graphml(to_graphml(found.tree, found.document), force_multigraph=True)
        data = json.loads(to_node_link(found.tree, found.document))
        other = nx.node_link_graph(data, edges="edges")
        for graph in (one, other):
            assert sorted(graph.nodes) == sorted(found.tree.nodes)
            assert sorted(graph.edges(data="kind")) == lines


def test_a_tree_made_in_python_has_its_structure_written() -> None:
    tree = parsed(trees.path("gates").read_bytes()).tree
    assert tree is not None
    graph = nx.parse_graphml(to_graphml(tree), force_multigraph=True)
    assert "techtree" not in graph.graph
    assert graph.nodes["in_time"]["label"] == "Understood before it was contained"
    assert graph.number_of_edges() == len(links(tree))


HOSTILE = [
    "</data><node/>",
    "]]>&amp;<!--",
    "a\tb\n c\r\n",
    "\x1b[31m\x07\x85\u2028\u202e",
    "quote \" and ' and \\",
    "- {a: [b]} # c",
    "*x &y !!z %w @v `u",
    "null",
    "🎉 漢字 \ufffe",
    " lead and trail ",
    "x" * 300,
]


def test_hostile_text_comes_back() -> None:
    for text in HOSTILE:
        document = {
            "techtree": 1,
            "title": text,
            "note": text,
            "outcomes": {"good": {"value": 1, "title": text, "note": text}},
            "sources": {"s": {"title": text, "author": text, "url": text}},
            "nodes": {
                "null": {"title": text, "note": text},
                "end": {"requires": "null", "ending": {"good": 1}},
            },
            "items": {"i": {"title": text, "unlocks": {"null": {"channel": text}}}},
        }
        found = parsed(str(yaml.safe_dump(document)))
        assert found.tree is not None and found.tree.nodes["null"].title == text
        same_again(found)


def test_a_graph_changed_elsewhere() -> None:
    found = parsed(trees.path("gates").read_bytes())
    assert found.tree is not None
    graph = nx.parse_graphml(to_graphml(found.tree, found.document))
    graph.add_node("n77", label="A new idea")
    graph.add_edge("control", "n77")
    graph.add_edge("warning", "control")
    graph.remove_edge("evaluations", "safety_case")
    text = "\n".join(nx.generate_graphml(graph, named_key_ids=True))
    again = imported(text.encode(), "gates.graphml", "graphml", endings=["A new idea"])
    tree = tree_of(again)
    assert {name: tree.nodes[name] for name in found.tree.nodes} == found.tree.nodes
    assert (
        tree.nodes["a_new_idea"].requires
        == parsed("techtree: 1\noutcomes: {x: 1}\nnodes: {control: {}, y: {requires: control}}")
        .tree.nodes["y"]
        .requires
    )  # type: ignore[union-attr]
    assert tree.nodes["a_new_idea"].ending is not None
    assert set(again.left) == {
        "edge drawn into a node that says itself what it requires: 1",
        "edge taken away that its node still names: 1",
        "node added to the tree: its work is a placeholder: 1",
    }


def test_a_graph_whose_nodes_were_renamed() -> None:
    found = parsed(trees.path("race").read_bytes())
    graph = nx.parse_graphml(to_graphml(found.tree, found.document), force_multigraph=True)
    numbered = nx.convert_node_labels_to_integers(graph)
    text = "\n".join(nx.generate_graphml(numbered, named_key_ids=True))
    again = imported(text.encode(), "tree.yaml", "graphml")
    assert settled(tree_of(again)) == settled(found.tree)
    assert again.left == ()


def test_a_graph_that_lost_its_frame() -> None:
    found = parsed(trees.path("first_tree").read_bytes())
    graph = nx.parse_graphml(to_graphml(found.tree, found.document), force_multigraph=True)
    graph.graph.clear()
    text = "\n".join(nx.generate_graphml(graph, named_key_ids=True))
    again = imported(text.encode(), "tree.graphml", "graphml")
    assert found.tree is not None and tree_of(again).nodes == found.tree.nodes
    assert [line.partition(":")[0] for line in again.left] == ["all but the nodes"]
