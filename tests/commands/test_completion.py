"""What a shell offers."""

from __future__ import annotations

from pathlib import Path

from click.shell_completion import ShellComplete

from techtree.commands import main


def _offered(arguments: list[str], incomplete: str) -> list[str]:
    completer = ShellComplete(main, {}, "techtree", "_TECHTREE_COMPLETE")
    return [item.value for item in completer.get_completions(arguments, incomplete)]


def test_names_are_offered(tree: Path) -> None:
    assert _offered([], "sc") == ["score", "schema"]
    assert "first_tree" in _offered(["show"], "first_")
    assert _offered(["score", str(tree)], "pub") == ["publish"]
    assert _offered(["score", str(tree)], "over") == ["oversight"]
    assert _offered(["show", str(tree), "--stance"], "") == ["calm", "grim", "all", "mix"]
    assert _offered(["show", str(tree), "--given"], "ag") == ["agents"]
    assert _offered(["score", "nothing_there"], "x") == []
