"""GraphML: the same graph as networkx writes, and what yEd and Gephi add."""

from __future__ import annotations

import random

import networkx as nx
import pytest

from techtree.exchange import imported
from techtree.exchange.graphml_reader import read_graphml
from tests.exchange.reading import required


def test_the_graph_is_the_one_that_networkx_writes() -> None:
    rng = random.Random("graphml")
    for seed in range(20):
        graph = nx.gnp_random_graph(12, 0.2, seed=seed, directed=True)
        graph = nx.relabel_nodes(graph, {n: f"<{n}> & é" for n in graph})
        for node in graph:
            graph.nodes[node]["label"] = rng.choice(("a < b", "x\ny", "'q' \"r\""))
        text = "\n".join(nx.generate_graphml(graph))
        ours = read_graphml(text, "x.graphml")
        assert {n: v.title for n, v in ours.vertices.items()} == dict(graph.nodes(data="label"))
        assert sorted((e.tail, e.head) for e in ours.edges) == sorted(graph.edges)
        assert ours.left == {}


def graph(inside: str, keys: str = "", kind: str = "directed") -> str:
    return f'<graphml>{keys}<graph edgedefault="{kind}">{inside}</graph></graphml>'


NODES = "".join(f'<node id="{name}"/>' for name in "abc")


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ('<edge source="a" target="b"/>', {"b": "a"}),
        ('<edge source="a" target="b" directed="false"/>', {}),
        ('<edge source="a" target="b"><data key="kind">any</data></edge>'
         '<edge source="c" target="b"><data key="type">OR</data></edge>',
         {"b": {"any": ["a", "c"]}}),
        ('<edge source="a" target="b"><data key="weight">3</data></edge>'
         '<edge source="c" target="b"><data key="weight">0.5</data></edge>',
         {"b": {"weighted": {"a": 3, "c": 0.5}}}),
        ('<edge source="a" target="b"><data key="weight">2</data></edge>'
         '<edge source="c" target="b"><data key="weight">2</data></edge>', {"b": ["a", "c"]}),
        ('<edge source="a" target="b"><data key="weight">-3</data></edge>', {"b": "a"}),
        ('<edge source="a" target="b"><data key="kind">speed</data></edge>', {}),
        ('<edge source="a" target="b"><data key="x"><LineStyle type="dashed"/></data></edge>'
         '<edge source="c" target="b"><data key="x"><LineStyle type="dotted"/></data></edge>',
         {"b": {"any": ["a", "c"]}}),
    ],
)  # fmt: skip
def test_what_edges_mean(inside: str, expected: object) -> None:
    assert required(graph(NODES + inside), "graphml") == expected


def test_reversed() -> None:
    text = graph(NODES + '<edge source="a" target="b"/>')
    assert required(text, "graphml", reverse=True) == {"a": "b"}


def test_attributes_by_their_names_and_defaults() -> None:
    keys = """<key id="d0" for="node" attr.name="Label"><default>?</default></key>
        <key id="d1" for="node" attr.name="color"><default>red</default></key>
        <key id="d2" for="all" attr.name="note"/>"""
    inside = """<node id="a"><data key="d0">A</data><data key="d1">blue</data></node>
        <node id="b"><data key="d2">why</data></node><node id="c"><desc>because</desc></node>"""
    found = read_graphml(graph(inside, keys), "x.graphml")
    assert [(v.title, v.note) for v in found.vertices.values()] == [
        ("A", None), ("?", "why"), ("?", "because"),
    ]  # fmt: skip
    assert found.left == {"node attribute 'color'": 1}


def test_what_is_left_out_is_counted() -> None:
    inside = """<node id="g"><graph><node id="a"><port name="p"><port name="q"/></port></node>
        <node id="b"/></graph></node><edge source="a" target="b" sourceport="p"/>
        <hyperedge><endpoint node="a"/><endpoint node="b"/></hyperedge>
        <edge source="a" target="b" directed="false"/>"""
    text = graph(inside).replace("</graphml>", "<graph><node id='z'/></graph></graphml>")
    found = read_graphml(text, "x.graphml")
    assert sorted(found.vertices) == ["a", "b"]
    assert found.left == {
        "group of nodes": 1,
        "port": 2,
        "hyperedge": 1,
        "undirected edge": 1,
        "further graph in the file": 1,
    }


def test_a_group_that_an_edge_leads_to_is_a_node() -> None:
    inside = '<node id="g"><graph><node id="a"/></graph></node><edge source="g" target="a"/>'
    assert required(graph(inside), "graphml") == {"a": "g"}


def test_undirected_graphs_keep_their_nodes() -> None:
    text = graph(NODES + '<edge source="a" target="b"/>', kind="undirected")
    found = imported(text.encode(), "x.graphml", "graphml")
    assert found.left == ("undirected edge: 1",)
    assert found.parsed.tree is not None and set(found.parsed.tree.nodes) == set("abc")
