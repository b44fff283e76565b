"""What is broken, huge or hostile is refused in one sentence with its place, and in time."""

from __future__ import annotations

import time

import pytest

from techtree.errors import InputError
from techtree.exchange import imported

GRAPHML, DOT, JSON = "graphml", "dot", "node-link"
ENTITIES = b'<!DOCTYPE g [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><graphml>&b;</graphml>'
CARRIED = b"<graphml><graph><node id='a'><data key='techtree'>%s</data></node></graph></graphml>"
REFUSED = {
    "truncated xml": (GRAPHML, b"<graphml>\n<graph><node id=", "2:8: error: this is not XML"),
    "entity bomb": (GRAPHML, ENTITIES, "1:13: error: a document type cannot stand"),
    "latin-1": (GRAPHML, b"<graphml>\n\xe9</graphml>", "2:1: error: the file is not UTF-8 text"),
    "utf-16": (GRAPHML, "<graphml/>".encode("utf-16"), "not UTF-8 but UTF-16"),
    "other xml": (GRAPHML, b"<svg/>", "1:1: error: this is XML, but no GraphML: it begins with"),
    "no graph": (GRAPHML, b"<graphml/>", "the file holds no <graph>"),
    "edge outside": (GRAPHML, b"<graphml><edge source='a' target='b'/></graphml>", "outside"),
    "no id": (GRAPHML, b"<graphml><graph><node/></graph></graphml>", "1:17: error: this <node>"),
    "twice": (GRAPHML, b"<graphml><graph><node id='a'/>\n<node id='a'/></graph></graphml>",
              "2:1: error: the node 'a' stands here a second time; the first is at line 1"),
    "dangling": (GRAPHML, b"<graphml><graph>\n<edge source='a' target='b'/></graph></graphml>",
                 "2:1: error: an edge names 'a', and there is no such node"),
    "deep xml": (GRAPHML, b"<graphml>" + b"<a>" * 100_000, "nested more than 200 deep"),
    "deep groups": (GRAPHML, b"<graphml>" + b"<graph><node id='a'>" * 300, "nested more than 200"),
    "large cell": (GRAPHML, b"<graphml>" + b"x" * 10_000_000, "larger than 8 MB"),
    "carried no yaml": (GRAPHML, CARRIED % b"a: [", "1:17: error: the `techtree` data of node 'a'"),
    "carried alias bomb": (GRAPHML, CARRIED % b"a: &amp;x [*x, *x]", "the alias '*x' cannot"),
    "carried two": (GRAPHML, CARRIED % b"{a: {}, b: {}}", "is not one node"),
    "empty": (DOT, b"", "1:1: error: this is not DOT: at the end of the file, 'digraph' or"),
    "no nodes": (DOT, b"digraph {}", "the graph has no nodes"),
    "wrong arrow": (DOT, b"digraph {\n a -- b }", "2:4: error: '--' cannot stand in a digraph"),
    "open brace": (DOT, b"digraph { a -> b", "1:17: error: this is not DOT: at the end"),
    "open quote": (DOT, b'digraph {\n "a }', "2:2: error: this quote is not closed"),
    "open html": (DOT, b"digraph { a [label=<b", "1:20: error: this label in HTML is not closed"),
    "open comment": (DOT, b"digraph { /* a }", "1:11: error: this comment is not closed"),
    "odd sign": (DOT, b"digraph { a | b }", "1:13: error: nothing can start with '|' here"),
    "after the end": (DOT, b"digraph { a } b", "1:15: error: this is not DOT: at 'b'"),
    "nul": (DOT, b"digraph { a\0 }", "1:12: error: the file is binary"),
    "control": (DOT, b'digraph { "\x07" }', "1:12: error: the control character U+0007"),
    "deep": (DOT, b"digraph " + b"{" * 200_000, "subgraphs are nested more than 100 deep"),
    "many nodes": (DOT, b"digraph {" + b";".join(b"n%d" % i for i in range(12_000)) + b"}",
                   "more than 10,000 nodes"),
    "product": (DOT, b"digraph {" + b" -> ".join(b"{" + b" ".join(b"%c%d" % (c, i) for i in
                range(2000)) + b"}" for c in b"ab") + b"}", "more than 60,000 edges"),
    "truncated json": (JSON, b'{"nodes":\n [{"id": 1},', "2:13: error: this is not JSON"),
    "list": (JSON, b"[]", "it needs an object with `nodes`"),
    "deep json": (JSON, b"[" * 1_000_000, "nested too deeply"),
    "same key": (JSON, b'{"nodes": [{"id": 1, "id": 2}]}', "the key 'id' stands twice"),
    "no object": (JSON, b'{"nodes": [1]}', "nodes[0] is no object with an `id`"),
    "no target": (JSON, b'{"nodes": [{"id": 1}], "links": [{"source": 1}]}', "links[0] has no"),
    "odd id": (JSON, b'{"nodes": [{"id": [1]}]}', "nodes[0] has no `id` that is a text"),
    "nodes no list": (JSON, b'{"nodes": {}}', "`nodes` is no list"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_its_place(name: str) -> None:
    source, content, says = REFUSED[name]
    before = time.process_time()
    with pytest.raises(InputError) as caught:
        imported(content, "file", source)  # type: ignore[arg-type]
    assert time.process_time() - before < 5
    (problem,) = caught.value.problems
    assert f"file:{says}" in str(problem) if says[0].isdigit() else says in str(problem)


SLOW = {
    "white space": (DOT, b"digraph {" + b" \n" * 1_000_000 + b"a}"),
    "comments": (DOT, b"digraph {" + b"//x\n" * 700_000 + b"a}"),
    "escaped quotes": (DOT, b'digraph {"' + b'\\"' * 1_000_000 + b'"}'),
    "brackets": (DOT, b"digraph {a [label=<" + b"<b>" * 500_000 + b">" * 0 + b"x>" + b"]}"),
    "digits": (JSON, b'{"directed": true, "nodes": [{"id": ' + b"9" * 1_000_000 + b"}]}"),
    "long text": (GRAPHML, b"<graphml><graph><node id='a'><data key='label'>" + b"x" * 7_000_000
                  + b"</data></node></graph></graphml>"),
}  # fmt: skip


@pytest.mark.parametrize("name", SLOW)
def test_what_could_be_slow_is_not(name: str) -> None:
    source, content = SLOW[name]
    before = time.process_time()
    try:
        found = imported(content, "file", source)  # type: ignore[arg-type]
        assert found.parsed.tree is not None and len(found.text) < 10_000
    except InputError as error:
        assert len(str(error)) < 500
    assert time.process_time() - before < 8


def test_every_cut_of_a_file_is_read_or_refused() -> None:
    whole = {
        GRAPHML: b"<graphml><graph><node id='a'/><edge source='a' target='a'/></graph></graphml>",
        DOT: b'strict digraph "G" { a [label=<b>, x="y" + "z"]; a:p -> {b c} // d\n }',
        JSON: b'{"directed": true, "nodes": [{"id": "a"}], "links": [{"source": "a"}]}',
    }
    for source, content in whole.items():
        for end in range(len(content)):
            with pytest.raises(InputError):
                imported(content[:end], "file", source)  # type: ignore[arg-type]
