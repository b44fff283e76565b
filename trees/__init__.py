"""Example trees and portfolios, installed with the program: begin with `first_tree`."""

from pathlib import Path

_TREES = Path(__file__).resolve().parent
_PORTFOLIOS = _TREES / "portfolios"


def names() -> list[str]:
    """List the names of the shipped trees, sorted, without suffix.

    >>> "first_tree" in names()
    True
    """
    return _names(_TREES)


def path(name: str) -> Path:
    """Return the installed path of the shipped tree `name`; raise KeyError, naming those there are.

    >>> path("first_tree").name
    'first_tree.yaml'
    """
    return _path(_TREES, "tree", name)


def portfolio_names() -> list[str]:
    """List the names of the shipped portfolios, sorted, without suffix: files of items, not trees.

    >>> portfolio_names()
    ['alignment_research']
    """
    return _names(_PORTFOLIOS)


def portfolio_path(name: str) -> Path:
    """Return the installed path of the shipped portfolio `name`; raise KeyError like `path`.

    >>> portfolio_path("alignment_research").name
    'alignment_research.yaml'
    """
    return _path(_PORTFOLIOS, "portfolio", name)


def _names(folder: Path) -> list[str]:
    return sorted(file.stem for file in folder.glob("*.yaml"))


def _path(folder: Path, kind: str, name: str) -> Path:
    known = _names(folder)
    if name not in known:
        raise KeyError(f"no {kind} named {name!r} is shipped; there are: {', '.join(known)}")
    return folder / f"{name}.yaml"
