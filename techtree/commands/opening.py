"""From the word on the command line to the tree."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from techtree.errors import UsageError
from techtree.limits import MAX_FILE_BYTES

if TYPE_CHECKING:
    from techtree.files import Parsed
    from techtree.model.tree import Stance, Tree

STDIN = "-"


def open_tree(name: str) -> Tree:
    """Read the tree of that name. Raises InputError or UsageError."""
    from techtree.errors import InputError

    parsed = parse(name)
    if parsed.tree is None:
        raise InputError(parsed.errors)
    return parsed.tree


def parse(name: str) -> Parsed:
    """Read the tree of that name with all its problems. Raises UsageError."""
    from techtree.files import parse_tree

    if name == STDIN:
        return parse_tree(_standard_input(), "<stdin>")
    return parse_tree(locate(name))


def _standard_input() -> bytes:
    try:
        return sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise UsageError(f"cannot read standard input: {error.strerror}") from None


def find_stance(tree: Tree, name: str) -> Stance:
    """Return a stance of a tree. Raises UsageError."""
    from techtree.files.near_miss import did_you_mean

    if name not in tree.stances:
        known = ", ".join(tree.stances) or "none"
        guess = did_you_mean(name, tree.stances)
        raise UsageError(f"there is no stance '{name}'{guess or f'; there is {known}'}")
    return tree.stances[name]


def locate(name: str) -> Path:
    """Find the file: a path if there is something there, else a shipped tree. Raises UsageError."""
    import trees
    from techtree.files.near_miss import did_you_mean

    path = Path(name)
    shipped = trees.names()
    if name in shipped and not path.is_file():
        return trees.path(name)
    if not _exists(path):
        guess = did_you_mean(path.stem, shipped)
        if path.stem in shipped:
            guess = f"; did you mean '{path.stem}', which comes with the program?"
        listing = f"; the trees that come with the program are {', '.join(shipped)}"
        raise UsageError(f"there is no file {name!r}{guess or listing}")
    return path


def locate_portfolio(name: str) -> Path:
    """Find the file: a path if something is there, else a shipped portfolio. Raises UsageError."""
    import trees
    from techtree.files.near_miss import did_you_mean

    path, shipped = Path(name), trees.portfolio_names()
    if name == "-" and not _exists(path):
        raise UsageError("a portfolio is read more than once: name a file, not standard input")
    if name in shipped and not path.is_file():
        return trees.portfolio_path(name)
    if not _exists(path):
        guess = did_you_mean(path.stem, shipped)
        listing = f"; the portfolios that come with the program are {', '.join(shipped)}"
        raise UsageError(f"there is no file {name!r}{guess or listing}")
    return path


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that no file can have
        return False
