"""DOT: the same graph as Graphviz reads, and what each line means."""

from __future__ import annotations

import random
import string

import pytest

from techtree.exchange.dot_reader import read_dot
from tests.exchange.reading import required

pygraphviz = pytest.importorskip("pygraphviz")


def _name(rng: random.Random) -> str:
    plain = rng.choice(("a", "b1", "_c", "D", "-3.5", "7", ".5", "é", "nodes", "x" * 5))
    odd = rng.choice(("", "-> ;", "#", "//", "日本"))
    return rng.choice((plain, plain, f'"{plain} {odd}"'))


def _values(rng: random.Random) -> str:
    keys = ("label", "color", '"my key"')
    pairs = [
        rng.choice(keys) + rng.choice((" = ", "=")) + _value(rng) for _ in range(rng.randint(0, 3))
    ]
    return f"[{rng.choice((' ', ', ', '; ')).join(pairs)}]"


def _value(rng: random.Random) -> str:
    quoted = '"' + "".join(rng.choices(string.ascii_letters + " {}[]<>;=", k=4)) + '"'
    joined = '"one" + "two"'
    return rng.choice((quoted, joined, "word", "12", r'"a \"b\" \\N"', '"split \\\n line"'))


def _statement(rng: random.Random, arrow: str, depth: int) -> str:
    def end() -> str:
        if depth and rng.random() < 0.2:
            head = rng.choice(("", "subgraph ", f"subgraph s{rng.randint(0, 99)} "))
            return f"{head}{{ {_statements(rng, arrow, depth - 1)} }}"
        return _name(rng) + rng.choice(("", "", "", ":p", ':"p":sw', ":n"))

    kind = rng.random()
    if kind < 0.15:
        return f"{rng.choice(('node', 'EDGE', 'graph'))} {_values(rng)}"
    if kind < 0.2:
        return f"{rng.choice(('rank', 'size'))} = {_value(rng)}"
    if kind < 0.35:
        return f"{_name(rng)} {_values(rng)}"
    ends = [end() for _ in range(rng.randint(1, 4))]
    chain = f" {arrow} ".join(ends)
    return f"{chain} {_values(rng)}" if len(ends) > 1 else chain


def _statements(rng: random.Random, arrow: str, depth: int) -> str:
    breaks = ("; ", ";", "\n", " // c }\n", " /* ] \n */ ", "\n# x {\n")
    parts = [_statement(rng, arrow, depth) for _ in range(rng.randint(1, 6))]
    return "".join(part + rng.choice(breaks) for part in parts)


def test_the_graph_is_the_one_that_graphviz_reads() -> None:
    rng = random.Random("dot")
    for _ in range(120):
        head = rng.choice(("digraph", "digraph G", 'DiGraph "a b"'))
        text = f"{head} {{ {_statements(rng, '->', 2)} }}"
        theirs = pygraphviz.AGraph(string=text)
        ours = read_dot(text, "x.dot")
        assert sorted(ours.vertices) == sorted(map(str, theirs.nodes())), text
        edges = sorted((edge.tail, edge.head) for edge in ours.edges)
        assert edges == sorted((str(e[0]), str(e[1])) for e in theirs.edges()), text


def test_undirected_graphs_have_the_same_nodes() -> None:
    rng = random.Random("graph")
    for _ in range(50):
        text = f"graph {{ {_statements(rng, '--', 1)} }}"
        theirs, ours = pygraphviz.AGraph(string=text), read_dot(text, "x.dot")
        assert sorted(ours.vertices) == sorted(map(str, theirs.nodes()))
        assert not ours.edges
        assert ours.left.get("undirected edge", 0) == theirs.number_of_edges()


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ("a -> c; b -> c", {"c": ["a", "b"]}),
        ("a -> c [style=dashed]; b -> c [style=dotted]", {"c": {"any": ["a", "b"]}}),
        ("a -> c [label=or]; b -> c [kind=any]; d -> c", {"c": ["d", {"any": ["a", "b"]}]}),
        ("a -> b [style=dashed]", {"b": "a"}),
        ("a -> c [style=solid]; b -> c [style=bold]", {"c": ["a", "b"]}),
        ("edge [style=dashed]; a -> c; b -> c", {"c": {"any": ["a", "b"]}}),
        ("a -> c; edge [style=dashed]; b -> c; d -> c", {"c": ["a", {"any": ["b", "d"]}]}),
        ("{edge [style=dashed]; a -> c; b -> c} d -> e", {"c": {"any": ["a", "b"]}, "e": "d"}),
        ("a -> b -> c", {"b": "a", "c": "b"}),
        ("{a b} -> {c d}", {"c": ["a", "b"], "d": ["a", "b"]}),
        ("subgraph s {a b} subgraph s -> c", {"c": ["a", "b"]}),
        ("b -> a [dir=back]", {"b": "a"}),
        ("a -> b [dir=none]; a -> c [dir=both]; a -> d [style=invis]", {}),
        ("a -> b [weight=3]; c -> b [weight=1]", {"b": ["a", "c"]}),  # about the layout
        ("a -> b [strength=3]; c -> b [strength=1]", {"b": {"weighted": {"a": 3, "c": 1}}}),
        ("a -> b; a -> b [style=dashed]", {"b": "a"}),
    ],
)
def test_what_edges_mean(edges: str, expected: object) -> None:
    assert required(f"digraph {{ {edges} }}", "dot") == expected


def test_titles() -> None:
    text = r"""digraph G {
        a [label="two\nlines\l"]; b [label="\N of \G"]; c [label=<<B>bold</B>&amp;<BR/>more>];
        d [label="<b>as written</b>"]; e [label="back\\slash \"q\""]; node [label="by default"]; f
    }"""
    graph = read_dot(text, "x.dot")
    assert {name: vertex.title for name, vertex in graph.vertices.items()} == {
        "a": "two lines ",
        "b": "b of G",
        "c": "bold& more",
        "d": "<b>as written</b>",
        "e": 'back\\slash "q"',
        "f": "by default",
    }
    assert graph.left["label in HTML: its text is kept"] == 1


def test_what_is_left_out_is_counted() -> None:
    text = """digraph { rankdir=LR; node [shape=box]; a:p -> b:q:n [color=red]; a [color=blue];
        subgraph cluster_x { label="X"; c } a -> c [dir=both]; {rank=same; a; b} } digraph { z }"""
    assert read_dot(text, "x.dot").left == {
        "graph attribute 'rankdir'": 1,
        "default of the node attribute 'shape'": 1,
        "port": 2,
        "node attribute 'color'": 1,
        "subgraph": 1,
        "graph attribute 'label'": 1,
        "edge that points both ways": 1,
        "graph attribute 'rank'": 1,
        "further graph in the file": 1,
    }
