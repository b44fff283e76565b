"""Node-link JSON: of networkx and of D3."""

from __future__ import annotations

import json
import random

import networkx as nx

from techtree.exchange.node_link_reader import read_node_link
from tests.exchange.reading import required


def test_the_graph_is_the_one_that_networkx_writes() -> None:
    for seed in range(20):
        graph = nx.gnp_random_graph(12, 0.2, seed=seed, directed=True)
        nx.set_node_attributes(graph, {n: f"node {n}" for n in graph}, "label")
        data = nx.node_link_data(graph, edges=random.Random(seed).choice(("edges", "links")))
        found = read_node_link(json.dumps(data), "x.json")
        assert {n: v.title for n, v in found.vertices.items()} == {
            str(n): label for n, label in graph.nodes(data="label")
        }
        edges = sorted((str(a), str(b)) for a, b in graph.edges)
        assert sorted((e.tail, e.head) for e in found.edges) == edges
        assert found.left == {}


def test_attributes() -> None:
    data = {
        "directed": True,
        "graph": {"name": "Plan", "made": "today"},
        "nodes": [
            {"id": 1.5, "name": "one", "x": 0.5, "tags": ["t"], "flag": True, "none": None},
            {"id": "b", "group": "g"},
        ],
        "links": [{"source": 1.5, "target": "b", "style": "dashed", "color": "red"}],
        "style": {},
    }
    found = read_node_link(json.dumps(data), "x.json")
    assert found.title == "Plan"
    assert [(v.name, v.title) for v in found.vertices.values()] == [("1.5", "one"), ("b", None)]
    assert found.left == {
        "node attribute 'tags'": 1,
        "node attribute 'x'": 1,
        "node attribute 'flag'": 1,
        "node attribute 'group'": 1,
        "graph attribute 'made'": 1,
        "graph attribute 'style'": 1,
    }


def test_directions() -> None:
    data = {"nodes": [{"id": "a"}, {"id": "b"}], "links": [{"source": "a", "target": "b"}]}
    assert required(json.dumps(data), "node-link") == {"b": "a"}
    (told,) = read_node_link(json.dumps(data), "x.json").left
    assert "leaves open" in told
    assert required(json.dumps({**data, "directed": False}), "node-link") == {}


def test_halves_of_characters_are_replaced() -> None:
    text = r'{"directed": true, "nodes": [{"id": "a", "label": "\ud800 \ud83d\ude00"}]}'
    assert read_node_link(text, "x.json").vertices["a"].title == "\ufffd \U0001f600"
