"""Trees with anything replaced by anything else are read, or refused with problems."""

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from files.snippets import DESIGN_TREE
from techtree.check import warnings
from techtree.files import parse_tree
from techtree.files.template import TEMPLATE

RICH = (Path(__file__).parent / "rich_tree.yaml").read_text(encoding="utf-8")
TEXTS = [DESIGN_TREE.decode(), TEMPLATE, RICH]
_TOKEN = re.compile(r"[A-Za-z0-9_$%.@-]+|[][{},:\n]")
_TOKENS = sorted({token for text in TEXTS for token in _TOKEN.findall(text)})
_OTHERS = ["", "{}", "[]", "[[]]", "{a: {b: c}}", "~", "rest", "none", "all", "$x", "-1", "1e999"]
_OTHERS += ["&a", "*a", "<<", "!!str", "'", '"', "#", "|", "2 to 8", "likely", "2026-13", "x@y"]
_OTHERS += ["{value: 1}", "{mixture: [[1, 2]]}", "{lognormal: []}", "nodes.a.work", "0", "true"]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_mutated_tree_never_crashes_the_reader(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    spans = [match.span() for match in _TOKEN.finditer(text)]
    chosen = data.draw(st.lists(st.sampled_from(spans), min_size=1, max_size=4, unique=True))
    for start, end in sorted(chosen, reverse=True):
        new = data.draw(st.one_of(st.sampled_from(_TOKENS), st.sampled_from(_OTHERS)))
        text = text[:start] + new + text[end:]
    parsed = parse_tree(text.encode(), "t")
    if parsed.tree is None:
        assert parsed.errors
    else:
        for problem in warnings(parsed.tree, parsed.places):
            assert problem.place.line is not None
