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


def test_names_of_drawings_are_offered(tree: Path) -> None:
    render = ["render", str(tree)]
    assert _offered([*render, "--focus"], "ag") == ["agents"]
    assert _offered([*render, "--to"], "d") == ["doom"]
    assert "alignment" in _offered([*render, "--field"], "")
    assert _offered([*render, "--outcome"], "al") == ["aligned"]
    assert _offered([*render, "--color"], "st") == ["stance"]
    assert _offered([*render, "--page"], "a") == ["a4", "a3"]
    assert "calm" in _offered([*render, "--stance"], "")
