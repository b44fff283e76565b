"""Graphs that somebody else drew become trees that `check` accepts."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from pathlib import Path

import networkx as nx
import pytest
import yaml

from techtree.check.warnings import warnings
from techtree.errors import InputError, Place, UsageError
from techtree.exchange import imported
from techtree.exchange.graph import Vertex
from techtree.exchange.naming import ids
from techtree.exchange.requirements import Requirement, cycles
from techtree.files.reading import _ID
from techtree.limits import MAX_ENTRIES
from techtree.model.tree import Tree
from tests.exchange.reading import tree_of

HERE = Path(__file__).parent


def accepted(name: str, source: str, *endings: str) -> tuple[Tree, dict]:
    """Import a file, and return its tree and the values of the tree file."""
    found = imported((HERE / name).read_bytes(), name, source, endings)  # type: ignore[arg-type]
    assert re.search(r"ending: .*# PLACEHOLDER", found.text)
    return tree_of(found), yaml.safe_load(found.text)


def test_a_tree_as_a_game_draws_it() -> None:
    tree, written = accepted("ages.dot", "dot", "A ship to Alpha Centauri", "plague")
    nodes = written["nodes"]
    assert len(nodes) >= 50
    assert written["title"] == "From fire to the stars"
    assert {n.id for n in tree.nodes.values() if n.ending} == {"starship", "plague"}
    assert nodes["wheel"]["requires"] == ["farming", {"any": ["herding", "mining"]}]
    assert nodes["horse"]["requires"] == ["herding", "wheel", {"any": ["archery", "iron"]}]
    assert nodes["drama"] == {
        "title": "Drama & poetry", "requires": "writing", "work": "1 to 5 years",
    }  # fmt: skip
    assert nodes["construction"]["note"] == "Arches, roads and aqueducts"
    assert not [w for w in warnings_of(tree) if "never" in w]


def test_a_roadmap_as_yed_draws_it() -> None:
    tree, written = accepted("roadmap.graphml", "graphml", "Superintelligence", "robust_alignment")
    nodes = written["nodes"]
    assert len(nodes) >= 50
    assert {n.id for n in tree.nodes.values() if n.ending} == {
        "superintelligence", "robust_alignment",
    }  # fmt: skip
    assert nodes["recursive_amplification"]["requires"] == {"any": ["critique_models", "debate"]}
    assert nodes["scalable_oversight"]["note"] == "Drawn & discussed in the first meeting."
    assert {n["field"] for n in nodes.values()} >= {"evals", "oversight", "capability"}
    assert not [w for w in warnings_of(tree) if "never" in w]


def warnings_of(tree: Tree) -> list[str]:
    """List what `check` finds odd."""
    return [problem.message for problem in warnings(tree, defaultdict(lambda: Place("x")))]


def test_without_an_ending_the_file_says_what_to_do() -> None:
    found = imported(b"digraph { a -> b; a -> c }", "x.dot", "dot")
    assert "# No ending is named yet" in found.text
    assert "# Nothing requires b, c." in found.text


@pytest.mark.parametrize("wanted", ["n1", "The end", "the_end"])
def test_an_ending_goes_by_its_name_its_title_or_its_id(wanted: str) -> None:
    text = b'digraph { n0 -> n1; n1 [label="The end"] }'
    found = imported(text, "x.dot", "dot", [wanted])
    assert [n.id for n in tree_of(found).nodes.values() if n.ending] == ["the_end"]


def test_an_ending_that_is_not_there() -> None:
    text = b"digraph { superb; a [label=Twin]; b [label=Twin] }"
    with pytest.raises(UsageError, match="did you mean 'superb'"):
        imported(text, "x.dot", "dot", ["supreb"])
    with pytest.raises(UsageError, match="several nodes are called 'Twin'; name one of a, b"):
        imported(text, "x.dot", "dot", ["Twin"])


def test_every_cycle_is_shown() -> None:
    text = b"digraph {\n a -> b -> c -> a; x -> x; c -> d }"
    with pytest.raises(InputError) as caught:
        imported(text, "x.dot", "dot")
    (problem,) = caught.value.problems
    assert "2 cycles" in problem.message
    assert "a -> b -> c -> a; x -> x" in problem.message
    assert problem.place.line == 2


def test_cycles_are_those_of_networkx() -> None:
    for seed in range(30):
        graph = nx.gnp_random_graph(10, 0.12, seed=seed, directed=True)
        graph = nx.relabel_nodes(graph, str)
        into = {n: Requirement(tuple(graph.predecessors(n))) for n in graph}
        found = cycles(into)
        knots = [c for c in nx.strongly_connected_components(graph) if len(c) > 1]
        assert len(found) == len(knots)
        for cycle in found:
            steps = zip(cycle, [*cycle[1:], cycle[0]], strict=True)
            assert all(graph.has_edge(tail, head) for tail, head in steps)


def test_ids_are_valid_unique_and_do_not_depend_on_the_order() -> None:
    names = [
        "ok", "OK", "Ok!", "3D", "3d", "all", "none", "é", "e", "末日", "世界", "", " ", "_x", "x",
        "a" * 100, "a" * 101, "null", "true", "a__b", "a_", "n0", "node", "node_2",
    ]  # fmt: skip
    rng = random.Random(0)
    seen = set()
    for _ in range(5):
        rng.shuffle(names)
        statements = "; ".join(f'"{name}"' for name in names)
        found = imported(f"digraph {{ {statements} }}".encode(), "x.dot", "dot")
        tree = tree_of(found)
        assert len(tree.nodes) == len(names)
        assert all(_ID.fullmatch(name) for name in tree.nodes)
        assert {"ok", "e", "a__b", "a_", "null", "true"} <= set(tree.nodes)
        titles = {node.title or node.id for node in tree.nodes.values()}
        assert titles >= {"OK", "末日", "a" * 101, "3D"}
        seen.add(found.text)
    assert len(seen) == 1


def test_the_order_of_statements_does_not_show() -> None:
    lines = ["a -> c", "b -> c [style=dashed]", "d -> c [style=dashed]", 'b [label="B!"]', "e"]
    rng = random.Random(0)
    seen = set()
    for _ in range(10):
        rng.shuffle(lines)
        seen.add(imported(f"digraph {{ {'; '.join(lines)} }}".encode(), "x.dot", "dot").text)
    assert len(seen) == 1


def test_many_nodes_of_one_name() -> None:
    vertices = [Vertex(f"n{i}", Place("x"), title="Same") for i in range(MAX_ENTRIES)]
    assert len(set(ids(vertices).values())) == MAX_ENTRIES


def test_random_graphs_are_accepted() -> None:
    words = ("Évals", "a:b", "'q'", "- x", "{y}", "#", "null", "1 to 2", "$p", "*", "%", "\t")
    rng = random.Random("random graphs")
    for seed in range(40):
        graph = nx.DiGraph(
            (a, b) for a, b in nx.gnp_random_graph(15, 0.3, seed=seed).edges if a < b
        )
        for node in graph:
            graph.nodes[node]["label"] = " ".join(rng.choices(words, k=3))
            graph.nodes[node]["field"] = rng.choice(words)
        for edge in graph.edges:
            graph.edges[edge]["weight"] = rng.choice((1, 2))
            graph.edges[edge]["style"] = rng.choice(("solid", "dashed"))
        text = "\n".join(nx.generate_graphml(graph))
        last = max(graph)
        tree = tree_of(imported(text.encode(), "x.graphml", "graphml", [str(last)]))
        assert len(tree.nodes) == len(graph)
        titles = sorted(" ".join(t.split()) for _, t in graph.nodes(data="label"))
        assert sorted(node.title or node.id for node in tree.nodes.values()) == titles
