"""Example trees, installed with the program: begin with `first_tree`, play with `steiner_toy`."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def names() -> list[str]:
    """List the names of the shipped trees, sorted, without suffix.

    >>> "first_tree" in names()
    True
    """
    return sorted(file.stem for file in _HERE.glob("*.yaml"))


def path(name: str) -> Path:
    """Return the installed path of the shipped tree `name`; raise KeyError, naming those there are.

    >>> path("first_tree").name
    'first_tree.yaml'
    """
    known = names()
    if name not in known:
        raise KeyError(f"no tree named {name!r} is shipped; there are: {', '.join(known)}")
    return _HERE / f"{name}.yaml"
