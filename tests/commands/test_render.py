"""`techtree render`."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run

SMALL = ("--samples", "200")
MAGIC = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF", "dot": b"digraph"}


@pytest.mark.parametrize("format", ["svg", "dot"])
def test_format_from_the_suffix(run: Run, tree: Path, tmp_path: Path, format: str) -> None:
    target = tmp_path / f"drawing.{format}"
    result = run("render", tree, "-o", target, *SMALL)
    assert result.exit_code == 0, result.output
    assert MAGIC[format] in target.read_bytes()[:200]
    assert "Conditional on this tree" in target.read_text()


def test_text_formats_go_to_standard_output(run: Run, tree: Path) -> None:
    assert run("render", tree, "--no-figures", "--format", "dot").stdout.startswith("digraph")
    result = run("render", tree, "--format", "png")
    assert result.exit_code == 2
    assert "-o FILE" in result.stderr


def test_before_and_after_an_item(run: Run, tree: Path) -> None:
    result = run("render", tree, "--item", "publish", "--stance", "calm", *SMALL)
    assert result.exit_code == 0, result.output
    assert "Publish it" in result.stdout
    plain = run("render", tree, "--item", "publish", "--no-figures")
    assert plain.exit_code == 0, plain.output
    assert "Conditional on this tree" not in plain.stdout


@pytest.mark.parametrize("format", ["svg", "html"])
def test_what_is_given_is_drawn_as_known(run: Run, tree: Path, format: str) -> None:
    shown = [
        run("render", tree, "--format", format, *SMALL, *more)
        for more in ((), ("--given", "oversight"))
    ]
    assert [result.exit_code for result in shown] == [0, 0], shown[1].output
    plain, given = (result.stdout.count("known today, to all") for result in shown)
    assert given > plain


def test_what_is_given_is_known_to_all_and_not_to_some(run: Run) -> None:
    given = run("render", "counterfactual", "--given", "basics", *SMALL)
    assert given.exit_code == 0, given.output
    assert given.stdout.count("KNOWN TO lab") == 1  # of agents
    assert "KNOWN TO rival" not in given.stdout


def test_wrong_use(run: Run, tree: Path, tmp_path: Path) -> None:
    for arguments, says in (
        (("-o", tmp_path / "drawing.jpeg"), ".svg, .png"),
        (("--item", "publsh"), "did you mean 'publish'"),
        (("--stance", "clam"), "did you mean 'calm'"),
        (("--stance", "all"), "not one tree"),
    ):
        result = run("render", tree, *arguments)
        assert result.exit_code == 2
        assert says in result.stderr


def drawing(run: Run, *arguments: object) -> str:
    """Return the DOT text of a drawing, or fail with what was said."""
    result = run("render", *arguments, "--format", "dot", *SMALL)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_part_of_a_tree(run: Run, tree: Path) -> None:
    assert "nodes drawn (within 1 link of" in drawing(run, tree, "--focus", "agents", "--depth", 1)
    assert "what leads to" in drawing(run, tree, "--to", "doom")
    assert "the field alignment, and" in drawing(run, tree, "--field", "alignment")
    assert "FIELD · " in drawing(run, tree, "--collapse", "field")


def test_colours_by_figure(run: Run, tree: Path) -> None:
    assert "known before the end: 0 to" in drawing(run, tree, "--color", "known")
    assert "half of all worlds know it:" in drawing(run, tree, "--color", "time")
    assert "expected value" in drawing(run, tree, "--color", "shift")
    text = drawing(run, tree, "--color", "shift", "--outcome", "aligned", "--theme", "dark")
    assert "Shifts: techtree" in text
    assert "#FFFFFF" not in text


def test_two_stances_and_a_calendar(run: Run, tree: Path) -> None:
    text = drawing(run, tree, "--stance", "calm", "--stance", "grim", "--color", "stance")
    assert "Stance: " in text
    assert "DIFFERS" in text
    assert "whisker/" in drawing(run, tree, "--time", "--engine", "simulation")
    assert "whisker/" in drawing(run, tree, "--time", "--item", "publish")


def test_a_page_too_small_for_its_words_is_told_of(run: Run, tree: Path) -> None:
    result = run("render", tree, "--item", "publish", "--page", "slide", "--no-figures")
    assert result.exit_code == 0, result.output
    assert "warning: the smallest words of this drawing are" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--focus", "agnts"), "did you mean 'agents'"),
        (("--field", "algnment"), "did you mean 'alignment'"),
        (("--depth", "2"), "needs --focus NODE"),
        (("--outcome", "aligned"), "needs --color shift"),
        (("--color", "shift", "--outcome", "alined"), "did you mean 'aligned'"),
        (("--color", "known", "--no-figures"), "does not go with --no-figures"),
        (("--time", "--no-figures"), "does not go with --no-figures"),
        (("--color", "stance"), "needs two of them"),
        (("--time", "--collapse", "field"), "no date of its own"),
        (("--page", "slide", "--orientation", "portrait"), "16:9"),
        (("--color", "shift", "--item", "publish"), "goes with neither"),
        (("--stance", "calm", "--stance", "grim", "--item", "publish"), "four drawings"),
        (("--stance", "calm", "--stance", "grim", "--stance", "calm"), "two stances at most"),
        (("--format", "mermaid", "--theme", "dark"), "--theme is for drawings"),
        (("--format", "graphml", "--focus", "agents"), "--focus is for drawings"),
    ],
)
def test_options_that_do_not_go_together_say_why(
    run: Run, tree: Path, arguments: tuple[str, ...], says: str
) -> None:
    result = run("render", tree, *arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""


def test_help_stands_in_sections(run: Run) -> None:
    page = run("render", "--help").output
    places = [
        page.index(title)
        for title in ("What is drawn:", "How it is drawn:", "Where it goes:", "Its figures:")
    ]
    assert places == sorted(places)
    others = page[page.index("Other options:") :]
    assert others.count("--") == 1  # --help
