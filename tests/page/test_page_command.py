"""`techtree render --format html`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from page_samples import TREE, data, read

from techtree.commands import main

SMALL = ("--samples", "100")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    path = tmp_path / "tree.yaml"
    path.write_text(TREE, encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_the_suffix_chooses_it(tree: Path, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    result = run("render", tree, "-o", target, *SMALL, "--item", "stop", "--item", "constructor")
    assert result.exit_code == 0, result.output
    shown = data(read(target.read_bytes()))
    assert [item["id"] for item in shown["items"]] == ["constructor", "stop"]
    assert [stance["id"] for stance in shown["stances"]] == ["", "calm", "grim", "mix"]
    assert "100 samples, seed 0" in shown["made"][""]
    assert "25 samples" in shown["asked"]


def test_all_items_without_figures_to_standard_output(tree: Path) -> None:
    result = run("render", tree, "--format", "html", "--no-figures")
    assert result.exit_code == 0, result.output
    shown = data(read(result.stdout_bytes))
    assert [item["id"] for item in shown["items"]] == ["found", "publish", "stop"]
    assert "worlds" not in shown


def test_stances_named_are_the_only_ones_and_have_no_mix(tree: Path) -> None:
    result = run("render", tree, "--format", "html", "--no-figures", "--stance", "grim")
    shown = data(read(result.stdout_bytes))
    assert [stance["id"] for stance in shown["stances"]] == ["", "grim"]


def test_given_holds_in_every_world(tree: Path) -> None:
    found = []
    for given in ((), ("--given", "luck_holds")):
        options = ("--format", "html", *given, "--item", "stop", *SMALL)
        shown = data(read(run("render", tree, *options).stdout_bytes))
        worlds = [world for items in shown["worlds"].values() for world in items.values()]
        assert len(worlds) > 2
        found.append([world["outcomes"]["misaligned"][0] for world in worlds])
    assert all(with_it > without for without, with_it in zip(*found, strict=True))


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--item", "publsh"), "did you mean 'publish'"),
        (("--stance", "calmm"), "did you mean 'calm'"),
        (("--stance", "all"), "a page has all stances"),
        (("--focus", "agents"), "--focus is for drawings"),
        (("--theme", "dark"), "--theme is for drawings"),
        (("--given", "nothing"), "there is no node 'nothing'"),
        (("--engine", "exact"), "the exact engine cannot answer this"),
    ],
)
def test_wrong_use(tree: Path, tmp_path: Path, options: tuple[str, ...], says: str) -> None:
    target = tmp_path / "page.html"
    result = run("render", tree, "-o", target, *SMALL, *options)
    assert result.exit_code == 2
    assert says in result.stderr and "Traceback" not in result.output
    assert not target.exists()


def test_many_items_must_be_named(tree: Path, tmp_path: Path) -> None:
    several = "".join(f"  i{place}: {{unlocks: [insight]}}\n" for place in range(51))
    head, tail = TREE.split("items:\n")
    path = tmp_path / "many.yaml"
    path.write_text(f"{head}items:\n{several}{tail}", encoding="utf-8")
    result = run("render", path, "--format", "html", "--no-figures")
    assert result.exit_code == 2
    assert "the tree has 54 items" in result.stderr and "--item" in result.stderr
    options = ("--format", "html", "--no-figures", "--item", "i50")
    assert run("render", path, *options).exit_code == 0


def test_a_drawing_takes_one_item(tree: Path) -> None:
    result = run("render", tree, "--no-figures", "--item", "stop", "--item", "publish")
    assert result.exit_code == 2
    assert "one item at most" in result.stderr
