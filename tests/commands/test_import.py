"""`techtree import`, and the formats of `techtree render` that it reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Answer, Run

DOT = 'digraph { a -> b [color=red]; b [label="The end"] }'


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """Return a graph."""
    path = tmp_path / "plan.dot"
    path.write_text(DOT)
    return path


def test_a_graph_becomes_a_tree(run: Run, graph: Path, tmp_path: Path) -> None:
    target = tmp_path / "plan.yaml"
    result = run("import", graph, "-o", target, "--ending", "The end")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "not carried over:\n  edge attribute 'color': 1\n"
    assert "#   edge attribute 'color': 1\n" in target.read_text()
    checked = run("check", target)
    assert checked.exit_code == 0, checked.output
    assert run("show", target, "--samples", "200").exit_code == 0


def test_without_an_ending_it_says_so(run: Run, graph: Path) -> None:
    result = run("import", graph)
    assert result.exit_code == 0
    assert "no node is an ending yet" in result.stderr
    assert result.stdout.startswith("# Read from plan.dot, with 2 nodes.\n")


def test_standard_input(run: Run) -> None:
    result = run("import", "-", "--from", "dot", "--reverse", input=DOT)
    assert result.exit_code == 0
    assert "    requires: b\n" in result.stdout


@pytest.mark.parametrize("format", ["graphml", "json"])
def test_a_tree_comes_back(
    run: Run, answer: Answer, tmp_path: Path, tree: Path, format: str
) -> None:
    drawn, again = tmp_path / f"drawn.{format}", tmp_path / "again.yaml"
    assert run("render", tree, "-o", drawn).exit_code == 0
    result = run("import", drawn, "-o", again)
    assert (result.exit_code, result.stderr) == (0, "")
    ask = ("publish", "--samples", "300", "--stance", "all")
    before, after = answer("score", tree, *ask), answer("score", again, *ask)
    assert {**before, "seconds": 0} == {**after, "seconds": 0}  # the digest of the inputs too


def test_mermaid_is_text(run: Run, tree: Path, tmp_path: Path) -> None:
    target = tmp_path / "tree.mmd"
    assert run("render", tree, "-o", target).exit_code == 0
    assert target.read_text() == run("render", tree, "--format", "mermaid").stdout
    calm = run("render", tree, "--format", "mermaid", "--stance", "calm").stdout
    assert "ends: 60#37; aligned" in calm


def test_wrong_use(run: Run, graph: Path, tree: Path, tmp_path: Path) -> None:
    for arguments, says in (
        (("import", tmp_path / "plan.txt"), "say it with --from"),
        (("import", tmp_path / "none.dot"), "there is no such file"),
        (("import", graph, "-o", graph), "is the tree that is read"),
        (("import", graph, "--ending", "c"), "there is no node 'c'"),
        (("import", graph, "--from", "graphml"), "plan.dot:1:1: error: this is not XML"),
        (("render", tree, "--format", "graphml", "--item", "publish"), "leave out --item"),
        (("render", tree, "--format", "json", "--stance", "calm"), "leave out --stance"),
    ):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert says in result.stderr


def test_what_is_refused_leaves_the_old_file_whole(run: Run, graph: Path, tmp_path: Path) -> None:
    target = tmp_path / "old.yaml"
    target.write_text("old")
    graph.write_text("digraph { a -> a }")
    result = run("import", graph, "-o", target)
    assert result.exit_code == 2
    assert "a -> a" in result.stderr
    assert target.read_text() == "old"


def test_errors_in_a_tree_that_comes_back(run: Run, tree: Path, tmp_path: Path) -> None:
    drawn = tmp_path / "drawn.graphml"
    assert run("render", tree, "-o", drawn).exit_code == 0
    drawn.write_text(drawn.read_text().replace("field: alignment", "feild: alignment"))
    result = run("import", drawn)
    assert result.exit_code == 1
    assert "the tree has errors: unknown key 'feild'" in result.stderr
