"""The tree that `techtree new` writes is one to start from."""

from techtree.check import warnings
from techtree.files import parse_tree
from techtree.files.template import TEMPLATE


def test_it_is_a_tree_without_any_problem() -> None:
    parsed = parse_tree(TEMPLATE.encode(), "new.yaml")
    assert parsed.problems == () and parsed.tree is not None
    assert warnings(parsed.tree, parsed.places) == []


def test_its_lines_fit_a_terminal() -> None:
    assert max(map(len, TEMPLATE.splitlines())) <= 100
