"""Small trees for tests, and the problems found in them."""

from pathlib import Path

from techtree.errors import Problem
from techtree.files import parse_tree
from techtree.model.tree import Tree

DESIGN_TREE = (Path(__file__).parent / "design_tree.yaml").read_bytes()
HEAD = "techtree: 1\nstart: 2026-01\noutcomes: {good: 1, bad: 0}\n"


def read(body: str) -> Tree:
    """Read a tree from the standard first three lines and a body; it must have no errors."""
    parsed = parse_tree((HEAD + body).encode(), "t")
    assert parsed.tree is not None, "\n".join(map(str, parsed.problems))
    return parsed.tree


def problems(body: str, head: str = HEAD) -> list[Problem]:
    """Return the problems of a tree that has the standard first three lines."""
    return list(parse_tree((head + body).encode(), "t").problems)


def errors(body: str, head: str = HEAD) -> list[str]:
    """Return the errors as `line:column code`."""
    return [
        f"{problem.place.line}:{problem.place.column} {problem.code}"
        for problem in problems(body, head)
        if problem.severity == "error"
    ]
